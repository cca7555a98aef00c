from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from connector.sandbox.clock import HandClock
from connector.sandbox.server import Sandbox

from .callers import Caller, caller


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def sandbox(clock: HandClock) -> AsyncIterator[Sandbox]:
    async with Sandbox(clock=clock) as running:
        yield running


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def api(session: aiohttp.ClientSession, sandbox: Sandbox) -> Caller:
    """Storefront 12 with every scope; its credential has the document's id, 56."""
    return caller(session, sandbox)


@pytest.fixture
def stranger(session: aiohttp.ClientSession, sandbox: Sandbox) -> Caller:
    """No credential."""
    return Caller(session, sandbox.api_url, {})


@pytest.fixture
def operator(session: aiohttp.ClientSession, sandbox: Sandbox) -> Caller:
    return Caller(session, sandbox.url + "/sandbox", {})


@pytest.fixture
async def shop() -> AsyncIterator[tuple[str, dict[str, str]]]:
    """An origin of its own, and the text of the page it shows."""
    shown: dict[str, str] = {}

    async def show(_request: web.Request) -> web.Response:
        return web.Response(text=shown["page"], content_type="text/html")

    app = web.Application()
    app.router.add_get("/", show)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/", shown
    await runner.cleanup()
