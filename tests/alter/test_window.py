"""The arithmetic of one window, by hand-turned time."""

from __future__ import annotations

from connector.alter.window import SLOT_SECONDS, Use, Window, bulk_cap
from connector.domain.priority import Priority

NOBODY = Use()


def taken(window: Window, count: int, priority: Priority, answered_at: float) -> None:
    for _ in range(count):
        window.take(priority)
        window.answered(priority, answered_at)


def test_bulk_cap_of_the_writes() -> None:
    assert bulk_cap(120, 0) == 80
    assert bulk_cap(120, 26) == 80
    assert bulk_cap(120, 40) == 60
    assert bulk_cap(120, 74) == 10
    assert bulk_cap(120, 120) == 10


def test_bulk_cap_scaled_down() -> None:
    assert bulk_cap(12, 0) == 8
    assert bulk_cap(12, 12) == 1
    assert bulk_cap(1, 0) == 1


def test_a_slot_is_used_in_flight_and_for_61_seconds_after() -> None:
    window = Window(1, share_bulk=False)
    window.take(Priority.OWNER)
    assert not window.admits(500.0, Priority.SHOPPER, NOBODY)
    window.answered(Priority.OWNER, 500.0)
    assert not window.admits(560.9, Priority.SHOPPER, NOBODY)
    assert window.admits(561.0, Priority.SHOPPER, NOBODY)


def test_the_earliest_moment_skips_those_ahead() -> None:
    window = Window(2, share_bulk=False)
    taken(window, 1, Priority.OWNER, 10.0)
    taken(window, 1, Priority.OWNER, 20.0)
    assert window.earliest(30.0, Priority.OWNER, NOBODY) == 71.0
    assert window.earliest(30.0, Priority.OWNER, Use(total=1)) == 81.0


def test_bulk_waits_for_interactive_use_to_pass() -> None:
    window = Window(120, share_bulk=True)
    taken(window, 40, Priority.SHOPPER, 0.0)
    taken(window, 60, Priority.BULK, 5.0)
    assert window.admits(6.0, Priority.ORDER, NOBODY)
    assert not window.admits(6.0, Priority.BULK, NOBODY)
    assert window.earliest(6.0, Priority.BULK, NOBODY) == SLOT_SECONDS


def test_what_is_in_flight_is_taken_as_answered_now() -> None:
    window = Window(1, share_bulk=False)
    window.take(Priority.OWNER)
    assert window.earliest(7.0, Priority.OWNER, NOBODY) == 7.0 + SLOT_SECONDS


def test_closed_windows_open_by_themselves() -> None:
    window = Window(5, share_bulk=False)
    window.close(30.0)
    window.close(20.0)
    assert window.earliest(10.0, Priority.SHOPPER, NOBODY) == 30.0
    assert window.admits(30.0, Priority.SHOPPER, NOBODY)


def test_a_remembered_spend_frees_in_its_turn() -> None:
    window = Window(1, share_bulk=False)
    window.remember(Priority.BULK, 12.0)
    assert window.earliest(0.0, Priority.OWNER, NOBODY) == 12.0
    assert not window.idle(11.0)
    assert window.idle(12.0)


def test_a_crowd_ahead_larger_than_the_window_means_another_window() -> None:
    window = Window(2, share_bulk=False)
    assert window.earliest(0.0, Priority.OWNER, Use(total=4)) >= SLOT_SECONDS
