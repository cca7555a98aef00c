"""Writing rows to read: a store with all that hangs on it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from connector.domain.binding import Binding, RuntimeType
from connector.domain.ids import StoreId
from connector.domain.session import EmbedSessionRow
from connector.domain.store import Store
from connector.store import bindings, data_keys, stores, sync_states
from connector.store.database import Database
from tests.domain.claims import embed_session
from tests.domain.rows import NOW
from tests.domain.stores import a_store


async def put_store(database: Database, name: str = "st_one", **fields: Any) -> Store:
    store = a_store(name, **fields)
    async with database.write() as connection:
        await data_keys.insert(connection, store.id, store.data_key, NOW)
        await stores.insert(connection, store)
        await sync_states.insert(connection, store.id)
    return store


async def put_bindings(database: Database, *rows: Binding) -> None:
    async with database.write() as connection:
        await bindings.insert_many(connection, rows)


async def set_sync(database: Database, store_id: StoreId, **values: Any) -> None:
    """The store's line in `sync_states`, whatever its functions would say."""
    async with database.write() as connection:
        await sync_states._set(connection, store_id, **values)


async def count(database: Database, table: sa.Table) -> int:
    async with database.read() as connection:
        found = await connection.execute(sa.select(sa.func.count()).select_from(table))
        return int(found.scalar_one())


def session(**fields: Any) -> EmbedSessionRow:
    """One that its token's hash tells apart."""
    ref = f"ss_{fields.get('token_hash', 't')}"
    own = {"store_id": StoreId("st_one"), "session_ref": ref, "runtime_type": RuntimeType.VIEWER}
    return embed_session(**(own | fields))
