"""What the sending of orders does with limits, outages, refusals and lost leases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from connector.domain.ids import StoreId
from connector.domain.order_sending import LAST_TRY_AFTER
from connector.domain.priority import Priority
from connector.domain.sync import Pause
from connector.flows.collaborators.order_replay import OrderReplay
from connector.flows.orders.read import FollowOrders
from connector.sandbox.faults import Fault
from connector.store import order_states, sync_states
from tests.acceptance.ordering import line, placed, shown, tell
from tests.flows.orders.playing import run_all, runner
from tests.stage.spent import all_answered
from tests.stage.stage import ConnectedStore, Stage, item
from tests.stage.waiting import struck

Staging = Callable[..., AbstractAsyncContextManager[Stage]]


@pytest.fixture
async def stage(staging: Staging) -> AsyncIterator[Stage]:
    async with staging(worker=False) as opened:
        yield opened


def fault(stage: Stage, **fields: Any) -> Fault:
    found = Fault.model_validate({"path": "customer-orders/", "times": None} | fields)
    stage.sandbox.knobs.faults.append(found)
    return found


def follow(stage: Stage) -> FollowOrders:
    return FollowOrders(stage.database)


def orders_written(stage: Stage) -> list[Any]:
    return [call for call in stage.sandbox.calls if call.method == "PATCH"]


async def sync_of(store: ConnectedStore, order: Any, order_id: int = 1001) -> dict[str, Any]:
    return dict((await shown(store, order, order_id))["sync"])


async def test_after_three_days_it_is_buried_and_can_be_replayed(stage: Stage) -> None:
    """Seen as failed and counted; the owner's replay and a newer event both try again."""
    store, order = await stage.connect(), placed(stage)
    broken = fault(stage, status=500)
    await tell(store, 1, "processing", line(order, 2))
    started = stage.clock.now()
    for _ in range(50):
        await stage.work()
        next_at = (await sync_of(store, order))["nextAttemptAt"]
        if next_at is None:
            break
        left = datetime.fromisoformat(next_at) - stage.clock.now()
        stage.clock.shift(max(left.total_seconds(), 0.0) + 1)
    buried = await sync_of(store, order)
    assert stage.clock.now() - started >= LAST_TRY_AFTER
    assert stage.clock.now() - started < LAST_TRY_AFTER + timedelta(hours=12)
    assert (buried["state"], buried["upstreamStatus"], buried["nextAttemptAt"]) == (
        "failed",
        500,
        None,
    )
    assert 12 <= buried["attempts"] < 40
    store_id, replay = StoreId(store.id), OrderReplay(stage.database, stage.clock)
    assert (await follow(stage).counts(store_id)).failed == 1
    assert await replay(store_id, [order.id + 1]) == 0
    assert await replay(store_id, [order.id]) == 1
    stage.sandbox.knobs.faults.remove(broken)
    stage.clock.shift(600)
    await stage.work()
    assert order.status == "paid"
    assert (await follow(stage).counts(store_id)).synced == 1
    assert await replay(StoreId("st_none"), None) == 0


@pytest.mark.parametrize("status", [400, 409, 413, 422])
async def test_a_refusal_is_buried_with_alters_code(stage: Stage, status: int) -> None:
    """At once; the status does not go out without its quantity; a newer event tries again."""
    store, order = await stage.connect(), placed(stage)
    refusal = fault(stage, path="/quantity", status=status, body={"code": "order.locked"})
    await tell(store, 1, "processing", line(order, 2))
    await stage.work()
    sync = await sync_of(store, order)
    assert (sync["state"], sync["code"], sync["upstreamStatus"]) == (
        "failed",
        "order.locked",
        status,
    )
    assert order.status == "shopping_cart"
    await tell(store, 2, "cancelled", line(order, 2))
    await stage.work()
    assert order.status == "cancelled"
    stage.sandbox.knobs.faults.remove(refusal)
    await tell(store, 3, "processing", line(order, 2))
    await stage.work()
    assert (order.status, *order.quantities.values()) == ("paid", 2)


