"""What an event does to the row of an Alter order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.binding import SyncState
from connector.domain.order import AlterOrder, OrderEvent, OrderEventKind, OrderStatus, Quantities
from connector.domain.order_event import aggregated, erased, followed, linked, replayed
from connector.domain.store import DEFAULT_ORDER_STATUS_MAP as MAP
from tests.domain.orders import (
    ALTER_ORDER,
    OWNER,
    alter_order,
    order_event,
    order_line,
    settled_order,
    state,
)
from tests.domain.rows import NOW, after

CART, EDITABLE, PAID = OrderStatus.SHOPPING_CART, OrderStatus.EDITABLE, OrderStatus.PAID
COMPLETED, CANCELLED = OrderStatus.COMPLETED, OrderStatus.CANCELLED
PROCESSING = OrderStatus.PROCESSING
UPDATED, REFUNDED = OrderEventKind.UPDATED, OrderEventKind.REFUNDED
DELETED, RESTORED = OrderEventKind.DELETED, OrderEventKind.RESTORED


def after_event(row: AlterOrder, event: OrderEvent) -> AlterOrder:
    return followed(row, event, MAP, NOW)


# What the row wants, the event's status and quantity, and what the row wants after it. Newer events are
# obeyed, backwards too: a shop may reopen a completed order.
TRANSITIONS = [
    (None, "checkout-draft", 1, CART),
    (None, "pending", 1, EDITABLE),
    (None, "processing", 1, PAID),
    (None, "on-hold", 1, None),
    (None, "waiting-for-fabric", 1, None),
    (None, "processing", 0, CANCELLED),
    (None, "waiting-for-fabric", 0, CANCELLED),
    (CART, "pending", 1, EDITABLE),
    (EDITABLE, "failed", 1, EDITABLE),
    (EDITABLE, "processing", 1, PAID),
    (EDITABLE, "cancelled", 1, CANCELLED),
    (PAID, "on-hold", 1, PAID),
    (PAID, "waiting-for-fabric", 1, PAID),
    (PAID, "completed", 1, COMPLETED),
    (PAID, "refunded", 1, CANCELLED),
    (PAID, "processing", 0, CANCELLED),
    (COMPLETED, "processing", 1, PAID),
    (COMPLETED, "pending", 1, EDITABLE),
    (COMPLETED, "refunded", 1, CANCELLED),
    (COMPLETED, "cancelled", 1, CANCELLED),
    (COMPLETED, "on-hold", 1, COMPLETED),
    (COMPLETED, "completed", 0, CANCELLED),
    (CANCELLED, "processing", 1, PAID),
    (CANCELLED, "trash", 1, CANCELLED),
    (CANCELLED, "on-hold", 1, CANCELLED),
]


@pytest.mark.parametrize(("before", "status", "quantity", "wanted"), TRANSITIONS)
def test_a_newer_event_is_obeyed(
    before: OrderStatus | None, status: str, quantity: int, wanted: OrderStatus | None
) -> None:
    """With WooCommerce's prefix or without it."""
    row = settled_order(state(before))
    for text in (status, f"wc-{status}"):
        found = after_event(row, order_event(2, text, order_line(quantity)))
        assert found.desired.status is wanted


@pytest.mark.parametrize(("before", "status", "quantity", "_wanted"), TRANSITIONS)
@pytest.mark.parametrize("sequence", [0, 1])
def test_an_older_event_changes_nothing(
    before: OrderStatus | None, status: str, quantity: int, _wanted: object, sequence: int
) -> None:
    """Nor does the same one again: the very same object comes back."""
    row = settled_order(state(before))
    for kind in OrderEventKind:
        if kind is not OrderEventKind.ERASED:
            event = order_event(sequence, status, order_line(quantity), kind=kind, at=after(60))
            assert after_event(row, event) is row


