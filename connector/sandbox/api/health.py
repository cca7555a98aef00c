"""Service health and the connection test (alter-public-api.txt, "Connection test")."""

from __future__ import annotations

from aiohttp import web

from connector.sandbox.auth import authenticate
from connector.sandbox.scene import SCENE

routes = web.RouteTableDef()


# The older document names it "under the base path".
@routes.get("/public-api/healthz")
@routes.get("/public-api/v1/healthz")
async def healthz(_request: web.Request) -> web.Response:
    """The answer's body is documented nowhere."""
    return web.json_response({"ok": True})


@routes.get("/public-api/v1/auth/check")
async def auth_check(request: web.Request) -> web.Response:
    caller = authenticate(request)
    answer: dict[str, object] = {
        "ok": True,
        "message": "success",
        "storefrontId": caller.storefront.id,
        "userOwnerId": caller.storefront.user_owner_id,
        "credentialId": caller.credential.id,
        "scopes": list(caller.credential.scopes),
    }
    # The older document knows no plan.
    if request.app[SCENE].knobs.document == "current":
        answer["plan"] = caller.plan.shown()
    return web.json_response(answer)
