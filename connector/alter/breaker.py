"""Leaving Alter alone while it fails: after five failures in a row only single probes go out.

A failure is a timeout, a failed connection or a 5xx: what says that Alter is unwell. A 4xx says that Alter
is well and we are not; our own budget's "wait" says nothing about Alter.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from types import TracebackType
from typing import Literal

from connector.alter.errors import BreakerOpen
from connector.domain.clock import Clock
from connector.domain.retry import backoff

FAILURES_TO_OPEN = 5
# `backoff` draws from the upper half of its ceiling: 2..4 s first, 30..60 s in the end.
_BASE = 4.0
_CAP = 60.0
# A probe that has not reported by then is given up, so that a lost task cannot block Alter for good.
PROBE_SECONDS = 30.0
_WAIT_FOR_PROBE = 2.0

State = Literal["closed", "open", "half_open"]


class Permit:
    """Leave to send one request; tell the outcome once. Leaving the `with` block untold: abandoned."""

    __slots__ = ("_breaker", "_told", "probe")

    def __init__(self, breaker: Breaker, *, probe: bool) -> None:
        self._breaker = breaker
        self._told = False
        self.probe = probe

    def succeeded(self) -> None:
        """Alter answered, with whatever below 500."""
        self._tell(True)

    def failed(self) -> None:
        """No answer, or a 5xx."""
        self._tell(False)

    def _tell(self, outcome: bool | None) -> None:
        if not self._told:
            self._told = True
            self._breaker._hear(self, outcome)

    def __enter__(self) -> Permit:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._tell(None)


class Breaker:
    """One per upstream, shared by all stores of the process."""

    def __init__(self, clock: Clock, random: Random) -> None:
        self._clock = clock
        self._random = random
        self._failures = 0
        self._openings = 0
        self._due: float | None = None
        self._probe: Permit | None = None
        self._probe_until = 0.0

    @property
    def state(self) -> State:
        """`half_open` from the moment a probe may go out until it has reported."""
        if self._due is None:
            return "closed"
        return "half_open" if self._due <= self._clock.monotonic() else "open"

    @property
    def retry_at(self) -> datetime | None:
        """When the next probe may go out (aware UTC); None while closed."""
        if self._due is None:
            return None
        wait = max(0.0, self._due - self._clock.monotonic())
        return self._clock.now() + timedelta(seconds=wait)

    def check(self) -> None:
        """Raises BreakerOpen(retry_after) when `enter` would; takes nothing."""
        if self._due is None:
            return
        now = self._clock.monotonic()
        if now < self._due:
            raise BreakerOpen(self._due - now)
        if self._probe is not None and now < self._probe_until:
            raise BreakerOpen(min(self._probe_until - now, _WAIT_FOR_PROBE))

    def enter(self) -> Permit:
        """Leave to send one request; half open it is the probe. Raises BreakerOpen like `check`."""
        self.check()
        permit = Permit(self, probe=self._due is not None)
        if permit.probe:
            self._probe = permit
            self._probe_until = self._clock.monotonic() + PROBE_SECONDS
        return permit

    def probe_now(self) -> None:
        """The next call is the probe, however long the pause would still be. Closed: no effect."""
        if self._due is not None:
            self._due = min(self._due, self._clock.monotonic())

    def _hear(self, permit: Permit, outcome: bool | None) -> None:
        if permit.probe:
            self._hear_probe(permit, outcome)
        elif outcome is True:
            self._close()
        elif outcome is False and self._due is None:
            self._failures += 1
            if self._failures >= FAILURES_TO_OPEN:
                self._open()

    def _hear_probe(self, permit: Permit, outcome: bool | None) -> None:
        current = permit is self._probe
        if current:
            self._probe = None
        if outcome is True:
            self._close()
        elif outcome is False and current:
            self._open()

    def _open(self) -> None:
        self._openings += 1
        wait = backoff(self._openings, base=_BASE, cap=_CAP, random=self._random)
        self._due = self._clock.monotonic() + wait

    def _close(self) -> None:
        self._failures = 0
        self._openings = 0
        self._due = None
        self._probe = None
