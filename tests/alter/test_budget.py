"""Who gets a slot, who waits, and that Alter's windows are never overrun."""

from __future__ import annotations

import asyncio

import pytest

from connector.alter.budget import ANONYMOUS, EMBED, SLOT_SECONDS, Budget, Limits
from connector.alter.endpoints import DOCUMENTED_LIMITS, LimitClass
from connector.alter.errors import AlterBusy
from connector.domain.priority import Priority

from .clocks import ManualClock, SkippingLoop, skipping
from .purses import TINY, budget

SHOPPER, OWNER, ORDER, BULK = Priority
WRITES, READS, GLOBAL = LimitClass.WRITES, LimitClass.READS, LimitClass.GLOBAL


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


def spend(
    purse: Budget, count: int, priority: Priority, limit: LimitClass = WRITES, account: str = "a"
) -> int:
    """How many of `count` slots were given, each answered at once."""
    given = 0
    for _ in range(count):
        slot = purse.try_acquire(account, limit, priority)
        if slot is not None:
            slot.release()
            given += 1
    return given


def test_limits_are_scaled_and_never_nothing() -> None:
    assert Limits.documented().per_minute == DOCUMENTED_LIMITS
    half = Limits.documented(0.5, keyed_by="address")
    assert half.per_minute[WRITES] == 60
    assert half.keyed_by == "address"
    assert Limits.documented(0.001).per_minute[LimitClass.EXCHANGE] == 1


def test_bulk_leaves_a_third_of_the_writes(clock: ManualClock) -> None:
    purse = budget(clock)
    assert spend(purse, 200, BULK) == 80
    assert spend(purse, 200, OWNER) == 40
    assert purse.wait_for("a", WRITES, SHOPPER) == SLOT_SECONDS
    clock.turn(SLOT_SECONDS)
    assert purse.wait_for("a", WRITES, SHOPPER) == 0.0


def test_bulk_makes_room_for_half_as_many_again_as_shoppers_took(clock: ManualClock) -> None:
    purse = budget(clock)
    assert spend(purse, 50, SHOPPER) == 50
    assert spend(purse, 200, BULK) == 45
    purse = budget(clock)
    assert spend(purse, 90, OWNER) == 90
    assert spend(purse, 200, BULK) == 10


def test_shoppers_never_wait_behind_a_long_sync(clock: ManualClock) -> None:
    """Bulk work takes all it can get for two minutes; 36 sessions within 30 s go out at once all the same,
    and no 60 s hold more than Alter's 120."""
    purse = budget(clock, Limits.documented())
    sent: list[float] = []
    for tenth in range(1200):
        if (slot := purse.try_acquire("a", WRITES, Priority.BULK)) is not None:
            slot.release()
            sent.append(clock.monotonic())
        if 600 <= tenth < 900 and tenth % 8 == 0 and tenth // 8 - 75 < 36:
            shopper = purse.try_acquire("a", WRITES, Priority.SHOPPER)
            assert shopper is not None, f"refused at {tenth / 10} s"
            shopper.release()
            sent.append(clock.monotonic())
        clock.turn(0.1)
    assert max(sum(at <= other < at + 60 for other in sent) for at in sent) <= 120


def test_every_call_counts_globally(clock: ManualClock) -> None:
    purse = budget(clock, TINY)
    assert spend(purse, 9, SHOPPER, READS) == 5
    assert spend(purse, 9, SHOPPER, WRITES) == 2
    assert spend(purse, 9, SHOPPER, GLOBAL) == 0


def test_stores_do_not_share_when_keyed_by_credential(clock: ManualClock) -> None:
    purse = budget(clock, TINY)
    assert spend(purse, 9, OWNER, account="a") == 4
    assert spend(purse, 9, OWNER, account="b") == 4


def test_all_share_when_keyed_by_address(clock: ManualClock) -> None:
    purse = budget(clock, Limits(TINY.per_minute, "address"))
    assert spend(purse, 9, OWNER, account="a") == 4
    assert spend(purse, 9, OWNER, account="b") == 0
    assert spend(purse, 9, OWNER, GLOBAL, account="b") == 3
    assert spend(purse, 9, OWNER, LimitClass.EXCHANGE, account=ANONYMOUS) == 0


def test_calls_without_a_store_keep_within_one_global_limit(clock: ManualClock) -> None:
    purse = budget(clock)
    fonts = spend(purse, 700, OWNER, LimitClass.FONTS, account=ANONYMOUS)
    bootstraps = spend(purse, 700, SHOPPER, GLOBAL, account=EMBED)
    assert (fonts, bootstraps) == (120, 480)
    assert spend(purse, 3, OWNER) == 3


def test_a_slot_in_flight_is_used_and_cancelled_is_free(clock: ManualClock) -> None:
    purse = budget(clock, TINY)
    slots = [purse.try_acquire("a", WRITES, OWNER) for _ in range(4)]
    clock.turn(1000)
    assert purse.try_acquire("a", WRITES, SHOPPER) is None
    assert slots[0] is not None
    slots[0].cancel()
    slots[0].release()
    again = purse.try_acquire("a", WRITES, SHOPPER)
    assert again is not None
    with again:
        pass
    again.cancel()
    assert purse.wait_for("a", WRITES, SHOPPER) == SLOT_SECONDS


async def test_who_cannot_be_served_in_time_is_told_at_once(clock: ManualClock) -> None:
    purse = budget(clock, TINY)
    spend(purse, 4, SHOPPER)
    clock.turn(1)
    with pytest.raises(AlterBusy) as caught:
        await purse.acquire("a", WRITES, SHOPPER, 59.9)
    assert 60.0 <= caught.value.retry_after <= 66.0
    assert caught.value.nothing_sent


