"""Spending Alter's rate limits so that Alter never has to say 429, shoppers first.

Source: design "Shoppers first"; limits from the current document. What the limiter is keyed by is not
documented: `Limits.keyed_by` says.

In memory; a worker's spends survive a restart by `restore`. With a `Ledger` several processes share the limits: a
slot is had when this process has one free, in its own order of waiting, and the ledger has one free for all. What
the ledger says of other processes' use is counted here from then on, so that most waits are decided in memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random
from types import TracebackType
from typing import Literal, NamedTuple

from connector.alter.endpoint import DOCUMENTED_LIMITS, LimitClass
from connector.alter.errors import AlterBusy
from connector.alter.ledger import Ask, Cap, Full, Ledger, WindowName
from connector.alter.line import Line
from connector.alter.window import SLOT_SECONDS, Window
from connector.domain import ids
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

# After a refusal by the ledger that is not explained by what it said (somebody else goes first there).
_ASK_AGAIN = (0.05, 0.2)

Take = Callable[[Ask], Awaitable[Full | None]]


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

    __slots__ = ("_ended", "_line", "_now", "_open", "_windows", "priority")

    def __init__(
        self, line: Line[Slot], windows: Sequence[Window], priority: Priority, clock: Clock
    ) -> None:
        self._line = line
        self._windows = windows
        self._now = clock.monotonic
        self._open = True
        self._ended: Callable[[bool], None] | None = None
        self.priority = priority

    def tell(self, ended: Callable[[bool], None]) -> None:
        """`ended` hears whether something was sent, when it is over."""
        self._ended = ended

    def release(self) -> None:
        if self._open:
            self._open = False
            now = self._now()
            for window in self._windows:
                window.answered(self.priority, now)
            if self._ended is not None:
                self._ended(True)

    def cancel(self) -> None:
        if self._open:
            self._open = False
            for window in self._windows:
                window.give_back(self.priority)
            if self._ended is not None:
                self._ended(False)
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
    """One limiter key: its windows and the line before them."""

    def __init__(self, clock: Clock) -> None:
        self.windows: dict[WindowName, Window] = {}
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

    def __init__(
        self, limits: Limits, clock: Clock, random: Random, ledger: Ledger | None = None
    ) -> None:
        self._ledger = ledger
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
        if self._ledger is None:
            return await self._in_line(account, limit, priority, deadline)
        ledger, ends = self._ledger, self._clock.monotonic() + deadline
        ask = self._ask(account, limit, priority)
        asked = False
        try:
            while True:
                left = max(0.0, ends - self._clock.monotonic())
                slot = await self._in_line(account, limit, priority, left)
                asked = True
                full = await self._confirmed(slot, ask, partial(ledger.take, waits=left))
                if full is None:
                    return slot
                # The line knows now when to ask again; this is for what it cannot know.
                await asyncio.sleep(self._random.uniform(*_ASK_AGAIN))
        except BaseException:
            if asked:
                ledger.ended(ask.id, sent=False)
            raise

    async def spend(
        self, account: str, limit: LimitClass, priority: Priority, take: Take | None
    ) -> Slot | float:
        """A slot now, if `take` finds one too, or seconds to wait: for who has no time to stand in line.

        `take` asks the ledger within the caller's own transaction; what is rolled back is cancelled.
        """
        slot = self.try_acquire(account, limit, priority)
        if slot is not None and take is not None:
            ask = self._ask(account, limit, priority)
            if await self._confirmed(slot, ask, take) is not None:
                return max(self.wait_for(account, limit, priority), _ASK_AGAIN[1])
        return slot if slot is not None else self.wait_for(account, limit, priority)

    async def _confirmed(self, slot: Slot, ask: Ask, take: Take) -> Full | None:
        """None: the ledger has it too. Else the slot is given back, and what others use is known."""
        try:
            full = await take(ask)
        except BaseException:
            slot.cancel()
            raise
        ledger = self._ledger
        if full is None:
            if ledger is not None:
                slot.tell(lambda sent: ledger.ended(ask.id, sent=sent))
            return None
        self._learn(ask.bucket, full)
        slot.cancel()
        return full

    def _learn(self, key: str, full: Full) -> None:
        now, bucket = self._clock.monotonic(), self._buckets.get(key)
        windows = {} if bucket is None else bucket.windows
        for name, window in windows.items():
            window.learn(
                # Whatever is on its way is answered now at the earliest.
                (now + min(each.seconds, SLOT_SECONDS), each.priority)
                for each in full.used
                if name.counts(each.part, each.limit)
            )
        for name, seconds in full.closed:
            if name in windows:
                windows[name].close(now + seconds)

    async def _in_line(
        self, account: str, limit: LimitClass, priority: Priority, deadline: float
    ) -> Slot:
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
        if self._ledger is not None:
            self._ledger.closed(self.bucket_of(account), self._names(account, limit)[0], seconds)
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
        key = self.bucket_of(account)
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = _Bucket(self._clock)
        bucket.touched = self._clock.monotonic()
        names = self._names(account, limit)
        return bucket, tuple(self._window(bucket, name) for name in names)

    def bucket_of(self, account: str) -> str:
        """What Alter counts the account's calls by."""
        return "" if self._limits.keyed_by == "address" else account

    def _names(self, account: str, limit: LimitClass) -> Sequence[WindowName]:
        """Every window that counts such a call, its own class first."""
        part = account if account in _GLOBAL_FIFTHS else ""
        wanted = [WindowName(part, limit), WindowName(part, LimitClass.GLOBAL)]
        if self._limits.keyed_by == "address":
            wanted.append(WindowName("", LimitClass.GLOBAL))
        return list(dict.fromkeys(wanted))

    def _ask(self, account: str, limit: LimitClass, priority: Priority) -> Ask:
        names = self._names(account, limit)
        caps = [Cap(name, self._most(name), name.limit in _BULK_SHARED) for name in names]
        return Ask(ids.new_slot_id(), self.bucket_of(account), names[0], caps, priority)

    def _window(self, bucket: _Bucket, name: WindowName) -> Window:
        window = bucket.windows.get(name)
        if window is None:
            window = Window(self._most(name), share_bulk=name.limit in _BULK_SHARED)
            bucket.windows[name] = window
        return window

    def _most(self, name: WindowName) -> int:
        most = self._limits.per_minute[name.limit]
        if name.limit is LimitClass.GLOBAL and name.part:
            return max(1, most * _GLOBAL_FIFTHS[name.part] // 5)
        return most

    def _sweep(self) -> None:
        now = self._clock.monotonic()
        if now - self._swept < _SWEEP_SECONDS:
            return
        self._swept = now
        for key in [key for key, bucket in self._buckets.items() if bucket.forgettable(now)]:
            del self._buckets[key]


def _has_slot(granted: asyncio.Future[Slot]) -> bool:
    return granted.done() and not granted.cancelled() and granted.exception() is None
