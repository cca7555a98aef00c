"""What service and plugin compute alike: proofs, challenges, addresses of the plugin's routes. No
I/O.

Keys are the UTF-8 bytes of the secrets' text as both sides hold it, never a decoded form, so that
PHP and Python cannot disagree on decoding. tests/vectors/proof.json is run by both.
"""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from hashlib import sha256
from urllib.parse import urlencode

CONTRACT_VERSION = 1
EXTERNAL_ID_PREFIX = "wc_"
MINIMUM_PLUGIN = "0.1.0"
"""The latest is what the plugin's own header says (`delivery/source.py`)."""

# RFC 7636 section 4.1.
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def base64url(raw: bytes) -> str:
    """RFC 4648 section 5 without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def proof(connect_secret: str, challenge: str) -> str:
    """What a site answers to prove that it started a connection (contract, "Whose store is it?").

    base64url(HMAC-SHA256(connect secret, "proof:" + challenge)). An empty secret is ValueError: its
    proof could be computed by anyone.
    """
    return keyed_hash(connect_secret, f"proof:{challenge}")


def proof_matches(connect_secret: str, challenge: str, unverified_answer: object) -> bool:
    """Whether the answer, any JSON value a site gave, is the proof; in constant time."""
    return _is_same(proof(connect_secret, challenge), unverified_answer)


def probe(ticket_secret: str, challenge: str) -> str:
    """What a connected site answers to `POST /v1/store/probe` (contract, "Store").

    base64url(HMAC-SHA256(probe key, "probe:" + challenge)), where the probe key is the text
    base64url(HMAC-SHA256(ticket secret, "probe-key")). A key of its own: whoever may ask for probes
    must not get tickets signed. ValueError for an empty secret.
    """
    return keyed_hash(keyed_hash(ticket_secret, "probe-key"), f"probe:{challenge}")


def probe_matches(ticket_secret: str, challenge: str, unverified_answer: object) -> bool:
    """Whether the answer, any JSON value a site gave, is the right one; in constant time."""
    return _is_same(probe(ticket_secret, challenge), unverified_answer)


def keyed_hash(secret: str, message: str) -> str:
    """base64url(HMAC-SHA256(secret, message)), both as UTF-8. ValueError for an empty secret."""
    if not secret:
        raise ValueError("an empty secret proves nothing")
    return base64url(hmac.digest(secret.encode(), message.encode(), sha256))


def proof_url(store_url: str, rest_url: str | None, challenge: str) -> str:
    """Where the plugin of the store at `store_url` answers a challenge."""
    return route_url(store_url, rest_url, "/alter/v1/proof", {"challenge": challenge})


def probe_url(store_url: str, rest_url: str | None, challenge: str) -> str:
    """Where the plugin of the store at `store_url` answers a probe."""
    return route_url(store_url, rest_url, "/alter/v1/probe", {"challenge": challenge})


def route_url(store_url: str, rest_url: str | None, route: str, query: dict[str, str]) -> str:
    """The address of a plugin route, always on the store itself.

    `store_url` is a canonical one (`SiteUrl.store_url`), `rest_url` is what the plugin said about
    itself and serves as a hint: it is used only if it is one of WordPress' own two pretty forms
    directly under the store. Anything else (a `?rest_route=` form, a language folder,
    https://shop.example/~eve/wp-json/, with which Eve would prove the shop hers) falls back to
    `?rest_route=`, which every WordPress answers.
    """
    if rest_url in {f"{store_url}wp-json/", f"{store_url}index.php/wp-json/"}:
        return f"{rest_url}{route.lstrip('/')}?{urlencode(query)}"
    # The slashes stay bare: some firewalls refuse them escaped, and RFC 3986 allows them in a
    # query.
    return f"{store_url}?rest_route={route}&{urlencode(query)}"


def challenge_s256(verifier: str) -> str:
    """The S256 code challenge of a verifier (RFC 7636 section 4.2). ValueError for a bad verifier."""
    if not _VERIFIER.fullmatch(verifier):
        raise ValueError("a code verifier has 43 to 128 unreserved characters")
    return base64url(sha256(verifier.encode("ascii")).digest())


def _is_same(expected: str, unverified_answer: object) -> bool:
    if not isinstance(unverified_answer, str):
        return False
    return hmac.compare_digest(expected.encode(), unverified_answer.encode("utf-8", "replace"))
