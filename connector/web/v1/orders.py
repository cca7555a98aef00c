"""`/v1/orders`."""

from __future__ import annotations

import re
from typing import Annotated, Any

from aiohttp import web
from pydantic import AwareDatetime, Field, field_validator

from connector.domain.errors import NotFound
from connector.domain.order import (
    UNKNOWN,
    AlterOrder,
    OrderEvent,
    OrderEventKind,
    OrderLine,
    OrderState,
    Quantities,
)
from connector.flows.orders.read import EXPORT_LIMIT
from connector.flows.orders.take import TakenOrder
from connector.web import queries
from connector.web.callers import authenticated
from connector.web.parts import FLOWS
from connector.web.reading import Body, read_model
from connector.web.rendering import json_answer

MOST_LINES = 200
_YEARS = range(2000, 9999)
_ID = re.compile(r"[1-9][0-9]{0,15}")

# Ids and sequences fit a JavaScript number; a quantity fits any database's integer.
Id = Annotated[int, Field(ge=1, le=2**53 - 1)]
Sequence = Annotated[int, Field(ge=0, le=2**53 - 1)]
Quantity = Annotated[int, Field(ge=0, le=2**31 - 1)]


class LineBody(Body):
    alter_order_id: Id
    order_detail_id: Id | None = None
    quantity: Quantity


class EventBody(Body):
    event: OrderEventKind
    order_id: Id
    status: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    sequence: Sequence
    modified_at: AwareDatetime
    lines: Annotated[list[LineBody], Field(max_length=MOST_LINES)]

    @field_validator("modified_at")
    @classmethod
    def _sensible(cls, value: AwareDatetime) -> AwareDatetime:
        if value.year not in _YEARS:
            raise ValueError("not a time of this millennium")
        return value

    def event_of(self) -> OrderEvent:
        return OrderEvent(
            kind=self.event,
            order_id=self.order_id,
            status=self.status,
            sequence=self.sequence,
            modified_at=self.modified_at,
            lines=tuple(
                OrderLine(line.alter_order_id, line.order_detail_id, line.quantity)
                for line in self.lines
            ),
        )


async def take(request: web.Request) -> web.Response:
    store = await authenticated(request, any_plugin=True)
    body = await read_model(request, EventBody)
    taken = await request.app[FLOWS].take_order_event(store, body.event_of())
    return json_answer(
        {
            "accepted": [_taken_json(each) for each in taken],
            "jobs": sum(each.queued for each in taken),
        },
        status=202,
    )


async def show(request: web.Request) -> web.Response:
    store = await authenticated(request)
    text = request.match_info["orderId"]
    if _ID.fullmatch(text) is None:
        raise NotFound("orders.unknown", "No Alter order follows this order.")
    rows = await request.app[FLOWS].follow_orders.of_order(store.id, int(text))
    return json_answer({"orderId": int(text), "alterOrders": [order_json(row) for row in rows]})


async def export(request: web.Request) -> web.Response:
    store = await authenticated(request)
    queries.refuse_unknown(request, ("alterOrderIds",))
    texts = queries.values(request, "alterOrderIds", most=EXPORT_LIMIT)
    if not texts or not all(_ID.fullmatch(text) for text in texts):
        queries.wrong("alterOrderIds", "invalid", "Takes ids of Alter orders, comma-separated.")
    found = await request.app[FLOWS].export_orders(store, {int(text) for text in texts})
    return json_answer(
        {
            "alterOrders": [
                order_json(row)
                | {"orderId": row.order_id, "atAlter": found.at_alter.get(row.alter_order_id)}
                for row in found.rows
            ],
            "complete": found.complete,
        }
    )


def _taken_json(taken: TakenOrder) -> dict[str, Any]:
    return {"alterOrderId": taken.alter_order_id, "queued": taken.queued, "code": taken.code}


def order_json(row: AlterOrder) -> dict[str, Any]:
    """`desired` is what it should be, `confirmed` what Alter has confirmed; null there: not known."""
    return {
        "alterOrderId": row.alter_order_id,
        "event": row.event.value,
        "status": row.woo_status,
        "sequence": row.sequence,
        "modifiedAt": row.modified_at,
        "desired": _state_json(row.desired),
        "confirmed": _state_json(row.confirmed),
        "unknownStatus": row.unknown_status,
        "notes": list(row.notes),
        "updatedAt": row.updated_at,
        "sync": {
            "state": row.sync_state.value,
            "upstreamStatus": row.upstream_status,
            "code": row.code,
            "detail": row.detail,
            "attempts": row.attempts,
            "nextAttemptAt": row.due_at,
            "syncedAt": row.synced_at,
        },
    }


def _state_json(state: OrderState) -> dict[str, Any]:
    return {
        "status": None if state.status is None else state.status.value,
        "deleted": state.deleted,
        "quantities": None if state.quantities is None else _quantities_json(state.quantities),
    }


def _quantities_json(quantities: Quantities) -> dict[str, Any]:
    return {
        "all": quantities.every,
        "items": [
            {"orderDetailId": detail_id, "quantity": None if quantity == UNKNOWN else quantity}
            for detail_id, quantity in quantities.details
        ],
    }


ROUTES = [
    web.post("/v1/orders/events", take),
    web.get("/v1/orders/export", export, allow_head=False),
    web.get("/v1/orders/{orderId}", show, allow_head=False),
]
