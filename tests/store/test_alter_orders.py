"""Tables `alter_orders` and `order_states`: who holds an Alter order, what is due, whose turn it is."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from connector.domain.ids import StoreId
from connector.domain.order import AlterOrder, OrderStatus
from connector.domain.store import StoreState
from connector.domain.sync import LEASE
from connector.store import alter_orders, order_states, stores
from connector.store.alter_orders import OrderCounts
from connector.store.database import Database
from tests.domain.orders import alter_order, settled_order, state
from tests.domain.rows import NOW, after
from tests.store.rows import count, put_store

ONE, TWO = StoreId("st_one"), StoreId("st_two")


async def put_orders(database: Database, *rows: AlterOrder) -> None:
    async with database.write() as connection:
        await alter_orders.insert_many(connection, rows)
        for store_id in {row.store_id for row in rows}:
            await order_states.ensure(connection, store_id)


async def claim(database: Database, at: float = 0.0, owner: str = "lane") -> StoreId | None:
    async with database.write() as connection:
        return await order_states.claim_next(connection, owner, after(at))


async def next_due(database: Database) -> Any:
    async with database.read() as connection:
        return await order_states.next_due(connection)


async def test_a_row_comes_back_as_it_was_written(database: Database) -> None:
    """Every field, both sides, with and without values."""
    await put_store(database)
    full = alter_order(
        alter_order_id=2**53 - 1,
        order_id=None,
        unknown_status="odd",
        desired=state(OrderStatus.PAID, 4, (7, 2), (9, 0), deleted=True),
        confirmed=state(OrderStatus.EDITABLE, None, (7, 1)),
        verified_at=after(1),
        upstream_status=503,
        code="code",
        detail="detail",
        attempts=3,
        first_failed_at=after(2),
        synced_at=after(3),
    )
    rows = [alter_order(), full]
    await put_orders(database, *rows)
    async with database.write() as connection:
        assert await alter_orders.by_ids(connection, 12, {123, 2**53 - 1}) == rows
        changed = replace(rows[0], confirmed=full.confirmed, confirmed_version=0, attempts=9)
        await alter_orders.update_many(connection, [changed])
        assert await alter_orders.get(connection, changed.key) == changed
        assert await alter_orders.get(connection, (13, 123)) is None


async def test_an_alter_order_is_linked_once_across_stores(database: Database) -> None:
    """The database says so, not only the flow."""
    await put_store(database, "st_one")
    await put_store(database, "st_two")
    await put_orders(database, alter_order(store_id=ONE))
    with pytest.raises(IntegrityError):
        await put_orders(database, alter_order(store_id=TWO))
    async with database.read() as connection:
        assert await alter_orders.of_store(connection, TWO, {123}) == []
        assert await alter_orders.of_order(connection, TWO, 1001) == []
        assert len(await alter_orders.of_order(connection, ONE, 1001)) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"due_at": None},
        {"due_at": None, "refused_version": 5},
        {"confirmed_version": 1},
    ],
)
async def test_a_dirty_row_is_due_or_refused(database: Database, fields: dict[str, Any]) -> None:
    """And nothing else is due: a forgotten change cannot be written."""
    await put_store(database)
    with pytest.raises(IntegrityError):
        await put_orders(database, alter_order(**fields))


async def test_counts_and_what_is_dirty(database: Database) -> None:
    """Waiting, buried and settled, of this store alone."""
    await put_store(database, "st_one")
    await put_store(database, "st_two")
    await put_orders(
        database,
        alter_order(alter_order_id=1),
        alter_order(alter_order_id=2, refused_version=1, due_at=None),
        settled_order(alter_order_id=3),
        alter_order(alter_order_id=4, store_id=TWO),
    )
    async with database.read() as connection:
        assert await alter_orders.counts(connection, ONE) == OrderCounts(1, 1, 1)
        assert await alter_orders.counts(connection, StoreId("st_no")) == OrderCounts(0, 0, 0)
        dirty = await alter_orders.dirty(connection, ONE, None)
        assert [row.alter_order_id for row in dirty] == [1, 2]
        assert len(await alter_orders.dirty(connection, ONE, [2, 3, 4])) == 1


async def test_turns_go_round_the_stores(database: Database) -> None:
    """However many orders one of them has; the longest waiting order of a store first."""
    await put_store(database, "st_one")
    await put_store(database, "st_two")
    many = [alter_order(alter_order_id=number, due_at=after(-number)) for number in range(1, 9)]
    await put_orders(database, *many, alter_order(alter_order_id=99, store_id=TWO))
    turns = []
    for second in range(4):
        store_id = await claim(database, second)
        assert store_id is not None
        turns.append(store_id)
        async with database.write() as connection:
            await order_states.release(connection, store_id, "lane", not_before=None)
    assert sorted(turns[:2]) == sorted(turns[2:]) == [ONE, TWO]
    async with database.read() as connection:
        first = await alter_orders.first_due(connection, ONE, 12, NOW)
        assert first is not None
        assert first.alter_order_id == 8
        assert await alter_orders.first_due(connection, ONE, 13, NOW) is None
        assert await alter_orders.first_due(connection, ONE, 12, after(-60)) is None


async def test_a_lease_is_held_by_one_and_ends_by_itself(database: Database) -> None:
    """Six claim at once: one gets it. Killed, its work is claimed again when the lease is over."""
    await put_store(database)
    await put_orders(database, alter_order())
    found = await asyncio.gather(*(claim(database, owner=f"lane-{n}") for n in range(6)))
    assert [store for store in found if store is not None] == [ONE]
    seconds = LEASE.total_seconds()
    assert await next_due(database) == NOW + LEASE
    assert await claim(database, seconds - 1) is None
    assert await claim(database, seconds, "other") == ONE
    async with database.write() as connection:
        assert not await order_states.extend(connection, ONE, "lane-0", NOW)
        await order_states.release(connection, ONE, "lane-0", not_before=after(999))
        assert await order_states.extend(connection, ONE, "other", after(10))


async def test_a_pause_holds_until_its_end_or_until_woken(database: Database) -> None:
    """`next_due` says what `claim_next` does."""
    await put_store(database)
    await put_orders(database, alter_order(due_at=after(5)))
    assert await next_due(database) == after(5)
    assert await claim(database, 4.9) is None
    assert await claim(database, 5) == ONE
    async with database.write() as connection:
        await order_states.release(connection, ONE, "lane", not_before=after(60))
    assert await next_due(database) == after(60)
    assert await claim(database, 59) is None
    async with database.write() as connection:
        await order_states.wake(connection, ONE)
    assert await next_due(database) == after(5)
    assert await claim(database, 6) == ONE


@pytest.mark.parametrize("lost", [True, False])
async def test_what_cannot_be_sent_is_not_claimed(database: Database, lost: bool) -> None:
    """A store that has to reconnect, and orders of a storefront it has left."""
    await put_store(database, storefront_id=12 if lost else 13)
    await put_orders(database, alter_order())
    if lost:
        async with database.write() as connection:
            await stores.set_state(connection, ONE, StoreState.NEEDS_RECONNECT, version=1)
    assert await claim(database) is None
    assert await next_due(database) is None


async def test_a_deleted_store_takes_its_orders_along(database: Database) -> None:
    """By foreign key, so that nobody keeps a claim on an Alter order."""
    await put_store(database)
    await put_orders(database, alter_order())
    async with database.write() as connection:
        await order_states.ensure(connection, ONE)
        await stores.delete(connection, ONE)
    assert await count(database, alter_orders.alter_orders) == 0
    assert await count(database, order_states.order_states) == 0
