"""Copies of a SQLite database: whole or not there, private, and never in the place of something else."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from connector.store import backup_contents, backups, data_keys
from connector.store.backup_contents import BackupContents
from connector.store.backups import BackupError
from connector.store.database import SCHEMA_VERSION, Database
from tests.domain.rows import NOW
from tests.store.rows import put_store


@pytest.fixture
def path(database: Database) -> Path:
    found = database.sqlite_path
    if found is None:
        pytest.skip("how SQLite is copied")
    return found


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder / "copy.db"


def make(path: Path, target: Path, *, force: bool = False) -> None:
    backups.make(path, target, force=force, tell=lambda *_: None)


def owners(path: Path) -> list[str]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return [row[0] for row in connection.execute("SELECT owner FROM data_keys ORDER BY owner")]


def contents_of(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def damage(path: Path) -> None:
    path.write_bytes(b"no database at all " * 500)
    path.with_name("connector.db-wal").write_bytes(b"its log")


def same_bytes(one: Path, other: Path) -> bool:
    return one.read_bytes() == other.read_bytes()


async def put_owner(database: Database, owner: str) -> None:
    async with database.write() as connection:
        await data_keys.insert(connection, owner, b"w" * 200, NOW)


# Making one


async def test_it_holds_what_was_only_in_the_log(
    database: Database, path: Path, target: Path
) -> None:
    """One file, for its owner alone, under the widest umask."""
    await put_owner(database, "a")
    before = os.umask(0)
    try:
        make(path, target)
    finally:
        os.umask(before)
    assert owners(target) == ["a"]
    assert contents_of(target.parent) == {"copy.db"}
    assert mode(target) == 0o600


async def test_it_is_one_moment_while_others_write(
    database: Database, path: Path, target: Path
) -> None:
    """Pairs are written together: a copy that mixed moments would hold half a pair. Writers are not refused,
    and their writing does not make the copy begin again for ever."""
    await put_owner(database, "large")
    async with database.write() as connection:
        for number in range(3000):
            await data_keys.insert(connection, f"fill-{number:05}", b"w" * 4000, NOW)
    copying = asyncio.create_task(asyncio.to_thread(make, path, target))
    written = 0
    while not copying.done():
        async with database.write() as connection:
            await data_keys.insert(connection, f"left-{written:05}", b"w", NOW)
            await data_keys.insert(connection, f"right-{written:05}", b"w", NOW)
        written += 1
    await copying
    assert written > 1
    found = owners(target)
    left = [each.removeprefix("left") for each in found if each.startswith("left")]
    right = [each.removeprefix("right") for each in found if each.startswith("right")]
    assert left == right
    assert len(left) <= written
    with backup_contents.opened(target, name="it") as contents:
        contents.require_whole()


async def test_a_copy_that_fails_leaves_nothing(
    database: Database, path: Path, target: Path
) -> None:
    """And what was at its place stays."""
    await put_owner(database, "a")
    make(path, target)
    await put_owner(database, "b")

    def stopped(_done: int, _every: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backups.make(path, target, force=True, tell=stopped)
    assert owners(target) == ["a"]
    assert contents_of(target.parent) == {"copy.db"}


async def test_a_backup_is_replaced_only_by_force(
    database: Database, path: Path, target: Path
) -> None:
    make(path, target)
    await put_owner(database, "later")
    with pytest.raises(BackupError, match="--force"):
        make(path, target)
    assert owners(target) == []
    make(path, target, force=True)
    assert owners(target) == ["later"]


@pytest.mark.parametrize("name", ["connector.db", "connector.db-wal", "connector.db-journal"])
def test_the_database_itself_is_no_place_for_a_copy(path: Path, name: str) -> None:
    with pytest.raises(BackupError, match="the database"):
        make(path, path.with_name(name), force=True)


def test_nothing_but_a_backup_is_replaced(path: Path, target: Path) -> None:
    """The key file, say; not even by force."""
    for content in (b"alter-connector-key-v1".ljust(84), b""):
        target.write_bytes(content)
        with pytest.raises(BackupError, match="no backup"):
            make(path, target, force=True)
        assert target.read_bytes() == content


def test_impossible_places_and_sources_are_told(path: Path, target: Path) -> None:
    for place in (target.parent, target.parent / "none" / "copy.db"):
        with pytest.raises(BackupError, match="no place for a file"):
            make(path, place)
    with pytest.raises(BackupError, match="no database"):
        make(path.with_name("none.db"), target)
    path.with_name("rubbish.db").write_bytes(b"rubbish" * 1000)
    with pytest.raises(BackupError, match="not a database"):
        make(path.with_name("rubbish.db"), target)
    assert contents_of(target.parent) == set()


# Putting one in place


@pytest.fixture
def aside(path: Path) -> Path:
    return path.with_name("aside.db")


async def test_it_takes_the_databases_place_and_keeps_what_was_there(
    database: Database, path: Path, target: Path, aside: Path
) -> None:
    """The log's content included."""
    await put_owner(database, "backed-up")
    make(path, target)
    await put_owner(database, "later")
    await database.close()
    with backups.drafted_from(target, path, lambda *_: None) as draft:
        assert backups.put_in_place(draft, path, aside) is True
    assert owners(path) == ["backed-up"]
    assert owners(aside) == ["backed-up", "later"]
    assert not [name for name in contents_of(path.parent) if name.startswith(".")]


