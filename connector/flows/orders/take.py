"""`POST /v1/orders/events`: what the event means becomes rows in the same transaction as the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog

from connector.domain.clock import Clock
from connector.domain.order import AlterOrder, OrderEvent, OrderEventKind
from connector.domain.order_event import Owner, erased, followed, linked
from connector.domain.store import Store
from connector.flows.collaborators.bell import Bell
from connector.flows.collaborators.standing import present
from connector.store import alter_orders, claims, locks, order_states
from connector.store.database import Database, Transaction

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class TakenOrder:
    """What an event did to one Alter order. `queued`: something is sent for it. `code`: why nothing is."""

    alter_order_id: int
    queued: bool
    code: str | None


@dataclass(frozen=True)
class TakeOrderEvent:
    database: Database
    bell: Bell
    clock: Clock

    async def __call__(self, store: Store, event: OrderEvent) -> Sequence[TakenOrder]:
        """By Alter order, those linked before and not named now included: they follow the order too."""
        async with self.database.write() as connection:
            # The store as it is now: a reconnect may have taken it to another storefront.
            current = await present(connection, store.id)
            await locks.hold_orders(connection, current.storefront_id)
            await order_states.ensure(connection, store.id)
            if event.kind is OrderEventKind.ERASED:
                taken = await self._erase(connection, current, event)
            else:
                taken = await self._follow(connection, current, event)
        log.debug("order_event_taken", store=store.id, sequence=event.sequence)
        if any(each.queued for each in taken):
            self.bell.ring()
        return taken

    async def _erase(
        self, connection: Transaction, store: Store, event: OrderEvent
    ) -> Sequence[TakenOrder]:
        """The orders of every storefront the store ever had: their links go too."""
        rows = await alter_orders.of_order(connection, store.id, event.order_id)
        now = self.clock.now()
        await alter_orders.update_many(connection, [erased(row, event, now) for row in rows])
        return [TakenOrder(row.alter_order_id, False, "orders.erased") for row in rows]

    async def _follow(
        self, connection: Transaction, store: Store, event: OrderEvent
    ) -> Sequence[TakenOrder]:
        known = await self._known(connection, store, event)
        owner = Owner(store.id, store.storefront_id, store.order_status_map)
        newest = max(
            (row.sequence for row in known.values() if _follows(row, owner, event)), default=-1
        )
        named = {line.alter_order_id for line in event.lines}
        claimed = await claims.by_orders(connection, store.storefront_id, named)
        foreign = {claim.alter_order_id for claim in claimed if claim.store_id != store.id}
        taken: list[TakenOrder] = []
        new: list[AlterOrder] = []
        old: list[AlterOrder] = []
        for alter_order_id in sorted(named | known.keys()):
            row = known.get(alter_order_id)
            if row is None and alter_order_id in foreign:
                # It lies in a cart of another store of the storefront.
                taken.append(TakenOrder(alter_order_id, False, "orders.notOwner"))
                continue
            found, code = self._applied(row, event, owner, alter_order_id, newest)
            queued = found is not None and _is_queued(row, found)
            taken.append(TakenOrder(alter_order_id, queued, code))
            if found is not None:
                (new if row is None else old).append(found)
        await alter_orders.insert_many(connection, new)
        await alter_orders.update_many(connection, old)
        return taken

    async def _known(
        self, connection: Transaction, store: Store, event: OrderEvent
    ) -> Mapping[int, AlterOrder]:
        """Those the event names, whoever holds them, and those that follow its order."""
        named = {line.alter_order_id for line in event.lines}
        rows = [
            *await alter_orders.by_ids(connection, store.storefront_id, named),
            *await alter_orders.of_order(connection, store.id, event.order_id),
        ]
        return {row.alter_order_id: row for row in rows if row.storefront_id == store.storefront_id}

    def _applied(
        self,
        row: AlterOrder | None,
        event: OrderEvent,
        owner: Owner,
        alter_order_id: int,
        newest: int,
    ) -> tuple[AlterOrder | None, str | None]:
        """The row to write, if any, and the code to answer."""
        now = self.clock.now()
        if row is None:
            if event.sequence < newest:
                # A newer event of this order no longer named it.
                return None, "orders.stale"
            found = linked(owner, event, alter_order_id, now)
            return found, _note(found)
        if row.store_id != owner.store_id or row.order_id not in (None, event.order_id):
            return None, "orders.notOwner"
        if event.sequence <= row.sequence:
            same = event.sequence == row.sequence
            return None, "orders.sameEvent" if same else "orders.stale"
        found = followed(row, event, owner.status_map, now)
        return found, _note(found)


def _follows(row: AlterOrder, owner: Owner, event: OrderEvent) -> bool:
    return row.store_id == owner.store_id and row.order_id == event.order_id


def _is_queued(before: AlterOrder | None, after: AlterOrder) -> bool:
    return after.desired_version != (0 if before is None else before.desired_version)


def _note(row: AlterOrder) -> str | None:
    return next(iter(row.notes), None)
