"""Alter's cacheable reads, whichever flow they are for: one call for all who ask at once, old answers in an outage.

A key begins with `shared`, or with the store, its credential's version and its epoch, so nothing of one store is
ever found under another's, and a confirmed change of a binding shows in what Alter lists at once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from connector.alter.client import AlterClient, Answer
from connector.alter.endpoint import CacheRule, Endpoint
from connector.alter.errors import AlterError, AlterRefused
from connector.domain.clock import Clock
from connector.domain.errors import RateLimited
from connector.domain.priority import Priority
from connector.domain.store import Store
from connector.flows.collaborators.answer_cache import (
    AnswerCache,
    Cache,
    CacheKey,
    KeptAnswer,
    OutageAnswer,
)
from connector.flows.collaborators.store_secrets import StoreSecrets
from connector.telemetry import metrics

# Fonts, currencies and previews change with Alter's releases; products when an owner edits a design.
SHARED_FRESH = timedelta(minutes=10)
STORE_FRESH = timedelta(seconds=60)
DEADLINE = 10.0


def _anybody() -> None:
    """Nobody is counted."""


@dataclass(frozen=True)
class KeptReads:
    alter: AlterClient
    secrets: StoreSecrets
    cache: AnswerCache
    clock: Clock

    async def __call__(
        self,
        row: Endpoint,
        store: Store | None,
        *,
        path: Mapping[str, str] | None = None,
        query: Sequence[tuple[str, str]] = (),
        admit: Callable[[], None] = _anybody,
        deadline: float = DEADLINE,
    ) -> tuple[KeptAnswer, Cache]:
        """A 2xx answer. `store` may be None where the row's answers are the same for all.

        `admit` is asked only when Alter is about to be, and may raise RateLimited. Raises as `kept`, and
        ValueError for parameters outside the table.
        """
        shared = row.cache is CacheRule.SHARED
        address = f"{row.method} {row.url_path(path)}?{row.url_query(query)}"
        key = CacheKey("shared" if shared else _scope(store), address)

        async def ask() -> KeptAnswer:
            admit()
            asking = None if shared else store
            return self._kept(await self._ask(row, asking, path, query, deadline))

        return await self.kept(key, SHARED_FRESH if shared else STORE_FRESH, ask)

    async def kept(
        self, key: CacheKey, fresh: timedelta, ask: Callable[[], Awaitable[KeptAnswer]]
    ) -> tuple[KeptAnswer, Cache]:
        """What was kept under the key, or what `ask` brings. Raises what `ask` raises; RateLimited and what shows
        that Alter is down only when no older answer can stand in."""

        async def fetch() -> KeptAnswer:
            try:
                return await ask()
            except (RateLimited, AlterError) as error:
                if isinstance(error, AlterRefused) and not is_outage(error):
                    raise
                raise OutageAnswer(error) from error

        try:
            found, cache = await self.cache.get(key, fresh, fetch)
        except OutageAnswer as outage:
            raise outage.cause from outage
        metrics.cache_answered("answers", cache)
        return found, cache

    async def _ask(
        self,
        row: Endpoint,
        store: Store | None,
        path: Mapping[str, str] | None,
        query: Sequence[tuple[str, str]],
        deadline: float,
    ) -> Answer:
        return await self.alter.call(
            row,
            credential=None if store is None else self.secrets.credential(store),
            path=path,
            query=query,
            priority=Priority.SHOPPER,
            deadline=deadline,
        )

    def _kept(self, answer: Answer) -> KeptAnswer:
        content_type = answer.headers.get("content-type", "application/json")
        etag = answer.headers.get("etag")
        return KeptAnswer.of(content_type, answer.body, etag, self.clock.now())


def is_outage(refusal: AlterRefused) -> bool:
    """Alter's trouble rather than the caller's: an older answer is as good as it was."""
    return refusal.rate_limited or refusal.server_fault


def _scope(store: Store | None) -> str:
    assert store is not None, "a store's answer without a store"
    return f"{store.id} {store.credential_version} {store.epoch}"
