"""Who may work on a database beside whom.

SQLite: one process. Its budgets, caches and bells live in that process's memory, and the file has one writer. A
lock beside the database says so, freed by the system when the process dies, however it dies.
PostgreSQL: as many as there are; each is a row of `processes`. Only what changes the schema wants to be alone.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from connector.store import processes
from connector.store.database import Database, DatabaseError
from connector.store.processes import DEAD_AFTER, Process

SECOND_ON_SQLITE = (
    "SQLite has one writer, and limits, caches and bells of this process are kept in its memory, so a second "
    "process would overrun Alter's limits and miss changes. More than one need PostgreSQL "
    "(CONNECTOR_DATABASE_URL)"
)

_REFUSAL = (
    "another alter-connector process works on this SQLite database (`serve` brings its own worker). Stop the "
    f"other one first. {SECOND_ON_SQLITE}"
)


@asynccontextmanager
async def admitted(database: Database) -> AsyncIterator[None]:
    """For the life of a `serve` or `work`. Raises DatabaseError for a second one on SQLite."""
    with nullcontext() if database.sqlite_path is None else _file_lock(database.sqlite_path):
        yield


@asynccontextmanager
async def sole_process(database: Database) -> AsyncIterator[None]:
    """For what nobody may work beside. Raises DatabaseError when another process runs."""
    if database.sqlite_path is None:
        found = await _alive(database)
        if found:
            named = ", ".join(f"`{each.verb}` {each.id}" for each in found)
            raise DatabaseError(
                f"{named} runs on this database: stop all processes first. One that was killed is "
                f"forgotten {DEAD_AFTER.seconds} s later"
            )
        yield
        return
    with _file_lock(database.sqlite_path):
        yield


async def is_taken(database: Database) -> bool:
    """Whether a process works on it now. Makes no file: one of root's would keep the service out."""
    if database.sqlite_path is None:
        return bool(await _alive(database))
    try:
        descriptor = os.open(_lock_path(database.sqlite_path), os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


async def _alive(database: Database) -> list[Process]:
    async with database.read() as connection:
        tables = await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names())
        if processes.processes.name not in tables:
            return []
        return list(await processes.alive(connection, datetime.now(UTC)))


def _lock_path(database: Path) -> Path:
    return database.with_name(database.name + ".lock")


class _file_lock:  # noqa: N801 - used like a function
    def __init__(self, database: Path) -> None:
        self._path = _lock_path(database)
        self._file = -1

    def __enter__(self) -> None:
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            os.close(self._file)
            raise DatabaseError(_REFUSAL) from taken

    def __exit__(self, *_: object) -> None:
        os.close(self._file)
