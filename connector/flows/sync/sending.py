"""One call of a sync: paid for, remembered before it is made, and its outcome sorted."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from connector.alter import wire
from connector.alter.breaker import Breaker
from connector.alter.client import AlterClient, Credential
from connector.alter.endpoint import LimitClass
from connector.alter.errors import AlterBusy, AlterError, AlterMalformed, AlterRefused, BreakerOpen
from connector.domain.binding import Binding
from connector.domain.clock import Clock
from connector.domain.last_answer import readable
from connector.domain.priority import Priority
from connector.domain.retry import backoff
from connector.domain.secrets import live_values
from connector.domain.splitting import Answered
from connector.domain.sync import Pause
from connector.flows.collaborators.purse import Paid, Purse
from connector.flows.sync.wire_form import to_wire
from connector.store.database import Database, Transaction

CALL_DEADLINE = 30.0
_PAUSE_BASE, _PAUSE_CAP = 2.0, 300.0


@dataclass(frozen=True)
class Accepted:
    answer: Sequence[wire.RuntimeBinding]


@dataclass(frozen=True)
class RefusedPart:
    answer: Answered


@dataclass(frozen=True)
class TooLargePart:
    pass


@dataclass(frozen=True)
class Paused:
    """The store waits until `until`; `unauthorised` asks for the probe, `counts` lengthens the next pause."""

    pause: Pause
    until: datetime
    counts: bool = True
    answer: Answered | None = None


Outcome = Accepted | RefusedPart | TooLargePart | Paused


@dataclass(frozen=True)
class BatchSender:
    database: Database
    alter: AlterClient
    purse: Purse
    breaker: Breaker
    clock: Clock
    random: Random
    deadline: float = CALL_DEADLINE

    async def pay(self, connection: Transaction, account: str, priority: Priority) -> Paid | Paused:
        """A slot now or a pause: nobody holds a lease while waiting for budget.

        The spend is committed with the caller's claim, before anything is sent.
        """
        try:
            self.breaker.check()
        except BreakerOpen as closed:
            # The outage is Alter's: it costs the store neither an attempt nor a longer pause.
            return Paused(Pause.DOWN, self._in(closed.retry_after), counts=False)
        paid = await self.purse.pay(connection, account, LimitClass.WRITES, priority)
        if isinstance(paid, float):
            pause = Pause.THROTTLED if priority is Priority.BULK else Pause.CLOSED
            return Paused(pause, self._in(paid), counts=False)
        return paid

    async def pay_again(self, account: str, priority: Priority) -> Paid | Paused:
        with ExitStack() as unless_committed:
            async with self.database.write() as connection:
                paid = await self.pay(connection, account, priority)
                if isinstance(paid, Paid):
                    unless_committed.enter_context(paid.given_back_on_failure())
        return paid

    async def send(
        self,
        credential: Credential,
        rows: Sequence[Binding],
        paid: Paid,
        *,
        priority: Priority,
        pauses: int,
    ) -> Outcome:
        try:
            answer = await self.alter.sync_bindings(
                credential,
                [to_wire(row.desired) for row in rows],
                priority=priority,
                deadline=self.deadline,
                slot=paid.slot,
                tries=1,
            )
        except AlterError as error:
            return self._sorted(error, pauses)
        finally:
            paid.slot.release()
            await self.purse.settle(self.database, paid)
        return Accepted(answer)

    def stumbled(self, pauses: int) -> Paused:
        """Our own fault, not Alter's (a bug, a credential that does not open): not again at once."""
        return Paused(Pause.DOWN, self._later(pauses))

    def _sorted(self, error: AlterError, pauses: int) -> Outcome:
        if isinstance(error, BreakerOpen):
            return Paused(Pause.DOWN, self._in(error.retry_after), counts=False)
        if isinstance(error, AlterBusy):
            return Paused(Pause.CLOSED, self._in(error.retry_after), counts=False)
        if not isinstance(error, AlterRefused):
            code = "alter.malformed" if isinstance(error, AlterMalformed) else "alter.unreachable"
            return Paused(Pause.DOWN, self._later(pauses), answer=Answered(0, code))
        return self._refused(error, pauses)

    def _refused(self, refusal: AlterRefused, pauses: int) -> Outcome:
        kept = readable(refusal.body, live_values())
        answer = Answered(refusal.status, refusal.code, refusal.detail, kept)
        if refusal.status in (400, 409, 422):
            return RefusedPart(answer)
        if refusal.too_large:
            return TooLargePart()
        if refusal.rate_limited:
            return Paused(Pause.CLOSED, self._in(refusal.retry_after or 10.0), answer=answer)
        later = self._later(pauses)
        if refusal.unauthorized:
            return Paused(Pause.UNAUTHORISED, later, answer=answer)
        if refusal.forbidden:
            return Paused(Pause.FORBIDDEN, later, answer=answer)
        until = later if refusal.retry_after is None else self._in(refusal.retry_after)
        return Paused(Pause.DOWN, until, answer=answer)

    def _later(self, pauses: int) -> datetime:
        return self._in(backoff(pauses + 1, base=_PAUSE_BASE, cap=_PAUSE_CAP, random=self.random))

    def _in(self, seconds: float) -> datetime:
        return self.clock.now() + timedelta(seconds=seconds)
