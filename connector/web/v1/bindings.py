"""`/v1/bindings`."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import Field

from connector.domain.binding import BindingStatus, RuntimeType, SyncState
from connector.domain.errors import FieldError, Invalid
from connector.domain.listing import DEFAULT_SORT, SORTS, BindingFilter, Cursor
from connector.flows.bindings.change import Action, Changed
from connector.web import queries
from connector.web.binding_bodies import BindingFields
from connector.web.callers import authenticated
from connector.web.parts import FLOWS
from connector.web.reading import (
    MOST_ITEMS,
    Body,
    PrintableText,
    read_model,
)
from connector.web.rendering import binding_json, json_answer

_CLICK_WAITS = 5.0
_FILTERS = ("externalProductId", "runtimeType", "status", "sync", "search", "changedSince")
_LIST_PARAMETERS = (*_FILTERS, "sort", "limit", "cursor")


class FilterBody(Body):
    external_product_id: Annotated[list[PrintableText], Field(max_length=100)] = []
    runtime_type: Annotated[list[RuntimeType], Field(max_length=len(RuntimeType))] = []
    status: Annotated[list[BindingStatus], Field(max_length=len(BindingStatus))] = []
    sync: Annotated[list[SyncState], Field(max_length=len(SyncState))] = []
    search: PrintableText | None = None

    def wanted(self) -> BindingFilter:
        return BindingFilter(
            products=tuple(dict.fromkeys(self.external_product_id)),
            runtime_types=tuple(dict.fromkeys(self.runtime_type)),
            statuses=tuple(dict.fromkeys(self.status)),
            sync_states=tuple(dict.fromkeys(self.sync)),
            search=self.search,
        )


class ActionBody(Body):
    action: Action
    binding_ids: Annotated[list[PrintableText], Field(max_length=MOST_ITEMS)] | None = None
    external_product_ids: Annotated[list[PrintableText], Field(max_length=MOST_ITEMS)] | None = None
    filter: FilterBody | None = None


async def listed(request: web.Request) -> web.Response:
    store = await authenticated(request)
    queries.refuse_unknown(request, _LIST_PARAMETERS)
    wanted = BindingFilter(
        products=queries.values(request, "externalProductId"),
        runtime_types=queries.choices(request, "runtimeType", RuntimeType),
        statuses=queries.choices(request, "status", BindingStatus),
        sync_states=queries.choices(request, "sync", SyncState),
        search=queries.text(request, "search"),
        changed_since=queries.time(request, "changedSince"),
    )
    sort = request.query.get("sort", DEFAULT_SORT)
    if sort not in SORTS:
        queries.wrong("sort", "unknownValue", f"Takes: {', '.join(SORTS)}.")
    page = await request.app[FLOWS].read_bindings.page(
        store.id,
        wanted,
        sort=sort,
        after=_cursor(request, sort),
        limit=queries.number(request, "limit", default=50, least=1, most=500),
    )
    cursor = None if page.next_cursor is None else page.next_cursor.encode()
    return json_answer(
        {
            "items": [binding_json(row) for row in page.items],
            "nextCursor": cursor,
            "total": page.total,
        }
    )


async def one(request: web.Request) -> web.Response:
    store = await authenticated(request)
    found = await request.app[FLOWS].read_bindings.one(store.id, request.match_info["bindingId"])
    return json_answer(binding_json(found))


async def patch(request: web.Request) -> web.Response:
    store = await authenticated(request)
    body = await read_model(request, BindingFields)
    changed = await request.app[FLOWS].change_bindings.patch(
        store,
        request.match_info["bindingId"],
        body.patch(store),
        wait=queries.preferred_wait(request),
    )
    return json_answer(binding_json(changed.binding))


async def archive(request: web.Request) -> web.Response:
    changed = await _click(request, BindingStatus.ARCHIVED, default_wait=0.0)
    return json_answer(binding_json(changed.binding))


async def activate(request: web.Request) -> web.Response:
    return _clicked(await _click(request, BindingStatus.ACTIVE, default_wait=_CLICK_WAITS))


async def deactivate(request: web.Request) -> web.Response:
    return _clicked(await _click(request, BindingStatus.INACTIVE, default_wait=_CLICK_WAITS))


async def act(request: web.Request) -> web.Response:
    store = await authenticated(request)
    body = await read_model(request, ActionBody)
    chosen = [body.binding_ids, body.external_product_ids, body.filter]
    if sum(part is not None for part in chosen) != 1:
        raise Invalid(
            "request.invalid",
            "Send exactly one of bindingIds, externalProductIds and filter.",
            errors=[
                FieldError(name, "exactlyOne", "Send exactly one of the three.")
                for name in ("bindingIds", "externalProductIds", "filter")
            ],
        )
    changed = await request.app[FLOWS].change_bindings.act(
        store,
        body.action,
        ids=body.binding_ids,
        products=body.external_product_ids,
        wanted=None if body.filter is None else body.filter.wanted(),
    )
    return json_answer({"changed": changed})


async def _click(request: web.Request, status: BindingStatus, *, default_wait: float) -> Changed:
    store = await authenticated(request)
    wait = queries.preferred_wait(request, default=default_wait)
    binding_id = request.match_info["bindingId"]
    return await request.app[FLOWS].change_bindings.set_status(store, binding_id, status, wait=wait)


def _clicked(changed: Changed) -> web.Response:
    return json_answer(binding_json(changed.binding), status=200 if changed.settled else 202)


def _cursor(request: web.Request, sort: str) -> Cursor | None:
    text = request.query.get("cursor")
    if text is None:
        return None
    try:
        cursor = Cursor.decode(text)
    except ValueError:
        queries.wrong("cursor", "invalid", "Send the nextCursor of an answer as it was.")
    if cursor.sort != sort:
        queries.wrong("cursor", "otherSort", "This cursor belongs to another sort.")
    return cursor


ROUTES = [
    web.get("/v1/bindings", listed, allow_head=False),
    web.post("/v1/bindings/actions", act),
    web.get("/v1/bindings/{bindingId}", one, allow_head=False),
    web.patch("/v1/bindings/{bindingId}", patch),
    web.delete("/v1/bindings/{bindingId}", archive),
    web.post("/v1/bindings/{bindingId}/activate", activate),
    web.post("/v1/bindings/{bindingId}/deactivate", deactivate),
]
