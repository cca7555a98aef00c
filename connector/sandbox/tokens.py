"""Embed tokens: "a short-lived JWT" whose header is `{"alg":"HS256","kid":"1"}` in the example.

The claims are documented nowhere and no client may read them; these are the sandbox's own.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

import jwt

from connector.sandbox.scene import Scene

KEY_ID = "1"
ISSUER = "alter-sandbox"
AUDIENCE = "alter-runtime"


@dataclass(frozen=True, slots=True)
class EmbedClaims:
    jti: str
    expires_at: int
    storefront_id: int
    credential_key: str
    tool: str
    origin: str
    runtime_binding_id: int | None
    design_id: int | None
    order_id: int | None
    cart_key: str | None
    cart_mode: str | None


def new_jti() -> str:
    return secrets.token_hex(12)


def sign(scene: Scene, claims: EmbedClaims) -> str:
    now = int(scene.clock.wall())
    payload: dict[str, Any] = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "iat": now,
        "exp": claims.expires_at,
        "jti": claims.jti,
        "sf": claims.storefront_id,
        "ak": claims.credential_key,
        "tool": claims.tool,
        "origin": claims.origin,
        "runtimeBindingId": claims.runtime_binding_id,
        "designId": claims.design_id,
        "orderId": claims.order_id,
        "cartKey": claims.cart_key,
        "cartMode": claims.cart_mode,
    }
    # The example's header has no `typ`, and an empty one is how the library leaves it out.
    header = {"kid": KEY_ID, "typ": None}
    return jwt.encode(payload, scene.signing_key, algorithm="HS256", headers=header)


def verify(scene: Scene, unverified_token: str) -> EmbedClaims | None:
    """None for anything not signed here or past its life."""
    try:
        payload = jwt.decode(
            unverified_token,
            scene.signing_key,
            algorithms=["HS256"],
            audience=AUDIENCE,
            issuer=ISSUER,
            # The library would compare with the machine's clock, not with the scene's.
            options={"verify_exp": False, "verify_iat": False, "require": ["exp", "jti"]},
        )
    except jwt.InvalidTokenError:
        return None
    if payload["exp"] <= scene.clock.wall():
        return None
    return EmbedClaims(
        jti=payload["jti"],
        expires_at=payload["exp"],
        storefront_id=payload["sf"],
        credential_key=payload["ak"],
        tool=payload["tool"],
        origin=payload["origin"],
        runtime_binding_id=payload["runtimeBindingId"],
        design_id=payload["designId"],
        order_id=payload["orderId"],
        cart_key=payload["cartKey"],
        cart_mode=payload["cartMode"],
    )
