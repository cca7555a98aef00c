"""Reading a gateway request's address strictly: one decoding, and nothing that means something else later.

The attack each check stops: `%2f` and `%5c` become separators one hop on; `..` and `%2e%2e` climb out of the
route that was authorised; `;` starts parameters for some servers; NUL and control characters end strings early.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from aiohttp import web

from connector.domain.errors import Unreadable

_SUSPICIOUS = re.compile(r"%2f|%5c|%2e|%25|%3b|%0|%1|%7f|[\\;\x00-\x20\x7f]", re.IGNORECASE)
_DOTS = re.compile(r"(^|/)\.{1,2}(/|$)")
_MOST_PARAMETERS = 50


def checked_path(request: web.Request) -> dict[str, str]:
    """The decoded placeholders. Raises Unreadable for a path that could be read in two ways."""
    raw = request.raw_path.partition("?")[0]
    if _SUSPICIOUS.search(raw) or _DOTS.search(raw) or "//" in raw:
        raise Unreadable("connector.invalidPath", "The path cannot be read in one way only.")
    return dict(request.match_info)


def checked_query(request: web.Request) -> list[tuple[str, str]]:
    """The decoded pairs in their order. Raises Unreadable for what is no plain query."""
    raw = request.rel_url.raw_query_string
    try:
        pairs = parse_qsl(
            raw,
            keep_blank_values=True,
            strict_parsing=bool(raw),
            errors="strict",
            max_num_fields=_MOST_PARAMETERS,
        )
    except (ValueError, UnicodeDecodeError) as fault:
        raise Unreadable("connector.invalidQuery", "The query cannot be read.") from fault
    if any(not character.isprintable() for pair in pairs for text in pair for character in text):
        raise Unreadable("connector.invalidQuery", "The query holds control characters.")
    return pairs
