"""Preflights, answered alike for everybody: they carry no key or token worth checking."""

from __future__ import annotations

from aiohttp import web

from connector.web.described import Answer

PREFLIGHT = Answer(description="It may, as far as the preflight goes.")

_SECONDS = "7200"


def preflight(request: web.Request, *, methods: str, headers: str) -> web.Response:
    return web.Response(
        status=204,
        headers={
            "Access-Control-Allow-Origin": request.headers.get("Origin", "*"),
            "Access-Control-Allow-Methods": methods,
            "Access-Control-Allow-Headers": headers,
            "Access-Control-Max-Age": _SECONDS,
            "Vary": "Origin",
        },
    )
