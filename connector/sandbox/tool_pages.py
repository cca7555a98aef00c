"""The tools a store embeds: viewer, configurator, customizer (alter-customizer-postmessage.txt).

The customizer's addresses are documented; the viewer's is seen in the wild and the configurator's
inferred (alter-facts.md, b). Every page speaks the documented handshake, then calls bootstrap.
"""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from aiohttp import web

from connector.sandbox import cart_message, customizer_orders
from connector.sandbox.api import bootstrap
from connector.sandbox.options import options_of
from connector.sandbox.orders import Order
from connector.sandbox.page_loads import QUERY, conduct_of
from connector.sandbox.plan import RUNTIME_TYPES
from connector.sandbox.records import Design
from connector.sandbox.rendering import page
from connector.sandbox.scene import SCENE
from connector.sandbox.silhouettes import OUTLINES

routes = web.RouteTableDef()

TOOL = "|".join(RUNTIME_TYPES)


@routes.get(rf"/app/{{tool:{TOOL}}}/{{design_id:[1-9][0-9]{{0,9}}}}")
async def show(request: web.Request) -> web.Response:
    return _tool(request)


@routes.get(r"/app/{tool:customizer}/{design_id:[1-9][0-9]{0,9}}/{order_id:[1-9][0-9]{0,9}}")
async def reopen(request: web.Request) -> web.Response:
    order = request.app[SCENE].world.orders.get(int(request.match_info["order_id"]))
    # "Once deleted, the order can no longer be opened or edited" (older document).
    if order is None or order.deleted or str(order.design.id) != request.match_info["design_id"]:
        return page("refused.html", status=404, framed=True, problem="There is no such order.")
    return _tool(request, order)


def _tool(request: web.Request, order: Order | None = None) -> web.Response:
    scene = request.app[SCENE]
    tool = request.match_info["tool"]
    design = scene.world.designs.get(int(request.match_info["design_id"]))
    if design is None:
        return page("refused.html", status=404, framed=True, problem="There is no such design.")
    address = scene.knobs.bootstrap_url or scene.origin(request) + bootstrap.PATH
    parts = urlsplit(address)
    read_only = order is not None and not order.is_editable
    return page(
        "tool.html",
        framed=True,
        # The second is the service behind the Add to cart button; a local design lies in whichever shop.
        connect=f"{parts.scheme}://{parts.netloc} 'self'"
        + (" https: http:" if _is_local(request, tool) else ""),
        tool=tool,
        design=design,
        outline=OUTLINES[design.kind],
        options=options_of(design.product_id, design.kind),
        order=order,
        read_only=read_only,
        # Only the viewer waits to be asked for its button (alter-facts.md, a).
        cart_button=not read_only and (tool != "viewer" or request.query.get("add_to_cart") == "1"),
        settings=_settings(request, tool, design, order, address),
    )


def _is_local(request: web.Request, tool: str) -> bool:
    return tool == "viewer" and request.query.get("wp_local_design") == "1"


def _settings(
    request: web.Request, tool: str, design: Design, order: Order | None, bootstrap_url: str
) -> dict[str, object]:
    """What the page's script goes by."""
    scene, conduct = request.app[SCENE], conduct_of(request)
    own = request.query.get(QUERY)
    return {
        "tool": tool,
        "mode": "design" if order is None else "order",
        "designId": design.id,
        "orderId": order.id if order else None,
        "bootstrapUrl": bootstrap_url,
        "ordersUrl": customizer_orders.PATH
        + ("" if own is None else f"?{urlencode({QUERY: own})}"),
        "localDesign": _is_local(request, tool),
        "conduct": conduct.model_dump(by_alias=True, mode="json"),
        "payloads": {}
        if tool == "customizer"
        else cart_message.of_design(design, scene.clock.now(), conduct, scene.knobs.variants),
    }
