from __future__ import annotations

import aiohttp
import pytest

from connector.sandbox.clock import HandClock
from connector.sandbox.faults import Fault
from connector.sandbox.orders import ORDER_STATUSES, Item
from connector.sandbox.server import Sandbox

from .callers import Caller

ORDER = "/customer-orders/123"


async def test_any_status_may_follow_any(api: Caller, sandbox: Sandbox) -> None:
    for status in (*ORDER_STATUSES, *reversed(ORDER_STATUSES)):
        answer = await api("PATCH", f"{ORDER}/status", json={"status": status})
        assert answer.body["newStatus"] == status
        assert (await api("GET", ORDER)).body["order"]["orderStatus"] == status
    assert sandbox.world.orders[123].counts["status"] == 12


async def test_history_tells_every_write_and_its_time(
    api: Caller, sandbox: Sandbox, clock: HandClock
) -> None:
    order = sandbox.world.orders[123]
    clock.advance(3_600)
    for status in ("paid", "paid", "completed"):
        await api("PATCH", f"{ORDER}/status", json={"status": status})
    await api("PATCH", f"{ORDER}/quantity/all", json={"quantity": 5})
    await api("DELETE", ORDER)
    assert [(kind, value) for kind, _, value in order.history] == [
        ("created", "shopping_cart"),
        ("status", "paid"),
        ("status", "paid"),
        ("status", "completed"),
        ("quantity", {987: 5}),
        ("deleted", None),
    ]
    assert {change.at for change in order.history[1:]} == {clock.now()}


async def test_a_write_whose_answer_is_lost_was_done(api: Caller, sandbox: Sandbox) -> None:
    sandbox.knobs.faults.append(Fault(path="/status", answer_lost=True))
    with pytest.raises(aiohttp.ClientError):
        await api("PATCH", f"{ORDER}/status", json={"status": "paid"})
    assert sandbox.world.orders[123].counts["status"] == 1


async def test_quantities_change_the_totals(api: Caller, sandbox: Sandbox) -> None:
    order = sandbox.world.place_order(381, items=[Item(2), Item(1, size_id=396)])
    first, second = order.quantities
    path = f"/customer-orders/{order.id}"
    items = [{"orderDetailId": second, "quantity": 4}]
    assert (await api("PATCH", f"{path}/quantity", json={"items": items})).status == 200
    shown = (await api("GET", path)).body["order"]
    assert [each["quantity"] for each in shown["productItems"]] == [2, 4]
    assert [each["totalPrice"]["value"] for each in shown["productItems"]] == [25, 50]
    assert shown["totalPrice"] == {"value": 75, "currency": "EUR"}
    await api("PATCH", f"{path}/quantity/all", json={"quantity": 1})
    assert order.quantities == {first: 1, second: 1}
    assert (await api("GET", path)).body["order"]["totalPrice"]["value"] == 25


@pytest.mark.parametrize("quantity", [0, -1, 1.5, "2", True, None, 10**9])
async def test_a_quantity_is_a_whole_number_from_one_on(
    api: Caller, sandbox: Sandbox, quantity: object
) -> None:
    items = [{"orderDetailId": 987, "quantity": quantity}]
    for path, body in (("", {"items": items}), ("/all", {"quantity": quantity})):
        answer = await api("PATCH", f"{ORDER}/quantity{path}", json=body)
        assert (answer.status, answer.code) == (400, "customerOrder.invalidQuantity")
    assert sandbox.world.orders[123].counts == {"created": 1}


@pytest.mark.parametrize(
    ("items", "status", "code"),
    [
        ([], 400, "invalidItems"),
        ("all", 400, "invalidItems"),
        ([5], 400, "invalidItems"),
        ([{"orderDetailId": 987}], 400, "invalidItems"),
        ([{"orderDetailId": "987", "quantity": 1}], 400, "invalidItems"),
        ([{"orderDetailId": 987, "quantity": 1, "note": "x"}], 400, "invalidItems"),
        ([{"orderDetailId": 987, "quantity": 1}] * 2, 400, "invalidItems"),
        ([{"orderDetailId": n, "quantity": 9} for n in (987, 5)], 404, "detailNotFound"),
    ],
)
async def test_all_items_or_none(
    api: Caller, sandbox: Sandbox, items: object, status: int, code: str
) -> None:
    answer = await api("PATCH", f"{ORDER}/quantity", json={"items": items})
    assert (answer.status, answer.code) == (status, f"customerOrder.{code}")
    assert sandbox.world.orders[123].quantities == {987: 3}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"status": "pending"}, "invalidStatus"),
        ({"status": None}, "invalidStatus"),
        ({"status": ["paid"]}, "invalidStatus"),
        ({}, "invalidField"),
        ({"status": "paid", "note": "x"}, "invalidField"),
    ],
)
async def test_statuses_are_the_documented_ones(
    api: Caller, body: dict[str, object], code: str
) -> None:
    answer = await api("PATCH", f"{ORDER}/status", json=body)
    assert (answer.status, answer.code) == (400, f"customerOrder.{code}")


async def test_a_deleted_order_is_gone(api: Caller, sandbox: Sandbox) -> None:
    """ "Once deleted, the order can no longer be opened or edited." """
    assert (await api("DELETE", ORDER)).status == 200
    for method, path in (("GET", ""), ("DELETE", ""), ("PATCH", "/status")):
        assert (await api(method, ORDER + path, json={"status": "paid"})).status == 404
    assert (await api("GET", "/customer-orders")).body["order"] == {"items": [], "total": 0}
    assert (await api.open(tool="customizer", orderId=123)).code == "embed.orderNotFound"
    async with api.session.get(f"{sandbox.url}/app/customizer/381/123") as page:
        assert page.status == 404
    assert sandbox.world.orders[123].counts["deleted"] == 1
