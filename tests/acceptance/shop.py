"""A shop as the connector sees it from outside: a web server that answers the address proof and the probe."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Self

from aiohttp import web

from wp_bridge.protocol import probe, proof


class Shop:
    """`async with Shop() as shop:` serves on loopback. It proves what `secret` it was given, or nothing, and
    answers probes with `ticket_secret`.

    An answer takes `delay` seconds. With `says`, both routes answer that instead.
    """

    def __init__(self) -> None:
        self.secret: str | None = None
        self.ticket_secret: str | None = None
        self.says: Callable[[], web.Response] | None = None
        self.asked = 0
        self.delay = 0.0
        application = web.Application()
        application.router.add_get("/", self._by_query)
        application.router.add_get("/wp-json/alter/v1/proof", self._proof)
        application.router.add_get("/wp-json/alter/v1/probe", self._probe)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.5)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _by_query(self, request: web.Request) -> web.Response:
        match request.query.get("rest_route"):
            case "/alter/v1/proof":
                return await self._proof(request)
            case "/alter/v1/probe":
                return await self._probe(request)
        return web.Response(text="<html>Welcome</html>", content_type="text/html")

    async def _proof(self, request: web.Request) -> web.Response:
        self.asked += 1
        await asyncio.sleep(self.delay)
        if self.says is not None:
            return self.says()
        if self.secret is None:
            return web.json_response({"code": "rest_no_route"}, status=404)
        return web.json_response({"proof": proof(self.secret, request.query["challenge"])})

    async def _probe(self, request: web.Request) -> web.Response:
        self.asked += 1
        await asyncio.sleep(self.delay)
        if self.says is not None:
            return self.says()
        if self.ticket_secret is None:
            return web.json_response({"code": "rest_no_route"}, status=404)
        return web.json_response({"probe": probe(self.ticket_secret, request.query["challenge"])})
