"""The brake of `mode: replace`."""

from __future__ import annotations

import pytest

from connector.domain.snapshot import needs_confirmation


@pytest.mark.parametrize(
    ("missing", "before", "asks"),
    [
        (0, 0, False),
        (20, 20, False),
        (21, 21, True),
        (21, 41, True),
        (21, 42, False),
        (50, 100, False),
        (51, 100, True),
        (1000, 1999, True),
    ],
)
def test_more_than_half_and_over_twenty_asks(missing: int, before: int, asks: bool) -> None:
    assert needs_confirmation(missing=missing, before=before) is asks
