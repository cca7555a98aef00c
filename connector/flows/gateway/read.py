"""Cacheable reads through the gateway: fonts, currencies and previews for all, products and assets per store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from connector.alter.client import AlterClient, Answer
from connector.alter.endpoint import CacheRule, Endpoint
from connector.alter.endpoints import endpoint
from connector.alter.errors import AlterError, AlterRefused
from connector.domain.clock import Clock
from connector.domain.errors import Failure, RateLimited, Unavailable
from connector.domain.priority import Priority
from connector.domain.store import Store, StoreState
from connector.domain.window import SlidingWindow
from connector.flows.collaborators.answer_cache import (
    AnswerCache,
    Cache,
    CacheKey,
    KeptAnswer,
    OutageAnswer,
)
from connector.flows.collaborators.credential_check import CredentialCheck
from connector.flows.collaborators.store_secrets import StoreSecrets
from connector.flows.gateway.relay import Passed, dead_credential, unanswered

# Fonts, currencies and previews change with Alter's releases; products when an owner edits a design.
_FRESH = {CacheRule.SHARED: timedelta(minutes=10), CacheRule.STORE: timedelta(seconds=60)}
_DEADLINE = 10.0


@dataclass(frozen=True)
class ReadAnswer:
    """Either a kept answer (with how it was come by), or a refusal of Alter's that passes as it is."""

    kept: KeptAnswer | None
    passed: Passed | None
    cache: Cache
    shared: bool


class _Refused(Exception):
    def __init__(self, refusal: AlterRefused) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


@dataclass(frozen=True)
class GatewayRead:
    alter: AlterClient
    secrets: StoreSecrets
    check: CredentialCheck
    cache: AnswerCache
    anonymous: SlidingWindow
    clock: Clock

    async def __call__(
        self,
        name: str,
        store: Store | None,
        *,
        path: Mapping[str, str],
        query: Sequence[tuple[str, str]],
        client: str,
    ) -> ReadAnswer:
        """`client` is counted only when Alter is asked without a store: kept answers are free.

        Raises ValueError for parameters outside the table, Conflict, RateLimited, Unavailable.

        A store whose credential died hears so, and is not served from what was kept for it.
        """
        row = endpoint(name)
        if store is not None and store.state is StoreState.NEEDS_RECONNECT:
            raise dead_credential()
        shared = row.cache is CacheRule.SHARED
        key = CacheKey("shared" if shared else _scope(store), _address(row, path, query))

        async def fetch() -> KeptAnswer:
            if shared:
                self._count(client)
            return await self._fetch(row, None if shared else store, path, query)

        try:
            kept, cache = await self.cache.get(key, _FRESH[row.cache], fetch)
        except OutageAnswer as outage:
            raise outage.failure from outage
        except _Refused as refused:
            return await self._refusal(store, refused.refusal, shared=shared)
        return ReadAnswer(kept, None, cache, shared)

    def _count(self, client: str) -> None:
        """Callers without a store share a small budget at Alter; none of them may use it up."""
        wait = self.anonymous.take(client, self.clock.monotonic())
        if wait is not None:
            raise OutageAnswer(
                RateLimited("connector.budget", "Too Many Requests", retry_after=wait)
            )

    async def _fetch(
        self,
        row: Endpoint,
        store: Store | None,
        path: Mapping[str, str],
        query: Sequence[tuple[str, str]],
    ) -> KeptAnswer:
        credential = None if store is None else self.secrets.credential(store)
        try:
            answer = await self.alter.call(
                row,
                credential=credential,
                path=path,
                query=query,
                priority=Priority.SHOPPER,
                deadline=_DEADLINE,
            )
        except AlterRefused as refusal:
            if refusal.rate_limited or refusal.server_fault:
                raise OutageAnswer(_outage(refusal)) from refusal
            raise _Refused(refusal) from refusal
        except AlterError as error:
            raise OutageAnswer(_outage(error)) from error
        return self._kept(answer)

    def _kept(self, answer: Answer) -> KeptAnswer:
        content_type = answer.headers.get("content-type", "application/json")
        etag = answer.headers.get("etag")
        return KeptAnswer.of(content_type, answer.body, etag, self.clock.now())

    async def _refusal(
        self, store: Store | None, refusal: AlterRefused, *, shared: bool
    ) -> ReadAnswer:
        if refusal.unauthorized and store is not None:
            if await self.check.confirm_loss(store):
                raise dead_credential()
            raise unanswered(refusal)
        passed = Passed(refusal.status, dict(refusal.headers), refusal.body)
        return ReadAnswer(None, passed, "miss", shared)


def _scope(store: Store | None) -> str:
    """The epoch is part of it: a confirmed change of a binding shows in the product list at once."""
    assert store is not None, "a store's answer without a store"
    return f"{store.id} {store.credential_version} {store.epoch}"


def _address(row: Endpoint, path: Mapping[str, str], query: Sequence[tuple[str, str]]) -> str:
    return f"{row.method} {row.url_path(path)}?{row.url_query(query)}"


def _outage(error: AlterError) -> Unavailable | RateLimited:
    failure: Failure = unanswered(error)
    if isinstance(failure, RateLimited):
        return failure
    retry_after = error.retry_after if isinstance(error, AlterRefused) else None
    return Unavailable(failure.code, failure.detail, retry_after=retry_after or failure.retry_after)
