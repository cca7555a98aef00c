"""`GET /public-api/v1/runtime/bootstrap`: the one gateway route that browsers call.

`Origin` is welcome here and never goes upstream. The answer may be read by the token's store and by Alter's own
iframes; nobody else's page is named in `Access-Control-Allow-Origin`.
"""

from __future__ import annotations

from collections.abc import Collection

from aiohttp import web

from connector.domain.errors import Failure, Unauthorised
from connector.web.callers import bearer
from connector.web.cors import preflight
from connector.web.middlewares import rendered
from connector.web.parts import EDGE, FLOWS


async def bootstrap(request: web.Request) -> web.Response:
    readable_by: Collection[str] = ()
    try:
        token = bearer(request)
        if token is None:
            raise Unauthorised("connector.unauthorised", "Unauthorized")
        answer = await request.app[FLOWS].read_bootstrap(token)
        readable_by = answer.readable_by
        response = web.Response(
            status=answer.status, body=answer.body, content_type="application/json"
        )
        response.headers["X-Connector-Cache"] = answer.cache
    except Failure as failure:
        response = rendered(request, failure)
    _reflect(request, response, readable_by)
    return response


async def bootstrap_preflight(request: web.Request) -> web.Response:
    return preflight(request, methods="GET", headers="Authorization, Content-Type")


def _reflect(request: web.Request, response: web.Response, readable_by: Collection[str]) -> None:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Vary"] = "Origin, Authorization"
    origin = request.headers.get("Origin")
    if origin is not None and (origin in readable_by or origin == request.app[EDGE].app_origin):
        response.headers["Access-Control-Allow-Origin"] = origin


ROUTES = [
    web.get("/public-api/v1/runtime/bootstrap", bootstrap, allow_head=False),
    web.options("/public-api/v1/runtime/bootstrap", bootstrap_preflight),
]
