"""`/v1/designs`."""

from __future__ import annotations

from aiohttp import web
from typing_extensions import TypedDict

from connector.domain.binding import RuntimeType
from connector.domain.design import Design, DesignCursor, DesignFilter
from connector.domain.local_design import LocalDesign, LocalDesignState
from connector.web import queries
from connector.web.callers import BY_TOKEN
from connector.web.described import described
from connector.web.parts import FLOWS
from connector.web.problems import UPSTREAM_FAILURES
from connector.web.rendering import json_answer

SEARCH = queries.Text("search", "Alter's search in names.")
RUNTIMES = queries.Choices("runtimeType", "Embeddable in any of these.", RuntimeType)
LIMIT = queries.Number("limit", "So many.", default=20, least=1, most=50)
CURSOR = queries.Query("cursor", "`nextCursor` of the page before, of the same search and types.")
LISTED = (SEARCH, RUNTIMES, LIMIT, CURSOR)


class LocalAnswer(TypedDict):
    localDesignId: str
    state: LocalDesignState
    manifestHash: str | None


class EmbeddableAnswer(TypedDict):
    viewer: bool
    configurator: bool
    customizer: bool


class DesignAnswer(TypedDict):
    """`thumbnailUrl` is signed and expires; `localDesign`: if the store hosts it itself."""

    designId: int
    name: str
    productId: int | None
    thumbnailUrl: str | None
    embeddable: EmbeddableAnswer
    localDesign: LocalAnswer | None


class DesignsPage(TypedDict):
    items: list[DesignAnswer]
    nextCursor: str | None
    total: int


@described(
    "listDesigns",
    "The storefront's designs, the newest first.",
    access=BY_TOKEN.access,
    parameters=queries.parameters(*LISTED),
    answers={200: DesignsPage},
    failures=["request.invalid", *UPSTREAM_FAILURES],
)
async def listed(request: web.Request) -> web.Response:
    store = await BY_TOKEN.store(request)
    queries.refuse_unknown(request, LISTED)
    wanted = DesignFilter(
        search=SEARCH.of(request),
        runtime_types=RUNTIMES.of(request),
    )
    flow = request.app[FLOWS].read_designs
    page = await flow.page(
        store,
        wanted,
        after=_cursor(request, wanted),
        limit=LIMIT.of(request),
    )
    cursor = None if page.next_cursor is None else page.next_cursor.encode(wanted)
    local = await flow.local(store, page)
    items = [
        _design_json(each, flow.thumbnail_url(store, each), local.get(each.id))
        for each in page.items
    ]
    answer: DesignsPage = {"items": items, "nextCursor": cursor, "total": page.total}
    return json_answer(answer)


def _design_json(
    design: Design, thumbnail_url: str | None, local: LocalDesign | None
) -> DesignAnswer:
    return {
        "designId": design.id,
        "name": design.name,
        "productId": design.product_id,
        "thumbnailUrl": thumbnail_url,
        "embeddable": {
            "viewer": RuntimeType.VIEWER in design.embeddable,
            "configurator": RuntimeType.CONFIGURATOR in design.embeddable,
            "customizer": RuntimeType.CUSTOMIZER in design.embeddable,
        },
        "localDesign": None if local is None else _local_json(local),
    }


def _local_json(local: LocalDesign) -> LocalAnswer:
    return {
        "localDesignId": local.id,
        "state": local.state,
        "manifestHash": local.shown_hash,
    }


def _cursor(request: web.Request, wanted: DesignFilter) -> DesignCursor | None:
    text = CURSOR.given(request)
    if text is None:
        return None
    try:
        return DesignCursor.decode(text, wanted)
    except ValueError:
        detail = "Send the nextCursor of an answer as it was, with the same search and runtimeType."
        CURSOR.wrong("invalid", detail)


ROUTES = [web.get("/v1/designs", listed, allow_head=False)]
