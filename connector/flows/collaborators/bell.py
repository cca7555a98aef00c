"""Waking those who wait in this process for a change another coroutine makes.

Only a hint that saves a wait: the truth is in the database, and every waiter also looks there by itself, so a
worker in another process, or a lost ring, costs a second and nothing else.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress


class Bell:
    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        event, self._event = self._event, asyncio.Event()
        event.set()

    async def heard(self, seconds: float) -> None:
        """Returns at the next ring, or after `seconds`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._event.wait()


class Bells:
    """`work` wakes the worker, `settled` those who wait for a sync."""

    def __init__(self) -> None:
        self.work = Bell()
        self.settled = Bell()
