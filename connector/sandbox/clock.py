"""Time as the sandbox sees it: a test moves it by hand instead of sleeping."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class Clock:
    """`monotonic` is for windows, `wall` (Unix seconds) for expiries and for what is shown."""

    def monotonic(self) -> float:
        return time.monotonic()

    def wall(self) -> float:
        return time.time()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.wall(), UTC)

    def month(self) -> str:
        """The calendar month the plan's monthly limits are counted in (UTC)."""
        return self.now().strftime("%Y-%m")


class HandClock(Clock):
    """Stands still until `advance` is called. Only delay faults still take real time."""

    def __init__(self, wall: float = 1_780_000_000.0) -> None:
        self._wall = wall
        self._monotonic = 1_000.0

    def monotonic(self) -> float:
        return self._monotonic

    def wall(self) -> float:
        return self._wall

    def advance(self, seconds: float) -> None:
        self._wall += seconds
        self._monotonic += seconds
