"""Comparing with Alter on demand, and every night for each store in its turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import structlog

from connector.alter.errors import AlterError, AlterRefused
from connector.domain.clock import Clock
from connector.domain.errors import Failure
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
    """In whichever process: a turn is claimed."""

    database: Database
    reconciliation: Reconciliation
    check: CredentialCheck
    clock: Clock

    async def __call__(self) -> None:
        """The store that waited longest for its turn: plan and scopes first, then the scan.

        A turn that fails, or was killed, is another one's an hour later, and in nobody's way until then.
        """
        store = await self._next()
        if store is None:
            return
        try:
            await self.check.refresh(store)
            await self.reconciliation(store)
        except (AlterError, Failure) as fault:
            log.warning("nightly_turn_failed", store=store.id, why=str(fault))
            if isinstance(fault, AlterRefused) and fault.unauthorized:
                await self.check.confirm_loss(store)

    async def _next(self) -> Store | None:
        now = self.clock.now()
        async with self.database.read() as connection:
            late = await sync_states.not_reconciled_since(connection, now - EVERY, now)
        due = (store_id for store_id, last in late if next_scan_at(store_id, last) <= now)
        for store_id in due:
            async with self.database.write() as connection:
                until = now + _AGAIN_AFTER_FAULT
                if await sync_states.claim_scan(connection, store_id, now, until):
                    return await stores.get(connection, store_id)
        return None
