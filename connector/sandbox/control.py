"""The operator's side door under `/sandbox`: look, turn knobs, cause faults. Not part of Alter's API.

Loopback only, and closed to other sites' pages: a developer's browser must not be made to press a button
here by a page it happens to show.
"""

from __future__ import annotations

import ipaddress
from dataclasses import asdict
from typing import TypeVar

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from connector.sandbox.body import read_object
from connector.sandbox.faults import Fault
from connector.sandbox.knobs import Knobs
from connector.sandbox.orders import Order
from connector.sandbox.records import Binding, IssuedSession, Storefront
from connector.sandbox.refusal import Refused, forbidden, refused
from connector.sandbox.scene import SCENE
from connector.sandbox.world import CONNECT_SCOPES, World

routes = web.RouteTableDef()

Model = TypeVar("Model", bound=BaseModel)


class NewCredential(BaseModel):
    """For the connector's `connect/credentials`; what is left out is made up."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, validate_by_name=True)

    access_key: str | None = Field(default=None, min_length=1)
    access_token: str | None = Field(default=None, min_length=1)
    scopes: tuple[str, ...] = CONNECT_SCOPES
    storefront_id: int = 12


@web.middleware
async def operator_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    if not request.path.startswith("/sandbox"):
        return await handler(request)
    remote = ipaddress.ip_address(request.remote or "0.0.0.0")  # noqa: S104 - "unknown", not a bind
    if not remote.is_loopback or "Origin" in request.headers:
        raise forbidden()
    return await handler(request)


@routes.get("/sandbox/state")
async def state(request: web.Request) -> web.Response:
    scene = request.app[SCENE]
    world = scene.world
    return web.json_response(
        {
            "calls": scene.calls.shown(),
            "refusedByLimits": scene.limiter.refused,
            "refusals": dict(scene.limiter.refusals),
            "storefronts": [_shown(each) for each in world.storefronts.values()],
            "credentials": [
                {
                    "id": each.id,
                    "accessKey": each.access_key,
                    "storefrontId": each.storefront_id,
                    "scopes": each.scopes,
                    "revoked": each.revoked,
                }
                for each in world.credentials.values()
            ],
            "bindings": [binding_shown(each, world) for each in world.bindings],
            "orders": [order_shown(each) for each in world.orders.values()],
            "sessions": [_shown(each) for each in world.sessions],
            "sessionsIssued": world.embed_tokens.total(),
            "knobs": scene.knobs.model_dump(by_alias=True, mode="json"),
        }
    )


@routes.get("/sandbox/calls")
async def calls(request: web.Request) -> web.Response:
    """`?after=n`: without the first n. The oldest are forgotten; `first` says where the list begins."""
    after = request.query.get("after", "0")
    if not (after.isascii() and after.isdigit()):
        raise refused(400, "sandbox.invalidAfter")
    first, found = request.app[SCENE].calls.since(int(after))
    shown = [
        {
            "method": each.method,
            "path": each.path,
            "status": each.status,
            "accessKey": each.headers.get("x-alter-access-key"),
            "body": each.body,
            "at": each.at,
            "seconds": each.seconds,
        }
        for each in found
    ]
    return web.json_response({"first": first, "next": first + len(shown), "calls": shown})


@routes.patch("/sandbox/knobs")
async def turn(request: web.Request) -> web.Response:
    """All or nothing: a wrong field leaves every knob where it was."""
    scene = request.app[SCENE]
    sent = read(Knobs, await read_object(request))
    for name in sent.model_fields_set:
        setattr(scene.knobs, name, getattr(sent, name))
    return web.json_response(scene.knobs.model_dump(by_alias=True, mode="json"))


@routes.post("/sandbox/faults")
async def add_fault(request: web.Request) -> web.Response:
    scene = request.app[SCENE]
    fault = read(Fault, await read_object(request))
    scene.knobs.faults.append(fault)
    return web.json_response({"faults": len(scene.knobs.faults)}, status=201)


@routes.delete("/sandbox/faults")
async def clear_faults(request: web.Request) -> web.Response:
    request.app[SCENE].knobs.faults = []
    return web.json_response({"faults": 0})


@routes.post("/sandbox/credentials")
async def add_credential(request: web.Request) -> web.Response:
    world = request.app[SCENE].world
    wanted = read(NewCredential, await read_object(request))
    if wanted.storefront_id not in world.storefronts:
        raise refused(404, "sandbox.storefrontNotFound")
    if wanted.access_key in world.credentials:
        raise refused(409, "sandbox.accessKeyTaken")
    issued = world.issue_credential(
        wanted.storefront_id,
        wanted.scopes,
        access_key=wanted.access_key,
        access_token=wanted.access_token,
    )
    return web.json_response(
        {
            "accessKey": issued.access_key,
            "accessToken": issued.access_token,
            "storefrontId": issued.storefront_id,
            "scopes": wanted.scopes,
        },
        status=201,
    )


@routes.post("/sandbox/credentials/{access_key}/revoke")
async def revoke(request: web.Request) -> web.Response:
    credential = request.app[SCENE].world.credentials.get(request.match_info["access_key"])
    if credential is None:
        raise refused(404, "sandbox.credentialNotFound")
    credential.revoked = True
    return web.json_response({"accessKey": credential.access_key, "revoked": True})


@routes.delete("/sandbox/bindings/{id}")
async def drop_binding(request: web.Request) -> web.Response:
    world, unverified_id = request.app[SCENE].world, request.match_info["id"]
    for binding in world.bindings:
        if str(binding.id) == unverified_id:
            world.drop_binding(binding)
            return web.json_response({"id": binding.id, "dropped": True})
    raise refused(404, "sandbox.bindingNotFound")


@routes.post("/sandbox/reset")
async def reset(request: web.Request) -> web.Response:
    request.app[SCENE].reset()
    return web.json_response({"ok": True})


def binding_shown(binding: Binding, world: World) -> dict[str, object]:
    """More than Alter shows of it: all that a sync may have set."""
    design = world.designs.get(binding.design_id or 0)
    local = None if design is None else design.local
    return {
        **binding.shown(),
        "storefrontId": binding.storefront_id,
        "externalDesignKey": None if local is None else local.key,
        "manifestHash": None if local is None else local.manifest_hash,
        "legacyStorefrontProductId": binding.legacy_storefront_product_id,
        "legacyBindingMeta": binding.legacy_binding_meta,
    }


def order_shown(order: Order) -> dict[str, object]:
    """`history`: how often each kind of write reached it."""
    return {
        "id": order.id,
        "storefrontId": order.storefront_id,
        "designId": order.design.id,
        "status": order.status,
        "deleted": order.deleted,
        "quantities": order.quantities,
        "sessionJti": order.session_jti,
        "runtimeBindingId": order.runtime_binding_id,
        "cartKey": order.cart_key,
        "history": order.counts,
    }


def _shown(record: Storefront | IssuedSession) -> dict[str, object]:
    return {to_camel(name): value for name, value in asdict(record).items()}


def read(model: type[Model], unverified: object) -> Model:
    try:
        return model.model_validate(unverified)
    except ValidationError as error:
        problems = [
            {"path": ".".join(map(str, each["loc"])), "detail": each["msg"]}
            for each in error.errors()
        ]
        raise Refused(422, {"code": "sandbox.invalid", "errors": problems}) from error
