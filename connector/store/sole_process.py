"""One process at a time: budgets, caches and bells of this version live in one process's memory.

SQLite: a file lock beside the database, freed by the system when the process dies, however it dies.
PostgreSQL: a session-level advisory lock, freed with its connection.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import sqlalchemy as sa

from connector.store.database import Database, DatabaseError

_ADVISORY_LOCK = 0x616C6331  # "alc1": any number that nobody else uses in this database

_REFUSAL = (
    "another alter-connector process works on this database; this version runs one at a time "
    "(`serve` brings its own worker). Stop the other one first"
)


@asynccontextmanager
async def sole_process(database: Database) -> AsyncIterator[None]:
    """Holds the lock for the block. Raises DatabaseError when another process has it."""
    if database.sqlite_path is not None:
        with _file_lock(database.sqlite_path):
            yield
        return
    async with database.read() as connection:
        found = await connection.execute(sa.select(sa.func.pg_try_advisory_lock(_ADVISORY_LOCK)))
        if not found.scalar_one():
            raise DatabaseError(_REFUSAL)
        await connection.commit()
        try:
            yield
        finally:
            # The connection goes back to its pool alive, and would keep the lock there.
            await connection.execute(sa.select(sa.func.pg_advisory_unlock(_ADVISORY_LOCK)))


async def is_taken(database: Database) -> bool:
    """Whether a process holds the lock now. Makes no file: one of root's would keep the service out."""
    if database.sqlite_path is None:
        held = sa.text(
            "SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
            " WHERE datname = current_database() AND locktype = 'advisory' AND objid = :lock"
        )
        async with database.read() as connection:
            found = await connection.execute(held, {"lock": _ADVISORY_LOCK})
            return found.first() is not None
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
