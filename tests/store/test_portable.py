"""What a value must be to mean the same on both engines, and the checksum of a table."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from connector.store import tables
from connector.store.columns import UtcTime
from connector.store.portable import CannotMove, Digest, Form, Row

TABLE = sa.Table(
    "things",
    sa.MetaData(),
    sa.Column("id", sa.String(8), primary_key=True),
    sa.Column("small", sa.Integer),
    sa.Column("seen_at", UtcTime),
    sa.Column("raw", sa.LargeBinary),
    sa.Column("facts", sa.JSON),
    sa.Column("on", sa.Boolean, nullable=False),
)
GOOD: dict[str, Any] = {
    "id": "one",
    "small": 2**31 - 1,
    "seen_at": -(2**63),
    "raw": b"\0",
    "facts": "{}",
    "on": 1,
}


def row(**changed: Any) -> Row:
    return tuple((GOOD | changed).values())


def checksum(*rows: Row) -> str:
    digest = Digest()
    for each in rows:
        digest.add(each)
    return digest.checksum


def test_a_good_row_passes() -> None:
    Form(TABLE).require_portable(row())
    Form(TABLE).require_portable(row(small=None, seen_at=None, raw=None, facts=None))


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("id", "ninechars", "9 characters, at most 8"),
        ("id", "nul\0", "NUL"),
        ("id", "\udcff", "UTF-8"),
        ("id", 7, "no text"),
        ("small", 2**31, "between"),
        ("small", "many", "no whole number"),
        ("seen_at", 1.5, "no whole number"),
        ("raw", "text", "not bytes"),
        ("facts", b"{}", "no text"),
        ("on", 2, "between 0 and 1"),
        ("on", None, "NULL"),
    ],
)
def test_what_postgresql_would_refuse_is_named(column: str, value: Any, reason: str) -> None:
    """Table, column, key and reason."""
    with pytest.raises(CannotMove) as told:
        Form(TABLE).require_portable(row(**{column: value}))
    message = str(told.value)
    assert f"things.{column} of the row with id " in message
    assert reason in message


def test_a_rule_is_written_for_every_column_there_is() -> None:
    """A column of a new kind is noticed here and not by an operator."""
    for table in tables.metadata.sorted_tables:
        Form(table)
    with pytest.raises(TypeError, match="no rule"):
        Form(sa.Table("odd", sa.MetaData(), sa.Column("n", sa.Numeric, primary_key=True)))


def test_booleans_travel_as_what_postgresql_takes_and_come_back() -> None:
    form = Form(TABLE)
    sent = form.for_postgres(row(on=0))
    assert sent[-1] is False
    assert form.from_postgres(sent) == row(on=0)


def test_the_order_of_rows_does_not_matter() -> None:
    one, two = row(id="one"), row(id="two")
    assert checksum(one, two) == checksum(two, one)


@pytest.mark.parametrize(
    ("these", "those"),
    [
        ([row()], []),
        ([row(), row()], [row()]),
        ([row()], [row(small=None)]),
        ([row(raw=b"1")], [row(raw=None)]),
        ([row(facts="1")], [row(facts="1 ")]),
        ([("ab", "c")], [("a", "bc")]),
        ([("1",)], [(1,)]),
        ([("1",)], [(b"1",)]),
        ([("",)], [(None,)]),
    ],
)
def test_whatever_differs_is_another_checksum(these: list[Row], those: list[Row]) -> None:
    assert checksum(*these) != checksum(*those)
