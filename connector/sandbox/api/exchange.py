"""WordPress connect exchange (alter-public-api.txt, "WordPress connect exchange")."""

from __future__ import annotations

from aiohttp import web

from connector.sandbox import handoff
from connector.sandbox.body import is_text, read_object
from connector.sandbox.refusal import refused
from connector.sandbox.scene import SCENE

routes = web.RouteTableDef()

FIELDS = {"code", "storeUrl", "siteOrigin", "codeVerifier"}


@routes.post("/public-api/v1/wp-connect/exchange")
async def exchange(request: web.Request) -> web.Response:
    body = await read_object(request)
    if body.keys() != FIELDS or not all(is_text(value, 2_048) for value in body.values()):
        raise refused(400, "wpConnect.exchange.invalidRequest")
    issued = handoff.exchange(
        request.app[SCENE],
        code=body["code"],
        store_url=body["storeUrl"],
        site_origin=body["siteOrigin"],
        verifier=body["codeVerifier"],
    )
    return web.json_response(
        {
            "message": "wpConnect.exchange.ok",
            "accessKey": issued.access_key,
            "accessToken": issued.access_token,
            "storefrontId": issued.storefront_id,
        }
    )
