"""A sliding window per key: at most so many events in so many seconds, exactly, in bounded memory."""

from __future__ import annotations

import re
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass

_KEYS = 100_000
"""Beyond this the key that was quiet longest is forgotten: an attacker with many addresses gains one window."""


@dataclass(frozen=True)
class Rate:
    """`20/min` and the like."""

    count: int
    seconds: float

    @classmethod
    def parse(cls, text: str) -> Rate:
        """Raises ValueError for anything but `<count>/s`, `<count>/min` or `<count>/h`."""
        found = re.fullmatch(r"([1-9][0-9]{0,6})/(s|min|h)", text.strip())
        if found is None:
            raise ValueError("a rate looks like 20/min (units: s, min, h)")
        return cls(int(found[1]), {"s": 1.0, "min": 60.0, "h": 3600.0}[found[2]])

    def times(self, factor: int) -> Rate:
        """So many times as often."""
        return Rate(self.count * factor, self.seconds)


class SlidingWindow:
    """`sharing`: how many such windows, in as many processes, divide the rate; each key may come to any of them.
    Each lets at least one event through."""

    def __init__(self, rate: Rate, sharing: Callable[[], int] = lambda: 1) -> None:
        self._rate = rate
        self._sharing = sharing
        self._events: OrderedDict[str, deque[float]] = OrderedDict()

    def take(self, key: str, now: float) -> float | None:
        """Counts an event and returns None, or the seconds until the key has room again. `now` monotonic."""
        events = self._events.setdefault(key, deque())
        self._events.move_to_end(key)
        while events and events[0] + self._rate.seconds <= now:
            events.popleft()
        most = max(1, self._rate.count // self._sharing())
        if len(events) >= most:
            # When fewer than `most` are left: the share may have become smaller since they came.
            return events[-most] + self._rate.seconds - now
        events.append(now)
        if len(self._events) > _KEYS:
            self._events.popitem(last=False)
        return None