@pytest.mark.parametrize(
    ("before", "status", "wanted"),
    [
        (COMPLETED, "processing", COMPLETED),
        (COMPLETED, "cancelled", COMPLETED),
        (COMPLETED, "refunded", COMPLETED),
        (PAID, "pending", EDITABLE),
        (CANCELLED, "processing", PAID),
    ],
)
def test_an_event_that_overtook_a_newer_one_leaves_completed(
    before: OrderStatus, status: str, wanted: OrderStatus
) -> None:
    """A larger sequence given to an older state of the order; the newest time stays."""
    row = settled_order(state(before), modified_at=after(60))
    found = after_event(row, order_event(2, status, order_line(1), at=NOW))
    assert (found.desired.status, found.modified_at) == (wanted, after(60))


def test_an_unknown_status_is_shown_and_a_known_one_clears_it() -> None:
    """Nothing is due for it, the quantities wait too."""
    row = settled_order()
    unknown = after_event(row, order_event(2, "waiting-for-fabric", order_line(9)))
    assert (unknown.unknown_status, unknown.notes) == (
        "waiting-for-fabric",
        ("orders.unknownStatus",),
    )
    assert (unknown.desired, unknown.sync_state) == (row.desired, SyncState.SYNCED)
    held = after_event(unknown, order_event(3, "on-hold", order_line(9)))
    assert (held.unknown_status, held.sync_state) == (None, SyncState.SYNCED)


def test_a_refund_counts_under_any_status() -> None:
    """What is refunded must not be produced, whatever the status is called."""
    row = settled_order()
    found = after_event(row, order_event(2, "odd", order_line(1), kind=REFUNDED))
    assert found.desired == state(PAID, 1)
    assert found.sync_state is SyncState.PENDING


def test_a_cancellation_leaves_the_quantities() -> None:
    """Nothing is produced of it; should it come back, the event that brings it back says how many."""
    row = settled_order()
    found = after_event(row, order_event(2, "cancelled", order_line(1)))
    assert found.desired == replace(row.desired, status=CANCELLED)


def test_an_event_without_lines_of_ours_keeps_the_quantities() -> None:
    """The status is for every linked Alter order."""
    row = settled_order()
    found = after_event(row, order_event(2, "completed", order_line(7, order=999)))
    assert found.desired == replace(row.desired, status=COMPLETED)


def test_nothing_new_is_nothing_to_send() -> None:
    """The sequence moves, the version does not."""
    row = settled_order()
    found = after_event(row, order_event(7, "processing", order_line(3)))
    assert (found.sequence, found.desired_version) == (7, row.desired_version)
    assert found.due_at is None


def test_what_changed_is_due_with_all_tries_before_it() -> None:
    """What the older version met is forgotten."""
    row = alter_order(
        attempts=7, first_failed_at=NOW, due_at=after(9999), code="x", upstream_status=500
    )
    found = followed(row, order_event(2, "completed"), MAP, after(5))
    assert found.desired_version == row.desired_version + 1
    assert (found.due_at, found.attempts, found.first_failed_at) == (after(5), 0, None)
    assert (found.code, found.upstream_status) == (None, None)


def test_a_buried_row_gets_another_chance_from_any_newer_event() -> None:
    """Even one that wants the same; an older one wakes nobody."""
    row = alter_order(refused_version=1, due_at=None)
    assert row.sync_state is SyncState.FAILED
    assert after_event(row, order_event(1)) is row
    found = after_event(row, order_event(2, "processing", order_line(3)))
    assert (found.sync_state, found.due_at) == (SyncState.PENDING, NOW)
    assert replayed(row, after(9)).due_at == after(9)
    assert replayed(row, after(9)).sync_state is SyncState.PENDING


def test_a_deletion_is_taken_back_by_restored_alone() -> None:
    """WooCommerce tells of items and statuses while it deletes an order; those do not keep it."""
    gone = after_event(alter_order(), order_event(2, "trash", kind=DELETED))
    assert gone.desired == replace(alter_order().desired, deleted=True)
    still = after_event(gone, order_event(3, "processing", order_line(1)))
    assert still.desired == gone.desired
    back = after_event(still, order_event(4, "pending", order_line(2), kind=RESTORED))
    assert back.desired == state(EDITABLE, 2)


def test_a_restored_order_that_wants_nothing_is_settled_too() -> None:
    """It was linked by its deletion, and its status means nothing."""
    first = order_event(1, "on-hold", order_line(1), kind=DELETED)
    gone = linked(OWNER, first, ALTER_ORDER, NOW)
    assert gone.desired == state(deleted=True)
    back = after_event(gone, order_event(2, "on-hold", kind=RESTORED))
    assert (back.desired, back.sync_state) == (state(), SyncState.PENDING)