def test_waiting_ends_when_the_slot_frees(clock: ManualClock) -> None:
    async def main() -> float:
        purse = budget(clock, TINY)
        spend(purse, 4, SHOPPER)
        before = clock.monotonic()
        (await purse.acquire("a", WRITES, BULK, 100.0)).release()
        return clock.monotonic() - before

    assert SLOT_SECONDS <= skipping(clock, main()) < SLOT_SECONDS + 0.1


def test_a_crowd_is_served_by_priority_then_arrival(clock: ManualClock) -> None:
    async def main() -> list[str]:
        purse = budget(clock, TINY)
        spend(purse, 4, OWNER)
        served: list[str] = []

        async def one(name: str, priority: Priority) -> None:
            with await purse.acquire("a", WRITES, priority, 1000.0):
                served.append(name)

        async with asyncio.TaskGroup() as crowd:
            arrivals = [("bulk", BULK), ("order", ORDER), ("owner", OWNER), ("s1", SHOPPER)]
            for name, priority in [*arrivals, ("s2", SHOPPER)]:
                crowd.create_task(one(name, priority))
                await asyncio.sleep(0)
        return served

    assert skipping(clock, main()) == ["s1", "s2", "owner", "order", "bulk"]


def test_nobody_overtakes_a_waiting_shopper(clock: ManualClock) -> None:
    async def main() -> None:
        purse = budget(clock, TINY)
        held = [purse.try_acquire("a", WRITES, SHOPPER) for _ in range(4)]
        waiting = asyncio.create_task(purse.acquire("a", WRITES, SHOPPER, 70.0))
        await asyncio.sleep(0)
        assert purse.try_acquire("a", WRITES, ORDER) is None
        assert held[0] is not None
        held[0].cancel()
        assert purse.try_acquire("a", WRITES, ORDER) is None
        (await waiting).release()

    skipping(clock, main())


def test_waiting_for_one_class_does_not_stop_another(clock: ManualClock) -> None:
    async def main() -> None:
        purse = budget(clock, TINY)
        spend(purse, 4, SHOPPER, WRITES)
        waiting = asyncio.create_task(purse.acquire("a", WRITES, SHOPPER, 70.0))
        await asyncio.sleep(0)
        # Three GLOBAL slots are left; one is kept for the shopper.
        assert spend(purse, 9, ORDER, READS) == 2
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert spend(purse, 9, ORDER, READS) == 1

    skipping(clock, main())


def test_a_deadline_is_kept_when_higher_ones_keep_coming(clock: ManualClock) -> None:
    async def main() -> float:
        purse = budget(clock, TINY)
        held = [purse.try_acquire("a", WRITES, OWNER) for _ in range(4)]
        before = clock.monotonic()
        with pytest.raises(AlterBusy):
            await purse.acquire("a", WRITES, ORDER, 65.0)
        assert all(held)
        return clock.monotonic() - before

    assert 65.0 <= skipping(clock, main()) < 65.2


def test_waiting_costs_few_wakings(clock: ManualClock) -> None:
    async def main() -> int:
        purse = budget(clock)
        spend(purse, 120, SHOPPER)
        crowd = [purse.acquire("a", WRITES, SHOPPER, 600.0) for _ in range(100)]
        for slot in await asyncio.gather(*crowd):
            slot.release()
        loop = asyncio.get_running_loop()
        assert isinstance(loop, SkippingLoop)
        return loop.naps

    assert skipping(clock, main()) <= 5


def test_a_cancelled_waiter_leaks_no_slot(clock: ManualClock) -> None:
    async def main() -> None:
        purse = budget(clock, TINY)
        held = [purse.try_acquire("a", WRITES, OWNER) for _ in range(4)]
        waiting = asyncio.create_task(purse.acquire("a", WRITES, OWNER, 70.0))
        await asyncio.sleep(0)
        assert held[0] is not None
        held[0].cancel()  # granted in this very moment
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert purse.wait_for("a", WRITES, OWNER) == 0.0

    skipping(clock, main())


async def test_a_429_closes_its_class_only(clock: ManualClock) -> None:
    purse = budget(clock)
    purse.close("a", WRITES, 30.0)
    assert purse.wait_for("a", WRITES, SHOPPER) == 30.0
    assert purse.wait_for("a", READS, BULK) == 0.0
    assert purse.wait_for("b", WRITES, BULK) == 0.0
    clock.turn(30.0)
    assert purse.wait_for("a", WRITES, BULK) == 0.0


def test_spends_from_before_a_restart_count(clock: ManualClock) -> None:
    purse = budget(clock, TINY)
    for age in (10.0, 20.0, 60.0, 61.0):
        purse.restore("a", WRITES, ORDER, age)
    assert spend(purse, 9, OWNER) == 1
    assert purse.wait_for("a", WRITES, OWNER) == 1.0


def test_forgetting_a_store_sends_its_waiters_home(clock: ManualClock) -> None:
    async def main() -> None:
        purse = budget(clock, TINY)
        spend(purse, 4, OWNER)
        waiting = asyncio.create_task(purse.acquire("a", WRITES, OWNER, 70.0))
        await asyncio.sleep(0)
        purse.forget("a")
        with pytest.raises(AlterBusy):
            await waiting
        assert purse.wait_for("a", WRITES, OWNER) == 0.0

    skipping(clock, main())


def test_untouched_buckets_are_dropped(clock: ManualClock) -> None:
    purse = budget(clock)
    for number in range(500):
        spend(purse, 1, OWNER, account=f"store-{number}")
    in_flight = purse.try_acquire("busy", WRITES, OWNER)
    clock.turn(400.0)
    spend(purse, 1, OWNER, account="fresh")
    assert in_flight is not None
    assert set(purse._buckets) == {"busy", "fresh"}
