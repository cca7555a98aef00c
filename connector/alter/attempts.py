"""Trying a request: breaker, budget, wire, and what each outcome means for the next try.

Retries happen only where sending twice leaves what sending once leaves, only on what passes by itself,
and every retry pays for its own slot.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from random import Random
from typing import Protocol, TypeVar

from connector.alter.breaker import Breaker, Permit
from connector.alter.budget import Budget, Slot
from connector.alter.errors import AlterBusy, AlterError, AlterRefused, AlterUnreachable
from connector.alter.outgoing import Outgoing
from connector.alter.refusal import refusal
from connector.alter.transport import Answer, Download
from connector.domain.clock import Clock
from connector.domain.priority import Priority
from connector.domain.retry import after_server_wait, full_jitter

R = TypeVar("R", bound=Answer | Download)

TRIES = 3
RETRIED_STATUSES = frozenset({502, 503, 504})
_RETRY_BASE = 0.2
_RETRY_CAP = 2.0
# A retry with less than this left would fail for want of time, and count against Alter for it.
_LEAST_FOR_A_RETRY = 0.5
# Of the time a caller has, this much at most is kept for the call when there is a wait for a slot.
_KEPT_FOR_SENDING = 2.0
# The pause after a 429 that names none (design: jittered), in seconds.
_UNNAMED_PAUSE = (5.0, 15.0)


class Watch(Protocol):
    """Hears how long each request took and how it ended; for metrics."""

    def alter_answered(self, limit_class: str, outcome: str, seconds: float) -> None: ...

    def alter_refused(self, status: int, code: str | None) -> None: ...


class _Nobody:
    def alter_answered(self, limit_class: str, outcome: str, seconds: float) -> None: ...

    def alter_refused(self, status: int, code: str | None) -> None: ...


NOBODY: Watch = _Nobody()


class Attempts:
    """How every request of the client is tried."""

    def __init__(
        self, budget: Budget, breaker: Breaker, clock: Clock, random: Random, watch: Watch = NOBODY
    ) -> None:
        self._watch = watch
        self._budget = budget
        self._breaker = breaker
        self._clock = clock
        self._random = random

    async def run(
        self,
        outgoing: Outgoing,
        send: Callable[[float], Awaitable[R]],
        priority: Priority,
        deadline: float,
        *,
        slot: Slot | None = None,
        tries: int = TRIES,
    ) -> R:
        """What `send(seconds left)` brings, if it is 2xx; else the error of the last real try.

        `slot` pays for the first try and is neither released nor cancelled here. At most `tries` times,
        and once only where the table does not say idempotent.
        """
        ends = self._clock.monotonic() + deadline
        tries = tries if outgoing.endpoint.idempotent else 1
        failure: AlterError | None = None
        for attempt in range(1, tries + 1):
            try:
                return await self._once(outgoing, send, priority, self._left(ends), slot)
            except AlterBusy as busy:
                # A retry that may not go out does not change what happened to the try before it.
                failure = failure or busy
                break
            except (AlterUnreachable, AlterRefused) as error:
                failure = error
            slot = None
            pause = self._pause(failure, attempt)
            if attempt == tries or pause is None:
                break
            if pause + _LEAST_FOR_A_RETRY > self._left(ends):
                break
            await asyncio.sleep(pause)
        assert failure is not None  # every way out of the loop has set it
        raise failure

    async def _once(
        self,
        outgoing: Outgoing,
        send: Callable[[float], Awaitable[R]],
        priority: Priority,
        left: float,
        slot: Slot | None,
    ) -> R:
        """One try, with the caller's slot or one of its own."""
        if slot is not None:
            return await self._sent(outgoing, send, left)
        self._breaker.check()
        ends = self._clock.monotonic() + left
        patience = max(0.0, left - min(_KEPT_FOR_SENDING, left / 2))
        own = await self._budget.acquire(
            outgoing.account, outgoing.endpoint.limit, priority, patience
        )
        try:
            return await self._sent(outgoing, send, self._left(ends))
        except AlterError as error:
            if error.nothing_sent:
                own.cancel()
            raise
        finally:
            own.release()

    async def _sent(
        self, outgoing: Outgoing, send: Callable[[float], Awaitable[R]], left: float
    ) -> R:
        """Send, tell the breaker, and raise AlterRefused for what is not 2xx."""
        if left <= 0.0:
            raise AlterBusy(0.0, endpoint=outgoing.endpoint.name, why="no time left")
        with self._breaker.enter() as permit:
            began = self._clock.monotonic()
            try:
                found = await send(left)
            except AlterUnreachable:
                self._told(outgoing, "unreachable", began)
                permit.failed()
                raise
            self._told(outgoing, _outcome(found.status), began)
            _tell(permit, found.status)
        if isinstance(found, Download) or 200 <= found.status < 300:
            return found
        refused = refusal(found, outgoing, self._clock.now())
        self._watch.alter_refused(refused.status, refused.code)
        if refused.rate_limited:
            refused.retry_after = self._closed(outgoing, refused.retry_after)
        raise refused

    def _told(self, outgoing: Outgoing, outcome: str, began: float) -> None:
        seconds = self._clock.monotonic() - began
        self._watch.alter_answered(outgoing.endpoint.limit.value, outcome, seconds)

    def _left(self, ends: float) -> float:
        return max(0.0, ends - self._clock.monotonic())

    def _closed(self, outgoing: Outgoing, named: float | None) -> float:
        """Close the class after a 429, a little longer than Alter said; for how many seconds."""
        if named is None:
            seconds = self._random.uniform(*_UNNAMED_PAUSE)
        else:
            seconds = after_server_wait(named, random=self._random)
        self._budget.close(outgoing.account, outgoing.endpoint.limit, seconds)
        return seconds

    def _pause(self, failure: AlterError, attempt: int) -> float | None:
        """Seconds before the next try, or None when another one would not help."""
        drawn = full_jitter(attempt, base=_RETRY_BASE, cap=_RETRY_CAP, random=self._random)
        if not isinstance(failure, AlterRefused):
            return drawn
        if failure.status not in RETRIED_STATUSES:
            return None
        if failure.retry_after is None:
            return drawn
        return after_server_wait(failure.retry_after, random=self._random)


def _outcome(status: int) -> str:
    if 200 <= status < 300:
        return "ok"
    if status == 429:
        return "rate_limited"
    return "failed" if status >= 500 else "refused"


def _tell(permit: Permit, status: int) -> None:
    """A 500 is one route's fault with one body, which any store could provoke for all others."""
    if status in RETRIED_STATUSES:
        permit.failed()
    else:
        permit.succeeded()
