"""Table `bindings`: what is written is read, and what must not be is refused by the database itself."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from connector.domain.binding import BindingStatus, RuntimeType
from connector.domain.binding_change import Timing, changed
from connector.domain.ids import StoreId
from connector.store import bindings, locks
from connector.store.database import Database
from tests.domain.rows import NOW, after, binding, desired, local_design, synced
from tests.store.rows import put_bindings, put_store

ONE, TWO = StoreId("st_one"), StoreId("st_two")


@pytest.fixture(autouse=True)
async def _stores(database: Database) -> None:
    await put_store(database, "st_one")
    await put_store(database, "st_two")


async def test_a_row_comes_back_as_it_was(database: Database) -> None:
    """Every column, both kinds of design, inserted and updated."""
    full = synced(
        desired=desired(
            design_id=None,
            external_design=local_design(source_meta={"a": [1, None, True, "é"]}),
            legacy_storefront_product_id=2**40,
            legacy_binding_meta={"nested": {"x": 1.5}},
        ),
        status_before=BindingStatus.DRAFT,
        upstream_status=422,
        code="x",
        detail="y",
        attempts=3,
        refused_version=1,
    )
    plain = binding("wc_2")
    await put_bindings(database, full, plain)
    changed_row = replace(plain, desired=full.desired, urgent=True, due_at=after(1.000001))
    changed_row = replace(changed_row, desired=replace(full.desired, external_product_id="wc_3"))
    async with database.write() as connection:
        await bindings.update_many(connection, [changed_row])
        await bindings.update_many(connection, [])
        await bindings.insert_many(connection, [])
    async with database.read() as connection:
        assert await bindings.get(connection, ONE, full.id) == full
        assert await bindings.get(connection, ONE, plain.id) == changed_row


async def test_a_field_that_was_cleared_is_null_again(database: Database) -> None:
    """JSON columns too: no `null` text that would read as a value."""
    row = synced(desired=desired(legacy_binding_meta={"a": 1}))
    await put_bindings(database, row)
    cleared = replace(row, desired=desired(), runtime_binding_id=None, synced_at=None)
    async with database.write() as connection:
        await bindings.update_many(connection, [cleared])
    async with database.read() as connection:
        assert await bindings.get(connection, ONE, row.id) == cleared


@pytest.mark.parametrize(
    "fields",
    [
        {"due_at": None},
        {"due_at": None, "desired_version": 5, "refused_version": 4, "confirmed_version": 3},
    ],
)
async def test_a_dirty_row_that_is_neither_due_nor_refused_is_refused(
    database: Database, fields: dict[str, Any]
) -> None:
    """Constraint `dirty_is_due`: no bug above can forget a change."""
    with pytest.raises(IntegrityError, match="dirty_is_due"):
        await put_bindings(database, replace(binding(), **fields))


async def test_a_synced_row_that_is_due_is_refused(database: Database) -> None:
    """Constraint `due_is_dirty`: nothing is sent for nothing."""
    with pytest.raises(IntegrityError, match="due_is_dirty"):
        await put_bindings(database, replace(synced(), due_at=NOW))


async def test_a_refused_row_need_not_be_due(database: Database) -> None:
    """It waits for its owner."""
    await put_bindings(database, binding(refused_version=1, due_at=None))


async def test_one_binding_per_product_and_runtime(database: Database) -> None:
    """Of one store; another store may have the same product id."""
    await put_bindings(database, binding("wc_1"), binding("wc_1", store=TWO))
    with pytest.raises(IntegrityError):
        await put_bindings(database, binding("wc_1"))


async def test_another_stores_id_finds_nothing(database: Database) -> None:
    """As one that never existed, in every function that takes ids."""
    row = binding(store=TWO)
    await put_bindings(database, row)
    async with database.write() as connection:
        assert await bindings.get(connection, ONE, row.id) is None
        assert list(await bindings.by_ids(connection, ONE, [row.id])) == []
        assert list(await bindings.by_products(connection, ONE, ["wc_1"])) == []
        assert await bindings.by_keys(connection, ONE, {row.desired.key}) == {}
        assert await bindings.retry(connection, ONE, [row.id], NOW) == 0


async def test_rows_by_key_are_those_asked_for(database: Database) -> None:
    """Product and runtime together: not the product's other runtimes."""
    customizer = binding("wc_1")
    viewer = binding(desired=replace(desired("wc_1"), runtime_type=RuntimeType.VIEWER))
    other = binding("wc_2")
    await put_bindings(database, customizer, viewer, other)
    async with database.read() as connection:
        found = await bindings.by_keys(
            connection, ONE, {("wc_1", "viewer"), ("wc_2", "customizer"), ("wc_9", "viewer")}
        )
        both = await bindings.by_products(connection, ONE, ["wc_1"])
    assert found == {("wc_1", "viewer"): viewer, ("wc_2", "customizer"): other}
    assert {row.id for row in both} == {customizer.id, viewer.id}


