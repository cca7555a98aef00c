"""Changing customer orders (alter-public-api.txt, "Customer orders"; the answers: the older document).

Undocumented and chosen: a quantity is a whole number from 1 on (what is no longer wanted is cancelled or
deleted), a change of quantities is done for all its items or for none, and status and quantities may be
changed whatever the status is.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from connector.sandbox.api.orders import PATH, SUBJECT, order_at
from connector.sandbox.auth import authenticate
from connector.sandbox.body import is_id, read_object
from connector.sandbox.orders import ORDER_STATUSES, Order
from connector.sandbox.refusal import refused
from connector.sandbox.scene import SCENE

routes = web.RouteTableDef()

SCOPE = "orders:write"
LARGEST_QUANTITY = 1_000_000
ITEM_FIELDS = {"orderDetailId", "quantity"}


@routes.patch(PATH + "/{id}/status")
async def set_status(request: web.Request) -> web.Response:
    order = order_at(request, authenticate(request, SCOPE), "id")
    body = await read_object(request)
    _only(body, "status")
    status = body["status"]
    if status not in ORDER_STATUSES:
        raise refused(400, f"{SUBJECT}.invalidStatus")
    order.set_status(status, request.app[SCENE].clock.now())
    message = {"success": True, "message": "Order status updated."}
    return web.json_response(message | {"orderId": order.id, "newStatus": status})


@routes.patch(PATH + "/{orderId}/quantity")
async def set_quantities(request: web.Request) -> web.Response:
    order = order_at(request, authenticate(request, SCOPE), "orderId")
    body = await read_object(request)
    _only(body, "items")
    order.set_quantities(_quantities(order, body["items"]), request.app[SCENE].clock.now())
    message = {"success": True, "message": "Order quantities updated.", "orderId": order.id}
    return web.json_response(message)


@routes.patch(PATH + "/{orderId}/quantity/all")
async def set_all_quantities(request: web.Request) -> web.Response:
    order = order_at(request, authenticate(request, SCOPE), "orderId")
    body = await read_object(request)
    _only(body, "quantity")
    quantity = _quantity(body["quantity"])
    now = request.app[SCENE].clock.now()
    order.set_quantities({line.id: quantity for line in order.lines}, now)
    return web.json_response({"success": True, "orderId": order.id, "quantity": quantity})


@routes.delete(PATH + "/{id}")
async def delete(request: web.Request) -> web.Response:
    order = order_at(request, authenticate(request, SCOPE), "id")
    order.delete(request.app[SCENE].clock.now())
    message = {"success": True, "message": "Order deleted.", "orderId": order.id}
    return web.json_response(message)


def _only(body: dict[str, Any], name: str) -> None:
    if body.keys() != {name}:
        raise refused(400, f"{SUBJECT}.invalidField")


def _quantities(order: Order, items: object) -> dict[int, int]:
    if not isinstance(items, list) or not items:
        raise refused(400, f"{SUBJECT}.invalidItems")
    quantities: dict[int, int] = {}
    for item in items:
        if not isinstance(item, dict) or item.keys() != ITEM_FIELDS:
            raise refused(400, f"{SUBJECT}.invalidItems")
        detail_id = item["orderDetailId"]
        # Naming a line twice says two things of it.
        if not is_id(detail_id) or detail_id in quantities:
            raise refused(400, f"{SUBJECT}.invalidItems")
        if detail_id not in order.quantities:
            raise refused(404, f"{SUBJECT}.detailNotFound")
        quantities[detail_id] = _quantity(item["quantity"])
    return quantities


def _quantity(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= LARGEST_QUANTITY:
        raise refused(400, f"{SUBJECT}.invalidQuantity")
    return value
