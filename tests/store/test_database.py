"""Opening the database: its settings, its transactions, its schema, and who may use it."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from connector.domain.ids import StoreId
from connector.domain.pooling import PoolLimits
from connector.store import data_keys, operations, processes, stores
from connector.store.database import SCHEMA_VERSION, Database, DatabaseError, create_tables
from connector.store.migrate import config_for, migrate
from connector.store.processes import Process
from connector.store.sole_process import admitted, is_taken, sole_process
from connector.store.tables import ALL, metadata
from tests.domain.rows import NOW
from tests.store.rows import count, put_store


@pytest.fixture
def only_sqlite(engine: str) -> None:
    if engine != "sqlite":
        pytest.skip("how SQLite is set up")


# Settings


@pytest.mark.parametrize("pgbouncer", [False, True])
async def test_a_statement_has_a_limit_whoever_stands_between(
    database_url: str, pgbouncer: bool
) -> None:
    """Of the connection, or of each transaction where the connection may be another's next time. SQLite has none,
    whatever is set for PostgreSQL."""
    database = Database(database_url, PoolLimits(statement=7.5, pgbouncer=pgbouncer))
    ask = "SELECT 'none'" if database.is_sqlite else "SHOW statement_timeout"
    try:
        for _ in range(2):
            async with database.read() as connection:
                found = (await connection.execute(sa.text(ask))).scalar_one()
            assert found == ("none" if database.is_sqlite else "7500ms")
    finally:
        await database.close()


# Schema


async def test_the_migrations_make_what_the_code_sees(database: Database) -> None:
    """Tables, columns, types, indexes, unique and foreign keys: nothing to migrate is left."""

    def differences(connection: sa.Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    async with database.read() as connection:
        assert await connection.run_sync(differences) == []


async def test_the_migrations_make_the_same_checks(database: Database) -> None:
    """Alembic's comparison leaves check constraints out."""

    def seen(connection: sa.Connection) -> dict[str, set[str | None]]:
        inspector = sa.inspect(connection)
        return {
            table.name: {check["name"] for check in inspector.get_check_constraints(table.name)}
            for table in ALL
        }

    wanted = {
        table.name: {
            str(check.name) for check in table.constraints if isinstance(check, sa.CheckConstraint)
        }
        for table in ALL
    }
    async with database.read() as connection:
        assert await connection.run_sync(seen) == wanted


async def test_every_table_is_registered() -> None:
    """`tables.ALL` is all of the metadata: nothing is made by import order."""
    assert {table.name for table in ALL} == set(metadata.tables)


async def test_the_schema_version_is_alembics_head(database: Database) -> None:
    """`serve` reads it without importing alembic."""
    script = ScriptDirectory.from_config(config_for())
    assert script.get_heads() == [SCHEMA_VERSION]
    assert await database.schema_version() == SCHEMA_VERSION
    await database.require_schema()


async def test_migrating_again_changes_nothing(database: Database) -> None:
    """`init` is repeatable, rows and all."""
    await put_store(database)
    await migrate(database)
    assert await count(database, stores.stores) == 1
    assert await database.schema_version() == SCHEMA_VERSION


@pytest.mark.parametrize(
    ("version", "message"),
    [
        (None, "the database is empty: run `alter-connector init`"),
        ("0000", "has schema 0000, this version needs"),
        ("9999", "has schema 9999, newer than this version knows"),
    ],
)
async def test_another_schema_is_refused_with_what_to_do(
    database: Database, version: str | None, message: str
) -> None:
    """Older and newer alike: this code knows one schema."""
    async with database.write() as connection:
        await connection.execute(sa.text("DELETE FROM alembic_version"))
        if version is not None:
            row = sa.text("INSERT INTO alembic_version VALUES (:version)")
            await connection.execute(row, {"version": version})
    with pytest.raises(DatabaseError, match=message):
        await database.require_schema()


@pytest.mark.usefixtures("only_sqlite")
async def test_a_database_that_is_not_there_is_not_made_by_looking(tmp_path: Path) -> None:
    """Only `init` makes one."""
    path = tmp_path / "none.db"
    missing = Database(f"sqlite:///{path}")
    with pytest.raises(DatabaseError, match="no database yet: run `alter-connector init`"):
        await missing.require_schema()
    await missing.close()
    assert not path.exists()


@pytest.mark.usefixtures("only_sqlite")
async def test_an_empty_file_was_never_migrated(tmp_path: Path) -> None:
    """No version table at all; the code's own tables alone are no schema either."""
    empty = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    await create_tables(empty)
    assert await empty.schema_version() is None
    with pytest.raises(DatabaseError, match="empty"):
        await empty.require_schema()
    await empty.close()


