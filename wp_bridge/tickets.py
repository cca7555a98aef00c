"""Tickets: how the plugin lets one visitor open one order or cart line (contract, "Sessions and
storefront").

    v1.<base64url of JSON>.<base64url of HMAC-SHA256(ticket secret, "v1.<base64url of JSON>")>

The MAC covers the ASCII bytes as they travel and is checked before anything is decoded, so no
parser ever sees bytes the plugin did not write. base64url is unpadded and canonical (one text per
value). The JSON is {p: external product id, o?: order id, k?: cart key, m?: "view" | "edit", e:
expiry, Unix seconds}. A ticket may be used again until it expires; it names what may be opened, it
is not a one-time code. tests/vectors/tickets.json is run by Python and PHP.
"""

from __future__ import annotations

import hmac
import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NoReturn

from wp_bridge.errors import TicketInvalid
from wp_bridge.protocol import base64url, keyed_hash

Mode = Literal["view", "edit"]

LONGEST = 2048
LIFETIME = 15 * 60
# How far the plugin's clock may run ahead of ours.
LEEWAY = 60

_SHAPE = re.compile(r"(v1\.([A-Za-z0-9_-]+))\.([A-Za-z0-9_-]{43})", re.ASCII)
_FIELDS = {
    "p": re.compile(r"[\x21-\x7e]{1,191}"),
    "o": re.compile(r"[A-Za-z0-9_-]{1,128}"),
    # 128 random bits as base64url (22) or hex (32); the bounds leave room for a plugin's own
    # choice.
    "k": re.compile(r"[A-Za-z0-9_-]{16,64}"),
    "m": re.compile(r"view|edit"),
}


@dataclass(frozen=True)
class Ticket:
    """What a verified ticket allows; `expires_at` is in Unix seconds. A mode never stands alone."""

    external_product_id: str
    order_id: str | None
    cart_key: str | None
    mode: Mode | None
    expires_at: int


def verify(ticket: str, ticket_secrets: Sequence[str], *, now: float) -> Ticket:
    """The content of a genuine, living ticket; several secrets are living ones during a rotation.

    Raises TicketInvalid: `shape`, `signature`, `payload`, `expired`, `tooFarAhead`. ValueError for
    an empty secret, which would verify anyone's ticket.
    """
    found = _SHAPE.fullmatch(ticket) if len(ticket) <= LONGEST else None
    if found is None:
        raise TicketInvalid("shape")
    signed, payload, signature = found.groups()
    # Every secret is tried, match or not, so that timing does not tell which one is current.
    matches = [hmac.compare_digest(keyed_hash(key, signed), signature) for key in ticket_secrets]
    if not any(matches):
        raise TicketInvalid("signature")
    content = _read(payload)
    if content.expires_at <= now:
        raise TicketInvalid("expired")
    # A bound here too: a plugin error must not make tickets that live for years.
    if content.expires_at > now + LIFETIME + LEEWAY:
        raise TicketInvalid("tooFarAhead")
    return content


def issue(ticket: Ticket, ticket_secret: str) -> str:
    """The ticket's text. The plugin does this in PHP; tests and the demo act as the plugin.

    ValueError for an empty secret. Content is not judged: `verify` does that.
    """
    fields = {
        "p": ticket.external_product_id,
        "o": ticket.order_id,
        "k": ticket.cart_key,
        "m": ticket.mode,
        "e": ticket.expires_at,
    }
    present = {name: value for name, value in fields.items() if value is not None}
    signed = "v1." + base64url(json.dumps(present, separators=(",", ":")).encode())
    return f"{signed}.{keyed_hash(ticket_secret, signed)}"


def _read(payload: str) -> Ticket:
    try:
        raw = urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
        content = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse_constant
        )
    except (ValueError, RecursionError) as error:
        raise TicketInvalid("payload") from error
    if base64url(raw) != payload or not isinstance(content, dict):
        raise TicketInvalid("payload")
    expires_at = content.pop("e", None)
    if type(expires_at) is not int or "p" not in content:
        raise TicketInvalid("payload")
    if not all(_field_is_good(name, value) for name, value in content.items()):
        raise TicketInvalid("payload")
    if "m" in content and not {"o", "k"} & content.keys():
        raise TicketInvalid("payload")
    return Ticket(content["p"], content.get("o"), content.get("k"), content.get("m"), expires_at)


def _field_is_good(name: str, value: object) -> bool:
    pattern = _FIELDS.get(name)
    return pattern is not None and isinstance(value, str) and bool(pattern.fullmatch(value))


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """PHP and Python would both take the last of two equal names, other readers the first."""
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("a name stands twice")
    return content


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
