"""A file goes at its reader's pace: what the reader does not take is not fetched, and nothing is piled up here."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.acceptance.wire import Wire
from tests.stage.stage import Stage, Staging

MIB = 1024 * 1024
SIZE = 400 * MIB
BUFFERS = 64 * MIB
"""More than the kernel may hold in both connections; a file drained regardless passes it at once."""
FILE = "/public-api/v1/file/protected/user_34/1/model.glb?signature=x"


class Tap:
    """An Alter whose file is made while it is sent, and counted."""

    def __init__(self) -> None:
        self.sent, self.open = 0, 0
        self.changed = asyncio.Condition()

    async def file(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "model/gltf-binary"})
        response.content_length = SIZE
        await response.prepare(request)
        await self._count(1)
        try:
            for _ in range(SIZE // MIB):
                await response.write(bytes(MIB))
                self.sent += MIB
        finally:
            await self._count(-1)
        return response

    async def _count(self, change: int) -> None:
        async with self.changed:
            self.open += change
            self.changed.notify_all()

    async def until(self, number: int) -> None:
        """So many files are on their way."""
        async with asyncio.timeout(10), self.changed:
            await self.changed.wait_for(lambda: self.open == number)

    async def still(self) -> int:
        """What was sent when nothing more has been for half a second."""
        before = -1
        while before != self.sent:
            before = self.sent
            await asyncio.sleep(0.5)
        return before


@asynccontextmanager
async def tapped(staging: Staging) -> AsyncIterator[tuple[Stage, Tap]]:
    tap = Tap()
    application = web.Application()
    application.router.add_get("/public-api/v1/file/protected/{key:.+}", tap.file)
    async with TestServer(application) as server:
        url = str(server.make_url("/public-api/v1"))
        async with staging(api_url=url) as stage:
            yield stage, tap


REQUEST = f"GET {FILE} HTTP/1.1\r\nHost: c\r\n\r\n"


async def test_a_reader_that_stops_stops_the_fetching(staging: Staging) -> None:
    """And one that hangs up ends it."""
    async with tapped(staging) as (stage, tap):
        async with Wire.to(stage.base) as wire:
            wire.send(REQUEST)
            await tap.until(1)
            assert await tap.still() < BUFFERS
            assert tap.open == 1
        await tap.until(0)
        assert tap.sent < BUFFERS


async def test_a_caller_has_so_many_files_on_their_way(staging: Staging) -> None:
    """The seventeenth hears 429 in Alter's shape; places come free when a reader hangs up."""
    async with tapped(staging) as (stage, tap):
        async with AsyncExitStack() as readers:
            for _ in range(16):
                wire = await readers.enter_async_context(Wire.to(stage.base))
                wire.send(REQUEST)
            await tap.until(16)
            refused = await stage.anyone.get(FILE)
            assert (refused.status, refused.json) == (429, {"error": "Too Many Requests"})
            assert int(refused.headers["Retry-After"]) >= 1
        await tap.until(0)
        async with Wire.to(stage.base) as wire:
            wire.send(REQUEST)
            await tap.until(1)
