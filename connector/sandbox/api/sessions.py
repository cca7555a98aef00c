"""Embed sessions (alter-public-api.txt, "Embed sessions and runtime bootstrap").

Whether a binding id may come with other identifiers, and every code below, is undocumented and chosen.
"""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from connector.sandbox import tokens
from connector.sandbox.auth import Caller, authenticate
from connector.sandbox.body import read_object
from connector.sandbox.records import IssuedSession
from connector.sandbox.refusal import refused, too_many
from connector.sandbox.scene import SCENE, Scene
from connector.sandbox.session_request import SessionRequest, read_session_request
from connector.sandbox.tokens import EmbedClaims

routes = web.RouteTableDef()

FINGERPRINT = "x-alter-client-fingerprint"


@dataclass(frozen=True, slots=True)
class Target:
    """What a session opens, once identifiers have been looked up."""

    tool: str
    design_id: int | None


@routes.post("/public-api/v1/embed/session")
async def create(request: web.Request) -> web.Response:
    caller = authenticate(request, "embed:session:create")
    caller.require_plan()
    scene = request.app[SCENE]
    _limit_fingerprint(request, scene, caller)
    wanted = read_session_request(await read_object(request))
    _check_origin(scene, caller, wanted.origin)
    target = _target(scene, caller, wanted)
    _check_tool(scene, caller, wanted, target)
    _spend(scene, caller)
    claims = _claims(scene, caller, wanted, target)
    _remember(scene, claims)
    return web.json_response(_answer(scene, claims))


def _limit_fingerprint(request: web.Request, scene: Scene, caller: Caller) -> None:
    """The header is there "for embed session rate limiting"; its limit is not documented."""
    fingerprint = request.headers.get(FINGERPRINT)
    limit = scene.knobs.fingerprint_limit
    if fingerprint is None or limit is None or not scene.knobs.limits_enabled:
        return
    key = f"{caller.storefront.id}:{fingerprint}"
    wait = scene.limiter.admit(key, [("fingerprint", limit)])
    if wait is not None:
        raise too_many(wait if scene.knobs.retry_after else None)


def _check_origin(scene: Scene, caller: Caller, origin: str) -> None:
    """The domain must be set in the panel (alter-customizer-postmessage.txt, "Setup")."""
    domains = scene.knobs.domains_of(caller.storefront)
    if domains is not None and origin not in domains:
        raise refused(403, "embed.originNotAllowed")


def _target(scene: Scene, caller: Caller, wanted: SessionRequest) -> Target:
    if wanted.runtime_binding_id is not None:
        binding = scene.world.binding(caller.storefront.id, wanted.runtime_binding_id)
        if binding is None:
            raise refused(404, "embed.bindingNotFound")
        if not binding.serves:
            raise refused(409, "embed.bindingInactive")
        return Target(binding.runtime_type, binding.design_id)
    assert wanted.tool is not None  # the reader asks for one where there is no binding
    if wanted.order_id is not None:
        order = scene.world.order_of(caller.storefront.id, wanted.order_id)
        if order is None:
            raise refused(404, "embed.orderNotFound")
        return Target(wanted.tool, order.design.id)
    assert wanted.design_id is not None
    if scene.world.design_of(caller.storefront.id, wanted.design_id) is None:
        raise refused(404, "embed.designNotFound")
    return Target(wanted.tool, wanted.design_id)


def _check_tool(scene: Scene, caller: Caller, wanted: SessionRequest, target: Target) -> None:
    wanted.check_tool(target.tool)
    if not caller.plan.allows(target.tool):
        raise refused(403, "embed.toolNotInPlan")
    design = scene.world.designs.get(target.design_id or 0)
    if design is not None and not design.embeddable.get(target.tool, target.tool == "designer"):
        raise refused(403, "embed.notEmbeddable")


def _spend(scene: Scene, caller: Caller) -> None:
    month = (caller.storefront.id, scene.clock.month())
    if scene.world.embed_tokens[month] >= caller.plan.monthly_embed_tokens:
        raise refused(403, "embed.monthlyTokenLimitReached")
    scene.world.embed_tokens[month] += 1


def _claims(scene: Scene, caller: Caller, wanted: SessionRequest, target: Target) -> EmbedClaims:
    return EmbedClaims(
        jti=tokens.new_jti(),
        expires_at=int(scene.clock.wall()) + scene.knobs.session_lifetime,
        storefront_id=caller.storefront.id,
        credential_key=caller.credential.access_key,
        tool=target.tool,
        origin=wanted.origin,
        runtime_binding_id=wanted.runtime_binding_id,
        design_id=target.design_id,
        order_id=wanted.order_id,
        cart_key=wanted.cart_key,
        cart_mode=wanted.cart_mode,
    )


def _remember(scene: Scene, claims: EmbedClaims) -> None:
    scene.world.sessions.append(
        IssuedSession(
            jti=claims.jti,
            storefront_id=claims.storefront_id,
            tool=claims.tool,
            origin=claims.origin,
            runtime_binding_id=claims.runtime_binding_id,
            design_id=claims.design_id,
            order_id=claims.order_id,
            expires_at=claims.expires_at,
        )
    )


def _answer(scene: Scene, claims: EmbedClaims) -> dict[str, object]:
    answer: dict[str, object] = {
        "token": tokens.sign(scene, claims),
        "expiresIn": scene.knobs.session_lifetime,
        "kid": tokens.KEY_ID,
        "mode": "design" if claims.order_id is None else "order",
    }
    # The older document's answer ends here.
    if scene.knobs.document == "current":
        answer["runtimeBindingId"] = claims.runtime_binding_id
        answer["runtimeType"] = claims.tool
    return answer