@pytest.mark.usefixtures("only_sqlite")
async def test_what_is_no_database_is_named(tmp_path: Path) -> None:
    """With the setting that leads to it."""
    path = tmp_path / "text.db"
    path.write_text("this is no database, and long enough to be looked at as one" * 20)
    wrong = Database(f"sqlite:///{path}")
    with pytest.raises(DatabaseError, match="CONNECTOR_DATABASE_URL"):
        await wrong.require_schema()
    await wrong.close()


def test_other_engines_are_refused() -> None:
    """Two engines, one suite; a third would be neither."""
    with pytest.raises(DatabaseError, match="sqlite:/// or postgresql://"):
        Database("mysql://root@localhost/x")


# SQLite's settings


@pytest.mark.usefixtures("only_sqlite")
@pytest.mark.parametrize("kind", ["read", "write"])
async def test_every_connection_has_the_settings_that_keep_data_safe(
    database: Database, kind: str
) -> None:
    """Write-ahead log, foreign keys, FULL (2) synchronous, overwritten deletions, patience."""
    opened = database.read() if kind == "read" else database.write()
    async with opened as connection:
        found = {
            name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one()
            for name in (
                "journal_mode",
                "foreign_keys",
                "synchronous",
                "secure_delete",
                "busy_timeout",
                "temp_store",
            )
        }
    assert found == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 2,
        "secure_delete": 1,
        "busy_timeout": 5000,
        "temp_store": 2,
    }


@pytest.mark.usefixtures("only_sqlite")
async def test_a_deleted_sealed_value_is_gone_from_the_file(database: Database) -> None:
    """After the checkpoint neither the file nor its log holds a byte of it."""
    marker = b"sealed-" + b"x1y2z3" * 20
    path = database.sqlite_path
    assert path is not None
    async with database.write() as connection:
        await data_keys.insert(connection, "gone", marker, NOW)
        await data_keys.insert(connection, "kept", b"kept-" + b"k" * 64, NOW)
    assert await database.checkpoint()
    assert marker in _bytes_of(path)
    async with database.write() as connection:
        await data_keys.delete(connection, ["gone"])
    assert marker in _bytes_of(path)
    assert await database.checkpoint()
    assert marker not in _bytes_of(path)
    assert b"kept-kkk" in _bytes_of(path)


async def test_a_checkpoint_that_meets_a_reader_gives_way(database: Database) -> None:
    """The next one succeeds; on PostgreSQL there is none to make."""
    await put_store(database)
    async with database.read() as connection:
        await stores.get(connection, StoreId("st_one"))
        async with database.write() as writing:
            await stores.bump_epoch(writing, StoreId("st_one"))
        assert await database.checkpoint() is not database.is_sqlite
        async with database.write() as writing:
            await stores.bump_epoch(writing, StoreId("st_one"))
    assert await database.checkpoint()
    assert await _epoch(database) == 2


async def test_an_errors_text_holds_no_values(database: Database) -> None:
    """It goes to the log; what was to be written may be a hash or a seal."""
    await put_store(database)
    async with database.write() as connection:
        await data_keys.insert(connection, "twice", b"1", NOW)
    with pytest.raises(sa.exc.IntegrityError) as caught:
        async with database.write() as connection:
            await data_keys.insert(connection, "twice", b"a-sealed-value", NOW)
    assert "a-sealed-value" not in str(caught.value)
    assert "hide_parameters" in str(caught.value)


