"""Runtime bindings of another store here: two stores may share one Alter storefront."""

from __future__ import annotations

from connector.domain.store import Store
from connector.store import bindings
from connector.store.database import Database

NEVER_ISSUED = 2**53 - 1
"""The largest number JavaScript counts to; Alter will not get there."""


async def visible_id(database: Database, store: Store, runtime_binding_id: int) -> int:
    """The id itself, or for another store's one that never existed: Alter then answers both alike."""
    if not 0 < runtime_binding_id < NEVER_ISSUED:
        return NEVER_ISSUED
    async with database.read() as connection:
        rows = await bindings.by_runtime_binding_id(connection, runtime_binding_id)
    if rows and not any(row.store_id == store.id for row in rows):
        return NEVER_ISSUED
    return runtime_binding_id
