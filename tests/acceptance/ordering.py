"""WooCommerce orders as the plugin tells of them, and Alter orders for them to name."""

from __future__ import annotations

from typing import Any

from connector.sandbox.orders import Item, Order
from tests.stage.stage import ConnectedStore, Reply, Stage

ORDER = 1001
DESIGN = 381
_HOUR = "2026-06-01T10:{:02d}:00Z"


def line(order: Order | int, quantity: int, detail: int | None = None) -> dict[str, Any]:
    number = order if isinstance(order, int) else order.id
    found: dict[str, Any] = {"alterOrderId": number, "quantity": quantity}
    return found if detail is None else found | {"orderDetailId": detail}


def event(
    sequence: int, status: str, *lines: dict[str, Any], kind: str = "updated", **fields: Any
) -> dict[str, Any]:
    """Each sequence was modified a minute after the one before, unless `modifiedAt` is said."""
    return {
        "event": kind,
        "orderId": ORDER,
        "status": status,
        "sequence": sequence,
        "modifiedAt": _HOUR.format(sequence % 60),
        "lines": list(lines),
    } | fields


def placed(stage: Stage, *quantities: int, design: int = DESIGN) -> Order:
    """What the shopper's *Add to cart* leaves at Alter: an order with an item for each quantity."""
    items = [Item(quantity) for quantity in quantities or (1,)]
    return stage.sandbox.world.place_order(design, items=items)


async def tell(store: ConnectedStore, *args: Any, **fields: Any) -> Reply:
    answer = await store.post("/v1/orders/events", event(*args, **fields))
    assert answer.status == 202, answer.body
    return answer


def codes(answer: Reply) -> dict[int, str | None]:
    return {each["alterOrderId"]: each["code"] for each in answer.json["accepted"]}


async def shown(store: ConnectedStore, order: Order | int, order_id: int = ORDER) -> dict[str, Any]:
    """One linked Alter order, as `GET /v1/orders/{orderId}` tells it."""
    number = order if isinstance(order, int) else order.id
    answer = await store.get(f"/v1/orders/{order_id}")
    assert answer.status == 200, answer.body
    (found,) = [each for each in answer.json["alterOrders"] if each["alterOrderId"] == number]
    return dict(found)


def writes(order: Order) -> list[tuple[str, object]]:
    """What reached the order since the shopper made it, in order."""
    return [(change.kind, change.value) for change in order.history if change.kind != "created"]


def is_as(order: Order, status: str, *quantities: int) -> bool:
    return (order.status, tuple(order.quantities.values())) == (status, quantities)
