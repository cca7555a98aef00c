"""Several processes on one set of limits: never more than Alter allows, shoppers first, nothing used for ever."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from random import Random

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connector.alter.budget import SLOT_SECONDS, Budget, Limits, Slot
from connector.alter.endpoint import LimitClass
from connector.alter.errors import AlterBusy
from connector.alter.window import bulk_cap
from connector.domain.ids import new_slot_id
from connector.domain.priority import Priority
from connector.flows.collaborators.purse import Paid, Purse
from connector.flows.collaborators.shared_ledger import LONGEST_CALL, SharedLedger
from connector.store.database import Database
from connector.store.slots import budget_slots
from tests.alter.clocks import ManualClock
from tests.alter.purses import TINY
from tests.store.rows import count

SHOPPER, OWNER, ORDER, BULK = Priority
WRITES, READS, GLOBAL = LimitClass.WRITES, LimitClass.READS, LimitClass.GLOBAL


@dataclass
class Process:
    """What one process has: its own door to the database, its own budget."""

    database: Database
    ledger: SharedLedger
    budget: Budget
    purse: Purse

    async def spend(
        self, priority: Priority, limit: LimitClass = WRITES, account: str = "a"
    ) -> Slot | None:
        async with self.database.write() as connection:
            paid = await self.purse.pay(connection, account, limit, priority)
        return paid.slot if isinstance(paid, Paid) else None


@asynccontextmanager
async def processes(
    url: str, clock: ManualClock, how_many: int, limits: Limits = TINY
) -> AsyncIterator[Sequence[Process]]:
    found = []
    for number in range(how_many):
        database = Database(url)
        ledger = SharedLedger(database, clock, f"pr_{number}")
        budget = Budget(limits, clock, Random(number), ledger)
        found.append(Process(database, ledger, budget, Purse(budget, clock, ledger)))
    try:
        yield found
    finally:
        for process in found:
            await process.ledger.close()
            await process.database.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


async def test_two_processes_share_one_limit(database_url: str, clock: ManualClock) -> None:
    """TINY has 4 writes. What one used the other does not get, until 61 s after the answers."""
    async with processes(database_url, clock, 2) as (one, other):
        used = [await one.spend(OWNER) for _ in range(3)]
        assert all(used)
        last = await other.spend(OWNER)
        assert last is not None
        assert await other.spend(SHOPPER) is None
        assert await one.spend(SHOPPER) is None
        assert other.budget.wait_for("a", WRITES, SHOPPER) == pytest.approx(SLOT_SECONDS)
        for slot in used:
            assert slot is not None
            slot.release()
        await one.ledger.close()
        clock.turn(SLOT_SECONDS - 1)
        assert await other.spend(SHOPPER) is None
        clock.turn(1)
        found = [await other.spend(SHOPPER) for _ in range(4)]
        assert [slot is not None for slot in found] == [True, True, True, False]


async def test_no_two_processes_get_the_last_slot(database_url: str, clock: ManualClock) -> None:
    """All at once, from three doors."""
    async with processes(database_url, clock, 3) as found:
        asked = [process.spend(SHOPPER) for _ in range(4) for process in found]
        slots = [slot for slot in await asyncio.gather(*asked) if slot is not None]
    assert len(slots) == 4


async def test_who_waits_gets_the_slot_that_another_process_gives_back(
    database_url: str, clock: ManualClock
) -> None:
    async with processes(database_url, clock, 2) as (one, other):
        slots = [await one.spend(OWNER) for _ in range(4)]
        with pytest.raises(AlterBusy):
            await other.budget.acquire("a", WRITES, SHOPPER, deadline=1.0)
        for slot in slots:
            assert slot is not None
            slot.cancel()
        await one.ledger.close()
        clock.turn(SLOT_SECONDS)  # what `other` knows of `one` is over by then
        async with asyncio.timeout(5):
            got = await other.budget.acquire("a", WRITES, SHOPPER, deadline=1.0)
        got.release()


async def test_bulk_anywhere_leaves_a_slot_to_a_shopper_who_waits_anywhere(
    database_url: str, clock: ManualClock
) -> None:
    async with processes(database_url, clock, 2) as (one, other):
        slots = [await one.spend(OWNER) for _ in range(4)]
        ask = other.budget._ask("a", WRITES, SHOPPER)
        assert await other.ledger.take(ask, waits=5.0) is not None
        slot = slots[0]
        assert slot is not None
        slot.cancel()
        await one.ledger.close()
        assert await one.spend(ORDER) is None
        assert await other.ledger.take(ask, waits=5.0) is None


async def test_a_closed_class_is_closed_for_all(database_url: str, clock: ManualClock) -> None:
    async with processes(database_url, clock, 2) as (one, other):
        one.budget.close("a", WRITES, 30.0)
        await one.ledger.close()
        assert await other.spend(SHOPPER) is None
        assert await other.spend(SHOPPER, READS) is not None
        assert other.budget.wait_for("a", WRITES, SHOPPER) == pytest.approx(30.0)
        clock.turn(30)
        assert await other.spend(SHOPPER) is not None


async def test_a_killed_process_keeps_its_slots_no_longer_than_any_call_lasts(
    database_url: str, clock: ManualClock
) -> None:
    async with processes(database_url, clock, 2) as (_killed, other):
        for _ in range(4):
            assert await _killed.spend(OWNER) is not None
        clock.turn(LONGEST_CALL.total_seconds() + SLOT_SECONDS - 1)
        assert await other.spend(SHOPPER) is None
        clock.turn(1)
        assert await other.spend(SHOPPER) is not None


async def test_what_is_rolled_back_was_never_used(database_url: str, clock: ManualClock) -> None:
    async with processes(database_url, clock, 2) as (one, other):

        async def killed() -> None:
            async with one.database.write() as connection:
                paid = await one.purse.pay(connection, "a", WRITES, OWNER)
                assert isinstance(paid, Paid)
                with paid.given_back_on_failure():
                    raise RuntimeError

        with pytest.raises(RuntimeError):
            await killed()
        assert [await other.spend(OWNER) is not None for _ in range(5)] == [True] * 4 + [False]


async def test_counted_by_address_all_stores_share(database_url: str, clock: ManualClock) -> None:
    limits = Limits(TINY.per_minute, keyed_by="address")
    async with processes(database_url, clock, 2, limits) as (one, other):
        for _ in range(4):
            assert await one.spend(OWNER, account="a") is not None
        assert await other.spend(OWNER, account="b") is None
        assert await other.spend(OWNER, READS, account="b") is not None


async def test_what_a_call_leaves_is_one_row_that_is_swept(
    database_url: str, clock: ManualClock
) -> None:
    async with processes(database_url, clock, 1) as (one,):
        slot = await one.budget.acquire("a", WRITES, SHOPPER, deadline=1.0)
        slot.release()
        await one.ledger.close()
        assert await count(one.database, budget_slots) == 1
        async with one.database.read() as connection:
            found = await connection.execute(sa.select(budget_slots.c.frees_at))
        assert (found.scalar_one() - clock.now()).total_seconds() == SLOT_SECONDS


@dataclass
class Oracle:
    """What Alter may have counted: each call from before it was sent until 60 s after its answer."""

    clock: ManualClock
    flying: list[tuple[int, Slot]] = field(default_factory=list)
    counted: list[tuple[Priority, float | None]] = field(default_factory=list)

    def now(self) -> list[Priority]:
        at = self.clock.monotonic()
        return [kind for kind, answered in self.counted if answered is None or at < answered + 60]

    def granted(self, slot: Slot) -> None:
        before = self.now()
        assert len(before) < TINY.per_minute[WRITES]
        if slot.priority is BULK:
            interactive = sum(each <= OWNER for each in before)
            assert before.count(BULK) < bulk_cap(TINY.per_minute[WRITES], interactive)
        self.flying.append((len(self.counted), slot))
        self.counted.append((slot.priority, None))

    def end(self, index: int, *, sent: bool) -> None:
        number, slot = self.flying.pop(index % len(self.flying))
        if sent:
            slot.release()
        else:
            slot.cancel()
        # What was cancelled was not sent: Alter never saw it.
        answered = self.clock.monotonic() if sent else -1000.0
        self.counted[number] = (slot.priority, answered)


spendings = st.tuples(st.just("spend"), st.integers(0, 2), st.sampled_from(Priority))
endings = st.tuples(st.sampled_from(["answer", "cancel"]), st.integers(0, 9), st.none())
turns = st.tuples(st.just("turn"), st.sampled_from([1, 20, 59, 61]), st.none())
settlings = st.tuples(st.just("settle"), st.integers(0, 2), st.none())


@contextmanager
def loop() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.mark.slow
@given(st.lists(st.one_of(spendings, spendings, endings, turns, settlings), max_size=40))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_never_more_than_the_limit(database_url: str, deeds: list[tuple[str, int, object]]) -> None:
    with loop() as runner:
        runner.run(_played(database_url, deeds))


async def _played(url: str, deeds: list[tuple[str, int, object]]) -> None:
    clock, account = ManualClock(), secrets.token_hex(8)
    oracle = Oracle(clock)
    async with processes(url, clock, 3) as found:
        for deed, number, priority in deeds:
            if deed == "spend":
                assert isinstance(priority, Priority)
                slot = await found[number].spend(priority, account=account)
                if slot is not None:
                    oracle.granted(slot)
            elif deed == "turn":
                clock.turn(number)
            elif deed == "settle":
                await found[number].ledger.close()
            elif oracle.flying:
                oracle.end(number, sent=deed == "answer")


async def test_never_more_than_the_limit_when_all_ask_at_once(
    database_url: str, clock: ManualClock
) -> None:
    """Thirty of each kind from three processes, in any order: exactly the limit gets through, and bulk no
    more than its part."""
    async with processes(database_url, clock, 3, Limits.documented()) as found:

        async def one(process: Process, priority: Priority) -> Priority | None:
            try:
                slot = await process.budget.acquire("a", WRITES, priority, deadline=0.5)
            except AlterBusy:
                return None
            return slot.priority

        asked = [
            one(process, priority)
            for process in found
            for priority in (SHOPPER, ORDER, BULK)
            for _ in range(30)
        ]
        Random(5).shuffle(asked)
        granted = [each for each in await asyncio.gather(*asked) if each is not None]
    assert len(granted) == 120
    assert granted.count(BULK) <= 80


async def test_an_id_waits_once_however_often_it_asks(
    database_url: str, clock: ManualClock
) -> None:
    async with processes(database_url, clock, 1) as (one,):
        for _ in range(4):
            assert await one.spend(OWNER) is not None
        ask = one.budget._ask("a", WRITES, SHOPPER)
        ask_again = partial(one.ledger.take, ask, waits=9.0)
        assert await ask_again() is not None
        assert await ask_again() is not None
        assert await count(one.database, budget_slots) == 5
        one.ledger.ended(ask.id, sent=False)
        one.ledger.ended(new_slot_id(), sent=False)
        await one.ledger.close()
        assert await count(one.database, budget_slots) == 4
