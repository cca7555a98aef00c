"""Spending Alter's rate limits so that Alter never has to say 429, shoppers first.

Source: design "Shoppers first"; limits from the current document. What the limiter is keyed by is not
documented: `Limits.keyed_by` says. In memory and per process; a worker's spends survive a restart by
`restore`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from types import TracebackType
from typing import Literal, NamedTuple

from connector.alter.endpoint import DOCUMENTED_LIMITS, LimitClass
from connector.alter.errors import AlterBusy
from connector.alter.line import Line
from connector.alter.window import SLOT_SECONDS, Window
from connector.domain.clock import Clock
from connector.domain.priority import Priority
from connector.domain.retry import after_server_wait

__all__ = ["ANONYMOUS", "EMBED", "SLOT_SECONDS", "Budget", "Limits", "Slot"]

# Calls without a credential can only be counted by our address upstream, so they are apart from every
# store's: `ANONYMOUS` (exchange, fonts, currencies, previews) and `EMBED` (bootstraps by embed token).
# Together they keep within one GLOBAL limit, and strangers' fonts never use up the shoppers' part.
ANONYMOUS = "anonymous"
EMBED = "embed"
_GLOBAL_FIFTHS = {ANONYMOUS: 1, EMBED: 4}

# GLOBAL is capped too: bulk reads of several classes could otherwise fill it on their own.
_BULK_SHARED = frozenset({LimitClass.WRITES, LimitClass.GLOBAL})

_KEEP_SECONDS = 180.0
_SWEEP_SECONDS = 60.0


@dataclass(frozen=True)
class Limits:
    """Requests per minute of each class, and whether Alter counts per credential or per address."""

    per_minute: Mapping[LimitClass, int]
    keyed_by: Literal["credential", "address"] = "credential"

    @classmethod
    def documented(
        cls, scale: float = 1.0, keyed_by: Literal["credential", "address"] = "credential"
    ) -> Limits:
        """The documented limits times `scale` (several processes share them), each at least 1."""
        scaled = {limit: max(1, int(most * scale)) for limit, most in DOCUMENTED_LIMITS.items()}
        return cls(scaled, keyed_by)


class Level(NamedTuple):
    """Of a class: slots in use, who waits, and how full the fullest of its windows is, 0 to 1."""

    used: int
    waiting: int
    fullest: float


class Slot:
    """The right to send one request; in flight until `release()`, free 61 s after it.

    `cancel()` gives it back at once, for when nothing was sent. Whichever of the two comes first counts.
    As a context manager it is released at the end.
    """

    __slots__ = ("_line", "_now", "_open", "_windows", "priority")

    def __init__(
        self, line: Line[Slot], windows: Sequence[Window], priority: Priority, clock: Clock
    ) -> None:
        self._line = line
        self._windows = windows
        self._now = clock.monotonic
        self._open = True
        self.priority = priority

    def release(self) -> None:
        if self._open:
            self._open = False
            now = self._now()
            for window in self._windows:
                window.answered(self.priority, now)

    def cancel(self) -> None:
        if self._open:
            self._open = False
            for window in self._windows:
                window.give_back(self.priority)
            self._line.look()

    def __enter__(self) -> Slot:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.release()


class _Bucket:
    """One limiter key: its windows by (part, class) and the line before them."""

    def __init__(self, clock: Clock) -> None:
        self.windows: dict[tuple[str, LimitClass], Window] = {}
        self.line: Line[Slot] = Line(clock.monotonic, self._grant)
        self.touched = clock.monotonic()
        self._clock = clock

    def _grant(self, windows: Sequence[Window], priority: Priority) -> Slot:
        for window in windows:
            window.take(priority)
        return Slot(self.line, windows, priority, self._clock)

    def forgettable(self, now: float) -> bool:
        untouched = now - self.touched > _KEEP_SECONDS and self.line.empty
        return untouched and all(window.idle(now) for window in self.windows.values())


class Budget:
    """All slots of this process. Methods that may wait or wake need a running event loop."""

    def __init__(self, limits: Limits, clock: Clock, random: Random) -> None:
        self._limits = limits
        self._clock = clock
        self._random = random
        self._buckets: dict[str, _Bucket] = {}
        self._swept = clock.monotonic()

    async def acquire(
        self, account: str, limit: LimitClass, priority: Priority, deadline: float
    ) -> Slot:
        """A slot of `limit` (and of GLOBAL), waited for in priority order, at most `deadline` s.

        Raises AlterBusy: at once when none can come free in time, else when the deadline is over.
        """
        slot = self.try_acquire(account, limit, priority)
        if slot is not None:
            return slot
        wait = self.wait_for(account, limit, priority)
        if wait > deadline:
            raise self._busy(wait)
        bucket, windows = self._windows(account, limit)
        waiter = bucket.line.join(windows, priority)
        try:
            async with asyncio.timeout(deadline):
                return await waiter.granted
        except TimeoutError:
            if _has_slot(waiter.granted):
                return waiter.granted.result()
        except asyncio.CancelledError:
            if _has_slot(waiter.granted):
                waiter.granted.result().cancel()
            raise
        finally:
            bucket.line.leave(waiter)
        raise self._busy(self.wait_for(account, limit, priority))

    def try_acquire(self, account: str, limit: LimitClass, priority: Priority) -> Slot | None:
        """A slot now, or None; never one that somebody in front waits for."""
        bucket, windows = self._windows(account, limit)
        if bucket.line.earliest(windows, priority) > self._clock.monotonic():
            return None
        return bucket.line.take(windows, priority)

    def wait_for(self, account: str, limit: LimitClass, priority: Priority) -> float:
        """Seconds until a slot of that priority could be had if nobody else comes; 0.0 is now."""
        bucket, windows = self._windows(account, limit)
        return max(0.0, bucket.line.earliest(windows, priority) - self._clock.monotonic())

    def close(self, account: str, limit: LimitClass, seconds: float) -> None:
        """Nobody gets a slot of that class for `seconds`: Alter has said 429."""
        bucket, windows = self._windows(account, limit)
        windows[0].close(self._clock.monotonic() + seconds)
        if not bucket.line.empty:
            bucket.line.look()

    def restore(self, account: str, limit: LimitClass, priority: Priority, age: float) -> None:
        """Count a call from before a restart whose answer came `age` seconds ago."""
        frees_at = self._clock.monotonic() + SLOT_SECONDS - max(0.0, age)
        if frees_at > self._clock.monotonic():
            for window in self._windows(account, limit)[1]:
                window.remember(priority, frees_at)

    def levels(self) -> Mapping[LimitClass, Level]:
        """How every class stands over all accounts; for metrics."""
        now = self._clock.monotonic()
        found = dict.fromkeys(self._limits.per_minute, Level(0, 0, 0.0))
        for bucket in self._buckets.values():
            for (_part, limit), window in bucket.windows.items():
                used, fullness = window.fullness(now)
                before, waiting = found[limit], bucket.line.waiting(window)
                found[limit] = Level(
                    before.used + used, before.waiting + waiting, max(before.fullest, fullness)
                )
        return found

    def forget(self, account: str) -> None:
        """Drop what is known of a store that is gone; whoever waits there gets AlterBusy.

        Keyed by address there is nothing of one account to drop.
        """
        if self._limits.keyed_by == "credential" and account not in _GLOBAL_FIFTHS:
            bucket = self._buckets.pop(account, None)
            if bucket is not None and not bucket.line.empty:
                bucket.line.dismiss(lambda: self._busy(SLOT_SECONDS))

    def _busy(self, wait: float) -> AlterBusy:
        return AlterBusy(after_server_wait(wait, random=self._random))

    def _windows(self, account: str, limit: LimitClass) -> tuple[_Bucket, tuple[Window, ...]]:
        """The bucket and its windows for one call; the window of the class itself comes first."""
        self._sweep()
        by_address = self._limits.keyed_by == "address"
        key = "" if by_address else account
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = _Bucket(self._clock)
        bucket.touched = self._clock.monotonic()
        part = account if account in _GLOBAL_FIFTHS else ""
        wanted = dict.fromkeys([(part, limit), (part, LimitClass.GLOBAL)])
        if by_address:
            wanted[("", LimitClass.GLOBAL)] = None
        return bucket, tuple(self._window(bucket, name, each) for name, each in wanted)

    def _window(self, bucket: _Bucket, part: str, limit: LimitClass) -> Window:
        window = bucket.windows.get((part, limit))
        if window is None:
            most = self._limits.per_minute[limit]
            if limit is LimitClass.GLOBAL and part:
                most = max(1, most * _GLOBAL_FIFTHS[part] // 5)
            window = Window(most, share_bulk=limit in _BULK_SHARED)
            bucket.windows[(part, limit)] = window
        return window

    def _sweep(self) -> None:
        now = self._clock.monotonic()
        if now - self._swept < _SWEEP_SECONDS:
            return
        self._swept = now
        for key in [key for key, bucket in self._buckets.items() if bucket.forgettable(now)]:
            del self._buckets[key]


def _has_slot(granted: asyncio.Future[Slot]) -> bool:
    return granted.done() and not granted.cancelled() and granted.exception() is None
