"""Between connector and sandbox: passes requests on, and does to some what networks and servers do."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from scripts.proof.faults import SYNC, Deed, Fault, Schedule
from scripts.proof.wishes import is_refusable

_BODY_LIMIT = 32 * 1024 * 1024
_HTML = "<!doctype html><title>Hotel WLAN</title><h1>Please accept our terms</h1>"
_DROPPED = {"host", "content-length", "transfer-encoding", "connection"}
_PASSED_BACK = ("Content-Type", "Retry-After", "ETag")


@dataclass
class Proxy:
    upstream: str
    schedule: Schedule
    counts: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    misbehaves: bool = True
    refuses: bool = True
    """Single items, for good, as Alter would; the other faults pass by themselves."""
    _session: aiohttp.ClientSession | None = None
    _began: float = field(default_factory=lambda: asyncio.get_running_loop().time())

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.requests += 1
        refusal = self._refusal(request.path, body) if self.refuses else None
        if refusal is not None:
            self.counts[Deed.REFUSED] += 1
            return web.json_response({"code": "proof.refused"}, status=refusal)
        if not self.misbehaves:
            return await self._passed(request, body)
        at = asyncio.get_running_loop().time() - self._began
        fault = self.schedule.fault(self.requests, request.path, at)
        if fault is None:
            return await self._passed(request, body)
        self.counts[fault.deed] += 1
        return await self._suffered(fault, request, body)

    def _refusal(self, path: str, body: bytes) -> int | None:
        """Alter refuses a batch whole when one item of it is wrong."""
        if not path.endswith(SYNC):
            return None
        for item in json.loads(body)["bindings"]:
            if is_refusable(item["externalProductId"]):
                found = self.schedule.refusal(
                    item["externalProductId"], item.get("legacyStorefrontProductId", 0)
                )
                if found is not None:
                    return found
        return None

    async def _suffered(
        self, fault: Fault, request: web.Request, body: bytes
    ) -> web.StreamResponse:
        if fault.deed in (Deed.RESET_BEFORE, Deed.OUTAGE):
            return _reset(request)
        if (own := _own_answer(fault)) is not None:
            return own
        # Whoever hung up while waiting is not passed on: the handler is cancelled with its connection.
        await asyncio.sleep(fault.seconds)
        answer = await self._passed(request, body)
        match fault.deed:
            case Deed.RESET_AFTER:
                return _reset(request)
            case Deed.GATEWAY_TIMEOUT:
                return _html(504)
            case Deed.TRUNCATE:
                return await _half(request, answer)
        return answer

    async def _passed(self, request: web.Request, body: bytes) -> web.Response:
        """Once begun, Alter hears all of it, also when the caller dies meanwhile."""
        return await asyncio.shield(asyncio.create_task(self._forward(request, body)))

    async def _forward(self, request: web.Request, body: bytes) -> web.Response:
        assert self._session is not None
        headers = {n: v for n, v in request.headers.items() if n.lower() not in _DROPPED}
        async with self._session.request(
            request.method,
            self.upstream + request.raw_path,
            data=body or None,
            headers=headers,
            allow_redirects=False,
        ) as answer:
            kept = {name: answer.headers[name] for name in _PASSED_BACK if name in answer.headers}
            return web.Response(status=answer.status, body=await answer.read(), headers=kept)

    @asynccontextmanager
    async def served(self, port: int) -> AsyncIterator[None]:
        application = web.Application(client_max_size=_BODY_LIMIT)
        application.router.add_route("*", "/{path:.*}", self.handle)
        runner = web.AppRunner(
            application, access_log=None, shutdown_timeout=0.5, handler_cancellation=True
        )
        async with aiohttp.ClientSession(auto_decompress=True) as self._session:
            await runner.setup()
            try:
                await web.TCPSite(runner, "127.0.0.1", port).start()
                yield
            finally:
                await runner.cleanup()


def _own_answer(fault: Fault) -> web.Response | None:
    """Of a proxy that passes nothing on; None for the others."""
    match fault.deed:
        case Deed.HTML_200:
            return _html(200)
        case Deed.HTML_502:
            return _html(502)
        case Deed.SERVER_ERROR | Deed.RATE_LIMITED | Deed.PAUSING:
            headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
            error = {"error": "the proof's own"}
            return web.json_response(error, status=fault.status, headers=headers)
    return None


def _html(status: int) -> web.Response:
    return web.Response(text=_HTML, content_type="text/html", status=status)


def _reset(request: web.Request) -> web.StreamResponse:
    transport = request.transport
    if transport is not None:
        raw = transport.get_extra_info("socket")
        # Lingering for zero seconds makes the kernel send RST, not an orderly FIN.
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response()


async def _half(request: web.Request, answer: web.Response) -> web.StreamResponse:
    whole = answer.body if isinstance(answer.body, bytes) else b""
    stream = web.StreamResponse(status=answer.status, headers={"Content-Type": "application/json"})
    stream.content_length = max(len(whole), 2)
    await stream.prepare(request)
    await stream.write(whole[: len(whole) // 2])
    if request.transport is not None:
        request.transport.close()
    return stream
