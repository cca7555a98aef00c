"""Cacheable reads through the gateway: fonts, currencies and previews for all, products and assets per store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connector.alter.endpoint import CacheRule
from connector.alter.endpoints import endpoint
from connector.alter.errors import AlterError, AlterRefused
from connector.domain.clock import Clock
from connector.domain.errors import Failure, RateLimited, Unavailable
from connector.domain.store import Store, StoreState
from connector.domain.window import SlidingWindow
from connector.flows.collaborators.answer_cache import Cache, KeptAnswer
from connector.flows.collaborators.credential_check import CredentialCheck
from connector.flows.collaborators.kept_reads import KeptReads, is_outage
from connector.flows.gateway.relay import (
    READS_WITHIN,
    Passed,
    dead_credential,
    judged,
    unanswered,
)


@dataclass(frozen=True)
class ReadAnswer:
    """Either a kept answer (with how it was come by), or a refusal of Alter's that passes as it is."""

    kept: KeptAnswer | None
    passed: Passed | None
    cache: Cache
    shared: bool


@dataclass(frozen=True)
class GatewayRead:
    reads: KeptReads
    check: CredentialCheck
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
        ends = self.clock.monotonic() + READS_WITHIN
        shared = row.cache is CacheRule.SHARED

        def admit() -> None:
            if shared:
                self._count(client)

        try:
            kept, cache = await self.reads(
                row, store, path=path, query=query, admit=admit, deadline=READS_WITHIN
            )
        except AlterError as error:
            if not isinstance(error, AlterRefused) or is_outage(error):
                raise _outage(error) from error
            if error.unauthorized and store is not None:
                raise await judged(self.check, store, error, ends) from error
            passed = Passed(error.status, dict(error.headers), error.body)
            return ReadAnswer(None, passed, "miss", shared)
        return ReadAnswer(kept, None, cache, shared)

    def _count(self, client: str) -> None:
        """Callers without a store share a small budget at Alter; none of them may use it up."""
        wait = self.anonymous.take(client, self.clock.monotonic())
        if wait is not None:
            raise RateLimited("connector.budget", "Too Many Requests", retry_after=wait)


def _outage(error: AlterError) -> Unavailable | RateLimited:
    failure: Failure = unanswered(error)
    if isinstance(failure, RateLimited):
        return failure
    retry_after = error.retry_after if isinstance(error, AlterRefused) else None
    return Unavailable(failure.code, failure.detail, retry_after=retry_after or failure.retry_after)
