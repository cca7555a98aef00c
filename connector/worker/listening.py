"""Hearing the other processes for as long as this one runs, through every loss of the connection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import SystemRandom

import structlog

from connector.domain.retry import backoff
from connector.flows.collaborators.hearing import Hearing
from connector.store.notices import listening

log = structlog.get_logger(__name__)

_BASE, _CAP = 0.2, 5.0
_FIRST_WITHIN = 2.0


@asynccontextmanager
async def hearing(url: str | None, teller: str, hear: Hearing) -> AsyncIterator[None]:
    """From before the block until after it. Without a `url` nothing is heard, and only looking helps."""
    if url is None:
        yield
        return
    ready = asyncio.Event()
    task = asyncio.create_task(_listen_on(url, teller, hear, ready))
    try:
        try:
            async with asyncio.timeout(_FIRST_WITHIN):
                await ready.wait()
        except TimeoutError:
            # Served all the same: what is not heard is found by looking, within a second.
            log.warning("not_listening", why="the first connection takes long")
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _listen_on(url: str, teller: str, hear: Hearing, ready: asyncio.Event) -> None:
    failures, random = 0, SystemRandom()
    while True:
        try:
            async with listening(url, teller, hear) as ended:
                failures = 0
                ready.set()
                hear.missed()
                await ended.wait()
            log.warning("listening_ended")
        except Exception as fault:
            failures += 1
            log.warning("not_listening", why=type(fault).__name__)
        await asyncio.sleep(backoff(failures + 1, base=_BASE, cap=_CAP, random=random))
