"""Reading customer orders (alter-public-api.txt, "Customer orders"; wrappers: the older document).

Undocumented and chosen: without `order_by` the order is by ascending id, ids nobody has are left out of a
batch's answer, and a batch without ids is refused.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from connector.sandbox import order_shape
from connector.sandbox.auth import Caller, authenticate
from connector.sandbox.body import is_id, read_object
from connector.sandbox.orders import ORDER_STATUSES, Order
from connector.sandbox.query import Query, path_id
from connector.sandbox.refusal import refused
from connector.sandbox.scene import SCENE

routes = web.RouteTableDef()

PATH = "/public-api/v1/customer-orders"
SUBJECT = "customerOrder"
DEFAULT_LIMIT = 9
LARGEST_LIMIT = 50
LARGEST_BATCH = 100


@routes.get(PATH)
async def listing(request: web.Request) -> web.Response:
    caller = authenticate(request, "orders:read")
    query = Query(request, SUBJECT)
    offset = query.number("offset", 0)
    limit = query.number("limit", DEFAULT_LIMIT, lowest=1, highest=LARGEST_LIMIT)
    found = query.sorted(
        _filtered(query, caller),
        {
            "id": lambda order: order.id,
            "created_at": lambda order: order.created_at,
            "design_name": lambda order: order.design.name,
        },
    )
    items = [_shown(request, each, listed=True) for each in found[offset : offset + limit]]
    return web.json_response({"order": {"items": items, "total": len(found)}})


@routes.get(PATH + "/{id}")
async def single(request: web.Request) -> web.Response:
    caller = authenticate(request, "orders:read")
    order = order_at(request, caller, "id")
    return web.json_response({"order": _shown(request, order)})


@routes.post(PATH + "/batch")
async def batch(request: web.Request) -> web.Response:
    caller = authenticate(request, "orders:read")
    world = request.app[SCENE].world
    ids = _ids(await read_object(request))
    # Asked for twice, answered once.
    found = [world.order_of(caller.storefront.id, each) for each in dict.fromkeys(ids)]
    return web.json_response({"orders": [_shown(request, order) for order in found if order]})


def order_at(request: web.Request, caller: Caller, name: str) -> Order:
    """The order the path names, if it is the caller's storefront's."""
    order_id = path_id(request, name, SUBJECT)
    order = request.app[SCENE].world.order_of(caller.storefront.id, order_id)
    if order is None:
        raise refused(404, f"{SUBJECT}.notFound")
    return order


def _filtered(query: Query, caller: Caller) -> list[Order]:
    name = query.text("name").casefold()
    category_id = query.optional_number("category_id")
    status = query.one_of("order_status", ORDER_STATUSES)
    return [
        order
        for order in query.request.app[SCENE].world.orders.values()
        if order.storefront_id == caller.storefront.id
        and not order.deleted
        # "Searches design name and numeric order ID."
        and (name in order.design.name.casefold() or name == str(order.id))
        and category_id in (None, order.options.category_id)
        and status in (None, order.status)
    ]


def _ids(body: dict[str, Any]) -> list[int]:
    ids = body.get("customerOrderIds")
    if body.keys() != {"customerOrderIds"} or not isinstance(ids, list):
        raise refused(400, f"{SUBJECT}.invalidIds")
    if not 1 <= len(ids) <= LARGEST_BATCH or not all(is_id(each) for each in ids):
        raise refused(400, f"{SUBJECT}.invalidIds")
    return ids


def _shown(request: web.Request, order: Order, *, listed: bool = False) -> dict[str, object]:
    scene = request.app[SCENE]
    app_url, variants = scene.origin(request), scene.knobs.variants
    if scene.knobs.document == "current":
        return order_shape.current(order, app_url, variants)
    if listed:
        return order_shape.older_listed(order, app_url, variants)
    return order_shape.older_single(order, app_url, variants)
