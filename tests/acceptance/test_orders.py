"""From a WooCommerce order's events to Alter's orders, through HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest

from connector.sandbox.faults import Fault
from tests.acceptance.ordering import (
    ORDER,
    codes,
    is_as,
    line,
    placed,
    shown,
    tell,
    writes,
)
from tests.stage.stage import Stage
from tests.stage.waiting import until

Staging = Callable[..., AbstractAsyncContextManager[Stage]]


@pytest.fixture
async def stage(staging: Staging) -> AsyncIterator[Stage]:
    """Without a running worker: `stage.work()` is when things are sent."""
    async with staging(worker=False) as opened:
        yield opened


def calls(stage: Stage) -> list[tuple[str, str]]:
    return [
        (call.method, call.path.removeprefix("/public-api/v1"))
        for call in stage.sandbox.calls
        if "customer-orders" in call.path
    ]


async def test_an_order_reaches_alter_quantities_first(stage: Stage) -> None:
    """Asked for once, then the quantities, then the status; the answer names the work."""
    store, order = await stage.connect(), placed(stage, 1, 1)
    first, second = order.quantities
    answer = await tell(store, 1, "processing", line(order, 3, first), line(order, 2, second))
    assert answer.json == {
        "accepted": [{"alterOrderId": order.id, "queued": True, "code": None}],
        "jobs": 1,
    }
    await stage.work()
    assert is_as(order, "paid", 3, 2)
    assert calls(stage) == [
        ("GET", f"/customer-orders/{order.id}"),
        ("PATCH", f"/customer-orders/{order.id}/quantity"),
        ("PATCH", f"/customer-orders/{order.id}/status"),
    ]
    found = await shown(store, order)
    assert found["sync"]["state"] == "synced"
    assert found["desired"] == found["confirmed"]
    await tell(store, 2, "completed", line(order, 3, first), line(order, 2, second))
    await stage.work()
    assert writes(order)[2:] == [("status", "completed")]
    assert stage.sandbox.refused == 0


async def test_a_running_worker_hears_of_it_at_once(staging: Staging) -> None:
    """The bell spares the wait; nothing else is asked of the caller."""
    async with staging() as running:
        store, order = await running.connect(), placed(running)

        async def paid() -> bool:
            return order.status == "paid"

        await tell(store, 1, "processing", line(order, 1))
        await until(paid)


async def test_the_same_event_twice_does_nothing(stage: Stage) -> None:
    """Before it was sent and after."""
    store, order = await stage.connect(), placed(stage)
    await tell(store, 1, "processing", line(order, 2))
    for _ in range(2):
        again = await tell(store, 1, "processing", line(order, 2))
        assert (again.json["jobs"], codes(again)) == (0, {order.id: "orders.sameEvent"})
        await stage.work()
    assert order.counts["status"] == order.counts["quantity"] == 1


@pytest.mark.parametrize("sent_between", [True, False])
async def test_an_older_event_never_undoes_a_newer_one(stage: Stage, sent_between: bool) -> None:
    """Completed stays completed, whatever comes late, before or after it was sent."""
    store, order = await stage.connect(), placed(stage)
    await tell(store, 5, "completed", line(order, 2))
    if sent_between:
        await stage.work()
    for sequence, status in ((4, "processing"), (3, "cancelled"), (1, "pending")):
        late = await tell(store, sequence, status, line(order, 1))
        assert (late.json["jobs"], codes(late)) == (0, {order.id: "orders.stale"})
    await stage.work()
    assert is_as(order, "completed", 2)
    assert order.counts["status"] == 1


async def test_many_events_are_one_change(stage: Stage) -> None:
    """The newest counts; what was overtaken before it was sent is never sent."""
    store, order = await stage.connect(), placed(stage)
    for sequence, status in enumerate(("pending", "processing", "on-hold", "completed")):
        await tell(store, sequence, status, line(order, sequence + 1))
    await stage.work()
    assert writes(order) == [
        ("quantity", {next(iter(order.quantities)): 4}),
        ("status", "completed"),
    ]


async def test_a_partial_refund_reduces_and_the_last_one_cancels(stage: Stage) -> None:
    """Alter has no quantity 0: a line at 0 beside others is shown, all lines at 0 cancel."""
    store, order = await stage.connect(), placed(stage, 4, 4)
    first, second = order.quantities
    both = (line(order, 4, first), line(order, 4, second))
    await tell(store, 1, "processing", *both)
    part = (line(order, 1, first), line(order, 4, second))
    await tell(store, 2, "processing", *part, kind="refunded")
    await stage.work()
    assert is_as(order, "paid", 1, 4)
    rest = (line(order, 0, first), line(order, 2, second))
    answer = await tell(store, 3, "processing", *rest, kind="refunded")
    assert codes(answer) == {order.id: "orders.lineAtZero"}
    await stage.work()
    assert is_as(order, "paid", 1, 2)
    assert (await shown(store, order))["notes"] == ["orders.lineAtZero"]
    none = (line(order, 0, first), line(order, 0, second))
    await tell(store, 4, "processing", *none, kind="refunded")
    await stage.work()
    assert order.status == "cancelled"
    assert {call.status for call in stage.sandbox.calls if "customer-orders" in call.path} == {200}


async def test_statuses_without_a_meaning_do_nothing_and_are_shown(stage: Stage) -> None:
    """A shop's own status, and on-hold, which is known to mean nothing."""
    store, order = await stage.connect(), placed(stage)
    answer = await tell(store, 1, "waiting-for-fabric", line(order, 2))
    assert (answer.json["jobs"], codes(answer)) == (0, {order.id: "orders.unknownStatus"})
    found = await shown(store, order)
    assert (found["unknownStatus"], found["sync"]["state"]) == ("waiting-for-fabric", "synced")
    held = await tell(store, 2, "on-hold", line(order, 2))
    assert codes(held) == {order.id: None}
    assert (await shown(store, order))["unknownStatus"] is None
    await stage.work()
    assert calls(stage) == []


