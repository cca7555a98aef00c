"""A migrated database per test, copied from one that was migrated once; on either engine."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

import asyncpg  # type: ignore[import-untyped]

from connector.store.database import Database
from connector.store.migrate import migrate
from tests.stage.postgres import Postgres

_KEPT = 8
"""Databases of one server: more than any test uses at once."""


class Databases(Protocol):
    def new(self, folder: Path) -> str:
        """The URL of a fresh, migrated database of its own."""


class SqliteDatabases:
    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.db"
        asyncio.run(_migrate(f"sqlite:///{self._template}"))

    def new(self, folder: Path) -> str:
        path = folder / "connector.db"
        shutil.copyfile(self._template, path)
        return f"sqlite:///{path}"


class PostgresDatabases:
    """Each made and dropped over one connection, whose loop runs between the tests': to start `psql` takes
    longer than the server needs for it."""

    def __init__(self, server: Postgres) -> None:
        self._server = server
        self._made: deque[str] = deque()
        self._loop = asyncio.new_event_loop()
        self._connection = self._loop.run_until_complete(asyncpg.connect(server.url("postgres")))
        self._execute("CREATE DATABASE template_connector")
        asyncio.run(_migrate(server.url("template_connector")))

    def new(self, folder: Path) -> str:
        name = f"test_{secrets.token_hex(8)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE template_connector")
        self._made.append(name)
        if len(self._made) > _KEPT:
            # A thousand of them are eight gigabytes, and a minute of deleting at the end.
            self._execute(f"DROP DATABASE {self._made.popleft()} WITH (FORCE)")
        return self._server.url(name)

    def close(self) -> None:
        self._loop.run_until_complete(self._connection.close())
        self._loop.close()

    def _execute(self, statement: str) -> None:
        self._loop.run_until_complete(self._connection.execute(statement))


@contextmanager
def opened(engine: str, folder: Path) -> Iterator[Databases]:
    if engine == "sqlite":
        yield SqliteDatabases(folder)
        return
    with Postgres.running(folder) as server:
        databases = PostgresDatabases(server)
        yield databases
        databases.close()


async def _migrate(url: str) -> None:
    database = Database(url)
    try:
        await migrate(database)
        if database.is_sqlite:
            # One file to copy: without this the pages would still lie in the write-ahead log.
            await asyncio.to_thread(_checkpoint, url.removeprefix("sqlite:///"))
    finally:
        await database.close()


def _checkpoint(path: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
