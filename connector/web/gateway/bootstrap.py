"""`GET /public-api/v1/runtime/bootstrap`: the one gateway route that browsers call.

`Origin` is welcome here and never goes upstream. The answer may be read by the token's store and by Alter's own
iframes; nobody else's page is named in `Access-Control-Allow-Origin`.
"""

from __future__ import annotations

from collections.abc import Collection

from aiohttp import web

from connector.domain.errors import Failure, Unauthorised, Unavailable
from connector.flows.storefront.bootstrap import Bootstrap
from connector.web.callers import bearer
from connector.web.cors import PREFLIGHT, preflight
from connector.web.described import Access, Answer, Content, described
from connector.web.gateway.passing import CACHE, CACHE_SAYS, RELAY_FAILURES
from connector.web.middlewares import rendered
from connector.web.parts import EDGE, FLOWS


@described(
    "readBootstrap",
    "What a tool shows, by the token of its session.",
    "Only tokens that were issued through this connector are looked up. Browsers may ask: the answer names the "
    "page's origin if it is the token's store's, or Alter's.",
    access=Access([{"embedToken": ()}], failures=["connector.unauthorised", "auth.invalidToken"]),
    answers={
        200: Answer([Content(shape={"type": "object"})], headers={CACHE: CACHE_SAYS}),
    },
    failures=["connector.unknownToken", *RELAY_FAILURES],
    passes=True,
)
async def bootstrap(request: web.Request) -> web.Response:
    readable_by: Collection[str] = ()
    try:
        token = bearer(request)
        if token is None:
            raise Unauthorised("connector.unauthorised", "Unauthorized")
        answer = await request.app[FLOWS].read_bootstrap(token)
        readable_by = answer.readable_by
        response = _response(request, answer.found)
    except Failure as failure:
        response = rendered(request, failure)
    _reflect(request, response, readable_by)
    return response


@described("preflightBootstrap", "A browser asks whether it may.", answers={204: PREFLIGHT})
async def bootstrap_preflight(request: web.Request) -> web.Response:
    return preflight(request, methods="GET", headers="Authorization, Content-Type")


def _response(request: web.Request, found: Bootstrap | Unavailable) -> web.Response:
    if isinstance(found, Unavailable):
        return rendered(request, found)
    return web.Response(
        status=found.status,
        body=found.body,
        content_type="application/json",
        headers={CACHE: found.cache},
    )


def _reflect(request: web.Request, response: web.Response, readable_by: Collection[str]) -> None:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Vary"] = "Origin, Authorization"
    origin = request.headers.get("Origin")
    if origin is not None and (origin in readable_by or origin == request.app[EDGE].app_origin):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = (
            "Retry-After, X-Request-Id, X-Connector-Cache"
        )


ROUTES = [
    web.get("/public-api/v1/runtime/bootstrap", bootstrap, allow_head=False),
    web.options("/public-api/v1/runtime/bootstrap", bootstrap_preflight),
]
