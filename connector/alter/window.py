"""The arithmetic of one rate limit window. Pure: the present is handed in, nothing waits here.

Alter counts requests per 60 s and does not say whether from the request's arrival or in fixed windows. A
slot is therefore used from before sending until 61 s after the answer: whatever Alter's window is, it
has forgotten the request by then.
"""

from __future__ import annotations

from bisect import insort
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import merge
from math import floor

from connector.domain.priority import Priority

SLOT_SECONDS = 61.0

# The rest is what shoppers and owners find free when a long sync runs (design: shoppers first).
BULK_SHARE = (2, 3)
BULK_LEAST = (1, 12)
INTERACTIVE_WEIGHT = 1.5


@dataclass
class Use:
    """Slots by kind: all, those of shoppers and owners, those of bulk work."""

    total: int = 0
    interactive: int = 0
    bulk: int = 0

    def add(self, priority: Priority, count: int = 1) -> None:
        self.total += count
        if priority <= Priority.OWNER:
            self.interactive += count
        if priority == Priority.BULK:
            self.bulk += count


def bulk_cap(limit: int, interactive: int) -> int:
    """How many of `limit` slots bulk work may hold next to `interactive` ones."""
    most = max(1, limit * BULK_SHARE[0] // BULK_SHARE[1])
    least = max(1, limit * BULK_LEAST[0] // BULK_LEAST[1])
    left = floor(limit - INTERACTIVE_WEIGHT * interactive)
    return min(most, max(least, left))


def fits(limit: int, use: Use, priority: Priority, ahead: Use, *, share_bulk: bool) -> bool:
    """Whether one more slot may be taken next to `use`, while `ahead` are kept for those who go first."""
    if use.total + ahead.total >= limit:
        return False
    if priority != Priority.BULK or not share_bulk:
        return True
    cap = bulk_cap(limit, use.interactive + ahead.interactive)
    return use.bulk + ahead.bulk < cap


class Window:
    """The slots of one limit class. `share_bulk` applies the bulk cap. All times in seconds."""

    def __init__(self, limit: int, *, share_bulk: bool) -> None:
        self._limit = limit
        self._share_bulk = share_bulk
        self._use = Use()
        self._flying: list[Priority] = []
        self._answered: deque[tuple[float, Priority]] = deque()
        self._elsewhere: deque[tuple[float, Priority]] = deque()
        self._closed_until = 0.0

    def take(self, priority: Priority) -> None:
        """One slot is in flight from now on; the caller has asked `admits`."""
        self._use.add(priority)
        self._flying.append(priority)

    def answered(self, priority: Priority, now: float) -> None:
        """A slot in flight has its answer; it frees SLOT_SECONDS from now."""
        self._flying.remove(priority)
        insort(self._answered, (now + SLOT_SECONDS, priority))

    def give_back(self, priority: Priority) -> None:
        """A slot in flight of which nothing was sent is free again at once."""
        self._flying.remove(priority)
        self._use.add(priority, -1)

    def remember(self, priority: Priority, frees_at: float) -> None:
        """A spend from before a restart; it may exceed the limit, which then only delays."""
        self._use.add(priority)
        insort(self._answered, (frees_at, priority))

    def learn(self, elsewhere: Iterable[tuple[float, Priority]]) -> None:
        """What other processes use, as (frees at, priority): in place of what was known of them before."""
        for _, priority in self._elsewhere:
            self._use.add(priority, -1)
        self._elsewhere = deque(sorted(elsewhere))
        for _, priority in self._elsewhere:
            self._use.add(priority)

    def close(self, until: float) -> None:
        self._closed_until = max(self._closed_until, until)

    def fullness(self, now: float) -> tuple[int, float]:
        """Slots in use, and how much of the limit they are; for metrics."""
        self._forget_freed(now)
        return self._use.total, self._use.total / self._limit

    def idle(self, now: float) -> bool:
        """Whether dropping this window would forget nothing."""
        self._forget_freed(now)
        return self._use.total == 0 and self._closed_until <= now

    def admits(self, now: float, priority: Priority, ahead: Use) -> bool:
        """Whether one more slot may be taken while `ahead` are kept for those who go first."""
        self._forget_freed(now)
        return self._closed_until <= now and self._fits(self._use, priority, ahead)

    def earliest(self, now: float, priority: Priority, ahead: Use) -> float:
        """The moment `admits` turns true if nobody else comes; in flight counts as answered now."""
        if self.admits(now, priority, ahead):
            return now
        use = Use(self._use.total, self._use.interactive, self._use.bulk)
        moment = max(now, self._closed_until)
        flying = [(now + SLOT_SECONDS, held) for held in self._flying]
        for frees_at, freed in [*merge(self._answered, self._elsewhere), *flying]:
            if frees_at > moment and self._fits(use, priority, ahead):
                return moment
            use.add(freed, -1)
            moment = max(moment, frees_at)
        if self._fits(use, priority, ahead):
            return moment
        # More are waiting in front than the window holds: one further window for each fill.
        return moment + SLOT_SECONDS * max(1, ahead.total // self._limit)

    def _fits(self, use: Use, priority: Priority, ahead: Use) -> bool:
        return fits(self._limit, use, priority, ahead, share_bulk=self._share_bulk)

    def _forget_freed(self, now: float) -> None:
        for known in (self._answered, self._elsewhere):
            while known and known[0][0] <= now:
                _, priority = known.popleft()
                self._use.add(priority, -1)
