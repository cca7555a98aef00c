"""Who waits for a slot, in which order, and when to look again. One line per upstream limiter key.

The windows of a line are shared by everybody in it, so one look decides for all: those in front keep
their slots free (`ahead`), whoever fits behind them may go. No polling: a look happens when somebody
comes, leaves or gives a slot back, and at the earliest moment a slot can come free.
"""

from __future__ import annotations

import asyncio
from bisect import insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from connector.alter.window import Use, Window
from connector.domain.priority import Priority

T = TypeVar("T")

# The loop's timer may fire a hair before the clock agrees; looking again at once would spin.
LEAST_NAP = 0.005


@dataclass(order=True)
class Waiter(Generic[T]):
    """One who waits for one slot in each of `windows`; `order` is (priority, arrival)."""

    order: tuple[int, int]
    windows: tuple[Window, ...] = field(compare=False)
    granted: asyncio.Future[T] = field(compare=False)

    @property
    def priority(self) -> Priority:
        return Priority(self.order[0])


class Line(Generic[T]):
    """The waiters of one limiter key. `grant` takes the slot and makes what the waiter receives."""

    def __init__(
        self, now: Callable[[], float], grant: Callable[[Sequence[Window], Priority], T]
    ) -> None:
        self._now = now
        self._grant = grant
        self._waiters: list[Waiter[T]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._arrivals = 0

    @property
    def empty(self) -> bool:
        return not self._waiters

    def waiting(self, window: Window) -> int:
        """How many wait for that window first of all."""
        return sum(
            1 for each in self._waiters if each.windows[0] is window and not each.granted.done()
        )

    def earliest(self, windows: Sequence[Window], priority: Priority) -> float:
        """When someone of that priority, arriving now, could go (monotonic seconds)."""
        ahead = [Use() for _ in windows]
        for waiter in self._waiters:
            if waiter.priority > priority:
                break
            for use, window in zip(ahead, windows, strict=True):
                if window in waiter.windows:
                    use.add(waiter.priority)
        now = self._now()
        return max(
            window.earliest(now, priority, use) for window, use in zip(windows, ahead, strict=True)
        )

    def take(self, windows: Sequence[Window], priority: Priority) -> T:
        """A slot without standing in line; the caller has asked `earliest`."""
        return self._grant(windows, priority)

    def join(self, windows: Sequence[Window], priority: Priority) -> Waiter[T]:
        self._arrivals += 1
        granted: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        waiter = Waiter((int(priority), self._arrivals), tuple(windows), granted)
        insort(self._waiters, waiter)
        self.look()
        return waiter

    def leave(self, waiter: Waiter[T]) -> None:
        """Idempotent; those behind are looked at, since the one in front kept a slot from them."""
        if waiter in self._waiters:
            self._waiters.remove(waiter)
            self.look()

    def dismiss(self, reason: Callable[[], Exception]) -> None:
        """Everybody goes home, each with a reason of their own."""
        for waiter in self._waiters:
            if not waiter.granted.done():
                waiter.granted.set_exception(reason())
        self._waiters.clear()
        self._set_timer(None)

    def look(self) -> None:
        """Give slots to all who can have one now; sleep until the next moment one can."""
        now = self._now()
        ahead: dict[Window, Use] = {}
        stuck: set[tuple[Priority, tuple[Window, ...]]] = set()
        staying: list[Waiter[T]] = []
        wake: float | None = None
        for waiter in self._waiters:
            if waiter.granted.done():
                continue
            kind = (waiter.priority, waiter.windows)
            # Of equals only the first needs the arithmetic: who stands behind cannot be sooner.
            if kind not in stuck:
                moment = _moment(waiter, ahead, now)
                if moment <= now:
                    waiter.granted.set_result(self._grant(waiter.windows, waiter.priority))
                    continue
                stuck.add(kind)
                wake = moment if wake is None else min(wake, moment)
            staying.append(waiter)
            for window in waiter.windows:
                ahead.setdefault(window, Use()).add(waiter.priority)
        self._waiters = staying
        self._set_timer(None if wake is None else max(wake - now, LEAST_NAP))

    def _set_timer(self, delay: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        if delay is not None:
            self._timer = asyncio.get_running_loop().call_later(delay, self.look)


def _moment(waiter: Waiter[T], ahead: dict[Window, Use], now: float) -> float:
    nobody = Use()
    return max(
        window.earliest(now, waiter.priority, ahead.get(window, nobody))
        for window in waiter.windows
    )
