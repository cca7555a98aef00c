"""The customizer's own service: what its Add to cart button calls before the page tells the shop.

"When the customer clicks Add to Cart in the Customizer, an order record is created with the default status:
shopping_cart" (alter-customizer-postmessage.txt). How the real page does it is documented nowhere; this
route is the sandbox's own and no part of the Public API.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from connector.sandbox import cart_message
from connector.sandbox.body import read_object
from connector.sandbox.embedding import binding_of, claims_of
from connector.sandbox.orders import Item, Order, UnknownOption
from connector.sandbox.page_loads import conduct_of
from connector.sandbox.refusal import Refused, refused
from connector.sandbox.scene import SCENE, Scene
from connector.sandbox.tokens import EmbedClaims

routes = web.RouteTableDef()

PATH = "/app/customizer/orders"
MOST_LINES = 50


class WantedItem(BaseModel):
    """Strict: a quantity of "2" or true is a fault of the page."""

    model_config = ConfigDict(
        extra="forbid", strict=True, alias_generator=to_camel, validate_by_name=True
    )

    quantity: int = Field(default=1, ge=1, le=1_000_000)
    size_id: int | None = None
    color_id: int | None = None

    def item(self) -> Item:
        return Item(self.quantity, self.size_id, self.color_id)


class Cart(BaseModel):
    """One click may mean several variants."""

    model_config = ConfigDict(
        extra="forbid", strict=True, alias_generator=to_camel, validate_by_name=True
    )

    items: list[WantedItem] = Field(min_length=1, max_length=MOST_LINES)
    text: str | None = Field(default=None, max_length=200)
    order_id: int | None = Field(default=None, description="one that this session has made")


@routes.post(PATH)
async def add_to_cart(request: web.Request) -> web.Response:
    """Makes the order, or changes the one the session was opened for."""
    scene = request.app[SCENE]
    claims = claims_of(request)
    if claims.tool != "customizer" or claims.cart_mode == "view":
        raise refused(403, "customizer.notAllowed")
    page, cart = conduct_of(request), _cart(await read_object(request))
    edits = claims.order_id is not None or cart.order_id is not None
    try:
        order = _edited(scene, claims, cart) if edits else _placed(scene, claims, cart)
    except UnknownOption:
        raise refused(400, "customizer.unknownOption") from None
    payload = cart_message.of_order(order, page, scene.knobs.variants)
    status = 200 if edits else 201
    return web.json_response({"orderId": order.id, "payload": payload}, status=status)


def _placed(scene: Scene, claims: EmbedClaims, cart: Cart) -> Order:
    binding = binding_of(scene, claims)
    design_id = binding.design_id if binding else claims.design_id
    if design_id is None:
        raise refused(409, "customizer.noDesign")
    return scene.world.place_order(
        design_id,
        items=[each.item() for each in cart.items],
        session_jti=claims.jti,
        runtime_binding_id=claims.runtime_binding_id,
        cart_key=claims.cart_key,
        text=cart.text,
        status=scene.knobs.order_status,
        at=scene.clock.now() + timedelta(seconds=scene.knobs.order_clock_ahead),
    )


def _edited(scene: Scene, claims: EmbedClaims, cart: Cart) -> Order:
    order = scene.world.order_of(claims.storefront_id, claims.order_id or cart.order_id or 0)
    if order is None or (claims.order_id is None and order.session_jti != claims.jti):
        raise refused(404, "customerOrder.notFound")
    if not order.is_editable:
        raise refused(409, "customizer.orderLocked")
    scene.world.edit_order(order, [each.item() for each in cart.items], cart.text)
    return order


def _cart(body: dict[str, Any]) -> Cart:
    try:
        return Cart.model_validate(body)
    except ValidationError as error:
        raise Refused(400, {"code": "customizer.invalidCart"}) from error
