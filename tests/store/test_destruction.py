"""A store's end, beside workers that are just about to serve it."""

from __future__ import annotations

import asyncio

from connector.domain.ids import StoreId
from connector.store import bindings, data_keys, order_states, stores, sync_states
from connector.store.database import Database
from connector.store.destruction import destroy
from tests.domain.rows import NOW, after, binding
from tests.store.rows import count, put_bindings, put_store

ONE = StoreId("st_one")


async def test_a_store_goes_with_all_that_hangs_on_it_and_its_key(database: Database) -> None:
    await put_store(database, ONE)
    await put_store(database, "st_two")
    await put_bindings(database, binding("wc_1"))
    async with database.write() as connection:
        await order_states.ensure(connection, ONE)
        assert await destroy(connection, ONE)
        assert not await destroy(connection, ONE)
    tables = (stores.stores, data_keys.data_keys, sync_states.sync_states)
    assert [await count(database, table) for table in tables] == [1, 1, 1]
    assert await count(database, bindings.bindings) == 0
    assert await count(database, order_states.order_states) == 0


async def test_it_waits_for_a_worker_that_has_claimed_the_store(database: Database) -> None:
    """Each writes its own row twice: PostgreSQL checks the foreign key with the second time."""
    await put_store(database, ONE)
    await put_bindings(database, binding("wc_1", due_at=after(-1)))
    claimed = asyncio.Event()

    async def serve() -> None:
        async with database.write() as connection:
            assert await sync_states.claim_next(connection, "worker", NOW) == ONE
            claimed.set()
            await asyncio.sleep(0.3)
            await sync_states.set_in_flight(connection, ONE, 1)

    async def end() -> bool:
        await claimed.wait()
        async with database.write() as connection:
            return await destroy(connection, ONE)

    _, ended = await asyncio.gather(serve(), end())
    assert ended
