"""Storefront products (alter-public-api.txt, "Storefront products"; the single one: older document).

Undocumented and chosen: without `order_by` the order is by ascending id, a value outside the documented
range is refused rather than clamped, and archived bindings are not listed.
"""

from __future__ import annotations

from aiohttp import web

from connector.sandbox.auth import Caller, authenticate
from connector.sandbox.catalogue import FIRST_DESIGN_ID
from connector.sandbox.records import Binding, Design
from connector.sandbox.refusal import refused
from connector.sandbox.scene import SCENE

routes = web.RouteTableDef()

DEFAULT_LIMIT = 9
LARGEST_LIMIT = 50
SIZES = ("big", "medium", "small")
# The example shows storefront product 89 for design 381.
STOREFRONT_PRODUCT_OFFSET = FIRST_DESIGN_ID - 89


@routes.get("/public-api/v1/products")
async def listing(request: web.Request) -> web.Response:
    caller = authenticate(request, "products:read")
    offset = _number(request, "offset", 0, lowest=0, highest=None)
    limit = _number(request, "limit", DEFAULT_LIMIT, lowest=1, highest=LARGEST_LIMIT)
    found = _sorted(request, _filtered(request, _owned(request, caller)))
    by_design = _bindings_by_design(request, caller)
    items = [_shown(request, each, by_design) for each in found[offset : offset + limit]]
    return web.json_response({"products": {"items": items, "total": len(found)}})


@routes.get("/public-api/v1/products/{id}")
async def single(request: web.Request) -> web.Response:
    caller = authenticate(request, "products:read")
    unverified_id = request.match_info["id"]
    if not (unverified_id.isascii() and unverified_id.isdigit()):
        raise refused(400, "product.invalidId")
    design = request.app[SCENE].world.design_of(caller.storefront.id, int(unverified_id))
    if design is None or design.local:
        raise refused(404, "product.notFound")
    return web.json_response(_shown(request, design, _bindings_by_design(request, caller)))


def _owned(request: web.Request, caller: Caller) -> list[Design]:
    """Designs that lie at the store are no storefront products of Alter's."""
    every = request.app[SCENE].world.designs.values()
    return [each for each in every if each.storefront_id == caller.storefront.id and not each.local]


def _filtered(request: web.Request, designs: list[Design]) -> list[Design]:
    name = request.query.get("name", "").casefold()
    customizer = request.query.get("customizer")
    if customizer not in (None, "true", "false"):
        raise refused(400, "product.invalidCustomizer")
    return [
        design
        for design in designs
        if name in design.name.casefold()
        and (customizer is None or design.is_customizer == (customizer == "true"))
    ]


def _sorted(request: web.Request, designs: list[Design]) -> list[Design]:
    direction = request.query.get("direction", "ASC")
    if direction not in ("ASC", "DESC"):
        raise refused(400, "product.invalidDirection")
    backwards = direction == "DESC"
    # Ids come second, so that pages do not overlap where names are alike.
    match request.query.get("order_by", "id"):
        case "id":
            return sorted(designs, key=lambda design: design.id, reverse=backwards)
        case "name":
            return sorted(designs, key=lambda design: (design.name, design.id), reverse=backwards)
        case "created_at":
            return sorted(
                designs, key=lambda design: (design.created_at, design.id), reverse=backwards
            )
    raise refused(400, "product.invalidOrderBy")


def _number(
    request: web.Request, name: str, default: int, *, lowest: int, highest: int | None
) -> int:
    text = request.query.get(name, str(default))
    code = f"product.invalid{name.capitalize()}"
    if not (text.isascii() and text.isdigit()):
        raise refused(400, code)
    number = int(text)
    if number < lowest or (highest is not None and number > highest):
        raise refused(400, code)
    return number


def _bindings_by_design(request: web.Request, caller: Caller) -> dict[int, list[Binding]]:
    grouped: dict[int, list[Binding]] = {}
    for binding in request.app[SCENE].world.bindings_of(caller.storefront.id).values():
        if binding.design_id is not None and binding.status != "archived":
            grouped.setdefault(binding.design_id, []).append(binding)
    return grouped


def _shown(
    request: web.Request, design: Design, bindings: dict[int, list[Binding]]
) -> dict[str, object]:
    scene = request.app[SCENE]
    current = scene.knobs.document == "current"
    files = f"{scene.api_url(request)}/file/public/products/{design.product_id}"
    media: dict[str, object] = {"img": {size: f"{files}/{size}.png" for size in SIZES}}
    shown: dict[str, object] = {
        "id": design.id,
        "name": design.name,
        "createdAt": design.created_at,
        "productId": design.product_id,
        "media": media,
        "storefrontProduct": {
            "id": design.id - STOREFRONT_PRODUCT_OFFSET,
            "idUserDesign": design.id,
            "shareAccess": "public",
            "isCustomizer": int(design.is_customizer),
        },
        "embeddable": dict(design.embeddable),
    }
    if current:
        media["mockups"] = []
        shown["runtimeBindings"] = [_binding(each) for each in bindings.get(design.id, [])]
    return shown


def _binding(binding: Binding) -> dict[str, object]:
    shown = binding.shown()
    del shown["designId"]
    return shown
