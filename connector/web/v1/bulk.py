"""`PUT /v1/bindings`: up to 10,000 items as JSON, or any number as NDJSON."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Literal

import orjson
from aiohttp import web
from pydantic import ValidationError

from connector.domain.errors import FieldError, Invalid
from connector.domain.store import Store
from connector.flows.bindings.items import BindingItem, Chunk, PutOutcome, RejectedItem
from connector.flows.bindings.put import CHUNK
from connector.flows.collaborators.standing import Authenticated
from connector.web import queries
from connector.web.binding_bodies import item_of
from connector.web.callers import authenticated_caller, require_site
from connector.web.large_bodies import ITEMS_A_BREATH, large_body
from connector.web.lines import LINE_LIMIT, Line, read_lines
from connector.web.parts import FLOWS
from connector.web.reading import (
    BINDINGS_LIMIT,
    MOST_ITEMS,
    Body,
    field_errors,
    parsed,
    read_json,
    summary,
)
from connector.web.rendering import binding_json, json_answer

NDJSON = "application/x-ndjson"
_MODES = ("merge", "replace")


class PutBody(Body):
    """The items are judged one by one, elsewhere."""

    bindings: list[Any]
    mode: Literal["merge", "replace"] = "merge"
    confirm: bool = False


async def put(request: web.Request) -> web.Response:
    caller = await authenticated_caller(request)
    async with large_body(request, caller.store):
        taken = _stream if request.content_type == NDJSON else _put
        return json_answer(_outcome_json(await taken(request, caller)))


async def _put(request: web.Request, caller: Authenticated) -> PutOutcome:
    queries.refuse_unknown(request, ())
    store = caller.store
    body, items = _put_items(await read_json(request, BINDINGS_LIMIT))
    if body.mode == "replace":
        require_site(request, store)
    wait = queries.preferred_wait(request)
    chunks = [chunk async for chunk in _chunked(_judged(store, items))]
    flow = request.app[FLOWS].put_bindings
    if body.mode == "replace":
        return await flow.replace(caller, chunks, confirmed=body.confirm, wait=wait)
    return await flow(caller, chunks, wait=wait)


async def _stream(request: web.Request, caller: Authenticated) -> PutOutcome:
    queries.refuse_unknown(request, ("mode", "confirm"))
    mode = request.query.get("mode", "merge")
    if mode not in _MODES:
        queries.wrong("mode", "unknownValue", f"Takes: {', '.join(_MODES)}.")
    if mode == "replace":
        require_site(request, caller.store)
    return await request.app[FLOWS].put_bindings.stream(
        caller,
        _chunked(_judged_lines(request, caller.store)),
        replaces=mode == "replace",
        confirmed=queries.flag(request, "confirm"),
        wait=queries.preferred_wait(request),
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


def _outcome_json(outcome: PutOutcome) -> dict[str, Any]:
    """The contract's four fields; the others only where there is something to say."""
    answer: dict[str, Any] = {
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


def _rejected_json(item: RejectedItem) -> dict[str, Any]:
    return {
        "index": item.index,
        "externalProductId": item.external_product_id,
        "runtimeType": item.runtime_type,
        "code": item.code,
        "detail": item.detail,
    }


ROUTES = [web.put("/v1/bindings", put)]