async def test_a_product_brings_its_variations_and_no_stranger(database: Database) -> None:
    """`_` is a letter here and not LIKE's wildcard; case counts on both engines."""
    own = ["wc_12", "wc_12_3", "wc_12_3_4"]
    strangers = ["wc_123", "wc_1", "wcx12_3", "WC_12_3", "wc_12x3", "wc_1_2"]
    hidden = synced("wc_12_7", confirmed_status=BindingStatus.INACTIVE)
    await put_bindings(database, hidden, *(synced(product) for product in own + strangers))
    async with database.read() as connection:
        found = await bindings.live_of_family(connection, ONE, "wc_12")
        odd = await bindings.live_of_family(connection, ONE, "wc%12")
    assert sorted(row.desired.external_product_id for row in found) == own
    assert list(odd) == []


async def test_alters_id_finds_rows_across_stores(database: Database) -> None:
    """Who holds this Alter binding."""
    rows = [synced(store=ONE), synced(store=TWO), synced("wc_2", runtime_binding_id=43)]
    await put_bindings(database, *rows)
    async with database.read() as connection:
        found = await bindings.by_runtime_binding_id(connection, 42)
    assert {row.id for row in found} == {rows[0].id, rows[1].id}


async def test_the_next_batch_is_clicks_first_then_the_longest_waiting(database: Database) -> None:
    """Rows that are not due yet, synced or another store's stay out."""
    rows = {
        "late": binding("wc_1", due_at=after(-1)),
        "early": binding("wc_2", due_at=after(-9)),
        "click": binding("wc_3", due_at=after(0), urgent=True),
    }
    rest = [binding("wc_4", due_at=after(1)), synced("wc_5"), binding("wc_6", store=TWO)]
    await put_bindings(database, *rows.values(), *rest)
    async with database.read() as connection:
        found = await bindings.due(connection, ONE, by=NOW, limit=10)
        first = await bindings.due(connection, ONE, by=NOW, limit=1)
    assert [row.id for row in found] == [rows["click"].id, rows["early"].id, rows["late"].id]
    assert [row.id for row in first] == [rows["click"].id]


async def test_retry_makes_refused_and_waiting_rows_due(database: Database) -> None:
    """All of the store or those named; synced rows have nothing to retry."""
    refused = binding("wc_1", refused_version=1, due_at=None, attempts=5)
    waiting = binding("wc_2", due_at=after(600), attempts=2)
    await put_bindings(database, refused, waiting, synced("wc_3"), binding("wc_1", store=TWO))
    async with database.write() as connection:
        assert await bindings.retry(connection, ONE, [refused.id], after(1)) == 1
        assert await bindings.retry(connection, ONE, [], after(1)) == 0
        assert await bindings.retry(connection, ONE, None, after(2)) == 2
    async with database.read() as connection:
        found = await bindings.by_ids(connection, ONE, [refused.id, waiting.id])
    for row in found:
        assert (row.due_at, row.urgent, row.attempts, row.refused_version) == (after(2), True, 0, 0)


async def test_another_storefront_makes_every_binding_a_draft(database: Database) -> None:
    """Nothing is confirmed there and nothing is sent by itself; versions go on growing."""
    rows = [synced("wc_1"), binding("wc_2", refused_version=1, due_at=None), binding("wc_3")]
    neighbour = synced("wc_1", store=TWO)
    await put_bindings(database, *rows, neighbour)
    async with database.write() as connection:
        await bindings.reset_for_new_storefront(connection, ONE, after(5))
    async with database.read() as connection:
        found = await bindings.by_ids(connection, ONE, [row.id for row in rows])
        assert await bindings.get(connection, TWO, neighbour.id) == neighbour
    for row in found:
        assert row.desired.status is BindingStatus.DRAFT
        assert (row.desired_version, row.confirmed_version) == (2, 2)
        assert (row.runtime_binding_id, row.confirmed_status, row.due_at) == (None, None, None)


async def test_ten_thousand_ids_are_one_question(database: Database) -> None:
    """What the contract lets a caller send, both engines take as parameters."""
    row = binding()
    await put_bindings(database, row)
    many = [f"bd_{number}" for number in range(10_000)]
    async with database.write() as connection:
        found = await bindings.by_ids(connection, ONE, [*many, row.id])
        assert await bindings.retry(connection, ONE, [*many, row.id], NOW) == 1
    assert [each.id for each in found] == [row.id]


async def test_two_who_change_the_same_row_at_once_both_count(database: Database) -> None:
    """Read, decide, write whole, inside the lock of the store's bindings: no change is written away."""
    row = synced()
    await put_bindings(database, row)

    async def change(number: int) -> None:
        async with database.write() as connection:
            await locks.hold_bindings(connection, ONE)
            found = await bindings.get(connection, ONE, row.id)
            assert found is not None
            await asyncio.sleep(0.01)
            wanted = desired(design_id=number)
            await bindings.update_many(connection, [changed(found, wanted, NOW, Timing(NOW))])

    await asyncio.gather(*(change(number) for number in range(8)))
    async with database.read() as connection:
        found = await bindings.get(connection, ONE, row.id)
    assert found is not None
    assert found.desired_version == 9
