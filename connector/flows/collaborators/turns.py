"""One at a time per store, in this process: what a single store piles up must not fill the database's queue.

The database has one writer. Without this a store that sends thirty bulk writes at once would stand thirty times
in its line, in front of every other store.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from connector.domain.errors import RateLimited
from connector.domain.ids import StoreId


class Turns:
    def __init__(self, *, most_waiting: int) -> None:
        self._most_waiting = most_waiting
        self._locks: dict[StoreId, asyncio.Lock] = {}
        self._present: Counter[StoreId] = Counter()

    @asynccontextmanager
    async def taken(
        self, store_id: StoreId, *, patience: float | None = None
    ) -> AsyncIterator[None]:
        """Raises RateLimited `store.tooMany` when too many of the store's calls wait already, TimeoutError
        when this one's turn did not come within `patience` seconds."""
        if self._present[store_id] > self._most_waiting:
            raise RateLimited(
                "store.tooMany",
                "Too many calls of this store are waiting for each other; try again shortly.",
                retry_after=2.0,
            )
        self._present[store_id] += 1
        lock = self._locks.setdefault(store_id, asyncio.Lock())
        try:
            async with asyncio.timeout(patience):
                await lock.acquire()
            try:
                yield
            finally:
                lock.release()
        finally:
            self._present[store_id] -= 1
            if not self._present[store_id]:
                # Nobody is left: stores that come and go leave nothing behind.
                del self._present[store_id], self._locks[store_id]
