"""External product ids: `wc_123`, variations `wc_123_456`."""

from __future__ import annotations

import re

PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,190}")
"""What is taken as an id: printable, without what URLs and paths read as syntax."""

_VARIATION = re.compile(r"(?P<parent>(.+_)?[0-9]+)_(?P<variation>[0-9]+)")
"""The parent ends in a number of its own: `wc2_123` is a product of a store with the prefix `wc2_`."""


def parent_of(product_id: str) -> str | None:
    """`wc_123` for `wc_123_456`; None for an id that is not a variation's."""
    found = _VARIATION.fullmatch(product_id)
    return None if found is None else found["parent"]


def variation_of(product_id: str, parent: str) -> str | None:
    """`456` for (`wc_123_456`, `wc_123`); None when it is not a variation of that product."""
    found = _VARIATION.fullmatch(product_id)
    return found["variation"] if found is not None and found["parent"] == parent else None
