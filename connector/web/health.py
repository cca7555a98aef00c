"""`/healthz` (the process lives) and `/readyz` (it can serve: database, schema, keys)."""

from __future__ import annotations

from aiohttp import web

from connector.domain.errors import Unavailable
from connector.web.described import described
from connector.web.parts import EDGE
from connector.web.rendering import OkAnswer, json_answer


@described("isAlive", "The process lives.", answers={200: OkAnswer})
async def alive(_request: web.Request) -> web.Response:
    return json_answer({"ok": True})


@described(
    "isReady",
    "It can serve: database, schema, keys.",
    answers={200: OkAnswer},
    failures=["service.notReady"],
)
async def ready(request: web.Request) -> web.Response:
    try:
        await request.app[EDGE].ready()
    except Exception as fault:
        raise Unavailable(
            "service.notReady", "The service cannot reach its database.", retry_after=2.0
        ) from fault
    return json_answer({"ok": True})


ROUTES = [
    web.get("/healthz", alive),
    web.get("/readyz", ready),
]
