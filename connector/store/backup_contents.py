"""Looking into a backup without changing it: its schema, its pages, its key checks, its sealed values."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from connector.store import tables
from connector.store.backups import MAGIC, BackupError, untouched
from connector.store.database import SCHEMA_VERSION
from connector.store.key_checks import RETIRING

_COUNTED = ("stores", "bindings", "alter_orders", "data_keys")
_PAGE = 500


@dataclass(frozen=True)
class SealedValue:
    """`data_key` is None where its row is missing: then nothing opens the value."""

    table: str
    column: str
    owner: str
    sealed: bytes
    data_key: bytes | None


def require_finished(path: Path) -> None:
    """Raises BackupError for what is no copy made by `backup`, or still in use."""
    if not path.is_file():
        raise BackupError(f"there is no backup at {path}")
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise BackupError(f"{path} is no SQLite database")
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        raise BackupError(
            f"{path} has a write-ahead log beside it and is no finished copy: make one with "
            "`alter-connector backup`"
        )


@contextmanager
def opened(path: Path, *, name: str) -> Iterator[BackupContents]:
    """`name` is what errors call it. Raises BackupError when it cannot be read."""
    require_finished(path)
    try:
        with closing(sqlite3.connect(untouched(path), uri=True, isolation_level=None)) as found:
            yield BackupContents(name, found)
    except sqlite3.Error as fault:
        raise BackupError(f"{name} cannot be read ({fault}): use another backup") from fault


class BackupContents:
    def __init__(self, name: str, connection: sqlite3.Connection) -> None:
        self._name = name
        self._connection = connection

    def require_schema(self) -> str:
        """Of this version or an older one, which `init` brings up to date. Raises BackupError."""
        if not self._columns("alembic_version"):
            raise BackupError(f"{self._name} is not a database of alter-connector")
        row = self._connection.execute("SELECT version_num FROM alembic_version").fetchone()
        version = "" if row is None else str(row[0])
        if not version or version > SCHEMA_VERSION:
            raise BackupError(
                f"{self._name} has schema {version or 'none'}, this version knows {SCHEMA_VERSION}: use "
                "the alter-connector that made it"
            )
        return version

    def require_whole(self) -> None:
        """SQLite's own full check of every page and index. Raises BackupError."""
        found = self._connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            raise BackupError(f"{self._name} is damaged ({found}): use another backup")

    def checks(self) -> Mapping[str, bytes]:
        rows = self._connection.execute("SELECT key_id, check_value FROM key_checks")
        return {row[0]: row[1] for row in rows if row[1] != RETIRING}

    def counts(self) -> Mapping[str, int]:
        return {
            table: self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in _COUNTED
            if self._columns(table)
        }

    def sealed_count(self) -> int:
        return sum(
            self._connection.execute(
                f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL"  # noqa: S608
            ).fetchone()[0]
            for table, column in self._sealed_columns()
        )

    def sealed_values(self) -> Iterator[SealedValue]:
        for table, column in self._sealed_columns():
            rows = self._connection.execute(
                f"SELECT t.id, t.{column}, k.wrapped FROM {table} t "  # noqa: S608
                f"LEFT JOIN data_keys k ON k.owner = t.id WHERE t.{column} IS NOT NULL"
            )
            while page := rows.fetchmany(_PAGE):
                for owner, sealed, wrapped in page:
                    yield SealedValue(table, column, owner, sealed, wrapped)

    def _sealed_columns(self) -> Iterator[tuple[str, str]]:
        """Every column of ours whose name says that it is sealed, as far as the backup's schema has it."""
        for table in tables.ALL:
            there = self._columns(table.name)
            for column in table.columns:
                if column.name.startswith("sealed_") and column.name in there:
                    yield table.name, column.name

    def _columns(self, table: str) -> set[str]:
        rows = self._connection.execute("SELECT name FROM pragma_table_info(?)", (table,))
        return {row[0] for row in rows}
