"""`/v1/store`."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from aiohttp import web
from pydantic import Field
from typing_extensions import TypedDict

from connector.domain.order import OrderStatus
from connector.flows.collaborators.store_shape import StoreShape
from connector.flows.stores.change import StoreChange
from connector.flows.stores.leave import Left
from connector.web import queries
from connector.web.callers import BY_TOKEN, ByToken
from connector.web.described import described
from connector.web.parts import FLOWS
from connector.web.problems import UPSTREAM_FAILURES
from connector.web.reading import Body, JsonBody
from connector.web.rendering import json_answer

MOST_ORIGINS = 20
_MOST_STATUSES = 100

OriginText = Annotated[str, Field(max_length=512)]
WooStatus = Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,64}$")]
_WOO_PREFIX = "wc-"


class ChangeBody(Body):
    origins: Annotated[list[OriginText], Field(min_length=1, max_length=MOST_ORIGINS)] | None = None
    asset_origins: Annotated[list[OriginText], Field(max_length=MOST_ORIGINS)] | None = None
    order_status_map: (
        Annotated[dict[WooStatus, OrderStatus | None], Field(max_length=_MOST_STATUSES)] | None
    ) = None

    def change(self) -> StoreChange:
        statuses = self.order_status_map
        return StoreChange(
            unverified_origins=self.origins,
            unverified_asset_origins=self.asset_origins,
            order_status_map=None if statuses is None else _unprefixed(statuses),
        )


class TokenBody(Body):
    revoke_previous: bool = False


class MoveBody(Body):
    store_url: Annotated[str, Field(max_length=2048)]


class LeftBindings(StrEnum):
    DEACTIVATE = "deactivate"
    KEEP = "keep"


class ProbeAnswer(TypedDict):
    """`reached`: something answered HTTP. `code` is null when the plugin answered with the secret of now."""

    reached: bool
    status: int | None
    ms: int
    code: str | None
    problem: str | None


class TokenAnswer(TypedDict):
    storeToken: str
    previousValidUntil: datetime | None


class StorefrontKeyAnswer(TypedDict):
    storefrontKey: str


class TicketSecretAnswer(TypedDict):
    ticketSecret: str


class LeftAnswer(TypedDict):
    """What stays at Alter: the credential always, what is bound or on its way if there is any."""

    leftBehind: list[Left]


CHANGE = JsonBody(ChangeBody, example={"origins": ["https://shop.example"]})
TOKEN = JsonBody(TokenBody, optional=True)
MOVE = JsonBody(MoveBody, example={"storeUrl": "https://new.shop.example/"})
BINDINGS = queries.Choices(
    "bindings", "What becomes of active bindings at Alter; `keep` if not said.", LeftBindings
)

NAMING_SITE = ByToken(site_required=True)
MOVING = ByToken(site_checked=False)
LEAVING = ByToken(site_required=True, any_plugin=True)


def _unprefixed(statuses: dict[str, OrderStatus | None]) -> dict[str, str | None]:
    """WooCommerce says its statuses with `wc-` in some places and without in others."""
    return {
        name.removeprefix(_WOO_PREFIX): None if status is None else status.value
        for name, status in statuses.items()
    }


@described("showStore", "The store.", access=BY_TOKEN.access, answers={200: StoreShape})
async def show(request: web.Request) -> web.Response:
    store = await BY_TOKEN.store(request)
    return json_answer(await request.app[FLOWS].describe_store(store))


@described(
    "changeStore",
    "Change what is sent: origins, asset origins, the map of order statuses.",
    "Each replaces what is there. Statuses with or without `wc-`.",
    access=BY_TOKEN.access,
    body=CHANGE,
    answers={200: StoreShape},
)
async def change(request: web.Request) -> web.Response:
    caller = await BY_TOKEN.caller(request)
    body = await CHANGE.read(request)
    return json_answer(await request.app[FLOWS].change_store(caller, body.change()))


@described(
    "checkStore",
    "Ask Alter again whether it takes the credential, and what the plan is.",
    access=BY_TOKEN.access,
    answers={200: StoreShape},
    failures=UPSTREAM_FAILURES,
)
async def check(request: web.Request) -> web.Response:
    store = await BY_TOKEN.store(request)
    return json_answer(await request.app[FLOWS].check_store(store))


@described(
    "probeStore",
    "Call the shop from outside: does it answer, as itself?",
    access=BY_TOKEN.access,
    answers={200: ProbeAnswer},
    failures=["store.tooManyProbes"],
)
async def probe(request: web.Request) -> web.Response:
    store = await BY_TOKEN.store(request)
    found = await request.app[FLOWS].probe_site(store)
    answer: ProbeAnswer = {
        "reached": found.reached,
        "status": found.status,
        "ms": found.ms,
        "code": found.code,
        "problem": found.problem,
    }
    return json_answer(answer)


@described(
    "rotateToken",
    "A new store token.",
    "The token used lives 24 hours more, or dies at once with `revokePrevious`.",
    access=NAMING_SITE.access,
    body=TOKEN,
    answers={200: TokenAnswer},
    failures=["auth.previousToken"],
)
async def rotate_token(request: web.Request) -> web.Response:
    caller = await NAMING_SITE.caller(request)
    body = await TOKEN.read(request)
    rotated = await request.app[FLOWS].rotate_secrets.token(
        caller, revoke_previous=body.revoke_previous
    )
    answer: TokenAnswer = {
        "storeToken": rotated.token.reveal(),
        "previousValidUntil": rotated.previous_valid_until,
    }
    return json_answer(answer)


@described(
    "rotateStorefrontKey",
    "A new storefront key. The old one opens nothing from then on.",
    access=BY_TOKEN.access,
    answers={200: StorefrontKeyAnswer},
    failures=["auth.previousToken"],
)
async def rotate_storefront_key(request: web.Request) -> web.Response:
    caller = await BY_TOKEN.caller(request)
    key = await request.app[FLOWS].rotate_secrets.storefront_key(caller)
    answer: StorefrontKeyAnswer = {"storefrontKey": key}
    return json_answer(answer)


@described(
    "rotateTicketSecret",
    "A new ticket secret. Tickets under the old one are refused from then on.",
    access=BY_TOKEN.access,
    answers={200: TicketSecretAnswer},
    failures=["auth.previousToken"],
)
async def rotate_ticket_secret(request: web.Request) -> web.Response:
    caller = await BY_TOKEN.caller(request)
    fresh = await request.app[FLOWS].rotate_secrets.ticket_secret(caller)
    answer: TicketSecretAnswer = {"ticketSecret": fresh.reveal()}
    return json_answer(answer)


@described(
    "moveStore",
    "The shop has a new address, which has to answer the proof.",
    access=MOVING.access,
    body=MOVE,
    answers={200: StoreShape},
    failures=[
        *("store.moveUnproved", "connect.storeTaken", "connect.invalidStoreUrl"),
        *("store.tooManyProbes", "auth.previousToken"),
    ],
)
async def move(request: web.Request) -> web.Response:
    caller = await MOVING.caller(request)
    body = await MOVE.read(request)
    return json_answer(await request.app[FLOWS].move_store(caller, body.store_url))


@described(
    "leave",
    "Delete the store here. Tokens, keys and the storefront die at once.",
    access=LEAVING.access,
    parameters=queries.parameters(BINDINGS),
    answers={200: LeftAnswer},
    failures=["request.invalid", "auth.previousToken"],
)
async def leave(request: web.Request) -> web.Response:
    caller = await LEAVING.caller(request)
    queries.refuse_unknown(request, (BINDINGS,))
    wishes = BINDINGS.of(request)
    if len(wishes) > 1:
        BINDINGS.wrong("tooMany", "Takes one of: deactivate, keep.")
    left = await request.app[FLOWS].leave_store(
        caller, deactivate=LeftBindings.DEACTIVATE in wishes
    )
    answer: LeftAnswer = {"leftBehind": list(left)}
    return json_answer(answer)


ROUTES = [
    web.get("/v1/store", show, allow_head=False),
    web.patch("/v1/store", change),
    web.delete("/v1/store", leave),
    web.post("/v1/store/check", check),
    web.post("/v1/store/probe", probe),
    web.post("/v1/store/token", rotate_token),
    web.post("/v1/store/storefront-key", rotate_storefront_key),
    web.post("/v1/store/ticket-secret", rotate_ticket_secret),
    web.post("/v1/store/move", move),
]
