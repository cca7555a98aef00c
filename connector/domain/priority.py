"""Who goes first when Alter's limits are short (design: shoppers first)."""

from __future__ import annotations

from enum import IntEnum


class Priority(IntEnum):
    """Smaller goes first."""

    SHOPPER = 0
    OWNER = 1
    ORDER = 2
    BULK = 3
