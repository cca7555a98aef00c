"""Conditional requests: what the caller has already need not be sent."""

from __future__ import annotations

from aiohttp import web


def is_known(request: web.Request, etag: str) -> bool:
    """RFC 9110, 13.1.2: weak comparison, and `*` for whatever is there."""
    given = request.headers.get("If-None-Match", "")
    known = {part.strip().removeprefix("W/") for part in given.split(",")}
    return "*" in known or etag.removeprefix("W/") in known
