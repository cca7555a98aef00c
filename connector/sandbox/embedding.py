"""What a Bearer embed token stands for at this moment: its claims, its binding, its design."""

from __future__ import annotations

from aiohttp import web

from connector.sandbox import tokens
from connector.sandbox.records import Binding
from connector.sandbox.refusal import refused, unauthorized
from connector.sandbox.scene import SCENE, Scene
from connector.sandbox.tokens import EmbedClaims


def claims_of(request: web.Request) -> EmbedClaims:
    scene = request.app[SCENE]
    scheme, _, unverified_token = request.headers.get("Authorization", "").partition(" ")
    claims = tokens.verify(scene, unverified_token) if scheme.lower() == "bearer" else None
    if claims is None:
        raise unauthorized()
    credential = scene.world.credentials.get(claims.credential_key)
    # A token does not outlive the credential it was made with.
    if credential is None or credential.revoked:
        raise unauthorized()
    return claims


def binding_of(scene: Scene, claims: EmbedClaims) -> Binding | None:
    if claims.runtime_binding_id is None:
        return None
    binding = scene.world.binding(claims.storefront_id, claims.runtime_binding_id)
    if binding is None or not binding.serves:
        raise refused(403, "runtime.bindingInactive")
    return binding