async def test_a_database_in_use_is_not_replaced(
    database: Database, path: Path, target: Path, aside: Path
) -> None:
    """By whatever program: its next write would go to the file that was set aside."""
    make(path, target)
    await database.close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("SELECT * FROM data_keys").fetchall()
        with (
            backups.drafted_from(target, path, lambda *_: None) as draft,
            pytest.raises(BackupError, match="another program"),
        ):
            backups.put_in_place(draft, path, aside)
    assert "aside.db" not in contents_of(path.parent)
    assert owners(path) == []


async def test_a_damaged_database_is_set_aside_with_its_log(
    database: Database, path: Path, target: Path, aside: Path
) -> None:
    """Under the new file the old log would be read as its own."""
    await put_owner(database, "backed-up")
    make(path, target)
    await database.close()
    damage(path)
    with backups.drafted_from(target, path, lambda *_: None) as draft:
        backups.put_in_place(draft, path, aside)
    assert owners(path) == ["backed-up"]
    damage(path)
    for suffix in ("", "-wal"):
        kept = aside.with_name(aside.name + suffix)
        assert same_bytes(kept, path.with_name(path.name + suffix))


def test_where_nothing_was_nothing_is_set_aside(
    path: Path, target: Path, aside: Path, tmp_path: Path
) -> None:
    make(path, target)
    fresh = tmp_path / "fresh.db"
    with backups.drafted_from(target, fresh, lambda *_: None) as draft:
        assert backups.put_in_place(draft, fresh, aside) is False
    assert owners(fresh) == []
    assert not aside.exists()


# Looking into one


@pytest.fixture
async def filled(database: Database, path: Path, target: Path) -> Path:
    await put_store(database, "st_one")
    make(path, target)
    return target


@pytest.fixture
def contents(filled: Path) -> Iterator[BackupContents]:
    with backup_contents.opened(filled, name="it") as found:
        yield found


def test_every_sealed_column_is_found_with_its_key(contents: BackupContents) -> None:
    found = {(each.table, each.column): each for each in contents.sealed_values()}
    assert contents.sealed_count() == len(found)
    assert {("stores", "sealed_credential"), ("stores", "sealed_ticket_secret")} <= set(found)
    assert all(each.owner == "st_one" and each.data_key for each in found.values())
    assert contents.require_schema() == SCHEMA_VERSION
    assert contents.counts() == {"stores": 1, "bindings": 0, "alter_orders": 0, "data_keys": 1}


def test_looking_changes_nothing_and_needs_no_write(filled: Path) -> None:
    before = filled.read_bytes()
    filled.parent.chmod(0o500)
    try:
        with backup_contents.opened(filled, name="it") as contents:
            contents.require_whole()
            assert list(contents.sealed_values())
    finally:
        filled.parent.chmod(0o700)
    assert filled.read_bytes() == before
    assert contents_of(filled.parent) == {"copy.db"}


def test_a_value_without_its_key_says_so(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as connection, connection:
        connection.execute("DELETE FROM data_keys")
    with backup_contents.opened(filled, name="it") as contents:
        assert {each.data_key for each in contents.sealed_values()} == {None}


def test_an_older_schema_is_read_as_far_as_it_goes(filled: Path) -> None:
    """A newer one is not guessed at."""
    with closing(sqlite3.connect(filled)) as connection, connection:
        connection.execute("ALTER TABLE stores DROP COLUMN sealed_connect_secret")
        connection.execute("UPDATE alembic_version SET version_num = '0002'")
    with backup_contents.opened(filled, name="it") as contents:
        assert contents.require_schema() == "0002"
        assert list(contents.sealed_values())
    with closing(sqlite3.connect(filled)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with (
        backup_contents.opened(filled, name="it") as contents,
        pytest.raises(BackupError, match="it has schema 9999"),
    ):
        contents.require_schema()


def test_damage_is_found(filled: Path) -> None:
    """By SQLite's full check, or already when a page cannot be read."""
    size = filled.stat().st_size
    with filled.open("r+b") as file:
        for place in range(4096 * 4, size, 4096):
            file.seek(place)
            file.write(b"\xff" * 64)

    def looked_through() -> None:
        with backup_contents.opened(filled, name="it") as contents:
            contents.require_whole()

    with pytest.raises(BackupError, match=r"it (is damaged|cannot be read)"):
        looked_through()


def test_what_is_no_finished_backup_is_refused(path: Path, target: Path) -> None:
    """A copied database without its log would verify well and lack the newest changes."""
    with pytest.raises(BackupError, match="no backup at"):
        backup_contents.require_finished(target)
    target.write_bytes(b"text")
    with pytest.raises(BackupError, match="no SQLite database"):
        backup_contents.require_finished(target)
    shutil.copyfile(path, target)
    target.with_name("copy.db-wal").write_bytes(b"frames")
    with pytest.raises(BackupError, match="write-ahead log"):
        backup_contents.require_finished(target)
    other = target.with_name("other.db")
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("CREATE TABLE recipes (name)")
    with (
        backup_contents.opened(other, name="it") as contents,
        pytest.raises(BackupError, match="not a database of alter-connector"),
    ):
        contents.require_schema()
