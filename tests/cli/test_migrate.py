"""`migrate`: from SQLite to a real PostgreSQL; odd values, kills, repetitions, and every reason to refuse."""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
import sqlite3
import subprocess
from asyncio.subprocess import Process
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from connector.store import tables
from connector.store.database import SCHEMA_VERSION, Database
from connector.store.sole_process import sole_process
from tests.cli.processes import PATIENCE, finished, started
from tests.cli.terminal import Terminal, environment_for
from tests.stage.postgres import Postgres, binary
from tests.store.odd_rows import ROWS, fill

pytestmark = [pytest.mark.slow, pytest.mark.postgres]

MOVED = {table.name for table in tables.metadata.sorted_tables} - {"processes"}


@pytest.fixture
def target(server: Postgres) -> str:
    """An empty database."""
    name = f"move_{secrets.token_hex(8)}"
    server.execute(f"CREATE DATABASE {name}")
    return server.url(name)


@pytest.fixture
def source(terminal: Terminal, data_dir: Path) -> Path:
    """Every table of it has rows."""
    terminal.run("init")
    fill(data_dir / "connector.db")
    return data_dir / "connector.db"


def ask(url: str, statement: str) -> str:
    done = subprocess.run(
        [binary("psql"), "-qXAt", "-v", "ON_ERROR_STOP=1", "-c", statement, url],
        check=True,
        capture_output=True,
    )
    return done.stdout.decode().strip()


