"""`PUT /v1/bindings`: take many mappings at once, item by item, and leave what did not change alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from connector.domain.binding import (
    Binding,
    BindingPatch,
    Desired,
    RuntimeType,
    fault_of,
)
from connector.domain.binding_change import BATCH_FILLS_FOR, Timing, changed, created
from connector.domain.clock import Clock
from connector.domain.ids import StoreId
from connector.domain.store import Store
from connector.flows.collaborators.bell import Bell
from connector.flows.collaborators.plan_limit import ActiveRoom
from connector.flows.collaborators.settling import Settling
from connector.flows.collaborators.turns import Turns
from connector.store import binding_lists, bindings, locks, stores
from connector.store.database import Database, Transaction

_ITEMS_A_TRANSACTION = 500
_MOST_WAITING = 16


@dataclass(frozen=True)
class BindingItem:
    """One item as sent; `index` is its position in the request."""

    index: int
    external_product_id: str
    runtime_type: RuntimeType
    patch: BindingPatch

    @property
    def key(self) -> tuple[str, str]:
        return (self.external_product_id, self.runtime_type.value)


@dataclass(frozen=True)
class RejectedItem:
    index: int
    external_product_id: str | None
    runtime_type: str | None
    code: str
    detail: str


@dataclass(frozen=True)
class PutOutcome:
    """`accepted` counts the unchanged too; `pending` is the store's backlog."""

    accepted: int
    unchanged: int
    rejected: Sequence[RejectedItem]
    pending: int
    bindings: Sequence[Binding] | None


@dataclass
class _Tally:
    unchanged: int = 0
    accepted: int = 0
    rejected: list[RejectedItem] = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class PutBindings:
    database: Database
    bell: Bell
    settling: Settling
    clock: Clock
    batch_size: int
    turns: Turns = field(default_factory=lambda: Turns(most_waiting=_MOST_WAITING))

    async def __call__(
        self, store: Store, items: Sequence[BindingItem], *, wait: float = 0.0
    ) -> PutOutcome:
        """Of two items for the same (product, runtime), the last one counts. Never raises for an item."""
        tally = _Tally()
        timing = self._timing(len(items), wait)
        shares = await self._shares_storefront(store)
        async with self.turns.taken(store.id):
            for chunk in _chunks(items):
                async with self.database.write() as connection:
                    await self._take(connection, store, chunk, timing, tally, shares=shares)
        if tally.versions:
            self.bell.ring()
        settled = await self.settling.wait(store.id, tally.versions, wait) if wait else None
        async with self.database.read() as connection:
            counts = await binding_lists.counts(connection, store.id)
        return PutOutcome(tally.accepted, tally.unchanged, tally.rejected, counts.pending, settled)

    def _timing(self, count: int, wait: float) -> Timing:
        now = self.clock.now()
        if wait or count >= self.batch_size:
            return Timing(now, urgent=bool(wait) and count <= self.batch_size)
        return Timing(now + BATCH_FILLS_FOR)

    async def _shares_storefront(self, store: Store) -> bool:
        async with self.database.read() as connection:
            return len(await stores.of_storefront(connection, store.storefront_id)) > 1

    async def _take(
        self,
        connection: Transaction,
        store: Store,
        items: Sequence[BindingItem],
        timing: Timing,
        tally: _Tally,
        *,
        shares: bool,
    ) -> None:
        await locks.hold_bindings(connection, store.id)
        known = dict(await bindings.by_keys(connection, store.id, {item.key for item in items}))
        room = await ActiveRoom.of(connection, store)
        existing = {row.id for row in known.values()}
        touched: dict[str, Binding] = {}
        now = self.clock.now()
        for item in items:
            row = known.get(item.key)
            found = _applied(store.id, item, row, now, timing)
            fault = fault_of(
                found.desired, prefix=store.external_id_prefix, shares_storefront=shares
            ) or room.take(None if row is None else row.desired, found.desired)
            if fault is not None:
                tally.rejected.append(_rejection(item, fault.code, fault.detail))
                continue
            tally.accepted += 1
            tally.versions[found.id] = found.desired_version
            if found is row:
                tally.unchanged += 1
            else:
                known[item.key] = touched[found.id] = found
        await bindings.insert_many(
            connection, [row for row in touched.values() if row.id not in existing]
        )
        await bindings.update_many(
            connection, [row for row in touched.values() if row.id in existing]
        )


def _applied(
    store_id: StoreId, item: BindingItem, row: Binding | None, now: datetime, timing: Timing
) -> Binding:
    """The row after the item; the very same object when nothing changed."""
    if row is None:
        base = Desired(item.external_product_id, item.runtime_type)
        return created(store_id, item.patch.applied_to(base), now, timing)
    desired = item.patch.applied_to(row.desired)
    return row if desired.says_the_same_as(row.desired) else changed(row, desired, now, timing)


def _rejection(item: BindingItem, code: str, detail: str) -> RejectedItem:
    return RejectedItem(item.index, item.external_product_id, item.runtime_type.value, code, detail)


def _chunks(items: Sequence[BindingItem]) -> Iterator[Sequence[BindingItem]]:
    for start in range(0, len(items), _ITEMS_A_TRANSACTION):
        yield items[start : start + _ITEMS_A_TRANSACTION]