@pytest.mark.parametrize(
    ("status", "upstream"),
    [
        ("pending", "editable"),
        ("processing", "paid"),
        ("wc-completed", "completed"),
        ("cancelled", "cancelled"),
        ("refunded", "cancelled"),
        ("trash", "cancelled"),
        ("failed", "editable"),
    ],
)
async def test_the_default_map(stage: Stage, status: str, upstream: str) -> None:
    """As the contract lists it, WooCommerce's prefix or not."""
    store, order = await stage.connect(), placed(stage)
    await tell(store, 1, status, line(order, 1))
    await stage.work()
    assert order.status == upstream


async def test_an_alter_order_follows_the_first_order_that_named_it(stage: Stage) -> None:
    """Another order of the store, and another store of the storefront, get nothing."""
    store, order, own = await stage.connect(), placed(stage), placed(stage)
    other = await stage.connect("http://second.localhost", share=True)
    await tell(store, 1, "processing", line(order, 1))
    copied = await tell(store, 9, "cancelled", line(order, 1), line(own, 1), orderId=2002)
    assert codes(copied) == {order.id: "orders.notOwner", own.id: None}
    foreign = await tell(other, 9, "cancelled", line(order, 1))
    assert (foreign.json["jobs"], codes(foreign)) == (0, {order.id: "orders.notOwner"})
    await stage.work()
    assert (order.status, own.status) == ("paid", "cancelled")
    assert (await other.get(f"/v1/orders/{ORDER}")).code == "orders.unknown"


async def test_another_storefronts_order_is_refused(stage: Stage) -> None:
    """Asked for before anything is written, and buried at once with a code."""
    store = await stage.connect()
    stranger = stage.sandbox.world.add_storefront()
    design = next(
        each.id
        for each in stage.sandbox.world.designs.values()
        if each.storefront_id == stranger.id
    )
    order = placed(stage, design=design)
    await tell(store, 1, "processing", line(order, 2))
    await stage.work()
    assert calls(stage) == [("GET", f"/customer-orders/{order.id}")]
    assert writes(order) == []
    sync = (await shown(store, order))["sync"]
    assert (sync["state"], sync["code"]) == ("failed", "orders.unknownAtAlter")
    assert (sync["upstreamStatus"], sync["nextAttemptAt"]) == (404, None)


