"""Tables `local_designs` and `local_design_files`: rows, leases, what is due, who names a blob."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from connector.domain.ids import StoreId
from connector.domain.local_design import LocalDesign, LocalDesignState, LocalFile, Progress
from connector.domain.store import StoreState
from connector.domain.sync import LEASE
from connector.store import bindings, local_design_files, local_designs, stores
from connector.store.database import Database
from tests.domain.local_designs import fetched, file, in_shop, local
from tests.domain.rows import NOW, after, binding, desired, local_design
from tests.store.rows import count, put_bindings, put_store

ONE, TWO = StoreId("st_one"), StoreId("st_two")
LEASED = LEASE.total_seconds()


@pytest.fixture(autouse=True)
async def two_stores(database: Database) -> None:
    await put_store(database, ONE)
    await put_store(database, TWO)


async def put(database: Database, *rows: LocalDesign, files: tuple[LocalFile, ...] = ()) -> None:
    async with database.write() as connection:
        for row in rows:
            await local_designs.insert(connection, row)
            await local_design_files.replace_all(connection, row.id, files)


async def claimed(database: Database, owner: str = "w", seconds: float = 0) -> str | None:
    async with database.write() as connection:
        return await local_designs.claim_next(connection, owner, after(seconds))


async def test_a_row_comes_back_as_it_was_written(database: Database) -> None:
    """And no other store finds it."""
    first, second = local(), in_shop("ld_two", design_id=382, created_at=after(1))
    await put(database, first, second)
    async with database.read() as connection:
        assert await local_designs.get(connection, ONE, "ld_one") == first
        assert await local_designs.get(connection, TWO, "ld_one") is None
        assert await local_designs.by_id(connection, "ld_two") == second
        assert await local_designs.listed(connection, ONE) == [second, first]
        assert await local_designs.listed(connection, TWO) == []
        assert await local_designs.by_ids(connection, TWO, {"ld_one"}) == {}
        found = await local_designs.by_designs(connection, ONE, 12, {381, 382, 5})
        assert found == {381: first, 382: second}
        assert await local_designs.by_designs(connection, ONE, 13, {381}) == {}


async def test_one_row_for_a_design_of_a_store(database: Database) -> None:
    """The database says so; another store has its own."""
    await put(database, local(), local("ld_two", store=TWO))
    with pytest.raises(sa.exc.IntegrityError):
        await put(database, local("ld_three"))


async def test_a_row_written_back_keeps_lease_and_payload(database: Database) -> None:
    """They are written by functions of their own."""
    await put(database, local())
    assert await claimed(database) == "ld_one"
    async with database.write() as connection:
        await local_designs.set_payload(connection, "ld_one", b"{}")
        await local_designs.update(connection, local(title="Mug"))
        assert await local_designs.payload(connection, "ld_one") == b"{}"
        assert await local_designs.extend(connection, "ld_one", "w", after(1))
        assert not await local_designs.extend(connection, "ld_one", "other", after(1))


async def test_a_lease_is_one_workers_until_it_ends(database: Database) -> None:
    await put(database, local())
    assert await claimed(database) == "ld_one"
    assert await claimed(database, "other") is None
    async with database.read() as connection:
        assert await local_designs.next_due(connection) == after(LEASED)
    assert await claimed(database, "other", LEASED) == "ld_one"
    async with database.write() as connection:
        await local_designs.release(connection, "ld_one", "w")
    assert await claimed(database, "third", LEASED) is None
    async with database.write() as connection:
        await local_designs.release(connection, "ld_one", "other")
    assert await claimed(database, "third", LEASED) == "ld_one"


async def test_a_store_with_many_designs_holds_up_nobody(database: Database) -> None:
    """Stores take turns, whatever came first."""
    many = [local(f"ld_{n}", design_id=n, due_at=after(n - 100)) for n in range(1, 4)]
    await put(database, *many, local("ld_other", store=TWO))
    turns = [await claimed(database, seconds=n) for n in range(4)]
    assert turns == ["ld_1", "ld_other", "ld_2", "ld_3"]


@pytest.mark.parametrize(
    "store_fields",
    [
        {"state": StoreState.NEEDS_RECONNECT.value},
        {"leaving_until": after(60)},
        {"storefront_id": 13},
    ],
)
async def test_nothing_is_fetched_for_a_store_that_cannot_ask(
    database: Database, store_fields: dict[str, Any]
) -> None:
    await put(database, local(), in_shop("ld_two", design_id=382, check_at=NOW))
    async with database.write() as connection:
        await stores.change(connection, ONE, **store_fields)
    assert await claimed(database) is None
    async with database.write() as connection:
        assert await local_designs.next_due(connection) is None
        assert await local_designs.claim_check(connection, after(9), after(99)) is None


async def test_what_is_not_due_is_not_claimed(database: Database) -> None:
    await put(database, local(due_at=after(60)), in_shop("ld_two", design_id=382))
    assert await claimed(database) is None
    async with database.read() as connection:
        assert await local_designs.next_due(connection) == after(60)


async def test_the_daily_look_is_put_off_with_its_claim(database: Database) -> None:
    """Only what lies in a shop is looked at."""
    await put(
        database,
        in_shop(check_at=after(5)),
        in_shop("ld_two", design_id=382, check_at=after(1), state=LocalDesignState.READY),
    )
    later = after(5) + timedelta(days=1)
    async with database.write() as connection:
        assert await local_designs.claim_check(connection, after(4), later) is None
        found = await local_designs.claim_check(connection, after(5), later)
        assert found == in_shop(check_at=later)
        assert await local_designs.claim_check(connection, after(5), later) is None


async def test_files_and_their_progress(database: Database) -> None:
    """Announced sizes count until the files are here."""
    files = (file("f1"), file("f2", here=False, bytes=30), file("f3", here=False, bytes=None))
    await put(database, local(), files=files)
    async with database.write() as connection:
        assert await local_design_files.of_design(connection, "ld_one") == list(files)
        found = await local_design_files.progress(connection, {"ld_one", "ld_none"})
        assert found == {"ld_one": Progress(1, 3, 12, 42)}
        await local_design_files.set_fetched(connection, "ld_one", "f3", fetched("c"))
        found = await local_design_files.progress(connection, {"ld_one"})
        assert found["ld_one"] == Progress(2, 3, 24, 54)
        assert await local_design_files.stored_bytes(connection, ONE, without="ld_x") == 54
        assert await local_design_files.stored_bytes(connection, ONE, without="ld_one") == 0
        assert await local_design_files.stored_bytes(connection, TWO, without="") == 0
        await local_design_files.set_fetched(connection, "ld_one", "f3", None)
        rows = await local_design_files.of_design(connection, "ld_one")
        assert [row.fetched is None for row in rows] == [False, True, True]


async def test_thousands_of_files_are_written_at_once(database: Database) -> None:
    files = tuple(file(f"f{number:05}", here=False) for number in range(2_000))
    await put(database, local(), files=files)
    async with database.read() as connection:
        assert await local_design_files.of_design(connection, "ld_one") == list(files)


async def test_who_names_a_blob(database: Database) -> None:
    await put(database, in_shop(), files=(file("f1"),))
    async with database.read() as connection:
        hashes = {"a" * 64, "b" * 64, "c" * 64}
        assert await local_design_files.named(connection, hashes) == {"b" * 64}
        assert await local_designs.named(connection, hashes) == {"a" * 64}


async def test_files_of_a_store_are_forgotten_in_pieces(database: Database) -> None:
    files = tuple(file(f"f{number}") for number in range(5))
    await put(database, local(), local("ld_two", store=TWO), files=files)
    counts = []
    for _ in range(3):
        async with database.write() as connection:
            counts.append(await local_design_files.forget_some(connection, ONE, limit=3))
    assert counts == [3, 2, 0]
    assert await count(database, local_design_files.local_design_files) == 5


async def test_a_deleted_store_takes_its_designs_along(database: Database) -> None:
    await put(database, local(), files=(file("f1"),))
    async with database.write() as connection:
        await stores.delete(connection, ONE)
    assert await count(database, local_designs.local_designs) == 0
    assert await count(database, local_design_files.local_design_files) == 0


async def test_bindings_of_a_local_design_are_found_in_pieces(database: Database) -> None:
    """Of this store only, by id."""
    rows = [
        binding(
            f"wc_{n}",
            id=f"bd_{n}",
            desired=desired(
                f"wc_{n}",
                design_id=None,
                external_design=local_design(),
                local_design_id="ld_one" if n else None,
            ),
        )
        for n in range(4)
    ]
    await put_bindings(database, *rows)
    async with database.read() as connection:
        first = await bindings.of_local_design(connection, ONE, "ld_one", after="", limit=2)
        rest = await bindings.of_local_design(connection, ONE, "ld_one", after="bd_2", limit=2)
        assert [row.id for row in (*first, *rest)] == ["bd_1", "bd_2", "bd_3"]
        assert first[0] == rows[1]
        assert not await bindings.of_local_design(connection, TWO, "ld_one", after="", limit=2)
