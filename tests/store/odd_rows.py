"""Every table of a SQLite database filled with what the engines might read differently."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from itertools import cycle
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from connector.store import tables
from connector.store.columns import UtcTime

ROWS = 12

_TEXTS = (
    "plain",
    "",
    "\\N",  # what COPY's text format writes for NULL
    "tab\tline\nreturn\r\\backslash 'quote' \"double\"",
    "Zażółć gęślą jaźń",
    "שלום עולם \N{ARABIC LETTER ALEF}",
    "e\N{COMBINING ACUTE ACCENT} is not \N{LATIN SMALL LETTER E WITH ACUTE}",
    "\N{PILE OF POO}\N{ZERO WIDTH JOINER}\N{REPLACEMENT CHARACTER}\ufeff\x01\x7f",
    " trailing blanks  ",
)
_INTEGERS = (0, 1, -1, 2**31 - 1, -(2**31))
_BIG_INTEGERS = (0, -1, 2**63 - 1, -(2**63), 2**53 + 1)
_BYTES = (b"", b"\x00", b"\\x00\xff\xfe", bytes(range(256)), b"\n" * 3000)
_JSONS = (
    "null",
    "{}",
    '{"a": 1, "a": 2, "b":  [1.0, 1e400, -0.0]}',  # kept as it was written, doubles and blanks too
    '"\\u0000 \\ud800 \\u00e9"',  # escapes that no text of PostgreSQL could hold
    '"Zażółć \N{PILE OF POO}"',
    "[12345678901234567890123]",
)


def fill(path: Path, rows: int = ROWS) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA foreign_keys=ON")
        for table in tables.metadata.sorted_tables:
            columns = ", ".join(column.name for column in table.columns)
            places = ", ".join("?" for _ in table.columns)
            connection.execute(f"DELETE FROM {table.name}")
            connection.executemany(
                f"INSERT INTO {table.name} ({columns}) VALUES ({places})", _rows(table, rows)
            )


def _rows(table: sa.Table, rows: int) -> Iterator[tuple[Any, ...]]:
    values = {column.name: cycle(_values(column)) for column in table.columns}
    for number in range(rows):
        row = {name: next(found) for name, found in values.items()}
        row |= _unique(table, number)
        row |= _allowed(row)
        yield tuple(row[column.name] for column in table.columns)


def _values(column: sa.Column[Any]) -> tuple[object, ...]:
    kind = column.type
    found: tuple[object, ...]
    if isinstance(kind, sa.Boolean):
        found = (0, 1)
    elif isinstance(kind, sa.BigInteger | UtcTime):
        found = _BIG_INTEGERS
    elif isinstance(kind, sa.Integer):
        found = _INTEGERS
    elif isinstance(kind, sa.LargeBinary):
        found = _BYTES
    elif isinstance(kind, sa.JSON):
        found = _JSONS
    else:
        assert isinstance(kind, sa.String)
        # Characters are counted, not bytes: as long as allowed, and four bytes each.
        longest = "\N{PILE OF POO}" * min(kind.length or 600, 600)
        found = (*(text[: kind.length] for text in _TEXTS), longest)
    return (None, *found) if column.nullable else found


def _unique(table: sa.Table, number: int) -> Mapping[str, object]:
    """Keys are unlike each other, and lead to rows that are there."""
    found: dict[str, object] = {}
    indexes = [index for index in table.indexes if index.unique]
    constraints = [
        each
        for each in table.constraints
        if isinstance(each, sa.PrimaryKeyConstraint | sa.UniqueConstraint)
    ]
    for unique in (*constraints, *indexes):
        for column in unique.columns:
            is_number = isinstance(column.type, sa.BigInteger | UtcTime)
            found[column.name] = 2**62 + number if is_number else f"ż{number}"
    for key in table.foreign_keys:
        found[key.parent.name] = f"ż{number}"
    return found


def _allowed(row: Mapping[str, object]) -> Mapping[str, object]:
    """What the check constraints ask for."""
    found: dict[str, object] = {}
    if "uses_left" in row:
        found["uses_left"] = 2**31 - 1
    if "refused_version" in row:
        dirty = row["due_at"] is not None
        found |= {"desired_version": 2**63 - 1, "confirmed_version": -1 if dirty else 2**63 - 1}
    return found
