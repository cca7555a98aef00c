"""`/v1/cart`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from aiohttp import web
from pydantic import Field
from typing_extensions import TypedDict

from connector.domain.binding import RuntimeType
from connector.domain.claim import ClaimedLine, ClaimWish
from connector.domain.secrets import Secret
from connector.flows.cart.claim import ClaimedOrder
from connector.web.binding_bodies import AlterId, ProductId
from connector.web.callers import BY_TOKEN_OF_ANY_PLUGIN
from connector.web.described import described
from connector.web.parts import FLOWS
from connector.web.problems import UPSTREAM_FAILURES
from connector.web.reading import Body, JsonBody
from connector.web.rendering import json_answer


class ClaimBody(Body):
    """`alterOrderId` is null on purpose or a number: left out, it would choose the search by accident."""

    external_product_id: ProductId
    runtime_type: RuntimeType
    alter_order_id: AlterId | None
    session_ref: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    claim_key: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.~-]{16,200}$")]

    def wish(self) -> ClaimWish:
        return ClaimWish(
            external_product_id=self.external_product_id,
            runtime_type=self.runtime_type,
            alter_order_id=self.alter_order_id,
            session_ref=self.session_ref,
            claim_key=Secret(self.claim_key),
        )


class ClaimedLineAnswer(TypedDict):
    """`options` and `variant` are Alter's own words."""

    orderDetailId: int
    options: Mapping[str, Any]
    variant: Mapping[str, Any] | None
    quantity: int
    unitPrice: int | float
    currency: str


class ClaimAnswer(TypedDict):
    claimId: str
    alterOrderId: int
    lines: list[ClaimedLineAnswer]
    designName: str | None
    thumbnailUrl: str | None


CLAIM = JsonBody(
    ClaimBody,
    example={
        "externalProductId": "wc_123",
        "runtimeType": "customizer",
        "alterOrderId": 123,
        "sessionRef": "ss_kz7kuzfkwedrw8w5fe4chbwut8",
        "claimKey": "4fJr0pS6kQ0yq1bT2n3V5w",
    },
)


@described(
    "claimOrder",
    "An Alter order becomes a line of one visitor's cart.",
    "`alterOrderId` null: the one order that can be meant. What is answered is what Alter says of it.",
    access=BY_TOKEN_OF_ANY_PLUGIN.access,
    body=CLAIM,
    answers={201: ClaimAnswer},
    failures=[
        *("claim.orderUnknown", "claim.sessionUnknown", "claim.severalOrders", "claim.taken"),
        *("claim.locked", "claim.wrongDesign"),
        *UPSTREAM_FAILURES,
    ],
)
async def claim(request: web.Request) -> web.Response:
    store = await BY_TOKEN_OF_ANY_PLUGIN.store(request)
    body = await CLAIM.read(request)
    claimed = await request.app[FLOWS].claim_order(store, body.wish())
    return json_answer(_claimed_json(claimed), status=201)


def _claimed_json(claimed: ClaimedOrder) -> ClaimAnswer:
    return {
        "claimId": claimed.claim_id,
        "alterOrderId": claimed.alter_order_id,
        "lines": [_line_json(line) for line in claimed.lines],
        "designName": claimed.design_name,
        "thumbnailUrl": claimed.thumbnail_url,
    }


def _line_json(line: ClaimedLine) -> ClaimedLineAnswer:
    return {
        "orderDetailId": line.order_detail_id,
        "options": line.options,
        "variant": line.variant,
        "quantity": line.quantity,
        "unitPrice": line.unit_price,
        "currency": line.currency,
    }


ROUTES = [web.post("/v1/cart/claims", claim)]