def test_nothing_is_wanted_of_an_order_that_is_gone() -> None:
    """It is shown when the shop has it back."""
    row = settled_order(state(deleted=True))
    for kind, wants in ((UPDATED, True), (DELETED, True), (RESTORED, False)):
        found = after_event(row, order_event(2, "processing", order_line(1), kind=kind))
        assert (found.desired.deleted, found.sync_state) == (wants, SyncState.SYNCED)
        assert found.notes == (() if wants else ("orders.deletedAtAlter",))


def test_an_erasure_forgets_the_order_and_keeps_the_rest() -> None:
    """Also when it comes late; pending work stays, and the sequence guards against older events."""
    row = alter_order(sequence=5)
    found = erased(row, order_event(2, kind=OrderEventKind.ERASED), after(9))
    assert (found.order_id, found.sequence) == (None, 5)
    assert (found.desired, found.due_at) == (row.desired, row.due_at)
    later = erased(row, order_event(8, kind=OrderEventKind.ERASED), after(9))
    assert after_event(later, order_event(8)) is later
    again = after_event(later, order_event(9, "completed"))
    assert (again.order_id, again.desired.status) == (1001, COMPLETED)


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ([order_line(2)], Quantities(2)),
        ([order_line(2, 7)], Quantities(None, ((7, 2),))),
        ([order_line(2, 7), order_line(3, 7)], Quantities(None, ((7, 5),))),
        ([order_line(2, 9), order_line(0, 7)], Quantities(None, ((7, 0), (9, 2)))),
        ([order_line(4), order_line(2, 7)], Quantities(4, ((7, 2),))),
        ([order_line(4), order_line(1)], Quantities(None, (), ambiguous=True)),
        ([order_line(4), order_line(1), order_line(2, 7)], Quantities(None, ((7, 2),), True)),
    ],
)
def test_lines_of_one_alter_order_are_taken_together(
    lines: list[object], wanted: Quantities
) -> None:
    """The same item twice adds up; one line without item is for all; several cannot be told apart."""
    assert aggregated(lines) == wanted  # type: ignore[arg-type]


def test_what_alter_has_no_word_for_is_not_sent_and_shown() -> None:
    """Quantity 0, and lines nobody can tell apart."""
    zero = Quantities(0, ((7, 0), (9, 2)))
    assert zero.sendable == Quantities(None, ((9, 2),))
    assert alter_order(desired=replace(state(PAID), quantities=zero)).notes == (
        "orders.lineAtZero",
    )
    unclear = Quantities(ambiguous=True)
    assert unclear.sendable == Quantities()
    assert alter_order(desired=replace(state(PAID), quantities=unclear)).notes == (
        "orders.linesAmbiguous",
    )


_events = st.builds(
    lambda sequence, status, quantity, kind: order_event(
        sequence, status, order_line(quantity), kind=kind, at=NOW + timedelta(minutes=sequence)
    ),
    st.integers(0, 6),
    st.sampled_from([*MAP, "odd"]),
    st.integers(0, 3),
    st.sampled_from([UPDATED, REFUNDED, OrderEventKind.CREATED, OrderEventKind.CANCELLED]),
)


@given(st.lists(_events, min_size=1, max_size=8, unique_by=lambda event: event.sequence))
def test_whatever_comes_late_the_newest_status_stands(events: list[OrderEvent]) -> None:
    """In any order of arrival the row ends where its newest event alone would have left its status."""
    row = linked(OWNER, events[0], ALTER_ORDER, NOW)
    seen = [events[0].sequence]
    for event in events[1:]:
        found = after_event(row, event)
        assert (found is row) == (event.sequence <= max(seen))
        seen.append(event.sequence)
        row = found
    newest = max(events, key=lambda event: event.sequence)
    alone = linked(OWNER, newest, ALTER_ORDER, NOW)
    if alone.desired.status is not None:
        assert row.desired.status is alone.desired.status
    assert row.sequence == newest.sequence
