"""Whatever comes in whatever order: Alter's windows are never overrun, and everybody gets a turn.

Alter is modelled by the moments at which requests arrive there, anywhere between sending and answer.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.alter.budget import ANONYMOUS, Budget, Limits
from connector.alter.endpoints import LimitClass
from connector.alter.errors import AlterBusy
from connector.domain.priority import Priority

from .clocks import ManualClock, skipping
from .purses import TINY, budget

pytestmark = pytest.mark.slow

BULK = Priority.BULK
WRITES, READS, GLOBAL = LimitClass.WRITES, LimitClass.READS, LimitClass.GLOBAL


@dataclass(frozen=True)
class Wish:
    start: float
    latency: float
    arrives: float
    account: str
    limit: LimitClass
    priority: Priority
    patience: float
    sent: bool


WISHES = st.lists(
    st.builds(
        Wish,
        start=st.sampled_from([0.0, 0.0, 1.0, 5.0, 30.0, 59.0, 62.0, 90.0]),
        latency=st.sampled_from([0.0, 0.1, 2.0, 30.0]),
        arrives=st.sampled_from([0.0, 0.5, 1.0]),
        account=st.sampled_from(["a", "a", "a", "b", ANONYMOUS]),
        limit=st.sampled_from([WRITES, WRITES, READS, GLOBAL]),
        priority=st.sampled_from(Priority),
        patience=st.sampled_from([0.0, 30.0, 200.0, 900.0]),
        sent=st.sampled_from([True, True, True, False]),
    ),
    min_size=10,
    max_size=60,
)


async def seen_by_alter(
    purse: Budget, clock: ManualClock, wishes: list[Wish]
) -> list[tuple[float, Wish]]:
    """The moments at which the requests arrive at Alter, somewhere between sending and answer."""
    seen: list[tuple[float, Wish]] = []

    async def one(wish: Wish) -> None:
        await asyncio.sleep(wish.start)
        asked = clock.monotonic()
        try:
            slot = await purse.acquire(wish.account, wish.limit, wish.priority, wish.patience)
        except AlterBusy:
            return
        finally:
            assert clock.monotonic() - asked <= wish.patience + 0.1
        with slot:
            if not wish.sent:
                slot.cancel()
                return
            await asyncio.sleep(wish.latency * wish.arrives)
            seen.append((clock.monotonic(), wish))
            await asyncio.sleep(wish.latency * (1 - wish.arrives))

    async with asyncio.TaskGroup() as all_of_them:
        for wish in wishes:
            all_of_them.create_task(one(wish))
    return seen


def fullest(moments: list[float]) -> int:
    """The most arrivals any window of 60 s holds."""
    return max((sum(at <= other < at + 60 for other in moments) for at in moments), default=0)


def counted(limits: Limits, wish: Wish) -> str:
    """Whose request it is for Alter; without a credential it has only our address."""
    return "address" if limits.keyed_by == "address" else wish.account


@settings(max_examples=100, deadline=None)
@given(WISHES, st.sampled_from(["credential", "address"]))
def test_no_window_of_alter_is_ever_overrun(
    wishes: list[Wish], keyed_by: Literal["credential", "address"]
) -> None:
    clock = ManualClock()
    limits = Limits(TINY.per_minute, keyed_by)
    # An anonymous caller uses none of the classes that need a credential.
    fit = [wish for wish in wishes if wish.account != ANONYMOUS or wish.limit is GLOBAL]
    seen = skipping(clock, seen_by_alter(budget(clock, limits), clock, fit))
    for key in {counted(limits, wish) for wish in fit}:
        mine = [(at, wish) for at, wish in seen if counted(limits, wish) == key]
        assert fullest([at for at, _ in mine]) <= limits.per_minute[GLOBAL]
        for limit in (WRITES, READS):
            arrivals = [at for at, wish in mine if wish.limit is limit]
            assert fullest(arrivals) <= limits.per_minute[limit]


@settings(max_examples=100, deadline=None)
@given(WISHES)
def test_bulk_never_takes_more_than_its_share(wishes: list[Wish]) -> None:
    clock = ManualClock()
    writes = [wish for wish in wishes if wish.limit is WRITES]
    seen = skipping(clock, seen_by_alter(budget(clock, TINY), clock, writes))
    for account in ("a", "b"):
        bulk = [at for at, wish in seen if wish.account == account and wish.priority is BULK]
        assert fullest(bulk) <= TINY.per_minute[WRITES] * 2 // 3


@settings(max_examples=50, deadline=None)
@given(WISHES)
def test_whoever_waits_long_enough_is_served(wishes: list[Wish]) -> None:
    clock = ManualClock()
    patient = [replace(wish, patience=10_000.0, account="a") for wish in wishes]
    seen = skipping(clock, seen_by_alter(budget(clock, TINY), clock, patient))
    assert len(seen) == sum(wish.sent for wish in patient)
