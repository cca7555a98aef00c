"""`/v1/store`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from aiohttp import web
from pydantic import Field

from connector.domain.order import OrderStatus
from connector.flows.stores.change import StoreChange
from connector.web import queries
from connector.web.callers import authenticated, authenticated_caller
from connector.web.parts import FLOWS
from connector.web.reading import Body, read_model
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


def _unprefixed(statuses: dict[str, OrderStatus | None]) -> dict[str, str | None]:
    """WooCommerce says its statuses with `wc-` in some places and without in others."""
    return {
        name.removeprefix(_WOO_PREFIX): None if status is None else status.value
        for name, status in statuses.items()
    }


async def show(request: web.Request) -> web.Response:
    store = await authenticated(request)
    return json_answer(await request.app[FLOWS].describe_store(store))


async def change(request: web.Request) -> web.Response:
    caller = await authenticated_caller(request)
    body = await read_model(request, ChangeBody)
    return json_answer(await request.app[FLOWS].change_store(caller, body.change()))


async def check(request: web.Request) -> web.Response:
    store = await authenticated(request)
    return json_answer(await request.app[FLOWS].check_store(store))


async def probe(request: web.Request) -> web.Response:
    store = await authenticated(request)
    return json_answer(vars(await request.app[FLOWS].probe_site(store)))


async def rotate_token(request: web.Request) -> web.Response:
    caller = await authenticated_caller(request, site_required=True)
    body = await read_model(request, TokenBody, optional=True)
    rotated = await request.app[FLOWS].rotate_secrets.token(
        caller, revoke_previous=body.revoke_previous
    )
    return json_answer(
        {
            "storeToken": rotated.token.reveal(),
            "previousValidUntil": rotated.previous_valid_until,
        }
    )


async def rotate_storefront_key(request: web.Request) -> web.Response:
    caller = await authenticated_caller(request)
    key = await request.app[FLOWS].rotate_secrets.storefront_key(caller)
    return json_answer({"storefrontKey": key})


async def rotate_ticket_secret(request: web.Request) -> web.Response:
    caller = await authenticated_caller(request)
    fresh = await request.app[FLOWS].rotate_secrets.ticket_secret(caller)
    return json_answer({"ticketSecret": fresh.reveal()})


async def move(request: web.Request) -> web.Response:
    caller = await authenticated_caller(request, site_checked=False)
    body = await read_model(request, MoveBody)
    return json_answer(await request.app[FLOWS].move_store(caller, body.store_url))


async def leave(request: web.Request) -> web.Response:
    caller = await authenticated_caller(request, site_required=True, any_plugin=True)
    queries.refuse_unknown(request, ("bindings",))
    wishes = queries.choices(request, "bindings", LeftBindings)
    if len(wishes) > 1:
        queries.wrong("bindings", "tooMany", "Takes one of: deactivate, keep.")
    left = await request.app[FLOWS].leave_store(
        caller, deactivate=LeftBindings.DEACTIVATE in wishes
    )
    return json_answer({"leftBehind": left})


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
