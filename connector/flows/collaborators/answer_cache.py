"""Alter's cacheable answers: one call for all who ask at once, bounded in bytes, stale only in an outage.

A key names its scope (`shared`, or a store with the version of its credential and its epoch) and the re-encoded
address, so nothing of one store can be found under another's key: they differ before the address begins.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from connector.alter.errors import AlterError
from connector.domain.clock import Clock
from connector.domain.errors import RateLimited
from connector.domain.ids import StoreId

Cache = Literal["hit", "miss", "stale"]

STALE_FOR = timedelta(hours=24)
"""How long after its freshness an answer may stand in for a silent Alter."""


PATIENCE = 1.5
"""Seconds for a new answer where an older one could serve; the fetch goes on and is kept for the next."""


_OVERHEAD = 1024
"""Bytes that an entry takes beside its body and address, about."""


@dataclass(frozen=True)
class CacheKey:
    scope: str
    address: str


@dataclass(frozen=True)
class KeptAnswer:
    """A 200 of Alter's. `etag` is Alter's own or made of the body, quotes included."""

    content_type: str
    body: bytes
    etag: str
    fetched_at: datetime

    @classmethod
    def of(cls, content_type: str, body: bytes, etag: str | None, now: datetime) -> KeptAnswer:
        made = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        return cls(content_type, body, etag or made, now)


class OutageAnswer(Exception):
    """The fetch failed in a way that an older answer may stand in for; `cause` is told when there is none."""

    def __init__(self, cause: RateLimited | AlterError) -> None:
        super().__init__(str(cause))
        self.cause = cause


Fetch = Callable[[], Awaitable[KeptAnswer]]


class AnswerCache:
    def __init__(self, clock: Clock, *, most_bytes: int, largest: int) -> None:
        self._clock = clock
        self._most_bytes = most_bytes
        self._largest = largest
        self._kept: OrderedDict[CacheKey, KeptAnswer] = OrderedDict()
        self._bytes = 0
        self._fetching: dict[CacheKey, asyncio.Task[KeptAnswer]] = {}

    @property
    def bytes_held(self) -> int:
        return self._bytes

    async def get(self, key: CacheKey, fresh: timedelta, fetch: Fetch) -> tuple[KeptAnswer, Cache]:
        """Raises what `fetch` raises; an OutageAnswer only when there is nothing to stand in."""
        kept = self._kept.get(key)
        now = self._clock.now()
        if kept is not None and now - kept.fetched_at < fresh:
            self._kept.move_to_end(key)
            return kept, "hit"
        task = self._once(key, fetch)
        if kept is None or now - kept.fetched_at > fresh + STALE_FOR:
            return await asyncio.shield(task), "miss"
        await asyncio.wait({task}, timeout=PATIENCE)
        if not task.done() or isinstance(task.exception(), OutageAnswer):
            return kept, "stale"
        return task.result(), "miss"

    def drop(self, scope: str) -> None:
        """Everything kept in a scope."""
        for key in [key for key in self._kept if key.scope == scope]:
            self._forget(key)

    def drop_store(self, store_id: StoreId) -> None:
        """Everything kept of a store, under whichever credential and epoch."""
        for scope in {key.scope for key in self._kept if key.scope.startswith(f"{store_id} ")}:
            self.drop(scope)

    def drop_all(self) -> None:
        self._kept.clear()
        self._bytes = 0

    async def close(self) -> None:
        tasks = list(self._fetching.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _once(self, key: CacheKey, fetch: Fetch) -> asyncio.Task[KeptAnswer]:
        task = self._fetching.get(key)
        if task is None:
            task = asyncio.create_task(self._fetch(key, fetch))
            self._fetching[key] = task
            task.add_done_callback(lambda done: self._fetched(key, done))
        return task

    async def _fetch(self, key: CacheKey, fetch: Fetch) -> KeptAnswer:
        found = await fetch()
        self._keep(key, replace(found, fetched_at=self._clock.now()))
        return found

    def _fetched(self, key: CacheKey, task: asyncio.Task[KeptAnswer]) -> None:
        self._fetching.pop(key, None)
        if not task.cancelled():
            task.exception()  # Looked at here: whoever waited may be gone.

    def _keep(self, key: CacheKey, found: KeptAnswer) -> None:
        self._forget(key)
        if len(found.body) > self._largest:
            return
        self._kept[key] = found
        self._bytes += _weight(key, found)
        while self._bytes > self._most_bytes:
            self._forget(next(iter(self._kept)))

    def _forget(self, key: CacheKey) -> None:
        found = self._kept.pop(key, None)
        if found is not None:
            self._bytes -= _weight(key, found)


def _weight(key: CacheKey, found: KeptAnswer) -> int:
    """Small answers under long addresses weigh more than their bytes."""
    return len(found.body) + len(key.address) + _OVERHEAD
