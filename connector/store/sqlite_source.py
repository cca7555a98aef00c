"""A SQLite database that is read whole, at one moment, and not changed by it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from connector.store.database import SCHEMA_VERSION
from connector.store.portable import CannotMove, Form, Row, size_of

_ROWS_AT_ONCE = 500
_BYTES_AT_ONCE = 4 * 1024 * 1024
"""A batch ends there: a design's payload alone may be megabytes."""


Batches = Iterator[list[Row]]


def require_there(path: Path) -> None:
    """Raises CannotMove."""
    if not path.is_file():
        raise CannotMove(f"there is no SQLite database at {path}")


@contextmanager
def opened(path: Path) -> Iterator[SqliteSource]:
    """Raises CannotMove when it cannot be read."""
    require_there(path)
    address = f"file:{quote(str(path.absolute()))}?mode=ro"
    try:
        with closing(
            sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
        ) as connection:
            connection.text_factory = _text
            yield SqliteSource(path, connection)
    except sqlite3.Error as fault:
        raise CannotMove(f"{path} cannot be read: {fault}") from fault


class SqliteSource:
    """Calls block: they are made in a thread, one after the other."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._version = self._data_version()
        # One moment for all tables: an operator's verb may be at work beside this.
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()

    def require_schema(self) -> None:
        """Raises CannotMove."""
        known = self._connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'"
        ).fetchone()[0]
        row = (
            known and self._connection.execute("SELECT version_num FROM alembic_version").fetchone()
        )
        if not row:
            raise CannotMove(f"{self.path} is not a database of alter-connector")
        if row[0] != SCHEMA_VERSION:
            raise CannotMove(
                f"{self.path} has schema {row[0]}, this version copies {SCHEMA_VERSION}: make a backup, "
                "run `alter-connector init` with the version to be used from now on, then this again"
            )

    def counts(self, forms: Sequence[Form]) -> Mapping[str, int]:
        return {
            form.name: int(
                self._connection.execute(f"SELECT count(*) FROM {form.name}").fetchone()[0]  # noqa: S608
            )
            for form in forms
        }

    def batches(self, form: Form) -> Batches:
        """All rows of the table, a few hundred at a time. Raises CannotMove for what PostgreSQL cannot hold."""
        columns = ", ".join(form.columns)
        rows = self._connection.execute(f"SELECT {columns} FROM {form.name}")  # noqa: S608
        batch: list[Row] = []
        size = 0
        for row in rows:
            form.require_portable(row)
            batch.append(row)
            size += size_of(row)
            if len(batch) >= _ROWS_AT_ONCE or size >= _BYTES_AT_ONCE:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def require_unchanged(self) -> None:
        """Nobody wrote since the copy began; ends the look at that moment. Raises CannotMove."""
        self._connection.execute("COMMIT")
        if self._data_version() != self._version:
            raise CannotMove(
                f"{self.path} was changed while it was copied, so the copy was thrown away: let no other "
                "command run beside this, and run it again"
            )

    def _data_version(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])


def _text(raw: bytes) -> str:
    """What is not UTF-8 is told by `Form`, which knows where it stands."""
    return raw.decode("utf-8", "surrogateescape")
