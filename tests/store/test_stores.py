"""`stores`, row by row."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from connector.domain.ids import StoreId
from connector.domain.store import PluginFacts, StoreState
from connector.store import (
    bindings,
    sessions,
    stores,
    sync_states,
    tokens,
)
from connector.store.database import Database
from tests.domain.rows import NOW, after, synced
from tests.domain.stores import PLAN
from tests.store.rows import count, put_bindings, put_store, session

ONE = StoreId("st_one")

ONE = StoreId("st_one")


async def test_a_store_comes_back_as_it_was(database: Database) -> None:
    """Every field, tuples as tuples, its data key joined to it."""
    store = await put_store(
        database,
        origins=("https://a.example", "https://b.example"),
        asset_origins=("https://cdn.example",),
        credential_checked_at=after(1),
        plugin=PluginFacts("1", 2, "3", "4", "5", "6", "7", "8", "9"),
    )
    async with database.read() as connection:
        assert await stores.get(connection, store.id) == store
        assert await stores.by_storefront_key(connection, store.storefront_key) == store
        assert await stores.get(connection, StoreId("st_none")) is None
        assert await stores.by_storefront_key(connection, "pk_none") is None
    changed = replace(store, plan=None, state=StoreState.NEEDS_RECONNECT)
    async with database.write() as connection:
        await stores.update(connection, changed)
        assert await stores.get(connection, store.id) == replace(changed, epoch=store.epoch + 1)


async def test_writing_a_whole_store_undoes_no_epoch(database: Database) -> None:
    """One that was counted up since the row was read is counted up once more."""
    store = await put_store(database)
    async with database.write() as connection:
        await stores.bump_epoch(connection, ONE)
        await stores.update(connection, store)
        found = await stores.get(connection, ONE)
    assert found is not None
    assert found.epoch == 2


async def test_stores_are_found_by_address_and_storefront(database: Database) -> None:
    """The newest first."""
    old = await put_store(database, "st_a")
    new = await put_store(database, "st_b", connected_at=after(1))
    other = await put_store(database, "st_c", address="other.example/", storefront_id=13)
    async with database.read() as connection:
        assert list(await stores.at_address(connection, old.address)) == [new, old]
        assert list(await stores.of_storefront(connection, 12)) == [new, old]
        assert list(await stores.listed(connection)) == [new, old, other]


async def test_an_address_is_proved_for_one_store_only(database: Database) -> None:
    """The database says so, not only the flow; unproved ones may be many."""
    await put_store(database, "st_a", address_proved=True)
    await put_store(database, "st_b")
    async with database.write() as connection:
        with pytest.raises(IntegrityError):
            await stores.set_proved(connection, StoreId("st_b"), proved=True)
    async with database.write() as connection:
        await stores.set_proved(connection, StoreId("st_a"), proved=False)
        await stores.set_proved(connection, StoreId("st_b"), proved=True)


async def test_a_check_brings_a_lost_store_back(database: Database) -> None:
    """What auth/check said just now."""
    await put_store(database, state=StoreState.NEEDS_RECONNECT, plan=None, scopes=())
    async with database.write() as connection:
        assert await stores.set_checked(
            connection, ONE, version=1, at=after(3), scopes=["x"], plan=PLAN
        )
        found = await stores.get(connection, ONE)
    assert found is not None
    assert (found.state, found.scopes, found.plan) == (StoreState.CONNECTED, ("x",), PLAN)
    assert found.credential_checked_at == after(3)


async def test_nothing_is_said_of_a_credential_that_was_replaced(database: Database) -> None:
    """Neither that it is lost nor what it may do: what was asked went out with the one before."""
    store = await put_store(database, credential_version=2)
    async with database.write() as connection:
        assert not await stores.set_state(connection, ONE, StoreState.NEEDS_RECONNECT, version=1)
        assert not await stores.set_checked(
            connection, ONE, version=1, at=after(3), scopes=["x"], plan=None
        )
        assert await stores.get(connection, ONE) == store


async def test_epochs_count_up_and_states_are_set(database: Database) -> None:
    """Two at once make two."""
    await put_store(database)

    async def bump() -> None:
        async with database.write() as connection:
            await stores.bump_epoch(connection, ONE)

    await asyncio.gather(*(bump() for _ in range(5)))
    async with database.write() as connection:
        assert await stores.set_state(connection, ONE, StoreState.NEEDS_RECONNECT, version=1)
        found = await stores.get(connection, ONE)
    assert found is not None
    assert (found.epoch, found.state) == (5, StoreState.NEEDS_RECONNECT)


async def test_a_deleted_store_takes_everything_along(database: Database) -> None:
    """By foreign key: bindings, sync state, tokens, sessions; its neighbour stays whole."""
    for name in (ONE, StoreId("st_two")):
        await put_store(database, name)
        await put_bindings(database, synced(store=name))
        async with database.write() as connection:
            await tokens.insert(connection, name, f"hash of {name}", NOW)
            await sessions.insert(connection, session(store_id=name, token_hash=name))
    async with database.write() as connection:
        assert await stores.delete(connection, ONE)
        assert not await stores.delete(connection, ONE)
    for table in (
        stores.stores,
        bindings.bindings,
        sync_states.sync_states,
        tokens.store_tokens,
        sessions.embed_sessions,
        sessions.embed_session_counts,
    ):
        assert await count(database, table) == 1, table.name


async def test_another_stores_name_is_not_found_under_ours(database: Database) -> None:
    """A store that does not exist holds nothing: foreign keys are on."""
    with pytest.raises(IntegrityError):
        await put_bindings(database, synced(store=StoreId("st_none")))
