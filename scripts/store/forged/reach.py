"""When a message without a number means one order only."""

from __future__ import annotations

import asyncio

_LEEWAY = 120.0
"""Seconds: the connector's allowance for clocks (`CLOCK_LEEWAY` of `connector/domain/claim.py`)."""


async def of_the_next_session_alone() -> None:
    """A design that nobody claimed could be meant by a message without a number, by whoever was there so shortly
    after it. What earlier plays left behind is out of reach then."""
    await asyncio.sleep(_LEEWAY + 5.0)
