"""Rows that mean the same on both engines, and a checksum of them.

SQLite keeps any value in any column; PostgreSQL holds a column to its type. What it would refuse is named before it
is asked, with table, column and row. The canonical form of a value is an int, a text, bytes or None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from connector.store.database import DatabaseError

Value = int | str | bytes | None
Row = tuple[Value, ...]

_MODULUS = 2**256


class CannotMove(DatabaseError):
    """The database cannot be copied as it is, or not to there; the message says what to do."""


class Form:
    """The columns of one table, and how their values travel."""

    def __init__(self, table: sa.Table) -> None:
        self.table = table
        self.name = table.name
        self.columns = tuple(column.name for column in table.columns)
        self._faults = tuple(_fault_finder(column) for column in table.columns)
        self._key = tuple(place for place, column in enumerate(table.columns) if column.primary_key)
        self._booleans = frozenset(
            place for place, column in enumerate(table.columns) if _is_boolean(column)
        )

    @property
    def as_stored(self) -> str:
        """What PostgreSQL is asked for: JSON as the text that lies there, which a driver would parse."""
        return ", ".join(
            f"{column.name}::text" if isinstance(_storage(column), sa.JSON) else column.name
            for column in self.table.columns
        )

    def require_portable(self, row: Row) -> None:
        """Raises CannotMove, naming column and key of the row."""
        for place, find in enumerate(self._faults):
            fault = find(row[place])
            if fault is not None:
                key = ", ".join(f"{self.columns[each]} {row[each]!r}" for each in self._key)
                raise CannotMove(
                    f"PostgreSQL cannot hold {self.name}.{self.columns[place]} of the row with {key}: "
                    f"{fault}. Mend or delete that row in the SQLite database, then run this again"
                )

    def for_postgres(self, row: Row) -> tuple[Any, ...]:
        return tuple(
            bool(value) if place in self._booleans and value is not None else value
            for place, value in enumerate(row)
        )

    def from_postgres(self, row: Iterable[Any]) -> Row:
        return tuple(int(value) if isinstance(value, bool) else value for value in row)


class Digest:
    """Of a table's rows in whatever order they come, since the engines sort text differently.

    The sum of the rows' SHA-256: no row can be lost, doubled or changed without it being another sum.
    """

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, row: Row) -> None:
        self.rows += 1
        self._sum = (self._sum + int.from_bytes(sha256(_encoded(row)).digest())) % _MODULUS

    @property
    def checksum(self) -> str:
        return f"{self._sum:064x}"


def size_of(row: Row) -> int:
    """About as many bytes as it takes on the way."""
    return sum(len(value) if isinstance(value, str | bytes) else 8 for value in row)


def _encoded(row: Sequence[Value]) -> bytes:
    """Kind, length and bytes of each value: no two rows are written alike."""
    pieces = []
    for value in row:
        if value is None:
            kind, raw = b"n", b""
        elif isinstance(value, int):
            kind, raw = b"i", b"%d" % value
        elif isinstance(value, str):
            kind, raw = b"s", value.encode()
        else:
            kind, raw = b"b", value
        pieces.append(b"%s%d:%s" % (kind, len(raw), raw))
    return b"".join(pieces)


def _storage(column: sa.Column[Any]) -> sa.types.TypeEngine[Any]:
    """What lies in the database, below the types that we put on top."""
    found = column.type
    return found.impl_instance if isinstance(found, sa.types.TypeDecorator) else found


def _is_boolean(column: sa.Column[Any]) -> bool:
    return isinstance(_storage(column), sa.Boolean)


def _fault_finder(column: sa.Column[Any]) -> Callable[[Value], str | None]:
    kind = _storage(column)
    if isinstance(kind, sa.Boolean):
        return _unless_null(column, lambda value: _no_integer(value, 0, 1))
    if isinstance(kind, sa.BigInteger):
        return _unless_null(column, lambda value: _no_integer(value, -(2**63), 2**63 - 1))
    if isinstance(kind, sa.Integer):
        return _unless_null(column, lambda value: _no_integer(value, -(2**31), 2**31 - 1))
    if isinstance(kind, sa.LargeBinary):
        return _unless_null(column, _no_bytes)
    if isinstance(kind, sa.String | sa.JSON):
        most = kind.length if isinstance(kind, sa.String) else None
        return _unless_null(column, lambda value: _no_text(value, most))
    raise TypeError(f"{column} is of a kind that no rule is written for")


def _unless_null(
    column: sa.Column[Any], find: Callable[[Value], str | None]
) -> Callable[[Value], str | None]:
    null = None if column.nullable else "it is NULL"
    return lambda value: null if value is None else find(value)


def _no_integer(value: Value, least: int, most: int) -> str | None:
    if not isinstance(value, int):
        return "it is no whole number"
    return None if least <= value <= most else f"{value} is not between {least} and {most}"


def _no_bytes(value: Value) -> str | None:
    return None if isinstance(value, bytes) else "it is not bytes"


def _no_text(value: Value, most: int | None) -> str | None:
    if not isinstance(value, str):
        return "it is no text"
    if "\0" in value:
        return "it holds a NUL character"
    if not value.isascii() and any("\ud800" <= each <= "\udfff" for each in value):
        return "it is not UTF-8"
    if most is not None and len(value) > most:
        return f"it has {len(value)} characters, at most {most} are allowed"
    return None
