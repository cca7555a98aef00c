"""`GET /v1/sync` and `POST /v1/sync/retry`: how far the sync is, and "try now"."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from connector.alter.breaker import Breaker
from connector.domain.clock import Clock
from connector.domain.ids import StoreId
from connector.domain.sync import Pause, SyncStatus
from connector.flows.collaborators.bell import Bell
from connector.flows.collaborators.order_replay import OrderReplay
from connector.store import binding_lists, bindings, locks, sync_states
from connector.store.binding_lists import SyncCounts
from connector.store.database import Database

UpstreamState = Literal["ok", "throttled", "down"]

BULK_CALLS_A_MINUTE = 80
_SECONDS_A_CALL = 0.3
"""An estimate for short backlogs that the limits do not slow down."""


@dataclass(frozen=True)
class SyncProgress:
    counts: SyncCounts
    status: SyncStatus
    eta_seconds: int
    upstream: UpstreamState
    retry_at: datetime | None


@dataclass(frozen=True)
class FollowSync:
    database: Database
    breaker: Breaker
    bell: Bell
    clock: Clock
    batch_size: int
    replay: OrderReplay

    async def progress(self, store_id: StoreId) -> SyncProgress:
        async with self.database.read() as connection:
            counts = await binding_lists.counts(connection, store_id)
            status = await sync_states.get(connection, store_id)
        upstream, retry_at = self._upstream(status)
        return SyncProgress(counts, status, self._eta(counts.pending, retry_at), upstream, retry_at)

    async def retry(self, store_id: StoreId, ids: Collection[str] | None) -> int:
        """Failed and waiting rows are due now; an open breaker gets its probe. Returns how many rows.

        Without `ids` the store's orders too.
        """
        self.breaker.probe_now()
        async with self.database.write() as connection:
            await locks.hold_bindings(connection, store_id)
            count = await bindings.retry(connection, store_id, ids, self.clock.now())
            await sync_states.wake(connection, store_id)
        if ids is None:
            count += await self.replay(store_id, None)
        self.bell.ring()
        return count

    def _upstream(self, status: SyncStatus) -> tuple[UpstreamState, datetime | None]:
        if self.breaker.state != "closed":
            return "down", self.breaker.retry_at
        if status.not_before is None or status.not_before <= self.clock.now():
            return "ok", None
        throttled = status.pause in (Pause.THROTTLED, Pause.CLOSED)
        return ("throttled" if throttled else "down"), status.not_before

    def _eta(self, pending: int, retry_at: datetime | None) -> int:
        if not pending:
            return 0
        now = self.clock.now()
        rest = 0.0 if retry_at is None else max(0.0, (retry_at - now).total_seconds())
        calls = math.ceil(pending / self.batch_size)
        slowed = max(0, calls - BULK_CALLS_A_MINUTE) * 60 / BULK_CALLS_A_MINUTE
        return math.ceil(rest + min(calls, BULK_CALLS_A_MINUTE) * _SECONDS_A_CALL + slowed)
