"""`/v1/bindings`."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import Field
from typing_extensions import TypedDict

from connector.domain.binding import BindingStatus, RuntimeType, SyncState
from connector.domain.errors import FieldError, Invalid
from connector.domain.listing import SORTS, BindingFilter, Cursor
from connector.flows.bindings.change import Action, Changed
from connector.web import queries
from connector.web.binding_bodies import ITEM_FAILURES, BindingFields
from connector.web.callers import BY_TOKEN
from connector.web.described import described
from connector.web.parts import FLOWS
from connector.web.reading import MOST_ITEMS, Body, JsonBody, PrintableText
from connector.web.rendering import BindingAnswer, binding_json, json_answer
from connector.web.v1.sync import ChangedAnswer

PRODUCTS = queries.Values("externalProductId", "Of these products.")
RUNTIMES = queries.Choices("runtimeType", "Of these tools.", RuntimeType)
STATUSES = queries.Choices("status", "Wanted in one of these states.", BindingStatus)
STATES = queries.Choices("sync", "As far on their way.", SyncState)
SEARCH = queries.Text("search", "Part of a product's id.")
CHANGED_SINCE = queries.Time("changedSince", "Changed at this time or later.")
SORT = queries.OneOf("sort", "The order.", SORTS)
LIMIT = queries.Number("limit", "So many.", default=50, least=1, most=500)
CURSOR = queries.Query("cursor", "`nextCursor` of the page before.")
LISTED = (PRODUCTS, RUNTIMES, STATUSES, STATES, SEARCH, CHANGED_SINCE, SORT, LIMIT, CURSOR)

NO_WAIT = queries.Wait()
CLICK_WAITS = queries.Wait(default=5.0)

_REFUSED = ("plan.activeBindingsLimit", "alter.refused")


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


class BindingsPage(TypedDict):
    """`total`: of the whole list."""

    items: list[BindingAnswer]
    nextCursor: str | None
    total: int


PATCH = JsonBody(BindingFields, example={"status": "active", "designId": 381})
ACT = JsonBody(ActionBody, example={"action": "activate", "filter": {"status": ["inactive"]}})


@described(
    "listBindings",
    "The store's bindings, page by page.",
    access=BY_TOKEN.access,
    parameters=queries.parameters(*LISTED),
    answers={200: BindingsPage},
    failures=["request.invalid"],
)
async def listed(request: web.Request) -> web.Response:
    store = await BY_TOKEN.store(request)
    queries.refuse_unknown(request, LISTED)
    wanted = BindingFilter(
        products=PRODUCTS.of(request),
        runtime_types=RUNTIMES.of(request),
        statuses=STATUSES.of(request),
        sync_states=STATES.of(request),
        search=SEARCH.of(request),
        changed_since=CHANGED_SINCE.of(request),
    )
    sort = SORT.of(request)
    page = await request.app[FLOWS].read_bindings.page(
        store.id,
        wanted,
        sort=sort,
        after=_cursor(request, sort),
        limit=LIMIT.of(request),
    )
    cursor = None if page.next_cursor is None else page.next_cursor.encode()
    answer: BindingsPage = {
        "items": [binding_json(row) for row in page.items],
        "nextCursor": cursor,
        "total": page.total,
    }
    return json_answer(answer)


@described(
    "showBinding",
    "One binding.",
    access=BY_TOKEN.access,
    answers={200: BindingAnswer},
    failures=["binding.unknown"],
)
async def one(request: web.Request) -> web.Response:
    store = await BY_TOKEN.store(request)
    found = await request.app[FLOWS].read_bindings.one(store.id, request.match_info["bindingId"])
    return json_answer(binding_json(found))


@described(
    "changeBinding",
    "Change the fields that are sent. `null` clears one here, and is not sent to Alter.",
    access=BY_TOKEN.access,
    parameters=queries.parameters(NO_WAIT),
    body=PATCH,
    answers={200: BindingAnswer},
    failures=["binding.unknown", "binding.foreignUrl", *ITEM_FAILURES, *_REFUSED],
    alters_codes=True,
)
async def patch(request: web.Request) -> web.Response:
    store = await BY_TOKEN.store(request)
    body = await PATCH.read(request)
    changed = await request.app[FLOWS].change_bindings.patch(
        store,
        request.match_info["bindingId"],
        body.patch(store),
        wait=NO_WAIT.of(request),
    )
    return json_answer(binding_json(changed.binding))


@described(
    "archiveBinding",
    "Archive a binding.",
    access=BY_TOKEN.access,
    parameters=queries.parameters(NO_WAIT),
    answers={200: BindingAnswer},
    failures=["binding.unknown", *_REFUSED],
    alters_codes=True,
)
async def archive(request: web.Request) -> web.Response:
    changed = await _click(request, BindingStatus.ARCHIVED, NO_WAIT)
    return json_answer(binding_json(changed.binding))


@described(
    "activateBinding",
    "Activate: 200 when Alter confirmed it, 202 when it is queued.",
    "Refused by Alter: 409 with its code, and the previous status is kept.",
    access=BY_TOKEN.access,
    parameters=queries.parameters(CLICK_WAITS),
    answers={200: BindingAnswer, 202: BindingAnswer},
    failures=["binding.unknown", *ITEM_FAILURES, *_REFUSED],
    alters_codes=True,
)
async def activate(request: web.Request) -> web.Response:
    return _clicked(await _click(request, BindingStatus.ACTIVE, CLICK_WAITS))


@described(
    "deactivateBinding",
    "Deactivate: 200 when Alter confirmed it, 202 when it is queued.",
    "Refused by Alter: 409 with its code, and the previous status is kept.",
    access=BY_TOKEN.access,
    parameters=queries.parameters(CLICK_WAITS),
    answers={200: BindingAnswer, 202: BindingAnswer},
    failures=["binding.unknown", *_REFUSED],
    alters_codes=True,
)
async def deactivate(request: web.Request) -> web.Response:
    return _clicked(await _click(request, BindingStatus.INACTIVE, CLICK_WAITS))


@described(
    "changeManyBindings",
    "One action on many bindings: exactly one of `bindingIds`, `externalProductIds` and `filter`.",
    access=BY_TOKEN.access,
    body=ACT,
    answers={200: ChangedAnswer},
    failures=[
        "plan.activeBindingsLimit",
        *((409, code) for code in ("binding.designRequired", "binding.externalProductIdPrefix")),
    ],
)
async def act(request: web.Request) -> web.Response:
    store = await BY_TOKEN.store(request)
    body = await ACT.read(request)
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
    answer: ChangedAnswer = {"changed": changed}
    return json_answer(answer)


async def _click(request: web.Request, status: BindingStatus, waits: queries.Wait) -> Changed:
    store = await BY_TOKEN.store(request)
    wait = waits.of(request)
    binding_id = request.match_info["bindingId"]
    return await request.app[FLOWS].change_bindings.set_status(store, binding_id, status, wait=wait)


def _clicked(changed: Changed) -> web.Response:
    return json_answer(binding_json(changed.binding), status=200 if changed.settled else 202)


def _cursor(request: web.Request, sort: str) -> Cursor | None:
    text = CURSOR.given(request)
    if text is None:
        return None
    try:
        cursor = Cursor.decode(text)
    except ValueError:
        CURSOR.wrong("invalid", "Send the nextCursor of an answer as it was.")
    if cursor.sort != sort:
        CURSOR.wrong("otherSort", "This cursor belongs to another sort.")
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
