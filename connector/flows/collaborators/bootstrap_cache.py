"""Runtime bootstraps by embed token: fetched once, kept for at most a minute, stale while Alter fails.

An entry belongs to one token (by SHA-256) and is kept only if the store's epoch did not change while it was
fetched, so that a deactivation confirmed meanwhile is never hidden by an older answer. Nothing is shown past
the token's expiry.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import structlog

from connector.alter.budget import EMBED, Budget
from connector.alter.client import AlterClient
from connector.alter.endpoint import LimitClass
from connector.alter.errors import AlterBusy, AlterError, AlterMalformed, AlterRefused
from connector.domain.clock import Clock
from connector.domain.ids import StoreId
from connector.domain.priority import Priority
from connector.domain.secrets import Secret
from connector.domain.session import EmbedSessionRow
from connector.domain.window import Rate, SlidingWindow
from connector.flows.collaborators.manifest_watch import ManifestWatch
from connector.store import stores
from connector.store.database import Database

log = structlog.get_logger(__name__)

FRESH = timedelta(seconds=60)
DEADLINE = 3.5
"""Seconds, retries and all: a page that waits longer for its tool is left, and a 503 is heard within 4 s."""
PATIENCE = 1.5
"""Seconds for a new answer where an older one could serve; the fetch goes on and is kept for the next."""
_BYTES = 32 * 1024 * 1024

# Calls to Alter a minute: a page asks once; half of what all stores share is the most for one.
_TOKEN_SHARE = Rate(12, 60.0)
_STORE_SHARE = Rate(240, 60.0)
_REFUSAL_KEPT = 15.0
_REFUSALS = 10_000

Cache = Literal["hit", "miss", "stale"]


@dataclass(frozen=True)
class CachedBootstrap:
    body: bytes
    store_id: StoreId
    epoch: int
    fetched_at: datetime
    expires_at: datetime


class BootstrapSource:
    def __init__(
        self,
        database: Database,
        alter: AlterClient,
        budget: Budget,
        clock: Clock,
        watch: ManifestWatch,
    ) -> None:
        self._database = database
        self._alter = alter
        self._budget = budget
        self._clock = clock
        self._watch = watch
        self._entries: OrderedDict[str, CachedBootstrap] = OrderedDict()
        self._bytes = 0
        self._fetching: dict[str, asyncio.Task[bytes]] = {}
        self._refused: OrderedDict[str, tuple[AlterRefused, float]] = OrderedDict()
        self._by_token = SlidingWindow(_TOKEN_SHARE)
        self._by_store = SlidingWindow(_STORE_SHARE)

    async def get(self, token: Secret, session: EmbedSessionRow, epoch: int) -> tuple[bytes, Cache]:
        """The bootstrap's JSON and how it was come by. Raises AlterError when there is nothing to show."""
        now = self._clock.now()
        entry = self._entries.get(session.token_hash)
        if entry is not None and (entry.epoch != epoch or entry.expires_at <= now):
            entry = None  # Something of the store changed since, or it is over: no stand-in.
        if entry is not None and now - entry.fetched_at < FRESH:
            self._entries.move_to_end(session.token_hash)
            return entry.body, "hit"
        try:
            self._count(session)
            task = self._task(token, session, epoch)
            if entry is not None:
                await asyncio.wait({task}, timeout=PATIENCE)
                if not task.done():
                    return entry.body, "stale"
            # All who ask for the same token at once share one call; one giving up does not end it.
            return await asyncio.shield(task), "miss"
        except AlterError as error:
            if not _may_be_stale(error):
                self._drop(session.token_hash)
                raise
            if entry is None:
                raise
            return entry.body, "stale"

    def _count(self, session: EmbedSessionRow) -> None:
        """Alter's limit for bootstraps is shared by all stores: no token and no store may use it up.

        Raises AlterBusy, and the refusal of a token that was refused a moment ago.
        """
        refused = self._refused.get(session.token_hash)
        now = self._clock.monotonic()
        if refused is not None and now < refused[1]:
            raise refused[0]
        for window, key in (
            (self._by_token, session.token_hash),
            (self._by_store, session.store_id),
        ):
            wait = window.take(key, now)
            if wait is not None:
                raise AlterBusy(wait, endpoint="runtime_bootstrap", why="this caller's share")

    def fetch_ahead(self, token: Secret, session: EmbedSessionRow, epoch: int) -> None:
        """The iframe asks within a second: have it ready, if nobody else needs the budget."""
        if self._budget.wait_for(EMBED, LimitClass.GLOBAL, Priority.BULK) > 0:
            return
        task = self._task(token, session, epoch)
        task.add_done_callback(_forget_failure)

    def drop_store(self, store_id: StoreId) -> None:
        for key in [key for key, entry in self._entries.items() if entry.store_id == store_id]:
            self._drop(key)

    def drop_all(self) -> None:
        for key in list(self._entries):
            self._drop(key)

    async def close(self) -> None:
        for task in list(self._fetching.values()):
            task.cancel()
        await asyncio.gather(*self._fetching.values(), return_exceptions=True)

    def _task(self, token: Secret, session: EmbedSessionRow, epoch: int) -> asyncio.Task[bytes]:
        key = session.token_hash
        task = self._fetching.get(key)
        if task is None:
            task = asyncio.create_task(self._fetch(token, session, epoch))
            self._fetching[key] = task
            task.add_done_callback(self._done(key))
        return task

    def _done(self, key: str) -> Callable[[asyncio.Task[bytes]], None]:
        def forget(task: asyncio.Task[bytes]) -> None:
            self._fetching.pop(key, None)
            _forget_failure(task)

        return forget

    async def _fetch(self, token: Secret, session: EmbedSessionRow, epoch: int) -> bytes:
        try:
            answer = await self._alter.bootstrap(token, deadline=DEADLINE)
        except AlterRefused as refusal:
            if not _may_be_stale(refusal):
                self._remember_refusal(session, refusal)
            raise
        async with self._database.read() as connection:
            store = await stores.get(connection, session.store_id)
        if store is not None and store.epoch == epoch:
            self._keep(session, answer.body, epoch)
        await self._watch(session, answer.body)
        return answer.body

    def _remember_refusal(self, session: EmbedSessionRow, refusal: AlterRefused) -> None:
        self._refused[session.token_hash] = (refusal, self._clock.monotonic() + _REFUSAL_KEPT)
        self._refused.move_to_end(session.token_hash)
        while len(self._refused) > _REFUSALS:
            self._refused.popitem(last=False)

    def _keep(self, session: EmbedSessionRow, body: bytes, epoch: int) -> None:
        self._drop(session.token_hash)
        self._entries[session.token_hash] = CachedBootstrap(
            body, session.store_id, epoch, self._clock.now(), session.expires_at
        )
        self._bytes += len(body)
        while self._bytes > _BYTES:
            self._drop(next(iter(self._entries)))

    def _drop(self, key: str) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._bytes -= len(entry.body)


def _may_be_stale(error: AlterError) -> bool:
    """Only an outage: what Alter decided (401, 403, 404) is never overruled by an older answer."""
    if isinstance(error, AlterRefused):
        return error.rate_limited or error.server_fault
    return not isinstance(error, AlterMalformed) or isinstance(error, AlterBusy)


def _forget_failure(task: asyncio.Task[bytes]) -> None:
    """A fetch nobody waits for any more may fail without a word on the event loop."""
    if not task.cancelled():
        task.exception()
