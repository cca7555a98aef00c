"""`/v1/cart`."""

from __future__ import annotations

from typing import Annotated, Any

from aiohttp import web
from pydantic import Field

from connector.domain.binding import RuntimeType
from connector.domain.claim import ClaimedLine, ClaimWish
from connector.domain.secrets import Secret
from connector.flows.cart.claim import ClaimedOrder
from connector.web.binding_bodies import AlterId, ProductId
from connector.web.callers import authenticated
from connector.web.parts import FLOWS
from connector.web.reading import Body, read_model
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


async def claim(request: web.Request) -> web.Response:
    store = await authenticated(request, any_plugin=True)
    body = await read_model(request, ClaimBody)
    claimed = await request.app[FLOWS].claim_order(store, body.wish())
    return json_answer(_claimed_json(claimed), status=201)


def _claimed_json(claimed: ClaimedOrder) -> dict[str, Any]:
    return {
        "claimId": claimed.claim_id,
        "alterOrderId": claimed.alter_order_id,
        "lines": [_line_json(line) for line in claimed.lines],
        "designName": claimed.design_name,
        "thumbnailUrl": claimed.thumbnail_url,
    }


def _line_json(line: ClaimedLine) -> dict[str, Any]:
    return {
        "orderDetailId": line.order_detail_id,
        "options": line.options,
        "variant": line.variant,
        "quantity": line.quantity,
        "unitPrice": line.unit_price,
        "currency": line.currency,
    }


ROUTES = [web.post("/v1/cart/claims", claim)]
