"""A deadline is for the whole call: slot, tries, pauses. On a clock turned by hand, so nothing is waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from random import Random

import pytest

from connector.alter.attempts import Attempts
from connector.alter.breaker import Breaker
from connector.alter.client import AlterClient, upstream_session
from connector.alter.endpoint import LimitClass
from connector.alter.endpoints import endpoint
from connector.alter.errors import AlterBusy, AlterError, AlterRefused, AlterUnreachable
from connector.alter.outgoing import prepare
from connector.alter.transport import Answer
from connector.domain.priority import Priority
from connector.flows.collaborators.bootstrap_cache import DEADLINE
from connector.flows.gateway.relay import READS_WITHIN

from .clocks import ManualClock, skipping
from .holes import deaf_port, silent_port
from .purses import TINY, budget
from .upstream import CREDENTIAL

PROMISED = 4.0
"""Seconds in which an outage is told (issue: uncached reads)."""


def test_what_callers_are_promised_leaves_room_for_our_own_work() -> None:
    """Reads of the gateway and bootstraps."""
    assert READS_WITHIN <= PROMISED - 0.5
    assert DEADLINE <= PROMISED - 0.5


async def an_answer(client: AlterClient) -> None:
    row = endpoint("list_orders")
    await client.call(row, credential=CREDENTIAL, deadline=READS_WITHIN)


async def a_file(client: AlterClient) -> None:
    row, path = endpoint("get_design_import_file"), {"id": "390", "fileId": "a"}
    async with client.stream(row, credential=CREDENTIAL, path=path, deadline=READS_WITHIN):
        pass


@pytest.mark.parametrize("hole", [deaf_port, silent_port])
@pytest.mark.parametrize("asked", [an_answer, a_file])
def test_a_black_hole_costs_the_deadline_and_no_more(
    hole: Callable[[], AbstractContextManager[int]],
    asked: Callable[[AlterClient], Awaitable[None]],
) -> None:
    """A connection that never opens, and one that never answers."""
    clock = ManualClock()

    async def main(port: int) -> float:
        base_url, started = f"http://127.0.0.1:{port}/public-api/v1", clock.monotonic()
        async with upstream_session() as session:
            breaker = Breaker(clock, Random(2))
            client = AlterClient(session, base_url, budget(clock), breaker, clock, Random(3))
            with pytest.raises(AlterUnreachable):
                await asked(client)
            return clock.monotonic() - started

    with hole() as port:
        assert 2.9 < skipping(clock, main(port)) <= READS_WITHIN + 0.05


def tried(clock: ManualClock, deadline: float, outcome: Callable[[float], object]) -> list[float]:
    """The seconds that each try was given; `outcome` sleeps by returning a number, or raises."""
    given: list[float] = []

    async def send(left: float) -> Answer:
        given.append(left)
        seconds = outcome(left)
        assert isinstance(seconds, float)
        await asyncio.sleep(min(seconds, left))
        raise AlterUnreachable("timeout", outcome_unknown=True)

    async def main() -> None:
        attempts = Attempts(budget(clock), Breaker(clock, Random(2)), clock, Random(3))
        outgoing = prepare("http://alter.test/v1", endpoint("list_orders"), credential=CREDENTIAL)
        with pytest.raises(AlterError):
            await attempts.run(outgoing, send, Priority.SHOPPER, deadline)

    started = clock.monotonic()
    skipping(clock, main())
    assert clock.monotonic() - started <= deadline + 0.01
    return given


@pytest.mark.parametrize("seconds", [0.0, 0.4, 1.0, 1.5, 2.0, 3.0, 3.4, 9.0])
def test_retries_share_one_deadline(seconds: float) -> None:
    """However long each try takes; and none goes out with too little time to succeed."""
    given = tried(ManualClock(), 3.5, lambda _left: seconds)
    assert 1 <= len(given) <= 3
    assert all(left >= 0.5 for left in given)
    assert len(given) > 1 or seconds >= 2.0


def test_a_wait_that_alter_names_is_not_waited_past_the_deadline() -> None:
    """Retry-After beyond it ends the call at once."""
    clock = ManualClock()

    def refuse(_left: float) -> object:
        raise AlterRefused(503, retry_after=3.2)

    started = clock.monotonic()
    assert len(tried(clock, 3.5, refuse)) == 1
    assert clock.monotonic() == started


def test_waiting_for_a_slot_is_part_of_the_deadline() -> None:
    """No slot comes free in time: told at once, as our own limit and not as an outage."""
    clock = ManualClock()

    async def main() -> float:
        purse = budget(clock, TINY)
        for _ in range(TINY.per_minute[LimitClass.READS]):
            slot = purse.try_acquire("store-1", LimitClass.READS, Priority.SHOPPER)
            assert slot is not None
            slot.release()
        attempts = Attempts(purse, Breaker(clock, Random(2)), clock, Random(3))
        outgoing = prepare("http://alter.test/v1", endpoint("list_orders"), credential=CREDENTIAL)

        async def send(_left: float) -> Answer:
            raise AssertionError("sent")

        started = clock.monotonic()
        with pytest.raises(AlterBusy):
            await attempts.run(outgoing, send, Priority.SHOPPER, READS_WITHIN)
        return clock.monotonic() - started

    assert skipping(clock, main()) == 0.0
