"""The one regular job that runs with or without a worker: being seen, and following the key file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog

from connector.domain.errors import Unavailable
from connector.flows.presence import StayPresent

log = structlog.get_logger(__name__)

_LOOK_EVERY = 1.0
_LEAVE_WITHIN = 5.0


@asynccontextmanager
async def present(stay: StayPresent) -> AsyncIterator[None]:
    """Seen from before the block until after it."""
    await stay()
    leaving = asyncio.Event()
    task = asyncio.create_task(_regularly(stay, leaving))
    try:
        yield
    finally:
        leaving.set()
        try:
            async with asyncio.timeout(_LEAVE_WITHIN):
                await task
                await stay.leave()
        except Unavailable as away:
            log.warning("leave_put_off", why=away.code)
        except Exception:
            # Nobody is held up: the row of a process that is silent is swept by the others.
            log.exception("leave_failed")


async def _regularly(stay: StayPresent, leaving: asyncio.Event) -> None:
    while not leaving.is_set():
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_EVERY):
                await leaving.wait()
                return
        try:
            await stay()
        except Unavailable as away:
            log.warning("presence_put_off", why=away.code)
        except Exception:
            log.exception("presence_failed")
