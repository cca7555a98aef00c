"""`/v1/sync`."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import Field
from typing_extensions import TypedDict

from connector.web.callers import BY_TOKEN
from connector.web.described import described
from connector.web.parts import FLOWS
from connector.web.problems import UPSTREAM_FAILURES
from connector.web.reading import MOST_ITEMS, Body, JsonBody, PrintableText
from connector.web.rendering import (
    ProgressAnswer,
    ReconciledAnswer,
    json_answer,
    progress_json,
    reconciled_json,
)


class RetryBody(Body):
    binding_ids: Annotated[list[PrintableText], Field(max_length=MOST_ITEMS)] | None = None


class EmptyBody(Body):
    pass


class ChangedAnswer(TypedDict):
    """How many rows are due now, or are another way now."""

    changed: int


RETRY = JsonBody(RetryBody, optional=True)
NOTHING = JsonBody(EmptyBody, optional=True)


@described(
    "showSync", "How far the sync is.", access=BY_TOKEN.access, answers={200: ProgressAnswer}
)
async def show(request: web.Request) -> web.Response:
    store = await BY_TOKEN.store(request)
    return json_answer(progress_json(await request.app[FLOWS].follow_sync.progress(store.id)))


@described(
    "retrySync",
    "Try again now.",
    "Failed and waiting rows are due now; an open breaker gets its probe. Without `bindingIds` orders, too.",
    access=BY_TOKEN.access,
    body=RETRY,
    answers={200: ChangedAnswer},
)
async def retry(request: web.Request) -> web.Response:
    store = await BY_TOKEN.store(request)
    body = await RETRY.read(request)
    changed = await request.app[FLOWS].follow_sync.retry(store.id, body.binding_ids)
    answer: ChangedAnswer = {"changed": changed}
    return json_answer(answer)


@described(
    "reconcile",
    "Compare with Alter's own list, and repair what differs.",
    access=BY_TOKEN.access,
    body=NOTHING,
    answers={200: ReconciledAnswer},
    failures=[
        *("reconcile.notListed", "reconcile.incomplete", "sync.busy", "store.tooMany"),
        *UPSTREAM_FAILURES,
    ],
)
async def reconcile(request: web.Request) -> web.Response:
    store = await BY_TOKEN.store(request)
    await NOTHING.read(request)
    return json_answer(reconciled_json(await request.app[FLOWS].reconcile(store)))


ROUTES = [
    web.get("/v1/sync", show, allow_head=False),
    web.post("/v1/sync/retry", retry),
    web.post("/v1/sync/reconcile", reconcile),
]
