"""Waiting for a condition instead of sleeping for a while."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from connector.sandbox.faults import Fault

_LOOK_EVERY = 0.02


async def until(condition: Callable[[], Awaitable[bool]], *, seconds: float = 8.0) -> None:
    """Fails the test when the condition does not come true in time."""
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 - the condition lies behind HTTP
            await asyncio.sleep(_LOOK_EVERY)


async def struck(fault: Fault) -> None:
    """Returns once a call has met it."""

    async def fired() -> bool:
        return fault.fired > 0

    await until(fired)
