"""Runtime bindings (alter-public-api.txt, "Runtime bindings": any authenticated credential).

Only the answer to a sync is documented. The others answer in its manner, with the one binding.
"""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web

from connector.sandbox.auth import Caller, authenticate
from connector.sandbox.batch import Batch
from connector.sandbox.body import read_object
from connector.sandbox.records import Binding
from connector.sandbox.refusal import refused
from connector.sandbox.scene import SCENE
from connector.sandbox.wishes import BindingWish, invalid, read_sync_item, read_wish

routes = web.RouteTableDef()


@routes.post("/public-api/v1/runtime-bindings/sync-from-wordpress")
async def sync(request: web.Request) -> web.Response:
    caller = authenticate(request)
    caller.require_plan()
    body = await read_object(request)
    items = body.get("bindings")
    if not isinstance(items, list) or not items or body.keys() != {"bindings"}:
        raise invalid("Bindings")
    scene = request.app[SCENE]
    if len(items) > scene.knobs.max_batch:
        raise refused(413, "runtimeBinding.batchTooLarge")
    batch = Batch(scene, caller)
    for wish in [read_sync_item(item) for item in items]:
        batch.upsert(wish)
    bindings = [binding.shown() for binding in batch.commit()]
    return web.json_response(
        {"message": "runtimeBinding.syncCompleted", "runtimeBindings": bindings}
    )


@routes.patch("/public-api/v1/runtime-bindings/{id}")
async def patch(request: web.Request) -> web.Response:
    caller = authenticate(request)
    caller.require_plan()
    wish = read_wish(await read_object(request))
    if wish == BindingWish():
        raise invalid("Patch")
    return _changed(request, caller, _binding(request, caller), wish, "runtimeBinding.updated")


@routes.post("/public-api/v1/runtime-bindings/{id}/activate")
async def activate(request: web.Request) -> web.Response:
    caller = authenticate(request)
    caller.require_plan()
    binding = _binding(request, caller)
    if binding.status == "archived":
        raise refused(409, "runtimeBinding.archived")
    if binding.design_id is None:
        raise refused(409, "runtimeBinding.designRequired")
    wish = BindingWish(status="active")
    return _changed(request, caller, binding, wish, "runtimeBinding.activated")


@routes.post("/public-api/v1/runtime-bindings/{id}/deactivate")
async def deactivate(request: web.Request) -> web.Response:
    """Open to a lapsed plan, too: stopping is always allowed."""
    caller = authenticate(request)
    binding = _binding(request, caller)
    if binding.status == "archived":
        raise refused(409, "runtimeBinding.archived")
    stopped = replace(binding, status="inactive")
    request.app[SCENE].world.put_binding(stopped)
    return _one("runtimeBinding.deactivated", stopped)


def _binding(request: web.Request, caller: Caller) -> Binding:
    unverified_id = request.match_info["id"]
    if not (unverified_id.isascii() and unverified_id.isdigit()):
        raise invalid("Id")
    binding = request.app[SCENE].world.binding(caller.storefront.id, int(unverified_id))
    if binding is None:
        raise refused(404, "runtimeBinding.notFound")
    return binding


def _changed(
    request: web.Request, caller: Caller, binding: Binding, wish: BindingWish, message: str
) -> web.Response:
    batch = Batch(request.app[SCENE], caller)
    batch.patch(binding, wish)
    return _one(message, batch.commit()[0])


def _one(message: str, binding: Binding) -> web.Response:
    return web.json_response({"message": message, "runtimeBinding": binding.shown()})
