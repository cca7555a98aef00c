"""On a shared storefront the gateway shows and changes no other store's orders."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from connector.sandbox.faults import Fault
from connector.sandbox.orders import Order
from tests.acceptance.browser import Browser
from tests.acceptance.carting import made, visiting
from tests.acceptance.ordering import line, tell
from tests.stage.stage import ConnectedStore, Reply, Stage, Staging, item
from wp_bridge.tickets import Ticket, issue

ORDERS = "/public-api/v1/customer-orders"
NEVER = 424242


@dataclass
class Shared:
    """Two stores of one storefront; of four new orders one follows each store's order, one lies in a cart
    of the first store, one is nobody's yet."""

    stage: Stage
    first: ConnectedStore
    second: ConnectedStore
    linked: Order
    claimed: Order
    nobodys: Order
    seconds: Order

    @property
    def foreign(self) -> list[Order]:
        """Of what the first store holds, seen by the second."""
        return [self.linked, self.claimed]

    async def listed(self, store: ConnectedStore, query: str = "") -> tuple[list[int], int]:
        answer = await store.get(f"{ORDERS}?limit=50&{query}".rstrip("?&"))
        assert answer.status == 200, answer.body
        found = answer.json["order"]
        return [each["id"] for each in found["items"]], found["total"]


@pytest.fixture
async def shared(staging: Staging) -> AsyncIterator[Shared]:
    async with staging(worker=False) as stage:
        first = await stage.connect()
        second = await stage.connect("http://second.localhost", share=True)
        visitor = await visiting(stage, first)
        claimed = await visitor.presses()
        assert (await visitor.claims(claimed)).status == 201
        linked, nobodys, seconds = made(stage), made(stage), made(stage)
        await tell(first, 1, "on-hold", line(linked, 1))
        await tell(second, 1, "on-hold", line(seconds, 1))
        yield Shared(stage, first, second, linked, claimed, nobodys, seconds)


def said(answer: Reply) -> tuple[int, bytes]:
    return answer.status, answer.body


async def test_a_foreign_order_is_not_there(shared: Shared) -> None:
    """Reading, status, quantities, deletion and a session for it: as with a number that never was."""
    details = {order.id: order.lines[0].id for order in shared.foreign}
    for order in shared.foreign:
        before = (order.status, order.quantities, len(order.history))
        sent: list[tuple[str, str, Any]] = [
            ("GET", "", None),
            ("PATCH", "/status", {"status": "cancelled"}),
            ("PATCH", "/quantity/all", {"quantity": 9}),
            (
                "PATCH",
                "/quantity",
                {"items": [{"orderDetailId": details[order.id], "quantity": 9}]},
            ),
            ("DELETE", "", None),
        ]
        for method, tail, body in sent:
            foreign = await shared.second.call(method, f"{ORDERS}/{order.id}{tail}", body)
            never = await shared.second.call(method, f"{ORDERS}/{NEVER}{tail}", body)
            assert foreign.status == 404
            assert said(foreign) == said(never), (method, tail)
        zeroed = await shared.second.get(f"{ORDERS}/00{order.id}")
        assert zeroed.status == 404
        wish = {"tool": "customizer", "origin": shared.second.origin, "orderId": order.id}
        opened = await shared.second.post("/public-api/v1/embed/session", wish)
        assert opened.status == 404
        assert (order.status, order.quantities, len(order.history)) == before
        assert (await shared.first.get(f"{ORDERS}/{order.id}")).status == 200


async def test_own_and_nobodys_orders_pass(shared: Shared) -> None:
    """Nobody's is everybody's until it is claimed."""
    for order in (shared.nobodys, shared.seconds):
        assert (await shared.second.get(f"{ORDERS}/{order.id}")).json["order"]["id"] == order.id
    path = f"{ORDERS}/{shared.seconds.id}/status"
    assert (await shared.second.patch(path, {"status": "editable"})).status == 200
    assert shared.seconds.status == "editable"
    assert (await shared.first.get(f"{ORDERS}/{shared.seconds.id}")).status == 404


async def test_a_shops_own_ticket_opens_no_foreign_order(shared: Shared) -> None:
    """Signed by the second store with its own secret, for its own product."""
    await shared.second.put_bindings(item("wc2_1"), wait=0)
    await shared.stage.work()
    browser = Browser.on(shared.stage, shared.second, shared.second.origin)

    async def opened(number: int) -> Reply:
        ticket = Ticket("wc2_1", str(number), "k" * 32, "edit", int(time.time()) + 300)
        text = issue(ticket, shared.second.ticket_secret)
        return await browser.session("wc2_1", ticket=text)

    never = await opened(NEVER)
    for order in shared.foreign:
        answer = await opened(order.id)
        assert (answer.status, answer.code) == (never.status, never.code) == (409, "alter.refused")
    assert (await opened(shared.seconds.id)).status == 201


@pytest.mark.parametrize("document", ["current", "older"])
async def test_lists_leave_foreign_orders_out(shared: Shared, document: Any) -> None:
    """For each store the other's; the total of a whole list is that of what is shown."""
    shared.stage.sandbox.knobs.document = document
    held = {shared.claimed.id, shared.linked.id}
    seconds, total = await shared.listed(shared.second)
    assert held.isdisjoint(seconds)
    assert {shared.nobodys.id, shared.seconds.id, 123} == set(seconds)
    assert total == 3
    firsts, total = await shared.listed(shared.first)
    assert {*held, shared.nobodys.id, 123} == set(firsts)
    assert total == 4


