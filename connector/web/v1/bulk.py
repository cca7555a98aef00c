"""`PUT /v1/bindings`: up to 10,000 items as JSON, or any number as NDJSON."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Literal, NotRequired

import orjson
from aiohttp import web
from pydantic import ValidationError
from typing_extensions import TypedDict

from connector.domain.errors import FieldError, Invalid
from connector.domain.store import Store
from connector.flows.bindings.items import BindingItem, Chunk, PutOutcome, RejectedItem
from connector.flows.bindings.put import CHUNK
from connector.flows.collaborators.standing import Authenticated
from connector.web import queries
from connector.web.binding_bodies import BindingBody, item_of
from connector.web.callers import BY_TOKEN, require_site
from connector.web.described import JSON, Content, described
from connector.web.large_bodies import ITEMS_A_BREATH, large_body
from connector.web.lines import LINE_LIMIT, Line, read_lines
from connector.web.parts import FLOWS
from connector.web.reading import (
    BINDINGS_LIMIT,
    BODY_FAILURES,
    MOST_ITEMS,
    Body,
    field_errors,
    parsed,
    read_json,
    summary,
)
from connector.web.rendering import BindingAnswer, binding_json, json_answer

NDJSON = "application/x-ndjson"
MODE = queries.OneOf(
    "mode", "Of NDJSON. `replace` archives what the stream does not name.", ("merge", "replace")
)
CONFIRM = queries.Flag("confirm", "Of NDJSON. `replace` may archive more than half.")
WAIT = queries.Wait()


class PutBody(Body):
    """The items are judged one by one, elsewhere."""

    bindings: list[BindingBody | Any]
    mode: Literal["merge", "replace"] = "merge"
    confirm: bool = False


class RejectedAnswer(TypedDict):
    """An item that was not taken, and why."""

    index: int
    externalProductId: str | None
    runtimeType: str | None
    code: str
    detail: str


class RepeatedAnswer(TypedDict):
    """An item that repeats an earlier one; the later one counts."""

    index: int
    externalProductId: str
    runtimeType: str


class PutAnswer(TypedDict):
    """`accepted` counts the unchanged too; `pending` is the store's backlog. The rest is there where there is
    something to say."""

    accepted: int
    unchanged: int
    rejected: list[RejectedAnswer]
    pending: int
    rejectedTotal: NotRequired[int]
    duplicates: NotRequired[list[RepeatedAnswer]]
    duplicatesTotal: NotRequired[int]
    archived: NotRequired[int]
    bindings: NotRequired[list[BindingAnswer]]


class PutRead:
    """JSON whole, NDJSON line by line."""

    required = True
    contents = (
        Content(
            JSON,
            PutBody,
            example={
                "bindings": [
                    {
                        "externalProductId": "wc_123",
                        "runtimeType": "customizer",
                        "status": "active",
                        "designId": 381,
                    }
                ]
            },
        ),
        Content(NDJSON, {"type": "string", "description": "One binding a line, at most 64 KiB."}),
    )
    failures = BODY_FAILURES


@described(
    "putBindings",
    "Bindings in bulk, as JSON or as a stream of lines.",
    "Each item is judged alone; a field that is not sent keeps what is there. `mode: replace` archives what the "
    "request does not name, and needs `X-Connector-Site`.",
    access=BY_TOKEN.access,
    parameters=queries.parameters(MODE, CONFIRM, WAIT),
    body=PutRead(),
    answers={200: PutAnswer},
    failures=[
        *("store.tooMany", "store.siteRequired", "bindings.massArchive"),
        *("bindings.snapshotUnreadable", "bindings.snapshotTooLarge"),
    ],
)
async def put(request: web.Request) -> web.Response:
    caller = await BY_TOKEN.caller(request)
    async with large_body(request, caller.store):
        taken = _stream if request.content_type == NDJSON else _put
        return json_answer(_outcome_json(await taken(request, caller)))


async def _put(request: web.Request, caller: Authenticated) -> PutOutcome:
    queries.refuse_unknown(request, ())
    store = caller.store
    body, items = _put_items(await read_json(request, BINDINGS_LIMIT))
    if body.mode == "replace":
        require_site(request, store)
    wait = WAIT.of(request)
    chunks = [chunk async for chunk in _chunked(_judged(store, items))]
    flow = request.app[FLOWS].put_bindings
    if body.mode == "replace":
        return await flow.replace(caller, chunks, confirmed=body.confirm, wait=wait)
    return await flow(caller, chunks, wait=wait)


async def _stream(request: web.Request, caller: Authenticated) -> PutOutcome:
    queries.refuse_unknown(request, (MODE, CONFIRM))
    mode = MODE.of(request)
    if mode == "replace":
        require_site(request, caller.store)
    return await request.app[FLOWS].put_bindings.stream(
        caller,
        _chunked(_judged_lines(request, caller.store)),
        replaces=mode == "replace",
        confirmed=CONFIRM.of(request),
        wait=WAIT.of(request),
    )


async def _judged(store: Store, found: Sequence[Any]) -> AsyncIterator[BindingItem | RejectedItem]:
    for index, each in enumerate(found):
        await _breathe(index)
        yield _item(store, index, each)


async def _judged_lines(
    request: web.Request, store: Store
) -> AsyncIterator[BindingItem | RejectedItem]:
    async for line in read_lines(request):
        await _breathe(line.number)
        yield _line_item(store, line)


async def _breathe(index: int) -> None:
    """Ten thousand items take a while; shoppers do not wait for them."""
    if index % ITEMS_A_BREATH == 0:
        await asyncio.sleep(0)


async def _chunked(items: AsyncIterator[BindingItem | RejectedItem]) -> AsyncIterator[Chunk]:
    chunk: list[BindingItem | RejectedItem] = []
    async for item in items:
        chunk.append(item)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _put_items(found: Mapping[str, Any]) -> tuple[PutBody, list[Any]]:
    """Counted before anything is made of them; the other fields are judged without them."""
    items = found.get("bindings")
    if not isinstance(items, list):
        return parsed(PutBody, found), []
    if len(items) > MOST_ITEMS:
        detail = (
            f"At most {MOST_ITEMS:,} a call; this one has {len(items):,}. NDJSON takes any number."
        )
        errors = [FieldError("bindings", "too_long", detail)]
        raise Invalid("request.invalid", f"bindings: {detail}", errors=errors)
    return parsed(PutBody, {**found, "bindings": []}), items


def _line_item(store: Store, line: Line) -> BindingItem | RejectedItem:
    if line.content is None:
        detail = f"A line has at most {LINE_LIMIT // 1024} KiB."
        return _rejection(line.number, None, "request.tooLarge", detail)
    try:
        found = orjson.loads(line.content)
    except orjson.JSONDecodeError:
        return _rejection(line.number, None, "request.unreadableJson", "The line is not JSON.")
    return _item(store, line.number, found)


def _item(store: Store, index: int, found: Any) -> BindingItem | RejectedItem:
    try:
        body = item_of(found)
        return BindingItem(index, body.external_product_id, body.runtime_type, body.patch(store))
    except ValidationError as error:
        detail = summary(field_errors(error), error.error_count())
        return _rejection(index, found, "binding.invalid", detail)
    except Invalid as fault:
        return _rejection(index, found, fault.code, fault.detail)


def _rejection(index: int, found: Any, code: str, detail: str) -> RejectedItem:
    named = found if isinstance(found, dict) else {}
    return RejectedItem(
        index, _text(named.get("externalProductId")), _text(named.get("runtimeType")), code, detail
    )


def _text(value: Any) -> str | None:
    return value[:200] if isinstance(value, str) else None


def _outcome_json(outcome: PutOutcome) -> PutAnswer:
    """The contract's four fields; the others only where there is something to say."""
    answer: PutAnswer = {
        "accepted": outcome.accepted,
        "unchanged": outcome.unchanged,
        "rejected": [_rejected_json(item) for item in outcome.rejected],
        "pending": outcome.pending,
    }
    if outcome.rejected_count > len(outcome.rejected):
        answer["rejectedTotal"] = outcome.rejected_count
    if outcome.repeated:
        answer["duplicates"] = [
            {
                "index": item.index,
                "externalProductId": item.external_product_id,
                "runtimeType": item.runtime_type,
            }
            for item in outcome.repeated
        ]
    if outcome.repeated_count > len(outcome.repeated):
        answer["duplicatesTotal"] = outcome.repeated_count
    if outcome.archived is not None:
        answer["archived"] = outcome.archived
    if outcome.bindings is not None:
        answer["bindings"] = [binding_json(row) for row in outcome.bindings]
    return answer


def _rejected_json(item: RejectedItem) -> RejectedAnswer:
    return {
        "index": item.index,
        "externalProductId": item.external_product_id,
        "runtimeType": item.runtime_type,
        "code": item.code,
        "detail": item.detail,
    }


ROUTES = [web.put("/v1/bindings", put)]
