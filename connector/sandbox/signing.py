"""Addresses of protected files that work by themselves for a while.

The document says "signed URL" and nothing of its form: here `expires`, Unix seconds, and `signature`, an
HMAC-SHA256 over both key and expiry.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import quote

from connector.sandbox.refusal import refused
from connector.sandbox.scene import Scene

PATH = "/public-api/v1/file/protected/"


def signed_url(scene: Scene, origin: str, key: str, lifetime: float | None = None) -> str:
    seconds = scene.knobs.signed_url_lifetime if lifetime is None else lifetime
    expires = int(scene.clock.wall() + seconds)
    signature = _signature(scene, key, str(expires))
    return f"{origin}{PATH}{quote(key)}?expires={expires}&signature={signature}"


def is_signed(query: Mapping[str, str]) -> bool:
    """Half of a signature is a wrong signature, not none."""
    return "expires" in query or "signature" in query


def check_signature(scene: Scene, key: str, query: Mapping[str, str]) -> None:
    expires, signature = query.get("expires", ""), query.get("signature", "")
    expected = _signature(scene, key, expires)
    if not hmac.compare_digest(signature.encode(), expected.encode()):
        raise refused(403, "file.invalidSignature")
    # A number, since it was signed here.
    if int(expires) <= scene.clock.wall():
        raise refused(403, "file.signatureExpired")


def _signature(scene: Scene, key: str, expires: str) -> str:
    # The key also signs embed tokens: the prefix keeps one from being taken for the other.
    message = f"file\n{expires}\n{key}".encode()
    return hmac.new(scene.signing_key, message, hashlib.sha256).hexdigest()
