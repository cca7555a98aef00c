from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from connector.sandbox.server import Sandbox
from tests.sandbox.callers import caller

from .shop import Shop, open_shop


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as running:
        yield running


@pytest.fixture
async def shop(sandbox: Sandbox) -> AsyncIterator[Shop]:
    async with (
        aiohttp.ClientSession() as session,
        open_shop(sandbox, caller(session, sandbox)) as opened,
    ):
        yield opened
