"""The one-time handoff between the connect page and the exchange, with a real PKCE check.

RFC 7636: the page keeps the challenge (4.4), the exchange proves the verifier (4.6). Alter's document
names a verifier of 32 to 128 characters; the challenge method is undocumented, S256 is the only one here.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets

from connector.sandbox.records import Handoff, IssuedCredential
from connector.sandbox.refusal import Refused, refused
from connector.sandbox.scene import Scene

VERIFIER = re.compile(r"[A-Za-z0-9._~-]{32,128}")


def challenge_of(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def approve(
    scene: Scene, *, store_url: str, site_origin: str, code_challenge: str, storefront_id: int
) -> Handoff:
    handoff = Handoff(
        code="hc_" + secrets.token_urlsafe(24),
        storefront_id=storefront_id,
        store_url=store_url,
        site_origin=site_origin,
        code_challenge=code_challenge,
        expires_at=scene.clock.wall() + scene.knobs.code_lifetime,
    )
    scene.world.handoffs[handoff.code] = handoff
    return handoff


def exchange(
    scene: Scene, *, code: str, store_url: str, site_origin: str, verifier: str
) -> IssuedCredential:
    """A code that was named is spent, whatever else was wrong: guessing gets one try."""
    if not VERIFIER.fullmatch(verifier):
        raise _refused("invalidVerifier")
    handoff = scene.world.handoffs.get(code)
    if handoff is None or handoff.used:
        raise _refused("invalidCode")
    handoff.used = True
    if handoff.expires_at <= scene.clock.wall():
        raise _refused("codeExpired")
    if (store_url, site_origin) != (handoff.store_url, handoff.site_origin):
        raise _refused("siteMismatch")
    if not hmac.compare_digest(challenge_of(verifier), handoff.code_challenge):
        raise _refused("invalidVerifier")
    return scene.world.issue_credential(handoff.storefront_id, scene.knobs.scopes)


def _refused(reason: str) -> Refused:
    return refused(400, f"wpConnect.exchange.{reason}")
