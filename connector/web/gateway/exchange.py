"""`POST /public-api/v1/wp-connect/exchange`."""

from __future__ import annotations

import re
from typing import Any

from aiohttp import web

from connector.domain.errors import RateLimited, Unreadable
from connector.domain.secrets import Secret
from connector.flows.connect.exchange import ExchangeRequest
from connector.flows.gateway.relay import Passed
from connector.web.callers import bearer, client_of
from connector.web.gateway.passing import passed_answer
from connector.web.gateway.rebuilding import json_object
from connector.web.parts import EDGE, FLOWS
from connector.web.reading import SMALL_LIMIT
from connector.web.rendering import json_answer

_TEXT = re.compile(r"[\x21-\x7e]{1,2048}")


async def exchange(request: web.Request) -> web.Response:
    edge = request.app[EDGE]
    wait = edge.connect_attempts.take(client_of(request), edge.clock.monotonic())
    if wait is not None:
        raise RateLimited("connector.budget", "Too Many Requests", retry_after=wait)
    body = await json_object(request, SMALL_LIMIT)
    found = await request.app[FLOWS].gateway_exchange(
        ExchangeRequest(
            code=Secret(_text(body, "code")),
            unverified_store_url=_text(body, "storeUrl"),
            verifier=Secret(_text(body, "codeVerifier")),
            enrolment_code=_enrolment_code(request),
            token=bearer(request),
        )
    )
    if isinstance(found, Passed):
        return passed_answer(found)
    return json_answer(
        {
            "message": "wpConnect.exchange.ok",
            "accessKey": found.store_id,
            "accessToken": found.store_token.reveal(),
            "storefrontId": found.storefront_id,
        }
    )


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or _TEXT.fullmatch(value) is None:
        raise Unreadable(f"connector.invalid{name[0].upper()}{name[1:]}", f"{name} is missing.")
    return value


def _enrolment_code(request: web.Request) -> Secret | None:
    found = request.headers.get("X-Connector-Enrolment", "").strip()
    return Secret(found) if found else None


ROUTES = [web.post("/public-api/v1/wp-connect/exchange", exchange)]
