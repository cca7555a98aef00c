"""`/v1/designs`."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from connector.domain.binding import RuntimeType
from connector.domain.design import Design, DesignCursor, DesignFilter
from connector.domain.local_design import LocalDesign
from connector.web import queries
from connector.web.callers import authenticated
from connector.web.parts import FLOWS
from connector.web.rendering import json_answer

_PARAMETERS = ("search", "runtimeType", "limit", "cursor")


async def listed(request: web.Request) -> web.Response:
    store = await authenticated(request)
    queries.refuse_unknown(request, _PARAMETERS)
    wanted = DesignFilter(
        search=queries.text(request, "search"),
        runtime_types=queries.choices(request, "runtimeType", RuntimeType),
    )
    flow = request.app[FLOWS].read_designs
    page = await flow.page(
        store,
        wanted,
        after=_cursor(request, wanted),
        limit=queries.number(request, "limit", default=20, least=1, most=50),
    )
    cursor = None if page.next_cursor is None else page.next_cursor.encode(wanted)
    local = await flow.local(store, page)
    items = [
        _design_json(each, flow.thumbnail_url(store, each), local.get(each.id))
        for each in page.items
    ]
    return json_answer({"items": items, "nextCursor": cursor, "total": page.total})


def _design_json(
    design: Design, thumbnail_url: str | None, local: LocalDesign | None
) -> dict[str, Any]:
    return {
        "designId": design.id,
        "name": design.name,
        "productId": design.product_id,
        "thumbnailUrl": thumbnail_url,
        "embeddable": {each.value: each in design.embeddable for each in RuntimeType},
        "localDesign": None if local is None else _local_json(local),
    }


def _local_json(local: LocalDesign) -> dict[str, Any]:
    return {
        "localDesignId": local.id,
        "state": local.state.value,
        "manifestHash": local.shown_hash,
    }


def _cursor(request: web.Request, wanted: DesignFilter) -> DesignCursor | None:
    text = request.query.get("cursor")
    if text is None:
        return None
    try:
        return DesignCursor.decode(text, wanted)
    except ValueError:
        detail = "Send the nextCursor of an answer as it was, with the same search and runtimeType."
        queries.wrong("cursor", "invalid", detail)


ROUTES = [web.get("/v1/designs", listed, allow_head=False)]