def _checkpoint(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert busy == 0


def _bytes_of(path: Path) -> bytes:
    return b"".join(part.read_bytes() for part in path.parent.glob(path.name + "*"))


# Transactions


async def test_a_write_is_kept_and_a_failed_one_is_not(database: Database) -> None:
    """One transaction: all of it or nothing."""
    await put_store(database, "st_kept")

    async def fail() -> None:
        async with database.write() as connection:
            await data_keys.insert(connection, "lost", b"1", NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with database.read() as connection:
        assert await data_keys.get(connection, "lost") is None
        assert await data_keys.get(connection, "st_kept") is not None


async def test_what_is_written_while_reading_is_not_kept(database: Database) -> None:
    """A read is a read."""
    async with database.read() as connection:
        await data_keys.insert(connection, "lost", b"1", NOW)
    async with database.read() as connection:
        assert not await data_keys.any_exists(connection)


async def test_readers_go_on_beside_a_writer(database: Database) -> None:
    """They see what was committed before."""
    await put_store(database)
    async with database.write() as writing:
        await stores.bump_epoch(writing, StoreId("st_one"))
        async with asyncio.timeout(2), database.read() as reading:
            found = await stores.get(reading, StoreId("st_one"))
    assert found is not None
    assert found.epoch == 0


async def test_many_writers_wait_for_each_other(database: Database) -> None:
    """Reads that turn into writes do not meet "database is locked" and lose nothing."""
    await put_store(database)

    async def count_up(number: int) -> None:
        async with database.write() as connection:
            await stores.get(connection, StoreId("st_one"))
            await asyncio.sleep(0)
            await stores.bump_epoch(connection, StoreId("st_one"))
            await data_keys.insert(connection, f"n{number}", b"1", NOW)

    await asyncio.gather(*(count_up(number) for number in range(40)))
    async with database.read() as connection:
        found = await stores.get(connection, StoreId("st_one"))
    assert found is not None
    assert found.epoch == 40
    assert await count(database, data_keys.data_keys) == 41


async def test_the_writer_of_another_process_is_waited_for(
    database: Database, database_url: str
) -> None:
    """A transaction that reads first and writes later must not fail because another wrote in between."""
    await put_store(database)
    other = Database(database_url)

    async def read_then_write(mine: Database) -> None:
        async with mine.write() as connection:
            await stores.get(connection, StoreId("st_one"))
            await asyncio.sleep(0.01)
            await stores.bump_epoch(connection, StoreId("st_one"))

    await asyncio.gather(*(read_then_write(each) for each in (database, other) * 8))
    await other.close()
    assert await _epoch(database) == 16


async def test_a_cancelled_transaction_leaves_the_database_usable(database: Database) -> None:
    """Wherever the cancellation strikes: begin, statement or commit."""
    await put_store(database)

    async def bump() -> None:
        async with database.write() as connection:
            await stores.bump_epoch(connection, StoreId("st_one"))

    for step in range(25):
        task = asyncio.create_task(bump())
        await asyncio.sleep(step / 5000)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    async with asyncio.timeout(5):
        before = await _epoch(database)
        await bump()
        assert await _epoch(database) == before + 1


async def _epoch(database: Database) -> int:
    async with database.read() as connection:
        found = await stores.get(connection, StoreId("st_one"))
    assert found is not None
    return found.epoch


# Who may work beside whom


@pytest.mark.usefixtures("only_sqlite")
async def test_a_second_process_on_sqlite_is_refused(database: Database, database_url: str) -> None:
    """And let in when the first one ends."""
    second = Database(database_url)
    async with admitted(database):
        for door in (admitted, sole_process):
            with pytest.raises(DatabaseError, match=r"one writer.*PostgreSQL"):
                async with door(second):
                    pass
    async with sole_process(second):
        with pytest.raises(DatabaseError, match="Stop the other one first"):
            async with admitted(database):
                pass
    await second.close()


async def test_on_postgresql_only_a_change_of_schema_waits_until_all_have_stopped(
    engine: str, database: Database, database_url: str
) -> None:
    if engine == "sqlite":
        pytest.skip("SQLite takes one")
    second, now = Database(database_url), datetime.now(UTC)
    async with admitted(database), admitted(second), sole_process(second):
        assert not await is_taken(second)
    async with database.write() as connection:
        await processes.put(connection, Process("pr_1", "serve", "1", ("k1",), now, now))
    assert await is_taken(second)
    with pytest.raises(DatabaseError, match=r"`serve` pr_1 runs.*forgotten 30 s later"):
        async with sole_process(second):
            pass
    await second.close()


async def test_the_lock_ends_with_a_failure_inside_it(database: Database) -> None:
    """As it does with the process."""
    with pytest.raises(RuntimeError):
        async with sole_process(database):
            raise RuntimeError
    async with sole_process(database):
        pass


# Health


async def test_ping_answers_and_fails_with_the_driver(tmp_path: Path, database: Database) -> None:
    """What readiness asks."""
    await operations.ping(database)
    broken = Database(f"sqlite:///{tmp_path / 'no' / 'folder' / 'x.db'}")
    with pytest.raises(sa.exc.OperationalError):
        await operations.ping(broken)
    await broken.close()


async def test_a_healthy_database_has_no_fault(database: Database) -> None:
    """On PostgreSQL the server sees to it."""
    assert await operations.integrity_fault(database) is None


@pytest.mark.usefixtures("only_sqlite")
async def test_a_damaged_file_is_found(database: Database, tmp_path: Path) -> None:
    """By SQLite's own check."""
    for number in range(90):
        async with database.write() as connection:
            await data_keys.insert(connection, f"owner-{number:04}", b"w" * 200, NOW)
    path = database.sqlite_path
    assert path is not None
    _checkpoint(path)
    copy = tmp_path / "damaged.db"
    shutil.copyfile(path, copy)
    with copy.open("r+b") as file:
        size = copy.stat().st_size
        for place in range(4096 * 20, size, 4096):
            file.seek(place)
            file.write(b"\xff" * 64)
    damaged = Database(f"sqlite:///{copy}")
    try:
        fault = await operations.integrity_fault(damaged)
    except sa.exc.DatabaseError as error:
        fault = str(error)
    assert fault
    await damaged.close()
