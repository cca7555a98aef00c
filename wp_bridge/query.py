"""Query strings, read strictly and written anew."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote_to_bytes

from wp_bridge.errors import InvalidSiteUrl

_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# RFC 3986 query characters, and % because escapes already there are kept.
_QUERY_SAFE = "!$&'()*+,;=:@/?%"


def read_query(unverified: str) -> list[tuple[str, str]]:
    """The decoded pairs of a form-encoded query, empty ones left out. Raises InvalidSiteUrl."""
    pairs = []
    for piece in unverified.split("&"):
        if piece:
            name, _, value = piece.partition("=")
            pairs.append((_decode(name), _decode(value)))
    return pairs


def requote_query(unverified: str) -> str:
    """The query with its escapes kept and the rest escaped: signed addresses must survive
    unchanged.
    """
    _decode(unverified)
    return quote(unverified, safe=_QUERY_SAFE)


def _decode(text: str) -> str:
    try:
        if _BAD_ESCAPE.search(text):
            raise InvalidSiteUrl(
                "The query of the address has a '%' that escapes nothing; correct it."
            )
        decoded = unquote_to_bytes(text.replace("+", " ")).decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidSiteUrl("The query of the address is not UTF-8; correct it.") from error
    if _CONTROL.search(decoded):
        raise InvalidSiteUrl("The query of the address holds control characters; remove them.")
    return decoded
