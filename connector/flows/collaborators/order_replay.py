"""Making a store's buried and waiting Alter orders due now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from connector.domain.clock import Clock
from connector.domain.ids import StoreId
from connector.domain.order_event import replayed
from connector.store import alter_orders, locks, order_states, stores
from connector.store.database import Database

_CHUNK = 500
"""Rows of one transaction, so that nobody waits long for the writer."""


@dataclass(frozen=True)
class OrderReplay:
    database: Database
    clock: Clock

    async def __call__(self, store_id: StoreId, ids: Collection[int] | None) -> int:
        """All of the store's, or those of `ids`. Returns how many."""
        async with self.database.read() as connection:
            rows = await alter_orders.dirty(connection, store_id, ids)
        wanted = [row.alter_order_id for row in rows]
        count = 0
        for start in range(0, len(wanted), _CHUNK):
            count += await self._replay(store_id, wanted[start : start + _CHUNK])
        return count

    async def _replay(self, store_id: StoreId, ids: Collection[int]) -> int:
        now = self.clock.now()
        async with self.database.write() as connection:
            store = await stores.get(connection, store_id)
            if store is None:
                return 0
            await locks.hold_orders(connection, store.storefront_id)
            rows = await alter_orders.dirty(connection, store_id, ids)
            await alter_orders.update_many(connection, [replayed(row, now) for row in rows])
            await order_states.wake(connection, store_id)
        return len(rows)
