"""One call for one Alter order: paid for, remembered before it is made, and its outcome sorted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from connector.alter import wire
from connector.alter.breaker import Breaker
from connector.alter.budget import Slot
from connector.alter.client import AlterClient, Credential
from connector.alter.endpoint import Endpoint
from connector.alter.endpoints import endpoint
from connector.alter.errors import AlterBusy, AlterError, AlterMalformed, AlterRefused, BreakerOpen
from connector.domain.binding_change import Refused
from connector.domain.clock import Clock
from connector.domain.last_answer import readable
from connector.domain.order import AlterOrder
from connector.domain.order_sending import Delete, SetDetails, SetEvery, SetStatus, Step, Verify
from connector.domain.priority import Priority
from connector.domain.retry import backoff
from connector.domain.secrets import live_values
from connector.flows.collaborators.purse import Paid, Purse
from connector.store.database import Database, Transaction

CALL_DEADLINE = 15.0
_RETRY_BASE = 4.0
_RETRY_CAP = 6 * 3600.0
_GONE_FOR_GOOD = frozenset({400, 409, 410, 413, 422})


@dataclass(frozen=True)
class Done:
    pass


@dataclass(frozen=True)
class RefusedForGood:
    answer: Refused


@dataclass(frozen=True)
class TryLater:
    """May pass by itself. `unchanged`: the call certainly had no effect."""

    answer: Refused
    due_at: datetime
    unchanged: bool = False


@dataclass(frozen=True)
class CredentialRefused:
    """A 401: to be confirmed by the probe before anybody is called disconnected."""

    answer: Refused
    due_at: datetime


@dataclass(frozen=True)
class StoreWaits:
    """The limits or an outage: no order's fault, so it costs none of them a try."""

    until: datetime


Outcome = Done | RefusedForGood | TryLater | CredentialRefused | StoreWaits


@dataclass(frozen=True)
class PaidStep:
    endpoint: Endpoint
    paid: Paid

    @property
    def slot(self) -> Slot:
        return self.paid.slot


@dataclass(frozen=True)
class OrderSender:
    database: Database
    alter: AlterClient
    purse: Purse
    breaker: Breaker
    clock: Clock
    random: Random

    async def pay(self, connection: Transaction, account: str, step: Step) -> PaidStep | StoreWaits:
        """A slot now or a pause. The spend is committed with what the caller writes, before the call.

        Whoever does not get to commit cancels the slot.
        """
        try:
            self.breaker.check()
        except BreakerOpen as closed:
            return StoreWaits(self._in(closed.retry_after))
        target = endpoint(_ENDPOINTS[type(step)])
        paid = await self.purse.pay(connection, account, target.limit, Priority.ORDER)
        return StoreWaits(self._in(paid)) if isinstance(paid, float) else PaidStep(target, paid)

    async def answered(self, connection: Transaction, step: PaidStep) -> None:
        await self.purse.answered(connection, step.paid)

    async def send(
        self, credential: Credential, order: AlterOrder, step: Step, paid: PaidStep
    ) -> Outcome:
        """Never raises for what Alter answers."""
        (parameter,) = paid.endpoint.params
        with paid.slot:
            try:
                answer = await self.alter.call(
                    paid.endpoint,
                    credential=credential,
                    path={parameter: str(order.alter_order_id)},
                    body=_body(step),
                    priority=Priority.ORDER,
                    deadline=CALL_DEADLINE,
                    slot=paid.slot,
                    tries=1,
                )
                wire.read(wire.OrderWritten, answer.body or b"{}", endpoint=paid.endpoint.name)
            except AlterError as error:
                return self._sorted(error, order, step)
        return Done()

    def stumbled(self, order: AlterOrder) -> TryLater:
        """Our own fault, not Alter's (a bug, a credential that does not open): not again at once."""
        return TryLater(Refused(0, "orders.unexpected", None), self._later(order))

    def _sorted(self, error: AlterError, order: AlterOrder, step: Step) -> Outcome:
        if isinstance(error, AlterBusy):
            return StoreWaits(self._in(error.retry_after))
        if not isinstance(error, AlterRefused):
            code = "alter.malformed" if isinstance(error, AlterMalformed) else "alter.unreachable"
            return TryLater(Refused(0, code, None), self._later(order), error.nothing_sent)
        return self._refused(error, order, step)

    def _refused(self, refusal: AlterRefused, order: AlterOrder, step: Step) -> Outcome:
        kept = readable(refusal.body, live_values())
        answer = Refused(refusal.status, refusal.code, refusal.detail, kept)
        if refusal.status == 404:
            return _unknown(order, step, answer)
        if refusal.status in _GONE_FOR_GOOD:
            return RefusedForGood(answer)
        if refusal.rate_limited:
            return StoreWaits(self._in(refusal.retry_after or 10.0))
        later = self._later(order)
        if refusal.unauthorized:
            return CredentialRefused(answer, later)
        if refusal.retry_after is not None:
            later = max(later, self._in(refusal.retry_after))
        return TryLater(answer, later, unchanged=refusal.status < 500)

    def _later(self, order: AlterOrder) -> datetime:
        tries = order.attempts + 1
        return self._in(backoff(tries, base=_RETRY_BASE, cap=_RETRY_CAP, random=self.random))

    def _in(self, seconds: float) -> datetime:
        return self.clock.now() + timedelta(seconds=seconds)


_ENDPOINTS: Mapping[type[Step], str] = {
    Verify: "get_order",
    SetEvery: "set_all_quantities",
    SetDetails: "set_quantities",
    SetStatus: "set_order_status",
    Delete: "delete_order",
}


def _body(step: Step) -> dict[str, Any] | None:
    match step:
        case SetEvery(quantity):
            return {"quantity": quantity}
        case SetDetails(details):
            items = [{"orderDetailId": each, "quantity": quantity} for each, quantity in details]
            return {"items": items}
        case SetStatus(status):
            return {"status": status.value}
    return None


def _unknown(order: AlterOrder, step: Step, answer: Refused) -> Outcome:
    """Not there, or another storefront's. Whoever wanted it gone has what they wanted."""
    if isinstance(step, Delete):
        return Done()
    return RefusedForGood(
        Refused(
            answer.upstream_status,
            "orders.unknownAtAlter",
            answer.detail or answer.code or "This storefront has no such order.",
            answer.last_answer,
        )
    )
