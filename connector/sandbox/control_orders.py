"""The operator's way to an order without a shopper."""

from __future__ import annotations

from typing import Literal

from aiohttp import web
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from connector.sandbox.body import read_object
from connector.sandbox.control import order_shown, read
from connector.sandbox.customizer_orders import MOST_LINES, WantedItem
from connector.sandbox.orders import UnknownOption
from connector.sandbox.refusal import refused
from connector.sandbox.scene import SCENE

routes = web.RouteTableDef()


class NewOrder(BaseModel):
    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, validate_by_name=True)

    design_id: int
    items: list[WantedItem] = Field(
        default_factory=lambda: [WantedItem()], min_length=1, max_length=MOST_LINES
    )
    status: Literal["shopping_cart", "editable", "paid", "processing", "completed", "cancelled"] = (
        "shopping_cart"
    )
    created_at: AwareDatetime | None = None


@routes.post("/sandbox/orders")
async def add_order(request: web.Request) -> web.Response:
    world = request.app[SCENE].world
    wanted = read(NewOrder, await read_object(request))
    if wanted.design_id not in world.designs:
        raise refused(404, "sandbox.designNotFound")
    items = [each.item() for each in wanted.items]
    try:
        order = world.place_order(
            wanted.design_id, items=items, status=wanted.status, at=wanted.created_at
        )
    except UnknownOption:
        raise refused(422, "sandbox.unknownOption") from None
    return web.json_response(order_shown(order), status=201)
