"""`/v1/connect/*`."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import Field

from connector.domain.errors import RateLimited
from connector.domain.secrets import Secret
from connector.domain.store import PluginFacts
from connector.domain.window import SlidingWindow
from connector.flows.connect.complete import CompleteRequest
from connector.flows.connect.credentials import CredentialsRequest
from connector.flows.connect.start import StartRequest
from connector.web.callers import bearer, client_of
from connector.web.parts import EDGE, FLOWS
from connector.web.reading import SMALL_LIMIT, Body, read_model
from connector.web.rendering import json_answer, raw_json

COMPLETES_A_START = 3
"""An attempt may be completed again after a lost answer; each one costs a look at the database."""

ShortText = Annotated[str, Field(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]
UrlText = Annotated[str, Field(max_length=2048)]
SecretText = Annotated[str, Field(min_length=1, max_length=512, pattern=r"^[\x21-\x7e]+$")]


class PluginBody(Body):
    version: ShortText | None = None
    contract: int | None = None
    wordpress: ShortText | None = None
    woocommerce: ShortText | None = None
    php: ShortText | None = None
    rest_url: UrlText | None = None
    admin_url: UrlText | None = None
    uploads_url: UrlText | None = None
    locale: ShortText | None = None

    def facts(self) -> PluginFacts:
        return PluginFacts(**self.model_dump())


class StartBody(Body):
    store_url: UrlText
    return_url: UrlText
    plugin: PluginBody | None = None


class CompleteBody(Body):
    connection_id: SecretText
    connect_secret: SecretText
    state: SecretText
    code: SecretText
    share_storefront: bool = False


class CredentialsBody(Body):
    store_url: UrlText
    access_key: SecretText
    access_token: SecretText
    plugin: PluginBody | None = None
    share_storefront: bool = False


def _facts(plugin: PluginBody | None) -> PluginFacts:
    return PluginFacts() if plugin is None else plugin.facts()


def _enrolment_code(request: web.Request) -> Secret | None:
    found = request.headers.get("X-Connector-Enrolment", "").strip()
    return Secret(found) if found else None


def _count_attempt(request: web.Request, attempts: SlidingWindow) -> None:
    wait = attempts.take(client_of(request), request.app[EDGE].clock.monotonic())
    if wait is not None:
        raise RateLimited(
            "connect.tooMany", "Too many connect attempts; try again shortly.", retry_after=wait
        )


async def start(request: web.Request) -> web.Response:
    _count_attempt(request, request.app[EDGE].connect_attempts)
    body = await read_model(request, StartBody, limit=SMALL_LIMIT)
    started = await request.app[FLOWS].start_connect(
        StartRequest(
            unverified_store_url=body.store_url,
            unverified_return_url=body.return_url,
            plugin=_facts(body.plugin),
            enrolment_code=_enrolment_code(request),
            token=bearer(request),
        )
    )
    return json_answer(
        {
            "connectionId": started.connection_id,
            "connectSecret": started.connect_secret.reveal(),
            "state": started.state.reveal(),
            "authorizeUrl": started.authorize_url,
            "expiresAt": started.expires_at,
        },
        status=201,
    )


async def complete(request: web.Request) -> web.Response:
    _count_attempt(request, request.app[EDGE].complete_attempts)
    body = await read_model(request, CompleteBody, limit=SMALL_LIMIT)
    answer = await request.app[FLOWS].complete_connect(
        CompleteRequest(
            unverified_connection_id=body.connection_id,
            unverified_connect_secret=Secret(body.connect_secret),
            unverified_state=Secret(body.state),
            code=Secret(body.code),
            share_storefront=body.share_storefront,
        )
    )
    return raw_json(answer)


async def credentials(request: web.Request) -> web.Response:
    _count_attempt(request, request.app[EDGE].connect_attempts)
    body = await read_model(request, CredentialsBody, limit=SMALL_LIMIT)
    answer = await request.app[FLOWS].connect_with_credentials(
        CredentialsRequest(
            unverified_store_url=body.store_url,
            access_key=body.access_key,
            access_token=Secret(body.access_token),
            plugin=_facts(body.plugin),
            enrolment_code=_enrolment_code(request),
            token=bearer(request),
            share_storefront=body.share_storefront,
        )
    )
    return raw_json(answer, status=201)


ROUTES = [
    web.post("/v1/connect/start", start),
    web.post("/v1/connect/complete", complete),
    web.post("/v1/connect/credentials", credentials),
]
