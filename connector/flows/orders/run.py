"""One turn of a store's orders: the Alter order that waited longest, step by step until it is as wanted.

Between two steps there is a commit, and what comes next is read from the row (`order_sending.next_step`), so
that a turn cut off anywhere goes on there. A step that may have been cut off is sent again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog

from connector.domain.clock import Clock
from connector.domain.ids import StoreId
from connector.domain.order import AlterOrder
from connector.domain.order_sending import (
    Step,
    begun,
    buried,
    done,
    doubted,
    failed,
    next_step,
    paused,
    settled,
    undone,
)
from connector.domain.store import Store, StoreState
from connector.flows.collaborators.credential_check import CredentialCheck
from connector.flows.collaborators.store_secrets import StoreSecrets
from connector.flows.orders.lease import OrderLeases
from connector.flows.orders.sending import (
    CredentialRefused,
    Done,
    OrderSender,
    Outcome,
    PaidStep,
    RefusedForGood,
    StoreWaits,
    TryLater,
)
from connector.store import alter_orders, locks, order_states, stores
from connector.store.database import Database, Transaction
from connector.telemetry import metrics

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Begun:
    """A step whose doubt is in its row; `before` is the row without it."""

    store: Store
    before: AlterOrder
    step: Step
    paid: PaidStep


@dataclass(frozen=True)
class RunOrders:
    database: Database
    leases: OrderLeases
    sender: OrderSender
    secrets: StoreSecrets
    check: CredentialCheck
    clock: Clock

    async def __call__(self, owner: str) -> bool:
        """Whether there was something due. Never raises for what Alter answers."""
        async with self.database.write() as connection:
            store_id = await order_states.claim_next(connection, owner, self.clock.now())
        if store_id is None:
            return False
        async with self.leases.kept(store_id, owner) as lease:
            key: tuple[int, int] | None = None
            while True:
                found = await self._begin(store_id, owner, key)
                if not isinstance(found, _Begun):
                    lease.not_before = None if found is None else found.until
                    return True
                key = found.before.key
                outcome = await self._send(found, owner)
                if isinstance(outcome, StoreWaits):
                    lease.not_before = outcome.until
                if not isinstance(outcome, Done):
                    return True

    async def due_in(self) -> float | None:
        """Seconds until something can be claimed (0.0: now), or None when nothing waits at all."""
        async with self.database.read() as connection:
            due = await order_states.next_due(connection)
        return None if due is None else max(0.0, (due - self.clock.now()).total_seconds())

    async def _begin(
        self, store_id: StoreId, owner: str, key: tuple[int, int] | None
    ) -> _Begun | StoreWaits | None:
        """The next step of the order under way, or of the first one due: paid for and written down.

        None: nothing is left of this turn.
        """
        paid: PaidStep | StoreWaits | None = None
        try:
            async with self.database.write() as connection:
                store = await self._store(connection, store_id, owner)
                row = None if store is None else await self._row(connection, store, key)
                if store is None or row is None:
                    return None
                step = next_step(row)
                if step is None:
                    await alter_orders.update_many(connection, [settled(row, self.clock.now())])
                    return None
                paid = await self.sender.pay(connection, store_id, step)
                if isinstance(paid, StoreWaits):
                    return paid
                await alter_orders.update_many(connection, [begun(row, step)])
        except BaseException:
            if isinstance(paid, PaidStep):
                paid.slot.cancel()
            raise
        log.debug("order_begun", store=store.id, step=type(step).__name__)
        return _Begun(store, row, step, paid)

    async def _store(self, connection: Transaction, store_id: StoreId, owner: str) -> Store | None:
        """The store as it is now, its orders locked; None when it may no longer be sent for."""
        store = await stores.get(connection, store_id)
        if store is None or store.state is not StoreState.CONNECTED:
            return None
        await locks.hold_orders(connection, store.storefront_id)
        held = await order_states.extend(connection, store_id, owner, self.clock.now())
        return store if held else None

    async def _row(
        self, connection: Transaction, store: Store, key: tuple[int, int] | None
    ) -> AlterOrder | None:
        now = self.clock.now()
        if key is None:
            return await alter_orders.first_due(connection, store.id, store.storefront_id, now)
        row = await alter_orders.get(connection, key)
        is_due = row is not None and row.due_at is not None and row.due_at <= now
        return row if is_due else None

    async def _send(self, sending: _Begun, owner: str) -> Outcome:
        """Cut off by a cancellation the row keeps its doubt and stays due, as after a kill."""
        lost = False
        try:
            with sending.paid.slot:
                credential = self.secrets.credential(sending.store)
                outcome = await self.sender.send(
                    credential, sending.before, sending.step, sending.paid
                )
            if isinstance(outcome, CredentialRefused):
                lost = await self.check.confirm_loss(sending.store)
        except Exception:
            await self._record(sending, self.sender.stumbled(sending.before), owner, lost=False)
            raise
        log.debug("order_answered", store=sending.store.id, outcome=type(outcome).__name__)
        metrics.order_call(type(outcome).__name__)
        await self._record(sending, outcome, owner, lost=lost)
        return outcome

    async def _record(self, sending: _Begun, outcome: Outcome, owner: str, *, lost: bool) -> None:
        """Onto the row as it is now: the shop may have changed its mind during the call."""
        store, now = sending.store, self.clock.now()
        async with self.database.write() as connection:
            await self.sender.answered(connection, sending.paid)
            await locks.hold_orders(connection, store.storefront_id)
            held = await order_states.extend(connection, store.id, owner, now)
            row = await alter_orders.get(connection, sending.before.key)
            if row is None or row.store_id != store.id:
                return
            found = doubted(row, sending.step, now)
            if held:
                found = _after(row, sending, outcome, now, lost=lost)
            await alter_orders.update_many(connection, [found])
        log.debug("order_recorded", store=store.id, order_state=found.sync_state.value)
        if found.is_refused and not row.is_refused:
            metrics.order_buried()
            log.warning(
                "order_buried", store=store.id, status=found.upstream_status, code=found.code
            )


def _after(
    row: AlterOrder, sending: _Begun, outcome: Outcome, now: datetime, *, lost: bool
) -> AlterOrder:
    before, step = sending.before, sending.step
    if isinstance(outcome, Done):
        return settled(done(row, step, now), now)
    if isinstance(outcome, TryLater) and not outcome.unchanged:
        return failed(row, before, outcome.answer, outcome.due_at, now)
    row = undone(row, step, before)
    if isinstance(outcome, StoreWaits):
        return row
    if isinstance(outcome, RefusedForGood):
        return buried(row, before, outcome.answer, now)
    if isinstance(outcome, CredentialRefused) and lost:
        return paused(row, outcome.answer)
    return failed(row, before, outcome.answer, outcome.due_at, now)
