"""What another store here holds: two stores may share one Alter storefront.

Its ids are put in as one that never existed, so that Alter answers both alike.
"""

from __future__ import annotations

from connector.domain.store import Store
from connector.store import alter_orders, bindings
from connector.store.database import Database

NEVER_ISSUED = 2**53 - 1
"""The largest number JavaScript counts to; Alter will not get there."""


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
    async with database.read() as connection:
        rows = await alter_orders.by_ids(connection, store.storefront_id, {alter_order_id})
    return NEVER_ISSUED if any(row.store_id != store.id for row in rows) else alter_order_id
