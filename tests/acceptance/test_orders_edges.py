"""Order events at the edges: what is refused, what is too large, and a store or an Alter that is not there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest

from connector.sandbox.faults import Fault
from tests.acceptance.ordering import (
    ORDER,
    event,
    line,
    placed,
    shown,
    tell,
)
from tests.stage.stage import ConnectedStore, Stage

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


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("event", "shipped"),
        ("orderId", 0),
        ("orderId", "1001"),
        ("sequence", -1),
        ("sequence", 2**53),
        ("sequence", 1.5),
        ("modifiedAt", "2026-06-01T10:00:00"),
        ("modifiedAt", 1780000000),
        ("modifiedAt", "0001-01-01T00:00:00+14:00"),
        ("status", ""),
        ("status", "a\x00b"),
        ("lines", [line(1, -1)]),
        ("lines", [line(0, 1)]),
        ("lines", [line(1, 1) | {"colour": "red"}]),
        ("lines", [line(number + 1, 1) for number in range(201)]),
        ("lines", None),
        ("extra", 1),
    ],
)
async def test_a_faulty_event_is_refused_whole(stage: Stage, field: str, value: object) -> None:
    """422 with the field named, and nothing is linked."""
    store = await stage.connect()
    body = {**event(1, "processing"), field: value}
    answer = await store.post("/v1/orders/events", body)
    assert answer.status == 422
    assert any(fault["path"].startswith(field) for fault in answer.json["errors"])
    assert (await store.get(f"/v1/orders/{ORDER}")).status == 404


async def test_two_hundred_lines_and_the_largest_numbers(stage: Stage) -> None:
    """The edges of what is taken are kept as they are."""
    store = await stage.connect()
    lines = [line(2**53 - 1 - number, 2**31 - 1, 2**53 - 1) for number in range(200)]
    answer = await tell(store, 2**53 - 1, "processing", *lines, orderId=2**53 - 1)
    assert answer.json["jobs"] == 200
    shown_order = (await store.get(f"/v1/orders/{2**53 - 1}")).json
    assert shown_order["alterOrders"][0]["sequence"] == 2**53 - 1
    for odd in ("0", "x", "9" * 30, "1e3"):
        assert (await store.get(f"/v1/orders/{odd}")).code == "orders.unknown"


async def test_a_lost_credential_pauses_the_orders_and_a_reconnect_resumes_them(
    stage: Stage,
) -> None:
    """One 401, one probe, needsReconnect; nothing more is sent until the store is back."""
    store, one, two = await stage.connect(), placed(stage), placed(stage)
    for credential in stage.sandbox.world.credentials.values():
        credential.revoked = True
    await tell(store, 1, "processing", line(one, 1), line(two, 1))
    before = len(stage.sandbox.calls_to("GET", "/auth/check"))
    await stage.work()
    await stage.work()
    assert len(calls(stage)) == 1
    assert len(stage.sandbox.calls_to("GET", "/auth/check")) == before + 1
    assert (await store.get("/v1/store")).json["state"] == "needsReconnect"
    await tell(store, 2, "completed", line(one, 1), line(two, 1))
    again = await reconnected(stage, store)
    await stage.work()
    assert (one.status, two.status) == ("completed", "completed")
    assert (await shown(again, one))["sync"]["attempts"] == 0


async def reconnected(stage: Stage, store: ConnectedStore) -> ConnectedStore:
    return await stage.connect(headers=dict(store.headers))


@pytest.mark.parametrize("status", [403, 500, 503, 408])
async def test_what_passes_by_itself_never_disconnects(stage: Stage, status: int) -> None:
    """The row waits with its reason, and arrives later."""
    store, order = await stage.connect(), placed(stage)
    stage.sandbox.knobs.faults.append(Fault(path="/status$", status=status, times=2))
    await tell(store, 1, "processing", line(order, 1))
    await stage.work()
    found = await shown(store, order)
    assert (found["sync"]["state"], found["sync"]["upstreamStatus"]) == ("pending", status)
    assert found["sync"]["nextAttemptAt"] is not None
    assert (await store.get("/v1/store")).json["state"] == "connected"
    for _ in range(2):
        stage.clock.shift(60)
        await stage.work()
    assert order.status == "paid"


async def test_a_store_that_left_its_storefront_sends_nothing_of_it(stage: Stage) -> None:
    """The new credential is none of the old orders' business; coming back, they go on."""
    store, order = await stage.connect(), placed(stage)
    await tell(store, 1, "processing", line(order, 1))
    elsewhere = stage.sandbox.world.add_storefront()
    store = await stage.connect(storefront_id=elsewhere.id, headers=dict(store.headers))
    await stage.work()
    assert calls(stage) == []
    await stage.connect(storefront_id=12, headers=dict(store.headers))
    await stage.work()
    assert order.status == "paid"
