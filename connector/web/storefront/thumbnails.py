"""Pictures for `<img>`: no token, no cookie, no origin; the address is signed and expires."""

from __future__ import annotations

from aiohttp import web

from connector.web.callers import client_of
from connector.web.conditional import ETAG, IF_NONE_MATCH, is_known
from connector.web.described import Answer, Content, Parameter, described
from connector.web.gateway.files import SAFETY
from connector.web.parts import FLOWS
from connector.web.storefront.routes import KEY

# Pages that isolate themselves (COEP) load only pictures that say they may be loaded.
_EMBEDDABLE = {"Cross-Origin-Resource-Policy": "cross-origin"}


TOKEN = Parameter("token", "path", "As `thumbnailUrl` has it.", {"type": "string"}, True)


@described(
    "showThumbnail",
    "The picture of a design, as `thumbnailUrl` was answered.",
    parameters=[KEY, TOKEN, IF_NONE_MATCH],
    answers={200: Answer([Content("image/*")], headers=ETAG), 304: None},
    failures=[
        *("storefront.thumbnailUnknown", "storefront.thumbnailUnavailable"),
        "storefront.tooMany",
    ],
)
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
