"""A shop as the connector sees it from outside: a web server that answers the address proof."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self

from aiohttp import web

from wp_bridge.protocol import proof


class Shop:
    """`async with Shop() as shop:` serves on loopback. It proves what `secret` it was given, or nothing.

    An answer takes `delay` seconds.
    """

    def __init__(self) -> None:
        self.secret: str | None = None
        self.asked = 0
        self.delay = 0.0
        application = web.Application()
        application.router.add_get("/", self._by_query)
        application.router.add_get("/wp-json/alter/v1/proof", self._answer)
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
        if request.query.get("rest_route") != "/alter/v1/proof":
            return web.Response(text="<html>Welcome</html>", content_type="text/html")
        return await self._answer(request)

    async def _answer(self, request: web.Request) -> web.Response:
        self.asked += 1
        await asyncio.sleep(self.delay)
        if self.secret is None:
            return web.json_response({"code": "rest_no_route"}, status=404)
        return web.json_response({"proof": proof(self.secret, request.query["challenge"])})