async def test_a_429_makes_the_store_wait_and_costs_no_try(stage: Stage) -> None:
    """As long as Alter says; other orders of the store wait with it."""
    store, one, two = await stage.connect(), placed(stage), placed(stage)
    limit = fault(stage, status=429, headers={"Retry-After": "40"}, times=1, path="/status$")
    await tell(store, 1, "processing", line(one, 1), line(two, 1))
    await stage.work()
    assert limit.fired == 1
    before = len(stage.sandbox.calls)
    stage.clock.shift(30)
    await stage.work()
    assert len(stage.sandbox.calls) == before
    assert (await sync_of(store, one))["attempts"] == 0
    stage.clock.shift(20)
    await stage.work()
    assert (one.status, two.status) == ("paid", "paid")


async def test_an_outage_is_left_alone_by_the_breaker(stage: Stage) -> None:
    """Not every order pays for it with a try of its own."""
    store = await stage.connect()
    orders = [placed(stage) for _ in range(12)]
    down = fault(stage, status=503)
    await tell(store, 1, "processing", *(line(order, 1) for order in orders))
    await stage.work()
    assert down.fired < len(orders)
    stage.sandbox.knobs.faults.remove(down)
    for _ in range(4):
        stage.clock.shift(120)
        await stage.work()
    assert {order.status for order in orders} == {"paid"}


async def test_a_probe_that_succeeds_leaves_the_store_connected(stage: Stage) -> None:
    """One odd 401 is a reason to come back, not to call anybody disconnected."""
    store, order = await stage.connect(), placed(stage)
    fault(stage, status=401, times=1, path="/status$")
    await tell(store, 1, "processing", line(order, 1))
    await stage.work()
    assert (await sync_of(store, order))["upstreamStatus"] == 401
    assert (await store.get("/v1/store")).json["state"] == "connected"
    stage.clock.shift(30)
    await stage.work()
    assert order.status == "paid"


async def test_writes_are_spent_before_they_are_sent_and_as_orders(stage: Stage) -> None:
    """A restart remembers them; the question before them is no write."""
    store, order = await stage.connect(), placed(stage)
    await tell(store, 1, "processing", line(order, 2))
    await stage.work()
    assert await all_answered(stage, store) == [Priority.ORDER, Priority.ORDER]


async def test_orders_do_not_wait_for_a_paused_bulk_sync(stage: Stage) -> None:
    """Their lease and their pauses are their own."""
    store, order = await stage.connect(), placed(stage)
    async with stage.database.write() as connection:
        await sync_states._set(
            connection,
            StoreId(store.id),
            not_before=stage.clock.now() + timedelta(hours=1),
            pause=Pause.DOWN.value,
            lease_owner="a long batch",
            lease_until=stage.clock.now() + timedelta(hours=1),
        )
    await store.put_bindings(item("wc_1"), wait=0)
    await tell(store, 1, "processing", line(order, 1))
    await run_all(runner(stage, stage.database))
    assert order.status == "paid"


async def test_bulk_never_takes_the_slots_of_orders(staging: Staging) -> None:
    """With the limits nearly used up by bulk, an order still goes out at once, and Alter says no 429."""
    async with staging(worker=False, sync_batch=1, limit_scale=0.1) as stage:
        stage.sandbox.knobs.limit_scale = 0.1
        store, order = await stage.connect(), placed(stage)
        await store.put_bindings(*(item(f"wc_{number}") for number in range(30)), wait=0)
        await stage.work()
        assert (await store.get("/v1/sync")).json["pending"] > 0
        await tell(store, 1, "processing", line(order, 1))
        await run_all(runner(stage, stage.database))
        assert order.status == "paid"
        assert stage.sandbox.refused == 0


