"""Time as a collaborator, so that tests turn it by hand. Wall time is aware UTC, always."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """`now` is for what is stored and shown, `monotonic` (seconds) for waiting and windows."""

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class CommonClock:
    """Another clock's time as a clock that all processes share has it: leases and limits of several machines are
    compared with each other, and no two machines agree by themselves."""

    _UNNOTICED = timedelta(milliseconds=50)
    """Within this the two agree: what is left is mostly the time that asking takes."""

    def __init__(self, own: Clock) -> None:
        self._own = own
        self._ahead = timedelta()

    @property
    def ahead(self) -> timedelta:
        return self._ahead

    def set_ahead(self, ahead: timedelta) -> None:
        """By how much the common clock is ahead of the system's."""
        if abs(ahead - self._ahead) > self._UNNOTICED:
            self._ahead = ahead

    def now(self) -> datetime:
        return self._own.now() + self._ahead

    def monotonic(self) -> float:
        return self._own.monotonic()
