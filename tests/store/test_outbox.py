"""Jobs of both tables as one list: filtered, newest change first, found by id."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from connector.domain.binding import SyncState
from connector.domain.ids import BindingId, StoreId
from connector.domain.outbox import JobFilter, JobKind, JobRef, job_of_binding, job_of_order
from connector.store import alter_orders, bindings, outbox
from connector.store.database import Database
from tests.domain.orders import alter_order, settled_order
from tests.domain.rows import NOW, after, binding, synced
from tests.store.rows import put_bindings, put_store

ONE, TWO = StoreId("st_one"), StoreId("st_two")


@pytest.fixture
async def filled(database: Database) -> Database:
    """A failed, a waiting and a settled row of each kind; the failed ones of two stores."""
    await put_store(database, "st_one")
    await put_store(database, "st_two")
    refused: dict[str, Any] = {
        "refused_version": 1,
        "due_at": None,
        "code": "no",
        "last_answer": "said",
    }
    await put_bindings(
        database,
        binding("wc_1", id=BindingId("bd_1"), updated_at=after(1), **refused),
        binding("wc_2", id=BindingId("bd_2"), updated_at=after(2), code="busy"),
        synced("wc_3", id=BindingId("bd_3"), updated_at=after(3)),
        binding("wc_1", id=BindingId("bd_4"), store=TWO, updated_at=after(4), **refused),
    )
    async with database.write() as connection:
        rows = [
            alter_order(alter_order_id=1, updated_at=after(5), **refused),
            alter_order(alter_order_id=2, updated_at=after(6)),
            settled_order(alter_order_id=3, updated_at=after(7)),
            alter_order(alter_order_id=4, store_id=TWO, updated_at=after(8), **refused),
        ]
        await alter_orders.insert_many(connection, rows)
    return database


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (JobFilter(), ["order:12:4", "order:12:2", "order:12:1", "bd_4", "bd_2", "bd_1"]),
        (JobFilter(state=SyncState.FAILED), ["order:12:4", "order:12:1", "bd_4", "bd_1"]),
        (JobFilter(state=SyncState.PENDING), ["order:12:2", "bd_2"]),
        (JobFilter(store_id=ONE, state=SyncState.FAILED), ["order:12:1", "bd_1"]),
        (JobFilter(kind=JobKind.BINDING), ["bd_4", "bd_2", "bd_1"]),
        (JobFilter(kind=JobKind.ORDER, code="no"), ["order:12:4", "order:12:1"]),
        (JobFilter(code="busy"), ["bd_2"]),
        (JobFilter(store_id=StoreId("st_no")), []),
    ],
)
async def test_filters(filled: Database, wanted: JobFilter, ids: list[str]) -> None:
    async with filled.read() as connection:
        assert [job.id for job in await outbox.page(connection, wanted, limit=99)] == ids
        refs = await outbox.refs(connection, wanted)
        assert sorted(map(str, (ref.key for ref in refs))) == sorted(
            f"(12, {each[-1]})" if each.startswith("order") else each for each in ids
        )
        assert [job.id for job in await outbox.page(connection, wanted, limit=1)] == ids[:1]


async def test_one_is_found_by_its_id(filled: Database) -> None:
    """Settled ones too; another kind's number is nobody's."""
    async with filled.read() as connection:
        row = await bindings.get(connection, ONE, "bd_3")
        order = await alter_orders.get(connection, (12, 3))
        assert row is not None
        assert order is not None
        assert await outbox.find(connection, BindingId("bd_3")) == job_of_binding(row)
        assert await outbox.find(connection, (12, 3)) == job_of_order(order)
        assert await outbox.find(connection, (13, 3)) is None
        assert await outbox.find(connection, BindingId("bd_9")) is None


async def test_retrying_for_nobody_leaves_the_bulk_behind_clicks(filled: Database) -> None:
    """Due, but not urgent: what an operator retries by the thousand stands in no owner's way."""
    async with filled.write() as connection:
        assert await bindings.retry(connection, ONE, ["bd_1"], NOW, urgent=False) == 1
        calm = await bindings.get(connection, ONE, "bd_1")
        assert await bindings.retry(connection, TWO, ["bd_4"], NOW) == 1
        clicked = await bindings.get(connection, TWO, "bd_4")
    assert calm is not None
    assert clicked is not None
    assert (calm.due_at, calm.urgent, calm.sync_state) == (NOW, False, SyncState.PENDING)
    assert (clicked.due_at, clicked.urgent) == (NOW, True)


async def test_last_answers_come_back_as_written(filled: Database) -> None:
    async with filled.write() as connection:
        row = await bindings.get(connection, ONE, "bd_1")
        assert row is not None
        await bindings.update_many(connection, [replace(row, last_answer="ü" * 2_000)])
        again = await bindings.get(connection, ONE, "bd_1")
        assert again is not None
        assert again.last_answer == "ü" * 2_000
        job = await outbox.find(connection, (12, 1))
        assert job is not None
        assert job.last_answer == "said"


async def test_refs_say_whose_they_are(filled: Database) -> None:
    async with filled.read() as connection:
        found = await outbox.refs(connection, JobFilter(store_id=TWO))
    assert found == [JobRef(TWO, BindingId("bd_4")), JobRef(TWO, (12, 4))]