async def test_a_deletion_deletes_and_nothing_else_does(stage: Stage) -> None:
    """DELETE alone; a status of the trash only cancels; a deleted order stays deleted."""
    store, order = await stage.connect(), placed(stage)
    await tell(store, 1, "trash", line(order, 1))
    await stage.work()
    assert (order.status, order.deleted) == ("cancelled", False)
    await tell(store, 2, "trash", kind="deleted")
    await tell(store, 3, "processing", line(order, 1))
    await stage.work()
    assert order.deleted
    assert writes(order) == [("status", "cancelled"), ("deleted", None)]
    back = await tell(store, 4, "processing", line(order, 1), kind="restored")
    assert (back.json["jobs"], codes(back)) == (0, {order.id: "orders.deletedAtAlter"})


async def test_a_restored_order_is_not_deleted_any_more(stage: Stage) -> None:
    """While the DELETE was not sent."""
    store, order = await stage.connect(), placed(stage)
    await tell(store, 1, "processing", line(order, 1))
    await tell(store, 2, "trash", kind="deleted")
    await tell(store, 3, "processing", line(order, 1), kind="restored")
    await stage.work()
    assert is_as(order, "paid", 1)
    assert not order.deleted


async def test_an_erasure_forgets_the_link_and_not_the_work(stage: Stage) -> None:
    """Accepted changes still arrive; older events stay out; a newer one that names it links again."""
    store, order = await stage.connect(), placed(stage)
    await tell(store, 3, "processing", line(order, 2))
    answer = await tell(store, 2, "processing", kind="erased")
    assert (answer.json["jobs"], codes(answer)) == (0, {order.id: "orders.erased"})
    await stage.work()
    assert is_as(order, "paid", 2)
    assert (await store.get(f"/v1/orders/{ORDER}")).status == 404
    late = await tell(store, 3, "cancelled", line(order, 2))
    assert codes(late) == {order.id: "orders.sameEvent"}
    await tell(store, 4, "completed", line(order, 2))
    await stage.work()
    assert order.status == "completed"
    assert (await shown(store, order))["sequence"] == 4


async def test_orders_not_named_follow_the_status_and_keep_their_quantities(stage: Stage) -> None:
    """A refund event may name the refunded lines only."""
    store, one, two = await stage.connect(), placed(stage), placed(stage)
    await tell(store, 1, "processing", line(one, 2), line(two, 5))
    await tell(store, 2, "completed", line(one, 1))
    await stage.work()
    assert is_as(one, "completed", 1)
    assert is_as(two, "completed", 5)


async def test_the_export_tells_what_is_held_here_and_there(stage: Stage) -> None:
    """The store's own only; without Alter it says that it is not complete."""
    store, order, other = await stage.connect(), placed(stage), placed(stage)
    second = await stage.connect("http://second.localhost", share=True)
    await tell(store, 1, "processing", line(order, 1))
    await tell(second, 1, "processing", line(other, 1))
    path = f"/v1/orders/export?alterOrderIds={order.id},{other.id},77"
    answer = (await store.get(path)).json
    assert answer["complete"] is True
    (found,) = answer["alterOrders"]
    assert (found["alterOrderId"], found["orderId"]) == (order.id, ORDER)
    assert found["atAlter"]["customizerId"] == 381
    stage.sandbox.knobs.faults.append(Fault(path="/batch", status=500, times=None))
    partial = (await store.get(path)).json
    assert (partial["complete"], partial["alterOrders"][0]["atAlter"]) == (False, None)
    assert (await store.get("/v1/orders/export?alterOrderIds=x")).status == 422
    assert (await store.get("/v1/orders/export")).status == 422


async def test_retry_now_takes_buried_orders_along(stage: Stage) -> None:
    """`POST /v1/sync/retry` without ids; with ids it is about those bindings alone."""
    store, order = await stage.connect(), placed(stage)
    refusal = Fault(path="/status", times=None, status=422, body={"code": "order.locked"})
    stage.sandbox.knobs.faults.append(refusal)
    await tell(store, 1, "processing", line(order, 1))
    await stage.work()
    assert (await shown(store, order))["sync"]["state"] == "failed"
    stage.sandbox.knobs.faults.remove(refusal)
    named = await store.post("/v1/sync/retry", {"bindingIds": []})
    assert (named.status, named.json) == (200, {"changed": 0})
    await stage.work()
    assert order.status == "shopping_cart"
    answer = await store.post("/v1/sync/retry")
    assert (answer.status, answer.json) == (200, {"changed": 1})
    await stage.work()
    assert order.status == "paid"
