"""Comparing with Alter on demand, and every night for each store in its turn."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from connector.alter.errors import AlterError, AlterRefused
from connector.domain.clock import Clock
from connector.domain.errors import Failure
from connector.domain.ids import StoreId
from connector.domain.reconcile import EVERY, next_scan_at
from connector.domain.store import Store, StoreState
from connector.flows.collaborators.credential_check import CredentialCheck
from connector.flows.collaborators.reconciliation import Reconciled, Reconciliation
from connector.flows.collaborators.upstream_faults import as_failure, needs_reconnect
from connector.store import stores, sync_states
from connector.store.database import Database

log = structlog.get_logger(__name__)

_AGAIN_AFTER_FAULT = timedelta(hours=1)


@dataclass(frozen=True)
class ReconcileNow:
    reconciliation: Reconciliation
    check: CredentialCheck

    async def __call__(self, store: Store) -> Reconciled:
        """Raises Conflict, RateLimited, Unavailable, BadUpstream; then nothing was done."""
        if store.state is StoreState.NEEDS_RECONNECT:
            raise needs_reconnect()
        try:
            return await self.reconciliation(store)
        except AlterRefused as refusal:
            if refusal.unauthorized and await self.check.confirm_loss(store):
                raise needs_reconnect() from refusal
            raise as_failure(refusal) from refusal
        except AlterError as error:
            raise as_failure(error) from error


@dataclass(frozen=True)
class ReconcileNightly:
    """`resting`: stores whose turn failed, until when. Forgetting it costs calls only."""

    database: Database
    reconciliation: Reconciliation
    check: CredentialCheck
    clock: Clock
    resting: dict[StoreId, datetime] = field(default_factory=dict)

    async def __call__(self) -> None:
        """The store that waited longest for its turn: plan and scopes first, then the scan.

        A turn that fails is another one's an hour later, and in nobody's way until then.
        """
        store = await self._next()
        if store is None:
            return
        self.resting[store.id] = self.clock.now() + _AGAIN_AFTER_FAULT
        try:
            await self.check.refresh(store)
            await self.reconciliation(store)
        except (AlterError, Failure) as fault:
            log.warning("nightly_turn_failed", store=store.id, why=str(fault))
            if isinstance(fault, AlterRefused) and fault.unauthorized:
                await self.check.confirm_loss(store)
            return
        del self.resting[store.id]

    async def _next(self) -> Store | None:
        now = self.clock.now()
        for store_id, until in list(self.resting.items()):
            if until <= now:
                del self.resting[store_id]
        async with self.database.read() as connection:
            for store_id, last in await sync_states.not_reconciled_since(connection, now - EVERY):
                if store_id not in self.resting and next_scan_at(store_id, last) <= now:
                    return await stores.get(connection, store_id)
        return None