async def test_what_is_shown_is_as_alter_says_it(shared: Shared) -> None:
    """Every field of every order that stays, and every other field of the answer."""
    sandbox = shared.stage.sandbox
    odd = {
        "order": {
            "items": [
                {"id": shared.linked.id, "note": "hidden"},
                None,
                {"id": shared.seconds.id, "price": 12.50, "name": "żółw", "new": {"a": [1e3]}},
            ],
            "total": 3,
            "more": True,
        },
        "requestedAt": "now",
    }
    sandbox.knobs.faults.append(Fault(path="/customer-orders$", status=200, body=odd))
    answer = await shared.second.get(ORDERS)
    order = odd["order"]
    assert isinstance(order, dict)
    shown = {"items": order["items"][1:], "total": 2, "more": True}
    assert answer.json == {"order": shown, "requestedAt": "now"}


async def test_a_search_for_a_foreign_number_finds_nothing(shared: Shared) -> None:
    """The list searches numbers too; an empty answer must be as empty as any."""
    for order in shared.foreign:
        foreign = await shared.second.get(f"{ORDERS}?name={order.id}")
        never = await shared.second.get(f"{ORDERS}?name={NEVER}")
        assert foreign.json == never.json
        assert (await shared.listed(shared.first, f"name={order.id}")) == ([order.id], 1)


async def test_whoever_counts_to_the_total_meets_every_own_order(shared: Shared) -> None:
    """Page by page: before the last page the total is Alter's."""
    for _ in range(5):
        made(shared.stage)
    met: list[int] = []
    offset, total = 0, 1
    while offset < total:
        query = f"?limit=3&offset={offset}&order_by=id&direction=DESC"
        found = (await shared.second.get(ORDERS + query)).json["order"]
        met += [each["id"] for each in found["items"]]
        offset, total = offset + 3, found["total"]
    own = {each.id for each in shared.stage.sandbox.world.orders.values()}
    assert sorted(met) == sorted(own - {each.id for each in shared.foreign})


async def test_a_batch_answers_foreign_numbers_as_unknown_ones(shared: Shared) -> None:
    """Alter is not even asked for them."""
    numbers = [each.id for each in (shared.linked, shared.seconds, shared.claimed, shared.nobodys)]
    answer = await shared.second.post(f"{ORDERS}/batch", {"customerOrderIds": numbers})
    never = [NEVER, shared.seconds.id, NEVER + 1, shared.nobodys.id]
    assert said(answer) == said(
        await shared.second.post(f"{ORDERS}/batch", {"customerOrderIds": never})
    )
    assert [each["id"] for each in answer.json["orders"]] == [shared.seconds.id, shared.nobodys.id]
    (call, _) = shared.stage.sandbox.calls_to("POST", "/customer-orders/batch")
    asked = call.body["customerOrderIds"]
    assert (len(set(asked)), asked[1], asked[3]) == (4, shared.seconds.id, shared.nobodys.id)
    assert {shared.linked.id, shared.claimed.id}.isdisjoint(asked)


@pytest.mark.parametrize("shape", ["text", "many", "nothing", "list"])
async def test_a_batch_in_another_shape_shows_nothing_foreign_either(
    shared: Shared, shape: str
) -> None:
    """Alter refuses it. If it did not: what it answers is looked through."""
    number = shared.linked.id
    asked: Any = {
        "text": [str(number)],
        "many": [number] * 101,
        "nothing": None,
        "list": [[number]],
    }[shape]
    path, body = f"{ORDERS}/batch", {"customerOrderIds": asked}
    assert (await shared.second.post(path, body)).json == {"code": "customerOrder.invalidIds"}
    wide: list[Any] = [{"id": number}, {"id": str(number)}, {"id": None}, {"name": "?"}, None]
    fault = Fault(path="/batch$", status=200, body={"orders": [*wide, {"id": shared.seconds.id}]})
    shared.stage.sandbox.knobs.faults.append(fault)
    answer = await shared.second.post(path, body)
    assert answer.json == {"orders": [None, {"id": shared.seconds.id}]}


@pytest.mark.parametrize("body", [None, [], {"items": []}, {"order": 1}, {"orders": "x"}])
async def test_an_answer_that_cannot_be_looked_through_is_not_passed(
    shared: Shared, body: Any
) -> None:
    """It might hold anybody's. A storefront of one store gets it as it is."""
    fault = Fault(path="/customer-orders", status=200, body=body, times=None)
    if body is None:
        fault = Fault(path="/customer-orders", html="<p>orders</p>", status=200, times=None)
    shared.stage.sandbox.knobs.faults.append(fault)
    for answer in (
        await shared.second.get(ORDERS),
        await shared.second.post(f"{ORDERS}/batch", {"customerOrderIds": [1]}),
    ):
        assert (answer.status, answer.json) == (503, {"code": "connector.upstreamUnavailable"})
        assert int(answer.headers["Retry-After"]) >= 1


async def test_alone_on_a_storefront_answers_pass_byte_for_byte(staging: Staging) -> None:
    """Also when the store has orders of its own; an odd answer too."""
    async with staging(worker=False) as stage:
        store = await stage.connect()
        await store.put_bindings(item("wc_1"), wait=0)
        await tell(store, 1, "on-hold", line(made(stage), 1))
        odd = Fault(path="/customer-orders$", status=200, html='{ "order" : 1.50 }')
        stage.sandbox.knobs.faults.append(odd)
        answer = await store.get(ORDERS, described=False)
        assert said(answer) == (200, b'{ "order" : 1.50 }')


async def test_what_a_store_held_stays_hidden_when_it_leaves_the_storefront(shared: Shared) -> None:
    """Its links and claims are of the storefront it was connected to then, and it may come back."""
    elsewhere = shared.stage.sandbox.world.add_storefront()
    await shared.stage.connect(storefront_id=elsewhere.id, headers=dict(shared.first.headers))
    assert (await shared.second.get(f"{ORDERS}/{shared.linked.id}")).status == 404
