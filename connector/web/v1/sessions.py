"""`POST /v1/sessions`: for stores that relay their visitors' sessions."""

from __future__ import annotations

from aiohttp import web

from connector.web.callers import BY_TOKEN_OF_ANY_PLUGIN
from connector.web.described import described
from connector.web.parts import FLOWS
from connector.web.reading import JsonBody
from connector.web.rendering import SessionAnswer, json_answer, session_json
from connector.web.session_bodies import SESSION_FAILURES, RelayedSessionBody

RELAYED = JsonBody(
    RelayedSessionBody,
    example={
        "externalProductId": "wc_123",
        "runtimeType": "customizer",
        "origin": "https://shop.example",
        "client": "5f0c2b7a9e1d4c38",
    },
)


@described(
    "relaySession",
    "A session for a visitor of a store that relays.",
    "The store vouches for its visitor; `client` is a keyed hash of the visitor, counted like an address.",
    access=BY_TOKEN_OF_ANY_PLUGIN.access,
    body=RELAYED,
    answers={201: SessionAnswer},
    failures=SESSION_FAILURES,
)
async def issue(request: web.Request) -> web.Response:
    store = await BY_TOKEN_OF_ANY_PLUGIN.store(request)
    body = await RELAYED.read(request)
    wish = body.wish(origin=body.origin, client=body.client)
    session = await request.app[FLOWS].issue_session.for_store(store, wish)
    return json_answer(session_json(session), status=201)


ROUTES = [web.post("/v1/sessions", issue)]
