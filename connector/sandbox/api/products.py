"""Storefront products (alter-public-api.txt, "Storefront products"; the single one: older document).

Undocumented and chosen: without `order_by` the order is by ascending id, a value outside the documented
range is refused rather than clamped, and archived bindings are not listed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from aiohttp import web

from connector.sandbox import signing
from connector.sandbox.auth import Caller, authenticate
from connector.sandbox.catalogue import FIRST_DESIGN_ID
from connector.sandbox.design_files import PIXELS, storage_key
from connector.sandbox.query import Query, path_id
from connector.sandbox.records import Binding, Design
from connector.sandbox.refusal import refused
from connector.sandbox.scene import SCENE

routes = web.RouteTableDef()

DEFAULT_LIMIT = 9
LARGEST_LIMIT = 50
SORT_KEYS: dict[str, Callable[[Design], Any]] = {
    "id": lambda design: design.id,
    "name": lambda design: design.name,
    "created_at": lambda design: design.created_at,
}
# The example shows storefront product 89 for design 381.
STOREFRONT_PRODUCT_OFFSET = FIRST_DESIGN_ID - 89


@routes.get("/public-api/v1/products")
async def listing(request: web.Request) -> web.Response:
    caller = authenticate(request, "products:read")
    query = Query(request, "product")
    offset = query.number("offset", 0)
    limit = query.number("limit", DEFAULT_LIMIT, lowest=1, highest=LARGEST_LIMIT)
    found = query.sorted(_filtered(query, _owned(request, caller)), SORT_KEYS)
    if offset and found:
        found = _changed_meanwhile(found, request.app[SCENE].knobs.product_list)
    by_design = _bindings_by_design(request, caller)
    items = [_shown(request, each, by_design) for each in found[offset : offset + limit]]
    return web.json_response({"products": {"items": items, "total": len(found)}})


@routes.get("/public-api/v1/products/{id}")
async def single(request: web.Request) -> web.Response:
    caller = authenticate(request, "products:read")
    design_id = path_id(request, "id", "product")
    design = request.app[SCENE].world.design_of(caller.storefront.id, design_id)
    if design is None or design.local:
        raise refused(404, "product.notFound")
    return web.json_response(_shown(request, design, _bindings_by_design(request, caller)))


def _owned(request: web.Request, caller: Caller) -> list[Design]:
    """Designs that lie at the store are no storefront products of Alter's."""
    every = request.app[SCENE].world.designs.values()
    return [each for each in every if each.storefront_id == caller.storefront.id and not each.local]


def _filtered(query: Query, designs: list[Design]) -> list[Design]:
    name = query.text("name").casefold()
    customizer = query.one_of("customizer", ("true", "false"))
    return [
        design
        for design in designs
        if name in design.name.casefold()
        and (customizer is None or design.is_customizer == (customizer == "true"))
    ]


def _changed_meanwhile(designs: list[Design], how: str) -> list[Design]:
    """The list as it is after its first page was read."""
    newest = replace(designs[-1], id=max(each.id for each in designs) + 1)
    return {"still": designs, "grows": [*designs, newest], "shifts": [*designs[1:], newest]}[how]


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
    files = f"{scene.api_url(request)}/file/public/products/{design.product_id}"
    media: dict[str, object] = {"img": {size: f"{files}/{size}.png" for size in PIXELS}}
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
    if scene.knobs.document == "current":
        media["mockups"] = [
            _mockup(request, design, number + 1)
            for number in range(scene.knobs.mockups_per_product)
        ]
        shown["runtimeBindings"] = [_binding(each) for each in bindings.get(design.id, [])]
    return shown


def _binding(binding: Binding) -> dict[str, object]:
    shown = binding.shown()
    del shown["designId"]
    return shown


def _mockup(request: web.Request, design: Design, number: int) -> dict[str, object]:
    """The example's list is empty; an entry here is made after `img`, and its addresses are signed."""
    scene = request.app[SCENE]
    owner = scene.world.storefronts[design.storefront_id].user_owner_id
    keys = {size: storage_key(owner, design, f"mockup-{number}-{size}.webp") for size in PIXELS}
    origin = scene.origin(request)
    return {
        "id": number,
        "img": {size: signing.signed_url(scene, origin, key) for size, key in keys.items()},
    }
