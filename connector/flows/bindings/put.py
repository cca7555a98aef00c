"""`PUT /v1/bindings`: take many mappings, item by item, in constant memory; leave what did not change alone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog

from connector.domain.binding import (
    Binding,
    Desired,
    ItemFault,
    RuntimeType,
    fault_of,
)
from connector.domain.binding_change import BATCH_FILLS_FOR, Timing, changed, created
from connector.domain.clock import Clock
from connector.domain.ids import StoreId
from connector.domain.product_ids import PATTERN
from connector.domain.store import Store
from connector.flows.bindings.items import (
    BindingItem,
    Chunk,
    PutOutcome,
    RejectedItem,
    Tally,
)
from connector.flows.bindings.snapshot import Snapshot, Snapshots
from connector.flows.collaborators.bell import Bell
from connector.flows.collaborators.local_binding import designs_of, resolved
from connector.flows.collaborators.plan_limit import ActiveRoom
from connector.flows.collaborators.settling import Settling
from connector.flows.collaborators.standing import Authenticated, standing
from connector.flows.collaborators.turns import Turns
from connector.store import binding_lists, bindings, locks, stores
from connector.store.database import Database, Transaction

log = structlog.get_logger(__name__)

CHUNK = 500
"""Items of one transaction."""

_MOST_WAITING = 16
_RUNTIMES = {kind.value for kind in RuntimeType}


@dataclass(frozen=True)
class PutBindings:
    database: Database
    bell: Bell
    settling: Settling
    clock: Clock
    batch_size: int
    turns: Turns = field(default_factory=lambda: Turns(most_waiting=_MOST_WAITING))

    async def __call__(
        self, caller: Authenticated, chunks: Sequence[Chunk], *, wait: float = 0.0
    ) -> PutOutcome:
        """Of two items for the same (product, runtime), the last one counts. Never raises for an item."""
        tally = Tally()
        timing = self._timing(sum(map(len, chunks)), wait)
        await self._take_all(caller, _streamed(chunks), timing, tally, None)
        return await self._outcome(caller.store, tally, wait)

    async def replace(
        self, caller: Authenticated, chunks: Sequence[Chunk], *, confirmed: bool, wait: float = 0.0
    ) -> PutOutcome:
        """The same for all there is: what is not named is archived. Known whole, it is checked before anything
        is written. Raises Conflict `bindings.massArchive`, Invalid `bindings.snapshotUnreadable`."""
        tally = Tally()
        async with self._snapshot(caller, confirmed=confirmed) as snapshot:
            for chunk in chunks:
                async with self.turns.taken(snapshot.store_id), self.database.write() as connection:
                    await self._name(connection, snapshot, chunk)
            await self.snapshots.check(snapshot)
            timing = self._timing(sum(map(len, chunks)), wait)
            await self._take_all(caller, _streamed(chunks), timing, tally, None)
            archived = await self.snapshots.archive_missing(snapshot)
        self.bell.ring()
        return await self._outcome(caller.store, tally, wait, archived)

    async def stream(
        self,
        caller: Authenticated,
        chunks: AsyncIterator[Chunk],
        *,
        replaces: bool = False,
        confirmed: bool = False,
        wait: float = 0.0,
    ) -> PutOutcome:
        """A request of any length, taken as it arrives; what was taken stays when it breaks off. A snapshot is
        checked at its end, and only then is anything archived. Raises what `replace` raises."""
        tally, timing = Tally(), Timing(self.clock.now())
        archived: int | None = None
        if not replaces:
            await self._take_all(caller, chunks, timing, tally, None)
        else:
            async with self._snapshot(caller, confirmed=confirmed) as snapshot:
                await self._take_all(caller, chunks, timing, tally, snapshot)
                await self.snapshots.check(snapshot)
                archived = await self.snapshots.archive_missing(snapshot)
            self.bell.ring()
        return await self._outcome(caller.store, tally, wait, archived)

    @property
    def snapshots(self) -> Snapshots:
        return Snapshots(self.database, self.turns, self.clock)

    @asynccontextmanager
    async def _snapshot(self, caller: Authenticated, *, confirmed: bool) -> AsyncIterator[Snapshot]:
        snapshot = await self.snapshots.begin(caller, confirmed=confirmed)
        try:
            yield snapshot
        finally:
            await self.snapshots.end(snapshot)

    async def _take_all(
        self,
        caller: Authenticated,
        chunks: AsyncIterator[Chunk],
        timing: Timing,
        tally: Tally,
        snapshot: Snapshot | None,
    ) -> None:
        """Each chunk asks whether the token still opens the store: a stream may run for hours."""
        async for chunk in chunks:
            before = tally.accepted - tally.unchanged
            for item in chunk:
                if isinstance(item, RejectedItem):
                    tally.reject(item)
            items = [item for item in chunk if isinstance(item, BindingItem)]
            store_id = caller.store.id
            async with self.turns.taken(store_id), self.database.write() as connection:
                store = await standing(connection, caller, self.clock.now())
                await self._take(connection, store, items, timing, tally)
                if snapshot is not None:
                    await self._name(connection, snapshot, chunk)
            log.debug("bindings_taken", store=store_id, items=len(items))
            if tally.accepted - tally.unchanged > before:
                self.bell.ring()

    async def _name(self, connection: Transaction, snapshot: Snapshot, chunk: Chunk) -> None:
        """A rejected item is no reason to archive what it names."""
        keys: set[tuple[str, str]] = set()
        for item in chunk:
            if isinstance(item, BindingItem):
                keys.add(item.key)
            elif item.external_product_id is None or item.runtime_type not in _RUNTIMES:
                snapshot.unreadable += 1
            elif PATTERN.fullmatch(item.external_product_id):
                keys.add((item.external_product_id, item.runtime_type))
        await self.snapshots.name(connection, snapshot, keys)

    async def _outcome(
        self, store: Store, tally: Tally, wait: float, archived: int | None = None
    ) -> PutOutcome:
        settled = await self.settling.wait(store.id, tally.versions, wait) if wait else None
        async with self.database.read() as connection:
            counts = await binding_lists.counts(connection, store.id)
        return PutOutcome(
            accepted=tally.accepted,
            unchanged=tally.unchanged,
            rejected=sorted(tally.rejected, key=lambda item: item.index),
            rejected_count=tally.rejected_count,
            repeated=tally.repeated,
            repeated_count=tally.repeated_count,
            archived=archived,
            pending=counts.pending,
            bindings=settled,
        )

    def _timing(self, count: int, wait: float) -> Timing:
        now = self.clock.now()
        if wait or count >= self.batch_size:
            return Timing(now, urgent=bool(wait) and count <= self.batch_size)
        return Timing(now + BATCH_FILLS_FOR)

    async def _take(
        self,
        connection: Transaction,
        store: Store,
        items: Sequence[BindingItem],
        timing: Timing,
        tally: Tally,
    ) -> None:
        await locks.hold_bindings(connection, store.id)
        shares = await stores.shares_storefront(connection, store)
        known = dict(await bindings.by_keys(connection, store.id, {item.key for item in items}))
        room = await ActiveRoom.of(connection, store)
        existing = {row.id for row in known.values()}
        touched: dict[str, Binding] = {}
        now = self.clock.now()
        designs = await designs_of(connection, store.id, [item.patch for item in items])
        for item in items:
            row = known.get(item.key)
            patch = resolved(item.patch, designs)
            if isinstance(patch, ItemFault):
                tally.reject(_rejection(item, patch.code, patch.detail))
                continue
            found = _applied(store.id, replace(item, patch=patch), row, now, timing)
            fault = fault_of(
                found.desired, prefix=store.external_id_prefix, shares_storefront=shares
            ) or room.take(None if row is None else row.desired, found.desired)
            if fault is not None:
                tally.reject(_rejection(item, fault.code, fault.detail))
                continue
            tally.accept(item, found, unchanged=found is row)
            if found is not row:
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


async def _streamed(chunks: Sequence[Chunk]) -> AsyncIterator[Chunk]:
    for chunk in chunks:
        yield chunk
