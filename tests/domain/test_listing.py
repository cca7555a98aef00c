"""Cursors: written here, read here, and refused when anybody else wrote them."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from connector.domain.listing import SORTS, Cursor

PRINTABLE = st.text(st.characters(categories=["L", "N"]), max_size=50)


def encoded(value: Any) -> str:
    text = json.dumps(value, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


@given(st.sampled_from(SORTS), PRINTABLE, st.integers(-(2**62), 2**62), PRINTABLE)
def test_a_cursor_comes_back_as_it_was(sort: str, text: str, number: int, row: str) -> None:
    """Whatever a page ended with."""
    cursor = Cursor(sort, number if sort.endswith("updatedAt") else text, row)
    assert Cursor.decode(cursor.encode()) == cursor
    assert cursor.encode().isascii()
    assert "=" not in cursor.encode()


@given(st.text() | st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
@example("")
@example("é")
@example("\udcff")
@example(encoded(["externalProductId", "wc_1", "bd_1"]) + "=")
@example(encoded(["externalProductId", "wc_1", "bd_1"]) + "!!!!")
@example(encoded("abc"))
@example(encoded(None))
@example(encoded({"a": 1}))
@example(encoded(["externalProductId", "wc_1"]))
@example(encoded(["externalProductId", 5, "bd_1"]))
@example(encoded(["externalProductId", "wc_1", 5]))
@example(encoded(["updatedAt", "wc_1", "bd_1"]))
@example(encoded(["updatedAt", True, "bd_1"]))
@example(encoded(["updatedAt", 1.5, "bd_1"]))
@example(encoded(["updatedAt", 2**63, "bd_1"]))
@example(encoded(["updatedAt", -(10**400), "bd_1"]))
@example(encoded(["price", "wc_1", "bd_1"]))
@example(encoded([["updatedAt"], 1, "bd_1"]))
@example(encoded(["externalProductId", "\udcff", "bd_1"]))
@example(encoded(["externalProductId", "wc\x00", "bd_1"]))
@example(encoded(["externalProductId", "wc_1", "\ud800"]))
@example(base64.urlsafe_b64encode(b"[" * 50_000).decode())
def test_what_encode_did_not_write_is_refused(text: str) -> None:
    """As a ValueError and nothing else: no such text may reach the database."""
    with pytest.raises(ValueError, match="not a cursor of this list"):
        Cursor.decode(text)
