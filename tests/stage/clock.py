"""Real time plus what a test adds to it: sleeping stays real, expiry does not have to be waited for."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class ShiftedClock:
    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.ahead)

    def monotonic(self) -> float:
        return time.monotonic() + self.ahead

    def shift(self, seconds: float) -> None:
        self.ahead += seconds
