"""Pages, totals and counts over `bindings`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from connector.domain.binding import Binding, BindingStatus, RuntimeType, SyncState
from connector.domain.ids import StoreId
from connector.domain.listing import SORTS, BindingFilter, Cursor
from connector.store import binding_lists
from connector.store.database import Database
from tests.domain.rows import after, binding, desired, synced
from tests.store.rows import put_bindings, put_store

ONE = StoreId("st_one")
EVERYTHING = BindingFilter()


@pytest.fixture(autouse=True)
async def _stores(database: Database) -> None:
    await put_store(database, "st_one")
    await put_store(database, "st_two")
    await put_bindings(database, synced("wc_1", store=StoreId("st_two")))


def _some() -> list[Binding]:
    """Twenty rows, several with the same product or the same time."""
    rows = []
    for number in range(20):
        kind = list(RuntimeType)[number % 3]
        wanted = replace(desired(f"wc_{number // 3}"), runtime_type=kind)
        rows.append(synced(updated_at=after(number // 4), desired=wanted))
    return rows


async def _walk(database: Database, sort: str, limit: int) -> list[Binding]:
    found: list[Binding] = []
    cursor: Cursor | None = None
    while True:
        async with database.read() as connection:
            page, cursor = await binding_lists.page(
                connection, ONE, EVERYTHING, sort=sort, after=cursor, limit=limit
            )
        found += page
        if cursor is None:
            return found
        assert len(page) == limit
        cursor = Cursor.decode(cursor.encode())


@pytest.mark.parametrize("limit", [1, 7, 20, 100])
@pytest.mark.parametrize("sort", SORTS)
async def test_pages_bring_every_row_once_and_in_order(
    database: Database, sort: str, limit: int
) -> None:
    """Ties included: the id breaks them."""
    rows = _some()
    await put_bindings(database, *rows)
    found = await _walk(database, sort, limit)

    def key(row: Binding) -> tuple[str | datetime, str]:
        by_time = sort.endswith("updatedAt")
        return (row.updated_at if by_time else row.desired.external_product_id, row.id)

    assert found == sorted(rows, key=key, reverse=sort.startswith("-"))


async def test_rows_that_come_and_go_between_pages_shift_nothing(database: Database) -> None:
    """By keyset, not by offset."""
    rows = [synced(f"wc_{letter}") for letter in "bdfh"]
    await put_bindings(database, *rows)
    async with database.read() as connection:
        first, cursor = await binding_lists.page(
            connection, ONE, EVERYTHING, sort="externalProductId", after=None, limit=2
        )
    await put_bindings(database, synced("wc_a"), synced("wc_g"))
    async with database.read() as connection:
        second, end = await binding_lists.page(
            connection, ONE, EVERYTHING, sort="externalProductId", after=cursor, limit=9
        )
    names = [row.desired.external_product_id for row in (*first, *second)]
    assert names == ["wc_b", "wc_d", "wc_f", "wc_g", "wc_h"]
    assert end is None


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (BindingFilter(products=("wc_1", "wc_9")), {"wc_1"}),
        (BindingFilter(runtime_types=(RuntimeType.VIEWER,)), {"wc_view"}),
        (BindingFilter(statuses=(BindingStatus.DRAFT, BindingStatus.ARCHIVED)), {"wc_draft"}),
        (BindingFilter(sync_states=(SyncState.PENDING,)), {"wc_draft"}),
        (BindingFilter(sync_states=(SyncState.FAILED,)), {"wc_no"}),
        (BindingFilter(sync_states=(SyncState.SYNCED,)), {"wc_1", "wc_view"}),
        (
            BindingFilter(sync_states=(SyncState.FAILED, SyncState.PENDING)),
            {"wc_no", "wc_draft"},
        ),
        (BindingFilter(search="VIE"), {"wc_view"}),
        (BindingFilter(search="c_1"), {"wc_1"}),
        (BindingFilter(search="%"), set()),
        (BindingFilter(changed_since=after(10)), {"wc_no"}),
        (BindingFilter(products=("wc_no",), statuses=(BindingStatus.DRAFT,)), set()),
    ],
)
async def test_filters_narrow_alike_everywhere(
    database: Database, wanted: BindingFilter, found: set[str]
) -> None:
    """Page, total and ids see the same rows; search knows no case and no wildcard on either engine."""
    viewer = replace(desired("wc_view"), runtime_type=RuntimeType.VIEWER)
    await put_bindings(
        database,
        synced("wc_1"),
        synced(desired=viewer),
        binding(desired=desired("wc_draft", status=BindingStatus.DRAFT)),
        binding("wc_no", refused_version=1, due_at=None, updated_at=after(10)),
    )
    async with database.read() as connection:
        page, _ = await binding_lists.page(
            connection, ONE, wanted, sort="externalProductId", after=None, limit=10
        )
        total = await binding_lists.total(connection, ONE, wanted)
        ids = await binding_lists.ids(connection, ONE, wanted, limit=10)
    assert {row.desired.external_product_id for row in page} == found
    assert total == len(found)
    assert set(ids) == {row.id for row in page}


async def test_ids_are_limited(database: Database) -> None:
    """An action on everything is still bounded."""
    await put_bindings(database, *_some())
    async with database.read() as connection:
        assert len(await binding_lists.ids(connection, ONE, EVERYTHING, limit=3)) == 3


async def test_counts_tell_the_state_of_the_sync(database: Database) -> None:
    """What `/v1/sync` and `/v1/store` show; the oldest pending is by its change, not its next try."""
    inactive = synced("wc_3", confirmed_status=BindingStatus.INACTIVE, synced_at=after(7))
    await put_bindings(
        database,
        synced("wc_1", synced_at=after(3)),
        inactive,
        binding("wc_4", updated_at=after(-50), due_at=after(100)),
        binding("wc_5", updated_at=after(-20)),
        binding("wc_6", updated_at=after(-90), refused_version=1, due_at=None),
    )
    async with database.read() as connection:
        found = await binding_lists.counts(connection, ONE)
        empty = await binding_lists.counts(connection, StoreId("st_none"))
    assert (found.synced, found.pending, found.failed, found.active) == (2, 2, 1, 1)
    assert found.oldest_pending_at == after(-50)
    assert found.last_synced_at == after(7)
    assert (empty.synced, empty.pending, empty.oldest_pending_at) == (0, 0, None)


async def test_wanted_active_counts_what_is_or_will_be_active(database: Database) -> None:
    """Against the plan's limit: a refused activation takes no place."""
    draft = desired("wc_3", status=BindingStatus.DRAFT)
    await put_bindings(
        database,
        synced("wc_1"),
        binding("wc_2"),
        binding(desired=draft),
        binding("wc_4", refused_version=1, due_at=None),
    )
    async with database.read() as connection:
        assert await binding_lists.wanted_active(connection, ONE) == 2