def tables_in(url: str) -> set[str]:
    found = ask(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return set(found.split())


def change(path: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement, values)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def move(terminal: Terminal, target: str) -> Any:
    ran = terminal.run("migrate", "--to", target, "--json")
    assert ran.code == 0, ran.err
    return ran.json


# What arrives


def test_every_table_arrives_as_it_is(terminal: Terminal, source: Path, target: str) -> None:
    """Odd texts, numbers, bytes, JSON and NULL; the checksums are those of both sides."""
    before = digest(source)
    done = move(terminal, target)
    counts = {each["table"]: each["rows"] for each in done["tables"]}
    assert counts == dict.fromkeys(MOVED, ROWS)
    assert tables_in(target) == MOVED | {"processes", "alembic_version"}
    assert ask(target, "SELECT version_num FROM alembic_version") == SCHEMA_VERSION
    assert digest(source) == before
    with closing(sqlite3.connect(source)) as connection:
        for name in sorted(MOVED):
            columns = ", ".join(tables.metadata.tables[name].columns.keys())
            wanted = connection.execute(f"SELECT {columns} FROM {name}").fetchall()
            assert rows_of(target, name) == sorted(
                [text_of(each) for each in row] for row in wanted
            )


def text_of(value: object) -> str:
    """As `rows_of` writes it."""
    if value is None:
        return "null"
    return "b:" + value.hex() if isinstance(value, bytes) else f"v:{value}"


def rows_of(url: str, table: str) -> list[list[str]]:
    """By a way of its own: psql, not our driver."""
    values = [
        {bytes: f"'b:' || encode({column.name}, 'hex')", bool: f"'v:' || {column.name}::int"}.get(
            column.type.python_type, f"'v:' || {column.name}::text"
        )
        for column in tables.metadata.tables[table].columns
    ]
    texts = ", ".join(f"coalesce({value}, 'null')" for value in values)
    found = ask(url, f"SELECT json_agg(json_build_array({texts})) FROM {table}")
    return sorted(json.loads(found))


def test_who_ran_before_is_not_moved(terminal: Terminal, source: Path, target: str) -> None:
    """A process that was killed on SQLite does not count as running on PostgreSQL."""
    move(terminal, target)
    assert ask(target, "SELECT count(*) FROM processes") == "0"


def test_a_person_is_told_what_to_change_and_what_stays(
    terminal: Terminal, source: Path, target: str, data_dir: Path
) -> None:
    """And the password of the address is not printed."""
    address = target.replace("connector@", "connector:hunter2@")
    ran = terminal.run("migrate", "--to", address)
    assert ran.code == 0, ran.err
    assert f"CONNECTOR_DATABASE_URL={target}" in ran.out
    assert str(data_dir / "master.key") in ran.out
    assert "CONNECTOR_DATA_DIR" in ran.out
    assert "doctor" in ran.out
    assert "hunter2" not in ran.out + ran.err


# Again


def test_moved_twice_says_that_it_is_there(terminal: Terminal, source: Path, target: str) -> None:
    """An operator who lost the connection at the very end learns that it was kept."""
    first, second = move(terminal, target), move(terminal, target)
    assert (first["wasThere"], second["wasThere"]) == (False, True)
    assert first["tables"] == second["tables"]


def test_what_changed_there_since_is_not_overwritten(
    terminal: Terminal, source: Path, target: str
) -> None:
    move(terminal, target)
    ask(target, "UPDATE stores SET epoch = epoch + 1 WHERE id = 'ż1' AND epoch < 5")
    ran = terminal.run("migrate", "--to", target)
    assert ran.code == 1
    assert "holds other data" in ran.err
    ask(target, "DELETE FROM claims")
    ran = terminal.run("migrate", "--to", target)
    assert ran.code == 1
    assert f"{ROWS} stores" in ran.err


def test_a_target_that_init_made_is_filled(
    terminal: Terminal, source: Path, target: str, tmp_path: Path
) -> None:
    """Some do `init` first, even with another key: nothing is sealed under it there."""
    other = Terminal(environment_for(tmp_path / "other", target))
    assert other.run("init").code == 0
    assert ask(target, "SELECT count(*) FROM key_checks") == "1"
    assert move(terminal, target)["wasThere"] is False
    assert ask(target, "SELECT count(*) FROM key_checks") == str(ROWS)


@pytest.mark.timeout(180)
async def test_killed_in_the_middle_leaves_nothing_and_can_be_run_again(
    terminal: Terminal, data_dir: Path, target: str
) -> None:
    """Nor does anything start on what is not whole."""
    await terminal.beside("init")
    await asyncio.to_thread(fill, data_dir / "connector.db", 500)
    given = terminal.environment
    for _ in range(2):
        async with started(given, "migrate", "--to", target) as process:
            await copying(target, process)
            process.kill()
            await process.wait()
        assert tables_in(target) == set()
        code, _, err = await finished({**given, "CONNECTOR_DATABASE_URL": target}, "serve")
        assert (code, "the database is empty" in err) == (1, True), err
    code, out, err = await finished(given, "migrate", "--to", target, "--json")
    assert code == 0, err
    assert {each["rows"] for each in json.loads(out)["tables"]} == {500}


async def copying(url: str, process: Process) -> None:
    """Until it has begun to copy."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'COPY%'"
    async with asyncio.timeout(PATIENCE):
        while await asyncio.to_thread(ask, url, asked) == "0":
            assert process.returncode is None, "it was done before it could be killed"


# Refused


def refused(terminal: Terminal, target: str) -> str:
    ran = terminal.run("migrate", "--to", target)
    assert ran.code == 1
    assert "Traceback" not in ran.err
    return ran.err


async def test_beside_a_running_process_it_is_refused(
    terminal: Terminal, source: Path, target: str
) -> None:
    database = Database(f"sqlite:///{source}")
    async with sole_process(database):
        ran = await terminal.beside("migrate", "--to", target)
    assert ran.code == 1
    assert "another alter-connector process" in ran.err
    assert tables_in(target) == set()


def test_somebody_elses_database_is_refused(terminal: Terminal, source: Path, target: str) -> None:
    ask(target, "CREATE TABLE wp_posts (id int); INSERT INTO wp_posts VALUES (1)")
    assert "wp_posts" in refused(terminal, target)
    assert tables_in(target) == {"wp_posts"}


def test_a_target_of_another_schema_is_refused(
    terminal: Terminal, source: Path, target: str
) -> None:
    move(terminal, target)
    ask(target, "UPDATE alembic_version SET version_num = '0001'")
    assert "has schema 0001" in refused(terminal, target)


def test_a_target_on_which_a_process_runs_is_refused(
    terminal: Terminal, source: Path, target: str
) -> None:
    move(terminal, target)
    ask(
        target,
        "INSERT INTO processes SELECT 'p', 'serve', '1', '[]', t, t FROM "
        "(SELECT (extract(epoch FROM now()) * 1000000)::bigint AS t) AS now",
    )
    assert "a process runs" in refused(terminal, target)


def test_a_target_that_keeps_text_otherwise_is_refused(
    terminal: Terminal, source: Path, server: Postgres
) -> None:
    name = f"latin_{secrets.token_hex(4)}"
    server.execute(
        f"CREATE DATABASE {name} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
    )
    assert "LATIN1" in refused(terminal, server.url(name))


def test_an_address_that_leads_nowhere_is_refused(
    terminal: Terminal, source: Path, target: str
) -> None:
    nobody = "postgresql://connector:hunter2@127.0.0.1:9/nobody"
    told = refused(terminal, nobody)
    assert "cannot be reached" in told
    assert "hunter2" not in told
    assert "does not exist" in refused(terminal, target + "_not")
    assert "postgresql://" in refused(terminal, "mysql://connector@127.0.0.1/x")
    assert "postgresql://" in refused(terminal, f"sqlite:///{source}")


def test_only_sqlite_is_moved(target: str, tmp_path: Path) -> None:
    terminal = Terminal(environment_for(tmp_path, target))
    assert "no SQLite database" in refused(terminal, target)


def test_a_source_that_is_not_there_or_not_ours_or_old_is_refused(
    terminal: Terminal, data_dir: Path, target: str
) -> None:
    assert "there is no SQLite database" in refused(terminal, target)
    assert not data_dir.exists()
    data_dir.mkdir()
    change(data_dir / "connector.db", "CREATE TABLE others (id int)")
    assert "not a database of alter-connector" in refused(terminal, target)
    (data_dir / "connector.db").write_bytes(b"rubbish" * 1000)
    assert "cannot be read" in refused(terminal, target)
    for left in data_dir.glob("connector.db*"):
        left.unlink()
    assert terminal.run("init").code == 0
    change(data_dir / "connector.db", "UPDATE alembic_version SET version_num = '0001'")
    assert "has schema 0001" in refused(terminal, target)
    assert tables_in(target) == set()


@pytest.mark.parametrize(
    ("value", "reason"),
    [("nul\0", "NUL"), ("x" * 201, "201 characters"), (b"\xff", "no text")],
)
def test_a_value_that_postgresql_cannot_hold_is_named(
    terminal: Terminal, source: Path, target: str, value: object, reason: str
) -> None:
    """With the row it stands in; nothing is kept."""
    change(source, "UPDATE enrolments SET label = ? WHERE id = 'ż3'", value)
    told = refused(terminal, target)
    assert "enrolments.label of the row with id 'ż3'" in told
    assert reason in told
    assert tables_in(target) == set()


def test_text_that_is_not_utf8_is_named(terminal: Terminal, source: Path, target: str) -> None:
    change(source, "UPDATE enrolments SET label = CAST(x'ff41' AS TEXT) WHERE id = 'ż3'")
    assert "UTF-8" in refused(terminal, target)


def test_json_that_is_none_is_refused(terminal: Terminal, source: Path, target: str) -> None:
    change(source, "UPDATE stores SET scopes = '{secret' WHERE id = 'ż3'")
    told = refused(terminal, target)
    assert "json" in told
    assert "secret" not in told
    assert tables_in(target) == set()
