"""`/v1/connect/*`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from aiohttp import web
from pydantic import Field
from typing_extensions import TypedDict

from connector.domain.errors import RateLimited
from connector.domain.secrets import Secret
from connector.domain.store import PluginFacts
from connector.domain.window import SlidingWindow
from connector.flows.collaborators.store_shape import ConnectedShape
from connector.flows.connect.complete import CompleteRequest
from connector.flows.connect.credentials import CredentialsRequest
from connector.flows.connect.start import StartRequest
from connector.web.callers import ENROLLING, bearer, client_of, enrolment_code
from connector.web.described import described
from connector.web.parts import EDGE, FLOWS
from connector.web.problems import UPSTREAM_FAILURES
from connector.web.reading import SMALL_LIMIT, Body, JsonBody
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


class StartedAnswer(TypedDict):
    """`connectSecret` is what the site proves its address with, until it connects again."""

    connectionId: str
    connectSecret: str
    state: str
    authorizeUrl: str
    expiresAt: datetime


_SHOP = "https://shop.example/"
START = JsonBody(
    StartBody,
    limit=SMALL_LIMIT,
    example={"storeUrl": _SHOP, "returnUrl": f"{_SHOP}wp-admin/admin.php?page=alter"},
)
COMPLETE = JsonBody(
    CompleteBody,
    limit=SMALL_LIMIT,
    example={
        "connectionId": "cn_3vq8m1kzfd7xw2c9",
        "connectSecret": "acs_9hT2vQ7mXw4kZ1cR8bN5",
        "state": "pL4kT9xQ2mV7",
        "code": "7f2c9d41",
    },
)
CREDENTIALS = JsonBody(
    CredentialsBody,
    limit=SMALL_LIMIT,
    example={"storeUrl": _SHOP, "accessKey": "ak_12", "accessToken": "at_34"},
)
_WHOSE = (
    *("connect.storeTaken", "connect.storefrontShared", "connect.invalidStoreUrl"),
    *("connect.enrolmentRequired", "connect.enrolmentInvalid"),
)


def _facts(plugin: PluginBody | None) -> PluginFacts:
    return PluginFacts() if plugin is None else plugin.facts()


def _count_attempt(request: web.Request, attempts: SlidingWindow) -> None:
    wait = attempts.take(client_of(request), request.app[EDGE].clock.monotonic())
    if wait is not None:
        raise RateLimited(
            "connect.tooMany", "Too many connect attempts; try again shortly.", retry_after=wait
        )


@described(
    "startConnect",
    "Begin to connect a store.",
    "The owner is sent to `authorizeUrl` and comes back to `returnUrl` with `code` and `state`.",
    access=ENROLLING,
    body=START,
    answers={201: StartedAnswer},
    failures=[
        *("connect.invalidStoreUrl", "connect.invalidReturnUrl", "connect.storeTaken"),
        *("store.siteMoved", "connect.tooMany"),
    ],
)
async def start(request: web.Request) -> web.Response:
    _count_attempt(request, request.app[EDGE].connect_attempts)
    body = await START.read(request)
    started = await request.app[FLOWS].start_connect(
        StartRequest(
            unverified_store_url=body.store_url,
            unverified_return_url=body.return_url,
            plugin=_facts(body.plugin),
            enrolment_code=enrolment_code(request),
            token=bearer(request),
        )
    )
    answer: StartedAnswer = {
        "connectionId": started.connection_id,
        "connectSecret": started.connect_secret.reveal(),
        "state": started.state.reveal(),
        "authorizeUrl": started.authorize_url,
        "expiresAt": started.expires_at,
    }
    return json_answer(answer, status=201)


@described(
    "completeConnect",
    "Finish what was started and approved.",
    "The same proof again, until ten minutes after, gets the same answer without a second exchange.",
    body=COMPLETE,
    answers={200: ConnectedShape},
    failures=[
        *("connect.unknown", "connect.proofMismatch", "connect.expired", "connect.used"),
        *("connect.rejected", "connect.upstreamUnavailable", "connect.tooMany"),
        *_WHOSE,
    ],
)
async def complete(request: web.Request) -> web.Response:
    _count_attempt(request, request.app[EDGE].complete_attempts)
    body = await COMPLETE.read(request)
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


@described(
    "connectWithCredentials",
    "Connect a store with credentials made by hand.",
    access=ENROLLING,
    body=CREDENTIALS,
    answers={201: ConnectedShape},
    failures=[
        *("connect.credentialsRejected", "connect.tooMany", "store.siteMoved"),
        *_WHOSE,
        *UPSTREAM_FAILURES,
    ],
)
async def credentials(request: web.Request) -> web.Response:
    _count_attempt(request, request.app[EDGE].connect_attempts)
    body = await CREDENTIALS.read(request)
    answer = await request.app[FLOWS].connect_with_credentials(
        CredentialsRequest(
            unverified_store_url=body.store_url,
            access_key=body.access_key,
            access_token=Secret(body.access_token),
            plugin=_facts(body.plugin),
            enrolment_code=enrolment_code(request),
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
