"""Opening, pausing, probing."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from connector.alter.breaker import PROBE_SECONDS, Breaker
from connector.alter.errors import AlterBusy, BreakerOpen

from .clocks import ManualClock


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def breaker(clock: ManualClock) -> Breaker:
    return Breaker(clock, Random(7))


def failing(breaker: Breaker, times: int) -> None:
    for _ in range(times):
        with breaker.enter() as permit:
            permit.failed()


def state(breaker: Breaker) -> str:
    """Without the literal type, which mypy believes to outlive the next call."""
    return breaker.state


def pause(breaker: Breaker) -> float:
    with pytest.raises(BreakerOpen) as caught:
        breaker.check()
    return caught.value.retry_after


def test_five_failures_in_a_row_open_it(breaker: Breaker, clock: ManualClock) -> None:
    failing(breaker, 4)
    breaker.enter().succeeded()
    failing(breaker, 4)
    assert state(breaker) == "closed"
    assert breaker.retry_at is None
    failing(breaker, 1)
    assert state(breaker) == "open"
    assert 2.0 <= pause(breaker) <= 4.0
    assert breaker.retry_at == clock.now() + timedelta(seconds=pause(breaker))
    assert issubclass(BreakerOpen, AlterBusy)


def test_one_probe_at_a_time_and_success_closes(breaker: Breaker, clock: ManualClock) -> None:
    failing(breaker, 5)
    clock.turn(pause(breaker))
    assert state(breaker) == "half_open"
    probe = breaker.enter()
    assert pause(breaker) <= 2.0
    probe.succeeded()
    assert state(breaker) == "closed"
    failing(breaker, 4)
    assert state(breaker) == "closed"


def test_failing_probes_lengthen_the_pause_up_to_a_minute(
    breaker: Breaker, clock: ManualClock
) -> None:
    failing(breaker, 5)
    pauses = []
    for _ in range(8):
        pauses.append(pause(breaker))
        clock.turn(pauses[-1])
        failing(breaker, 1)
    assert pauses[0] < pauses[2] < pauses[4]
    assert 30.0 <= pauses[-1] <= 60.0


def test_checking_takes_no_probe(breaker: Breaker, clock: ManualClock) -> None:
    failing(breaker, 5)
    clock.turn(60)
    breaker.check()
    breaker.check()
    breaker.enter()
    pause(breaker)


def test_an_abandoned_probe_leaves_room_for_the_next(breaker: Breaker, clock: ManualClock) -> None:
    failing(breaker, 5)
    clock.turn(60)
    with breaker.enter():
        pause(breaker)
    breaker.enter().succeeded()
    assert state(breaker) == "closed"


def test_a_lost_probe_blocks_only_for_a_while(breaker: Breaker, clock: ManualClock) -> None:
    failing(breaker, 5)
    clock.turn(60)
    lost = breaker.enter()
    clock.turn(PROBE_SECONDS)
    second = breaker.enter()
    lost.failed()
    assert state(breaker) == "half_open"
    second.failed()
    assert state(breaker) == "open"


def test_late_failures_of_old_calls_do_not_lengthen_the_pause(
    breaker: Breaker, clock: ManualClock
) -> None:
    old = [breaker.enter() for _ in range(3)]
    failing(breaker, 5)
    before = pause(breaker)
    for permit in old[:2]:
        permit.failed()
    assert pause(breaker) == before
    old[2].succeeded()
    assert state(breaker) == "closed"


def test_probe_now(breaker: Breaker) -> None:
    breaker.probe_now()
    assert state(breaker) == "closed"
    failing(breaker, 5)
    breaker.probe_now()
    assert state(breaker) == "half_open"
    assert breaker.enter().probe


def test_a_permit_is_told_once(breaker: Breaker) -> None:
    permit = breaker.enter()
    permit.succeeded()
    for _ in range(9):
        permit.failed()
    assert state(breaker) == "closed"
