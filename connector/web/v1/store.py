"""`/v1/store`."""

from __future__ import annotations

from aiohttp import web

from connector.web.callers import authenticated
from connector.web.parts import FLOWS
from connector.web.rendering import json_answer


async def show(request: web.Request) -> web.Response:
    store = await authenticated(request)
    return json_answer(await request.app[FLOWS].describe_store(store))


async def check(request: web.Request) -> web.Response:
    store = await authenticated(request)
    return json_answer(await request.app[FLOWS].check_store(store))


ROUTES = [
    web.get("/v1/store", show, allow_head=False),
    web.post("/v1/store/check", check),
]
