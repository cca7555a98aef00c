"""`POST /public-api/v1/wp-connect/exchange`."""

from __future__ import annotations

import re
from typing import Any, Literal

from aiohttp import web
from typing_extensions import TypedDict

from connector.domain.errors import RateLimited, Unreadable
from connector.domain.secrets import Secret
from connector.flows.connect.exchange import ExchangeRequest
from connector.flows.gateway.relay import Passed
from connector.web.callers import ENROLLING, bearer, client_of, enrolment_code
from connector.web.described import described
from connector.web.gateway.bodies import AlterBody
from connector.web.gateway.passing import RELAY_FAILURES, passed_answer
from connector.web.parts import EDGE, FLOWS
from connector.web.reading import SMALL_LIMIT
from connector.web.rendering import json_answer

_TEXT = re.compile(r"[\x21-\x7e]{1,2048}")
_TEXTS = ("code", "storeUrl", "codeVerifier")
_TEXT_SCHEMA = {"type": "string", "pattern": f"^{_TEXT.pattern}$"}


class ExchangedAnswer(TypedDict):
    """In Alter's shape: the store's id and token here, not Alter's."""

    message: Literal["wpConnect.exchange.ok"]
    accessKey: str
    accessToken: str
    storefrontId: int


EXCHANGE = AlterBody(
    {
        "type": "object",
        "properties": dict.fromkeys(_TEXTS, _TEXT_SCHEMA),
        "required": list(_TEXTS),
    },
    limit=SMALL_LIMIT,
    example={
        "code": "7f2c9d41",
        "codeVerifier": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        "storeUrl": "https://shop.example/",
        "siteOrigin": "https://shop.example",
    },
)


@described(
    "exchange",
    "A handoff code becomes credentials: the store id and the store token.",
    "With the caller's own PKCE pair. `siteOrigin` is made from `storeUrl`.",
    access=ENROLLING,
    body=EXCHANGE,
    answers={200: ExchangedAnswer},
    failures=[
        *("connector.budget", "connector.invalidCode", "connector.invalidStoreUrl"),
        *("connector.invalidCodeVerifier", "connect.invalidStoreUrl", "connect.rejected"),
        *("connect.storeTaken", "connect.storefrontShared", "store.siteMoved"),
        *RELAY_FAILURES,
    ],
    passes=True,
)
async def exchange(request: web.Request) -> web.Response:
    edge = request.app[EDGE]
    wait = edge.connect_attempts.take(client_of(request), edge.clock.monotonic())
    if wait is not None:
        raise RateLimited("connector.budget", "Too Many Requests", retry_after=wait)
    body = await EXCHANGE.read(request)
    code, store_url, verifier = (_text(body, name) for name in _TEXTS)
    found = await request.app[FLOWS].gateway_exchange(
        ExchangeRequest(
            code=Secret(code),
            unverified_store_url=store_url,
            verifier=Secret(verifier),
            enrolment_code=enrolment_code(request),
            token=bearer(request),
        )
    )
    if isinstance(found, Passed):
        return passed_answer(found)
    answer: ExchangedAnswer = {
        "message": "wpConnect.exchange.ok",
        "accessKey": found.store_id,
        "accessToken": found.store_token.reveal(),
        "storefrontId": found.storefront_id,
    }
    return json_answer(answer)


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or _TEXT.fullmatch(value) is None:
        raise Unreadable(f"connector.invalid{name[0].upper()}{name[1:]}", f"{name} is missing.")
    return value


ROUTES = [web.post("/public-api/v1/wp-connect/exchange", exchange)]
