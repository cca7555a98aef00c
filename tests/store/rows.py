"""Writing rows to read: a store with all that hangs on it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from connector.domain.binding import Binding, RuntimeType
from connector.domain.ids import StoreId
from connector.domain.session import EmbedSessionRow
from connector.domain.store import Store
from connector.store import bindings, data_keys, stores, sync_states
from connector.store.database import Database
from tests.domain.rows import NOW, after
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


def session(**fields: object) -> EmbedSessionRow:
    row = EmbedSessionRow(
        token_hash="t",
        store_id=StoreId("st_one"),
        session_ref=f"ss_{fields.get('token_hash', 't')}",
        runtime_type=RuntimeType.VIEWER,
        runtime_binding_id=42,
        external_product_id="wc_1",
        origin="https://shop.example",
        issued_at=NOW,
        expires_at=after(900),
    )
    return replace(row, **fields)  # type: ignore[arg-type]