async def test_many_orders_stay_within_the_limits(staging: Staging) -> None:
    """What has no slot waits; nothing is refused by Alter and nothing is lost."""
    async with staging(worker=False, limit_scale=0.1) as stage:
        stage.sandbox.knobs.limits_enabled = False  # its clock does not move with ours
        store = await stage.connect()
        orders = [placed(stage) for _ in range(20)]
        await tell(store, 1, "processing", *(line(order, 2) for order in orders))
        for _ in range(20):
            before = len(orders_written(stage))
            await stage.work()
            assert len(orders_written(stage)) - before <= 12
            # By a clock that jumps before the answers are noted, all of them would be late.
            await all_answered(stage, store)
            stage.clock.shift(62)
        assert {order.status for order in orders} == {"paid"}
        assert {order.counts["status"] for order in orders} == {1}


async def test_a_store_with_many_orders_does_not_hold_up_another(staging: Staging) -> None:
    """Turn by turn."""
    async with staging(worker=False) as stage:
        stage.sandbox.knobs.storefront_per_store = True
        big, small = await stage.connect(), await stage.connect("http://second.localhost")
        world = stage.sandbox.world
        design = {each.storefront_id: each.id for each in world.designs.values()}
        own = [
            [placed(stage, design=design[store.answer["store"]["storefrontId"]]) for _ in range(n)]
            for store, n in ((big, 10), (small, 1))
        ]
        await tell(big, 1, "processing", *(line(order, 1) for order in own[0]))
        await tell(small, 1, "processing", line(own[1][0], 1))
        run = runner(stage, stage.database)
        await run("lane")
        await run("lane")
        assert own[1][0].status == "paid"
        assert [order.status for order in own[0]].count("paid") == 1


async def test_a_lease_that_was_lost_during_the_call_is_not_trusted(stage: Stage) -> None:
    """Somebody else may have sent something newer meanwhile: the wanted state goes out once more."""
    store, order = await stage.connect(), placed(stage)
    slow = fault(stage, path="/status$", delay=30, times=1)
    await tell(store, 1, "processing", line(order, 1))
    working = asyncio.create_task(run_all(runner(stage, stage.database)))
    await struck(slow)
    async with stage.database.write() as connection:
        await connection.execute(sa.update(order_states.order_states).values(lease_owner="other"))
    slow.delay = 0
    await working
    found = await shown(store, order)
    assert (found["sync"]["state"], found["confirmed"]["status"]) == ("pending", None)
    stage.clock.shift(9)
    await stage.work()
    assert (await sync_of(store, order))["state"] == "synced"
    assert [change.value for change in order.history if change.kind == "status"] == ["paid"] * 2


async def test_events_at_once_leave_the_newest(stage: Stage) -> None:
    """Of the same order and of others that name the same Alter order: one link, the highest sequence."""
    store, order = await stage.connect(), placed(stage)
    statuses = ["pending", "processing", "completed"] * 4
    answers = await asyncio.gather(
        *(
            tell(store, number, status, line(order, number + 1))
            for number, status in enumerate(statuses)
        )
    )
    assert any(answer.json["jobs"] for answer in answers)
    await stage.work()
    assert (order.status, *order.quantities.values()) == ("completed", 12)
    fresh = placed(stage)
    rivals = await asyncio.gather(
        *(tell(store, 1, "processing", line(fresh, 1), orderId=number) for number in range(1, 7))
    )
    assert sum(answer.json["jobs"] for answer in rivals) == 1


async def test_our_own_fault_does_not_spin(stage: Stage) -> None:
    """A credential that does not open is tried again later, and said in the log."""
    store, order = await stage.connect(), placed(stage)
    await tell(store, 1, "processing", line(order, 1))
    async with stage.database.write() as connection:
        await connection.execute(
            sa.text("UPDATE stores SET sealed_credential = sealed_ticket_secret")
        )
    run = runner(stage, stage.database)
    with pytest.raises(Exception, match=r".*"):
        await run("lane")
    assert (await sync_of(store, order))["code"] == "orders.unexpected"
    assert await run("lane") is False
