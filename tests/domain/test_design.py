"""Cursors of designs, the filter, and telling a picture by its first bytes."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from connector.domain.binding import RuntimeType
from connector.domain.design import Design, DesignCursor, DesignFilter, raster_type

NUMBERS = st.integers(0, 2**53 - 1)
FILTERS = st.builds(
    DesignFilter,
    st.none() | st.text(max_size=20),
    st.lists(st.sampled_from(RuntimeType), unique=True).map(tuple),
)


def encoded(value: Any) -> str:
    text = json.dumps(value, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


@given(NUMBERS, NUMBERS, FILTERS, FILTERS)
def test_a_cursor_comes_back_for_its_own_filter_only(
    offset: int, last_id: int, wanted: DesignFilter, other: DesignFilter
) -> None:
    """The order of types is none."""
    cursor = DesignCursor(offset, last_id)
    text = cursor.encode(wanted)
    assert DesignCursor.decode(text, wanted) == cursor
    turned = DesignFilter(wanted.search, tuple(reversed(wanted.runtime_types)))
    assert DesignCursor.decode(text, turned) == cursor
    same = wanted.search == other.search and set(wanted.runtime_types) == set(other.runtime_types)
    if not same:
        with pytest.raises(ValueError, match="not a cursor of this list"):
            DesignCursor.decode(text, other)


@given(st.text() | st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
@example("")
@example("\udcff")
@example(encoded([5, 5]))
@example(encoded([5, 5, "0" * 12]))
@example(encoded([True, 5, "0" * 12]))
@example(encoded([5, -1, "0" * 12]))
@example(encoded([5, 2**53, "0" * 12]))
@example(encoded([5, 1.5, "0" * 12]))
@example(encoded({"a": 1, "b": 2, "c": 3}))
@example(base64.urlsafe_b64encode(b"[" * 50_000).decode())
def test_what_encode_did_not_write_is_refused(text: str) -> None:
    """As a ValueError and nothing else."""
    with pytest.raises(ValueError, match="not a cursor of this list"):
        DesignCursor.decode(text, DesignFilter())


def test_a_filter_takes_what_opens_in_any_of_its_types() -> None:
    """No type narrows nothing."""
    viewer, customizer = RuntimeType.VIEWER, RuntimeType.CUSTOMIZER
    design = Design(1, "Mug", None, frozenset({viewer}), None)
    assert DesignFilter().takes(design)
    assert DesignFilter(None, (viewer, customizer)).takes(design)
    assert not DesignFilter(None, (customizer,)).takes(design)


PICTURES = {
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR": "image/png",
    b"\xff\xd8\xff\xe0\x00\x10JFIF": "image/jpeg",
    b"GIF89a\x01\x00": "image/gif",
    b"RIFF\x24\x00\x00\x00WEBPVP8L": "image/webp",
    b"\x00\x00\x00\x1cftypavif\x00": "image/avif",
}
OTHERS = (
    b"",
    b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    b"<!doctype html>",
    b" \x89PNG\r\n\x1a\n",
    b"RIFF\x24\x00\x00\x00WAVEfmt ",
    b"\x00\x00\x00\x1cftypmp42",
    b"%PDF-1.7",
    b"glTF\x02\x00\x00\x00",
)


def test_a_picture_is_told_by_its_first_bytes() -> None:
    """And everything else is none, what could run in a page above all."""
    assert {raster_type(body) for body in OTHERS} == {None}
    for body, kind in PICTURES.items():
        assert raster_type(body) == kind
        assert raster_type(body[:3]) == ("image/jpeg" if kind == "image/jpeg" else None)
