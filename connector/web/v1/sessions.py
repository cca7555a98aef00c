"""`POST /v1/sessions`: for stores that relay their visitors' sessions."""

from __future__ import annotations

from aiohttp import web

from connector.web.callers import authenticated
from connector.web.parts import FLOWS
from connector.web.reading import read_model
from connector.web.rendering import json_answer, session_json
from connector.web.session_bodies import RelayedSessionBody


async def issue(request: web.Request) -> web.Response:
    store = await authenticated(request, any_plugin=True)
    body = await read_model(request, RelayedSessionBody)
    wish = body.wish(origin=body.origin, client=body.client)
    session = await request.app[FLOWS].issue_session.for_store(store, wish)
    return json_answer(session_json(session), status=201)


ROUTES = [web.post("/v1/sessions", issue)]
