"""The storefront routes.

Preflights are answered alike for everybody (a preflight carries no key worth checking); the real answer names
the page's origin only when it is one of the store's.
"""

from __future__ import annotations

from aiohttp import web
from typing_extensions import TypedDict

from connector.domain.binding import RuntimeType
from connector.domain.errors import Failure, RateLimited
from connector.domain.product_ids import PATTERN
from connector.flows.storefront.products import Runtime
from connector.web.callers import client_of
from connector.web.cors import PREFLIGHT, preflight
from connector.web.described import Parameter, described
from connector.web.middlewares import rendered
from connector.web.parts import EDGE, FLOWS
from connector.web.queries import wrong
from connector.web.reading import SMALL_LIMIT, JsonBody
from connector.web.rendering import SessionAnswer, json_answer, session_json
from connector.web.session_bodies import SESSION_FAILURES, SessionBody


class RuntimeAnswer(TypedDict):
    """A tool that opens for a product, and where."""

    runtimeType: RuntimeType
    iframeUrl: str


class ProductAnswer(TypedDict):
    """`variations` are those with a live binding of their own, by id."""

    runtimes: list[RuntimeAnswer]
    variations: dict[str, list[RuntimeAnswer]]
    appOrigin: str


SESSION = JsonBody(
    SessionBody,
    limit=SMALL_LIMIT,
    example={"externalProductId": "wc_123", "runtimeType": "customizer"},
)
KEY = Parameter("key", "path", "The publishable storefront key.", {"type": "string"}, True)
PRODUCT = Parameter(
    "externalProductId",
    "path",
    "An id such as `wc_123`, or `wc_123_456` for a variation.",
    {"type": "string", "pattern": f"^{PATTERN.pattern}$"},
    True,
)
ORIGIN = Parameter("Origin", "header", "Of the page: one of the store's.", {"type": "string"}, True)

_EXPOSED = "Retry-After, X-Request-Id"


@described(
    "showProduct",
    "What opens for a product. Cacheable for a minute, readable by any page.",
    parameters=[KEY, PRODUCT],
    answers={200: ProductAnswer},
    failures=["storefront.unknownKey", "storefront.tooManyReads", "request.invalid"],
)
async def product(request: web.Request) -> web.Response:
    product_id = request.match_info["externalProductId"]
    try:
        _count(request)
        if PATTERN.fullmatch(product_id) is None:
            wrong("externalProductId", "invalid", "Takes an id such as wc_123.")
        found = await request.app[FLOWS].show_product(request.match_info["key"], product_id)
    except Failure as failure:
        response = rendered(request, failure)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = _EXPOSED
        return response
    answer: ProductAnswer = {
        "runtimes": [_runtime_json(runtime) for runtime in found.runtimes],
        "variations": {
            variation: [_runtime_json(runtime) for runtime in runtimes]
            for variation, runtimes in found.variations.items()
        },
        "appOrigin": found.app_origin,
    }
    return json_answer(
        answer,
        headers={"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=60"},
    )


@described(
    "openSession",
    "A visitor opens a tool.",
    "A variation without a binding of its own opens its product's. A `ticket` is asked for where it is personal, and "
    "when a store is busy.",
    parameters=[KEY, ORIGIN],
    body=SESSION,
    answers={201: SessionAnswer},
    failures=["storefront.unknownKey", *SESSION_FAILURES],
)
async def session(request: web.Request) -> web.Response:
    flow = request.app[FLOWS].issue_session
    origin = request.headers.get("Origin")
    store = await flow.store_of(request.match_info["key"])
    client = client_of(request)
    try:
        flow.admit(store, origin, client)
        body = await SESSION.read(request)
        issued = await flow.for_browser(store, body.wish(origin=origin, client=client))
        response = json_answer(session_json(issued), status=201)
    except Failure as failure:
        response = rendered(request, failure)
    response.headers["Vary"] = "Origin"
    if origin is not None and store.allows_origin(origin):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = _EXPOSED
    return response


@described(
    "preflightSession", "A browser asks whether it may.", parameters=[KEY], answers={204: PREFLIGHT}
)
async def session_preflight(request: web.Request) -> web.Response:
    return preflight(request, methods="POST", headers="Content-Type")


def _count(request: web.Request) -> None:
    """Before anything is looked up: keys can be guessed at for nothing otherwise. Raises RateLimited."""
    edge = request.app[EDGE]
    wait = edge.product_reads.take(client_of(request), edge.clock.monotonic())
    if wait is not None:
        raise RateLimited(
            "storefront.tooManyReads", "Too many product look-ups from here.", retry_after=wait
        )


def _runtime_json(runtime: Runtime) -> RuntimeAnswer:
    return {"runtimeType": runtime.runtime_type, "iframeUrl": runtime.iframe_url}


ROUTES = [
    web.get("/storefront/v1/{key}/products/{externalProductId}", product, allow_head=False),
    web.post("/storefront/v1/{key}/session", session),
    web.options("/storefront/v1/{key}/session", session_preflight),
]
