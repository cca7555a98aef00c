"""What another store here holds: two stores may share one Alter storefront.

Its ids are put in as one that never existed, so that Alter answers both alike.
"""

from __future__ import annotations

from collections.abc import Collection, Set

from connector.domain.store import Store
from connector.store import alter_orders, bindings, claims
from connector.store.database import Database

NEVER_ISSUED = 2**53 - 1
"""The largest number JavaScript counts to; Alter will not get there."""

_MOST_AT_ONCE = 500
"""Values in one statement."""


async def visible_id(database: Database, store: Store, runtime_binding_id: int) -> int:
    """The id of a runtime binding, unless another store alone holds it."""
    if not 0 < runtime_binding_id < NEVER_ISSUED:
        return NEVER_ISSUED
    async with database.read() as connection:
        rows = await bindings.by_runtime_binding_id(connection, runtime_binding_id)
    if rows and not any(row.store_id == store.id for row in rows):
        return NEVER_ISSUED
    return runtime_binding_id


async def visible_order(database: Database, store: Store, alter_order_id: int) -> int:
    """The id of an Alter order, unless another store of the storefront holds it."""
    if not 0 < alter_order_id < NEVER_ISSUED:
        return NEVER_ISSUED
    foreign = await foreign_orders(database, store, [alter_order_id])
    return NEVER_ISSUED if foreign else alter_order_id


async def foreign_orders(database: Database, store: Store, ids: Collection[int]) -> Set[int]:
    """Those that another store of the storefront holds: its orders follow them, or its carts hold them."""
    possible = sorted({each for each in ids if 0 < each < NEVER_ISSUED})
    found: set[int] = set()
    async with database.read() as connection:
        for start in range(0, len(possible), _MOST_AT_ONCE):
            some = possible[start : start + _MOST_AT_ONCE]
            linked = await alter_orders.by_ids(connection, store.storefront_id, some)
            found |= {row.alter_order_id for row in linked if row.store_id != store.id}
            claimed = await claims.by_orders(connection, store.storefront_id, some)
            found |= {row.alter_order_id for row in claimed if row.store_id != store.id}
    return found


async def hides_orders(database: Database, store: Store) -> bool:
    """Whether another store of the storefront holds any order at all."""
    async with database.read() as connection:
        return await alter_orders.others_hold_any(
            connection, store.storefront_id, store.id
        ) or await claims.others_hold_any(connection, store.storefront_id, store.id)
