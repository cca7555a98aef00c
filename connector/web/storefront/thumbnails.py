"""Pictures for `<img>`: no token, no cookie, no origin; the address is signed and expires."""

from __future__ import annotations

from aiohttp import web

from connector.web.callers import client_of
from connector.web.conditional import is_known
from connector.web.gateway.files import SAFETY
from connector.web.parts import FLOWS

# Pages that isolate themselves (COEP) load only pictures that say they may be loaded.
_EMBEDDABLE = {"Cross-Origin-Resource-Policy": "cross-origin"}


async def thumbnail(request: web.Request) -> web.Response:
    shown = await request.app[FLOWS].show_thumbnail(
        request.match_info["key"], request.match_info["token"], client_of(request)
    )
    headers = {
        "ETag": shown.etag,
        # Not for shared caches: they would go on showing what a deleted store no longer does.
        "Cache-Control": f"private, max-age={shown.seconds}",
    }
    headers |= SAFETY | _EMBEDDABLE
    if is_known(request, shown.etag):
        return web.Response(status=304, headers=headers)
    headers["Content-Type"] = shown.content_type
    return web.Response(body=shown.body, headers=headers)


ROUTES = [web.get("/storefront/v1/{key}/thumbnails/{token}", thumbnail, allow_head=False)]
