"""A store's end in the database: its row, all that hangs on it, and the key without which no copy of it opens."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.domain.ids import StoreId
from connector.store import data_keys, stores
from connector.store.order_states import order_states
from connector.store.sync_states import sync_states


async def destroy(connection: AsyncConnection, store_id: StoreId) -> bool:
    """False: there was no such store. Under `locks.hold_work`."""
    # A lane locks its own row first and, where it writes it twice, the store's after that (the foreign key is
    # checked again). In the other order the two would wait for each other on PostgreSQL.
    for states in (sync_states, order_states):
        await connection.execute(sa.delete(states).where(states.c.store_id == store_id))
    found = await stores.delete(connection, store_id)
    await data_keys.delete(connection, [store_id])
    return found
