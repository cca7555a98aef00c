"""What the database knows of master keys: data keys under them, their check values, and who has loaded them."""

from __future__ import annotations

from datetime import timedelta

from connector.store import data_keys, key_checks, processes
from connector.store.database import Database
from connector.store.processes import DEAD_AFTER, Process
from tests.domain.rows import NOW


async def put_keys(database: Database, **wrapped: bytes) -> None:
    async with database.write() as connection:
        for owner, key in wrapped.items():
            await data_keys.insert(connection, owner, key, NOW)


def process(name: str = "pr_a", *key_ids: str, seen: float = 0.0) -> Process:
    keys = key_ids or ("k1",)
    return Process(name, "serve", "1.0", keys, NOW, NOW + timedelta(seconds=seen))


async def put_process(database: Database, *found: Process) -> None:
    async with database.write() as connection:
        for each in found:
            await processes.put(connection, each)


async def alive(database: Database, after: float = 0.0) -> list[Process]:
    async with database.read() as connection:
        return list(await processes.alive(connection, NOW + timedelta(seconds=after)))


# Data keys


async def test_deleting_a_data_key_erases_what_it_sealed(database: Database) -> None:
    """And whether anything is sealed at all decides over a new master key."""
    async with database.write() as connection:
        assert not await data_keys.any_exists(connection)
        await data_keys.insert(connection, "a", b"1", NOW)
        await data_keys.insert(connection, "b", b"2", NOW)
        await data_keys.delete(connection, ["a"])
        assert await data_keys.get(connection, "a") is None
        assert await data_keys.get(connection, "b") == b"2"
        assert await data_keys.any_exists(connection)


async def test_they_are_counted_by_what_they_begin_with(database: Database) -> None:
    """Bytes that are no text, zero included; a row shorter than the prefix counts for itself."""
    await put_keys(database, a=b"\x00\xffone", b=b"\x00\xfftwo", c=b"\x01\xffone", d=b"\x00")
    async with database.read() as connection:
        counts = await data_keys.count_by_prefix(connection, 2)
        assert counts == {b"\x00\xff": 2, b"\x01\xff": 1, b"\x00": 1}
        assert await data_keys.count(connection) == 4
        assert await data_keys.count_under(connection, b"\x00\xff") == 2
        assert await data_keys.count_under(connection, b"\x02\xff") == 0


async def test_what_is_not_under_a_key_is_paged_by_owner(database: Database) -> None:
    await put_keys(database, e=b"old5", a=b"old1", c=b"new3", b=b"old2", d=b"old4")
    async with database.read() as connection:
        first = await data_keys.page_not_under(connection, b"new", after="", limit=2)
        rest = await data_keys.page_not_under(connection, b"new", after="b", limit=9)
    assert first == [("a", b"old1"), ("b", b"old2")]
    assert rest == [("d", b"old4"), ("e", b"old5")]


async def test_whoever_changed_or_deleted_a_row_meanwhile_wins(database: Database) -> None:
    """Compare and set: only the bytes that were read are replaced."""
    await put_keys(database, a=b"old1", b=b"changed", d=b"old4")
    changes = [(owner, b"old" + n, b"new" + n) for owner, n in (("a", b"1"), ("b", b"2"))]
    async with database.write() as connection:
        await data_keys.replace(connection, [*changes, ("gone", b"old3", b"new3")])
    async with database.read() as connection:
        found = {each: await data_keys.get(connection, each) for each in ("a", "b", "d", "gone")}
    assert found == {"a": b"new1", "b": b"changed", "d": b"old4", "gone": None}


# Check values


async def test_key_checks_are_kept_by_key(database: Database) -> None:
    """One value per master key."""
    async with database.write() as connection:
        await key_checks.insert(connection, "k1", b"1", NOW)
        await key_checks.insert(connection, "k2", b"2", NOW)
        assert await key_checks.all_checks(connection) == {"k1": b"1", "k2": b"2"}


async def test_a_key_that_is_being_retired_is_no_check_any_more(database: Database) -> None:
    """Known or not; and its row goes last."""
    async with database.write() as connection:
        await key_checks.insert(connection, "k1", b"1" * 32, NOW)
        await key_checks.insert(connection, "k2", b"2" * 32, NOW)
        for key_id in ("k2", "k3", "k2"):
            await key_checks.begin_retiring(connection, key_id, NOW + timedelta(days=1))
    async with database.write() as connection:
        assert await key_checks.all_checks(connection) == {"k1": b"1" * 32}
        assert await key_checks.retiring(connection) == {"k2", "k3"}
        assert set(await key_checks.created(connection)) == {"k1", "k2", "k3"}
        await key_checks.delete(connection, "k2")
        assert await key_checks.retiring(connection) == {"k3"}


# Processes


async def test_a_process_is_there_from_its_first_sign_to_its_end(database: Database) -> None:
    """Later signs change what it has loaded, and nothing else."""
    await put_process(database, process("pr_b"), process("pr_a", "k1", "k2"))
    assert await alive(database) == [process("pr_a", "k1", "k2"), process("pr_b")]
    await put_process(database, process("pr_a", "k2", "k1", seen=5))
    assert (await alive(database))[0] == process("pr_a", "k2", "k1", seen=5)
    async with database.write() as connection:
        await processes.delete(connection, "pr_a")
    assert await alive(database) == [process("pr_b")]


async def test_a_silent_process_is_dead_and_forgotten(database: Database) -> None:
    """One that was only asleep is there again with its next sign."""
    late = DEAD_AFTER.total_seconds() + 1
    await put_process(database, process("pr_a"), process("pr_b", seen=late))
    assert await alive(database, late) == [process("pr_b", seen=late)]
    async with database.write() as connection:
        await processes.sweep(connection, NOW + timedelta(seconds=late))
    assert [each.id for each in await alive(database)] == ["pr_b"]
    await put_process(database, process("pr_a", seen=late))
    assert len(await alive(database, late)) == 2
