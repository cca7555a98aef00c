"""Waking those who wait in this process for a change another coroutine makes.

Only a hint that saves a wait: the truth is in the database, and every waiter also looks there by itself, so a
worker in another process, or a lost ring, costs a second and nothing else.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass


@dataclass(frozen=True)
class NextRing:
    """The first ring after `Bell.listen`, also when it comes before anybody waits for it."""

    event: asyncio.Event

    async def heard(self, seconds: float) -> None:
        """Returns at that ring, or after `seconds`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.event.wait()


class Bell:
    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        event, self._event = self._event, asyncio.Event()
        event.set()

    def listen(self) -> NextRing:
        """Listen first, look second, wait last: a ring during the look is then not missed."""
        return NextRing(self._event)

    async def heard(self, seconds: float) -> None:
        """Returns at the next ring, or after `seconds`."""
        await self.listen().heard(seconds)


class Bells:
    """`work` wakes the worker, `settled` those who wait for a sync."""

    def __init__(self) -> None:
        self.work = Bell()
        self.settled = Bell()
