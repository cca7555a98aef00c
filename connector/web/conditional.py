"""Conditional requests: what the caller has already need not be sent."""

from __future__ import annotations

from aiohttp import web

from connector.web.described import Parameter

IF_NONE_MATCH = Parameter(
    "If-None-Match", "header", "ETags that the caller has: 304 for one of them.", {"type": "string"}
)
ETAG = {"ETag": "Of these bytes."}


def is_known(request: web.Request, etag: str) -> bool:
    """RFC 9110, 13.1.2: weak comparison, and `*` for whatever is there."""
    given = request.headers.get(IF_NONE_MATCH.name, "")
    known = {part.strip().removeprefix("W/") for part in given.split(",")}
    return "*" in known or etag.removeprefix("W/") in known
