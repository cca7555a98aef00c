"""How an Alter order is brought from what it is to what it should be, one call at a time. Pure.

`next_step` looks at the row alone, so whoever finds it after a kill goes on from there. Before a step is sent
the row says that its outcome is not known (`begun`); the answer fills it in (`done`). Every step may be sent
twice: Alter then holds what it held after the first time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from connector.domain.binding_change import DETAIL_LENGTH, Refused
from connector.domain.order import UNKNOWN, AlterOrder, OrderState, OrderStatus, Quantities

LAST_TRY_AFTER = timedelta(days=3)
"""How long after its first failure a change is given up, and …"""

FEWEST_TRIES = 12
"""… after how many tries at the earliest: days in which this service did not run are no tries."""


@dataclass(frozen=True)
class Verify:
    """Ask Alter for the order: it answers 404 for another storefront's."""


@dataclass(frozen=True)
class SetEvery:
    quantity: int


@dataclass(frozen=True)
class SetDetails:
    details: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class SetStatus:
    status: OrderStatus


@dataclass(frozen=True)
class Delete:
    pass


Step = Verify | SetEvery | SetDetails | SetStatus | Delete


def next_step(row: AlterOrder) -> Step | None:
    """What is sent next; None when Alter has all that is wanted.

    Quantities go before the status, so that nothing is produced in the wrong number; before a cancellation
    they are of no use, and a refused one must not be in its way.
    """
    step = _next_write(row)
    return Verify() if step is not None and row.verified_at is None else step


def _next_write(row: AlterOrder) -> Step | None:
    wanted, held = row.desired, row.confirmed
    if held.deleted:
        return None
    if wanted.deleted:
        return Delete()
    if wanted.quantities is not None and wanted.status is not OrderStatus.CANCELLED:
        step = _next_quantity(wanted.quantities.sendable, held.quantities or Quantities())
        if step is not None:
            return step
    if wanted.status is not None and wanted.status is not held.status:
        return SetStatus(wanted.status)
    return None


def _next_quantity(wanted: Quantities, held: Quantities) -> Step | None:
    """All items first: that overwrites the single ones, also those that are no longer named."""
    known, named = dict(held.details), dict(wanted.details)
    if wanted.every is not None:
        others = {quantity for item, quantity in known.items() if item not in named}
        if wanted.every != held.every or others - {wanted.every}:
            return SetEvery(wanted.every)
    if any(known.get(item) != quantity for item, quantity in wanted.details):
        return SetDetails(wanted.details)
    return None


def _with_details(held: Quantities | None, details: Mapping[int, int]) -> Quantities:
    known = held or Quantities()
    return replace(known, details=tuple(sorted({**dict(known.details), **details}.items())))


def begun(row: AlterOrder, step: Step) -> AlterOrder:
    """From here on Alter may hold what it held before or what the step says."""
    held = row.confirmed
    match step:
        case Verify():
            return row
        case SetEvery():
            return replace(row, confirmed=replace(held, quantities=None))
        case SetDetails(details):
            doubtful = _with_details(held.quantities, dict.fromkeys(dict(details), UNKNOWN))
            return replace(row, confirmed=replace(held, quantities=doubtful))
        case SetStatus():
            return replace(row, confirmed=replace(held, status=None))
        case Delete():
            return replace(row, confirmed=OrderState())


def done(row: AlterOrder, step: Step, now: datetime) -> AlterOrder:
    """Alter confirmed the step, whatever the shop wants by now."""
    held = row.confirmed
    match step:
        case Verify():
            return replace(row, verified_at=now)
        case SetEvery(quantity):
            return replace(row, confirmed=replace(held, quantities=Quantities(quantity)))
        case SetDetails(details):
            known = _with_details(held.quantities, dict(details))
            return replace(row, confirmed=replace(held, quantities=known))
        case SetStatus(status):
            return replace(row, confirmed=replace(held, status=status))
        case Delete():
            return replace(row, confirmed=OrderState(deleted=True))


def undone(row: AlterOrder, step: Step, before: AlterOrder) -> AlterOrder:
    """The step certainly changed nothing at Alter: what was known before it still holds."""
    return row if isinstance(step, Verify) else replace(row, confirmed=before.confirmed)


def settled(row: AlterOrder, now: datetime) -> AlterOrder:
    """Confirmed, if nothing is left to send."""
    if row.due_at is None or next_step(row) is not None:
        return row
    return replace(
        row,
        confirmed_version=row.desired_version,
        upstream_status=None,
        code=None,
        detail=None,
        last_answer=None,
        attempts=0,
        first_failed_at=None,
        due_at=None,
        synced_at=now,
    )


def buried(row: AlterOrder, sent: AlterOrder, answer: Refused, now: datetime) -> AlterOrder:
    """Not sent again by itself. A version that came meanwhile is not judged by this one."""
    if row.desired_version != sent.desired_version:
        return row
    return replace(
        _shown(row, answer),
        refused_version=row.desired_version,
        attempts=row.attempts + 1,
        due_at=None,
        updated_at=now,
    )


def failed(
    row: AlterOrder, sent: AlterOrder, answer: Refused, due_at: datetime, now: datetime
) -> AlterOrder:
    """What may pass by itself: tried again at `due_at`, and buried after the last try."""
    if row.desired_version != sent.desired_version:
        return row
    first = row.first_failed_at or now
    if now - first >= LAST_TRY_AFTER and row.attempts + 1 >= FEWEST_TRIES:
        return buried(row, sent, answer, now)
    return replace(
        _shown(row, answer), attempts=row.attempts + 1, first_failed_at=first, due_at=due_at
    )


def given_up(row: AlterOrder, now: datetime) -> AlterOrder:
    """The buried change is dropped: from here on the shop wants what Alter is known to hold.

    A new version, so that a late answer to the old one cannot bring it back.
    """
    held, version = row.confirmed, row.desired_version + 1
    known = held.quantities
    if known is not None and UNKNOWN in dict(known.details).values():
        known = None
    return replace(
        row,
        desired=replace(held, quantities=known),
        desired_version=version,
        confirmed_version=version,
        refused_version=0,
        upstream_status=None,
        code=None,
        detail=None,
        last_answer=None,
        attempts=0,
        due_at=None,
        first_failed_at=None,
        updated_at=now,
    )


def paused(row: AlterOrder, answer: Refused) -> AlterOrder:
    """The store has to reconnect: that costs the row no try, and it is due when the store is back."""
    return replace(_shown(row, answer), first_failed_at=None)


def doubted(row: AlterOrder, step: Step, now: datetime) -> AlterOrder:
    """A step arrived after its lease was lost: Alter may hold an older value, so it is written again."""
    found = begun(row, step)
    if row.desired_version != row.confirmed_version or next_step(found) is None:
        return found
    return replace(found, desired_version=row.desired_version + 1, due_at=now, attempts=0)


def _shown(row: AlterOrder, answer: Refused) -> AlterOrder:
    return replace(
        row,
        upstream_status=answer.upstream_status,
        code=answer.code,
        detail=None if answer.detail is None else answer.detail[:DETAIL_LENGTH],
        last_answer=answer.last_answer,
    )
