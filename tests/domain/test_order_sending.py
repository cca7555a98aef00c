"""From what an Alter order is to what it should be, step by step and cut off anywhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.domain.binding import SyncState
from connector.domain.binding_change import Refused
from connector.domain.order import UNKNOWN, AlterOrder, OrderState, OrderStatus, Quantities
from connector.domain.order_sending import (
    FEWEST_TRIES,
    LAST_TRY_AFTER,
    Delete,
    SetDetails,
    SetEvery,
    SetStatus,
    Step,
    Verify,
    begun,
    buried,
    done,
    doubted,
    failed,
    given_up,
    next_step,
    paused,
    settled,
    undone,
)
from tests.domain.orders import alter_order, settled_order, state
from tests.domain.rows import NOW, after

PAID, COMPLETED, CANCELLED = OrderStatus.PAID, OrderStatus.COMPLETED, OrderStatus.CANCELLED
BUSY = Refused(503, "busy", "Try later")


@pytest.mark.parametrize(
    ("wanted", "held", "step"),
    [
        (state(), state(), None),
        (state(PAID), state(), SetStatus(PAID)),
        (state(PAID), state(PAID), None),
        (state(PAID, 3), state(), SetEvery(3)),
        (state(PAID, 3), state(None, 3), SetStatus(PAID)),
        (state(PAID, None, (7, 2)), state(), SetDetails(((7, 2),))),
        (state(PAID, None, (7, 2)), state(PAID, None, (7, 2)), None),
        (state(PAID, None, (7, 2), (9, 0)), state(PAID, None, (7, 2), (9, 5)), None),
        (state(PAID, None, (7, 0)), state(PAID), None),
        (state(PAID, 4, (7, 2)), state(), SetEvery(4)),
        (state(PAID, 4, (7, 2)), state(None, 4), SetDetails(((7, 2),))),
        (state(PAID, 5, (7, 2)), state(PAID, 4, (7, 2)), SetEvery(5)),
        (state(PAID, 4), state(PAID, 4, (7, 2)), SetEvery(4)),
        (state(PAID, 4), state(PAID, 4, (7, 4)), None),
        (state(PAID, 4), state(PAID, 4, (7, UNKNOWN)), SetEvery(4)),
        (state(CANCELLED, 3), state(), SetStatus(CANCELLED)),
        (state(CANCELLED, 3), state(CANCELLED), None),
        (state(PAID, 3, deleted=True), state(), Delete()),
        (state(PAID, 3, deleted=True), state(deleted=True), None),
        (state(PAID, 3), state(deleted=True), None),
    ],
)
def test_the_next_step(wanted: OrderState, held: OrderState, step: Step | None) -> None:
    """Quantities before the status, all items before single ones, a deletion alone."""
    row = alter_order(desired=wanted, confirmed=held, verified_at=NOW)
    assert next_step(row) == step


def test_alter_is_asked_for_the_order_before_the_first_write() -> None:
    """Not when nothing is to be written, and not twice."""
    row = alter_order()
    assert next_step(row) == Verify()
    assert next_step(done(row, Verify(), NOW)) == SetEvery(3)
    assert next_step(alter_order(desired=state())) is None


@pytest.mark.parametrize(
    "step", [SetEvery(5), SetDetails(((7, 2),)), SetStatus(COMPLETED), Delete()]
)
def test_what_was_begun_is_not_believed_until_it_is_answered(step: Step) -> None:
    """Cut off there, wanting the old state again sends it; certainly refused, it still holds."""
    held = state(PAID, 3, (7, 1))
    row = settled_order(held)
    doubtful = begun(row, step)
    assert next_step(doubtful) is not None
    assert undone(doubtful, step, row) == row


_quantities = st.builds(
    Quantities,
    st.none() | st.integers(0, 3),
    st.dictionaries(st.integers(1, 3), st.integers(0, 3), max_size=3).map(
        lambda found: tuple(sorted(found.items()))
    ),
)
_wanted = st.builds(
    OrderState, st.none() | st.sampled_from(OrderStatus), st.none() | _quantities, st.booleans()
)


class _Alter:
    """An order as Alter keeps it: three items, and what was written."""

    def __init__(self) -> None:
        self.status: OrderStatus | None = None
        self.items = {1: 9, 2: 9, 3: 9}
        self.deleted = False

    def take(self, step: Step) -> None:
        match step:
            case SetEvery(quantity):
                self.items = dict.fromkeys(self.items, quantity)
            case SetDetails(details):
                self.items |= dict(details)
            case SetStatus(status):
                self.status = status
            case Delete():
                self.deleted = True


def _holds(alter: _Alter, wanted: OrderState) -> bool:
    if wanted.deleted or alter.deleted:
        return alter.deleted
    sendable = (wanted.quantities or Quantities()).sendable
    expected = dict.fromkeys(alter.items, sendable.every) if sendable.every else {}
    expected |= dict(sendable.details)
    items_fit = wanted.status is OrderStatus.CANCELLED or all(
        alter.items[item] == quantity for item, quantity in expected.items()
    )
    return items_fit and wanted.status in (None, alter.status)


@pytest.mark.slow
@settings(max_examples=600, deadline=None)
@given(st.lists(st.tuples(_wanted, st.lists(st.sampled_from("cla"), max_size=6)), max_size=4))
def test_whatever_is_cut_off_alter_ends_as_wanted(
    story: list[tuple[OrderState, list[str]]],
) -> None:
    """(c) killed before the call, (l) after it with the answer lost, (a) answered; minds change between."""
    alter, row = _Alter(), alter_order(desired=state())
    for wanted, fates in story:
        row = replace(row, desired=wanted, desired_version=row.desired_version + 1, due_at=NOW)
        for fate in [*fates, *"aaaaaaa"]:
            step = next_step(row)
            if step is None:
                break
            row = begun(row, step)
            if fate != "c":
                alter.take(step)
            if fate == "a":
                row = done(row, step, NOW)
        row = settled(row, NOW)
        assert row.sync_state is SyncState.SYNCED
        assert _holds(alter, wanted)


def test_settled_only_when_nothing_is_left() -> None:
    """A newer wish that came during the call stays due."""
    row = alter_order(verified_at=NOW, attempts=3, code="x", first_failed_at=NOW)
    assert settled(row, after(1)) is row
    complete = replace(row, confirmed=row.desired)
    found = settled(complete, after(1))
    assert (found.sync_state, found.due_at, found.synced_at) == (SyncState.SYNCED, None, after(1))
    assert (found.attempts, found.code, found.first_failed_at) == (0, None, None)
    assert settled(found, after(2)) is found


def test_a_buried_row_shows_why_and_is_not_due() -> None:
    """With what Alter said, shortened."""
    row = alter_order()
    found = buried(row, row, Refused(422, "customerOrder.invalid", "x" * 999), after(1))
    assert (found.sync_state, found.due_at, found.attempts) == (SyncState.FAILED, None, 1)
    assert (found.upstream_status, found.code) == (422, "customerOrder.invalid")
    assert len(found.detail or "") == 300


def _newer(row: AlterOrder) -> AlterOrder:
    return replace(row, desired_version=row.desired_version + 1, due_at=NOW)


def test_a_newer_version_is_not_judged_by_an_older_one() -> None:
    """It goes out at once, with all its tries."""
    sent = alter_order()
    row = _newer(sent)
    assert buried(row, sent, BUSY, NOW) is row
    assert failed(row, sent, BUSY, after(60), NOW) is row


def test_what_may_pass_by_itself_is_tried_again_for_days() -> None:
    """Given up only after three days and a dozen tries."""
    row = alter_order()
    found = failed(row, row, BUSY, after(60), NOW)
    assert (found.due_at, found.attempts, found.first_failed_at) == (after(60), 1, NOW)
    assert (found.upstream_status, found.code) == (503, "busy")
    late = NOW + LAST_TRY_AFTER
    few = replace(found, attempts=FEWEST_TRIES - 2)
    assert failed(few, few, BUSY, late, late).sync_state is SyncState.PENDING
    many = replace(found, attempts=FEWEST_TRIES - 1)
    early = late - timedelta(seconds=1)
    assert failed(many, many, BUSY, late, early).sync_state is SyncState.PENDING
    assert failed(many, many, BUSY, late, late).sync_state is SyncState.FAILED


def test_a_store_that_has_to_reconnect_costs_no_try() -> None:
    """Due as soon as it is back, with three days before it."""
    row = alter_order(attempts=4, first_failed_at=NOW - LAST_TRY_AFTER)
    found = paused(row, Refused(401, None, "Unauthorized"))
    assert (found.attempts, found.due_at, found.first_failed_at) == (4, row.due_at, None)
    assert found.upstream_status == 401


def test_a_late_write_of_a_lost_lease_is_written_over() -> None:
    """Whoever took the lease has confirmed another state meanwhile; Alter may hold either."""
    row = settled_order()
    found = doubted(row, SetStatus(COMPLETED), after(1))
    assert (found.sync_state, found.due_at) == (SyncState.PENDING, after(1))
    assert next_step(found) == SetStatus(PAID)
    pending = replace(_newer(row), due_at=after(9))
    assert doubted(pending, SetStatus(PAID), after(1)).due_at == after(9)
    assert doubted(row, Verify(), NOW) == row


def test_alters_last_answer_stays_until_something_is_confirmed() -> None:
    said = replace(BUSY, last_answer="said")
    row = alter_order(verified_at=NOW)
    assert buried(row, row, said, NOW).last_answer == "said"
    assert paused(row, said).last_answer == "said"
    late = failed(row, row, said, after(9), NOW)
    assert late.last_answer == "said"
    held = replace(late, confirmed=late.desired)
    assert settled(held, NOW).last_answer is None


def test_what_is_given_up_is_settled_with_what_alter_holds() -> None:
    """What is not known of it is not wanted either; no late answer brings the change back."""
    held = state(OrderStatus.EDITABLE, 3)
    row = alter_order(confirmed=held, verified_at=NOW, attempts=2, first_failed_at=NOW)
    dead = buried(row, row, replace(BUSY, last_answer="said"), NOW)
    dropped = given_up(dead, after(5))
    assert dropped.sync_state is SyncState.SYNCED
    assert dropped.desired == dropped.confirmed == held
    assert next_step(dropped) is None
    assert (dropped.code, dropped.last_answer, dropped.attempts) == (None, None, 0)
    assert (dropped.due_at, dropped.first_failed_at) == (None, None)
    assert buried(dropped, dead, BUSY, NOW) == dropped
    doubtful = replace(dead, confirmed=state(PAID, None, (7, UNKNOWN)))
    assert given_up(doubtful, NOW).desired == state(PAID)
