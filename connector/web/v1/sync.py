"""`/v1/sync`."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import Field

from connector.web.callers import authenticated
from connector.web.parts import FLOWS
from connector.web.reading import MOST_ITEMS, Body, PrintableText, read_model
from connector.web.rendering import json_answer, progress_json, reconciled_json


class RetryBody(Body):
    binding_ids: Annotated[list[PrintableText], Field(max_length=MOST_ITEMS)] | None = None


async def show(request: web.Request) -> web.Response:
    store = await authenticated(request)
    return json_answer(progress_json(await request.app[FLOWS].follow_sync.progress(store.id)))


async def retry(request: web.Request) -> web.Response:
    store = await authenticated(request)
    body = await read_model(request, RetryBody, optional=True)
    changed = await request.app[FLOWS].follow_sync.retry(store.id, body.binding_ids)
    return json_answer({"changed": changed})


async def reconcile(request: web.Request) -> web.Response:
    store = await authenticated(request)
    await read_model(request, Body, optional=True)
    return json_answer(reconciled_json(await request.app[FLOWS].reconcile(store)))


ROUTES = [
    web.get("/v1/sync", show, allow_head=False),
    web.post("/v1/sync/retry", retry),
    web.post("/v1/sync/reconcile", reconcile),
]
