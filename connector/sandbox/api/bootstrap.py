"""Runtime bootstrap (alter-public-api.txt, "Runtime bootstrap"): the one route browsers call.

Real iframes call it from the service's own origin. The sandbox's tool pages may be told to call another
address, and a connector's pages may call this one, so it answers CORS, which no document shows.
"""

from __future__ import annotations

from aiohttp import web

from connector.sandbox.embedding import binding_of, claims_of
from connector.sandbox.records import Binding, Design
from connector.sandbox.refusal import Refused
from connector.sandbox.scene import SCENE

routes = web.RouteTableDef()

PATH = "/public-api/v1/runtime/bootstrap"


@routes.options(PATH)
async def preflight(request: web.Request) -> web.Response:
    headers = {
        "Access-Control-Allow-Methods": "GET",
        "Access-Control-Allow-Headers": "Authorization",
        "Access-Control-Max-Age": "600",
    }
    return web.Response(status=204, headers=headers | _cors(request))


@routes.get(PATH)
async def bootstrap(request: web.Request) -> web.Response:
    try:
        answer = web.json_response(_context(request))
    except Refused as refusal:
        answer = refusal.answer()
    answer.headers.update(_cors(request))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _cors(request: web.Request) -> dict[str, str]:
    """On refusals, too: without it the page could not read why it was refused."""
    origin = request.headers.get("Origin")
    return {"Vary": "Origin"} | ({"Access-Control-Allow-Origin": origin} if origin else {})


def _context(request: web.Request) -> dict[str, object]:
    scene = request.app[SCENE]
    claims = claims_of(request)
    storefront = scene.world.storefronts[claims.storefront_id]
    binding = binding_of(scene, claims)
    design_id = binding.design_id if binding else claims.design_id
    design = scene.world.designs.get(design_id or 0)
    return {
        "runtimeBindingId": claims.runtime_binding_id,
        "designId": design_id,
        "productId": binding.external_product_id if binding else None,
        "runtimeType": claims.tool,
        **_storage(binding, design),
        "planCapabilities": dict(scene.knobs.plan_of(storefront).runtime_flags),
        "cartKey": claims.cart_key,
        "cartMode": claims.cart_mode,
        "orderId": claims.order_id,
    }


def _storage(binding: Binding | None, design: Design | None) -> dict[str, object]:
    if design is not None and design.local is not None:
        return {
            "storageMode": "wordpress_local",
            "manifestUrl": design.local.manifest_url,
            "assetBaseUrl": design.local.asset_base_url,
            "manifestHash": design.local.manifest_hash,
        }
    # "Optional JSON metadata, for example manifestHash" ("Runtime bindings").
    meta = (binding.legacy_binding_meta if binding else None) or {}
    return {
        "storageMode": "alter",
        "manifestUrl": None,
        "assetBaseUrl": None,
        "manifestHash": meta.get("manifestHash"),
    }
