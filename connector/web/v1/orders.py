"""`/v1/orders`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from aiohttp import web
from pydantic import AwareDatetime, Field, field_validator
from typing_extensions import TypedDict

from connector.domain.errors import NotFound
from connector.domain.order import (
    UNKNOWN,
    AlterOrder,
    OrderEvent,
    OrderEventKind,
    OrderLine,
    OrderState,
    OrderStatus,
    Quantities,
)
from connector.flows.orders.read import EXPORT_LIMIT
from connector.flows.orders.take import TakenOrder
from connector.web import queries
from connector.web.callers import BY_TOKEN, BY_TOKEN_OF_ANY_PLUGIN
from connector.web.described import described
from connector.web.parts import FLOWS
from connector.web.reading import Body, JsonBody
from connector.web.rendering import SyncOf, json_answer

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


class TakenAnswer(TypedDict):
    """`queued`: something is sent for it; `code`: why nothing is."""

    alterOrderId: int
    queued: bool
    code: str | None


class EventAnswer(TypedDict):
    accepted: list[TakenAnswer]
    jobs: int


class QuantityAnswer(TypedDict):
    """`quantity` is null while it is not known."""

    orderDetailId: int
    quantity: int | None


class QuantitiesAnswer(TypedDict):
    all: int | None
    items: list[QuantityAnswer]


class StateAnswer(TypedDict):
    """Null: not said, or not known."""

    status: OrderStatus | None
    deleted: bool
    quantities: QuantitiesAnswer | None


class AlterOrderAnswer(TypedDict):
    """`desired` is what it should be, `confirmed` what Alter has confirmed."""

    alterOrderId: int
    event: OrderEventKind
    status: str
    sequence: int
    modifiedAt: datetime
    desired: StateAnswer
    confirmed: StateAnswer
    unknownStatus: str | None
    notes: list[str]
    updatedAt: datetime
    sync: SyncOf


class OrderAnswer(TypedDict):
    orderId: int
    alterOrders: list[AlterOrderAnswer]


class ExportedOrder(AlterOrderAnswer):
    """`atAlter` is Alter's own account of it."""

    orderId: int | None
    atAlter: Mapping[str, Any] | None


class ExportAnswer(TypedDict):
    """Not `complete`: Alter could not be asked."""

    alterOrders: list[ExportedOrder]
    complete: bool


EVENT = JsonBody(
    EventBody,
    example={
        "event": "updated",
        "orderId": 1001,
        "status": "processing",
        "sequence": 7,
        "modifiedAt": "2026-06-01T10:00:00Z",
        "lines": [{"alterOrderId": 123, "orderDetailId": 987, "quantity": 2}],
    },
)
EXPORTED = queries.Values("alterOrderIds", "Ids of Alter orders.", EXPORT_LIMIT)


@described(
    "reportOrder",
    "What happened to an order of the shop.",
    "The same event twice does nothing; an older `sequence` never undoes a newer one.",
    access=BY_TOKEN_OF_ANY_PLUGIN.access,
    body=EVENT,
    answers={202: EventAnswer},
)
async def take(request: web.Request) -> web.Response:
    store = await BY_TOKEN_OF_ANY_PLUGIN.store(request)
    body = await EVENT.read(request)
    taken = await request.app[FLOWS].take_order_event(store, body.event_of())
    answer: EventAnswer = {
        "accepted": [_taken_json(each) for each in taken],
        "jobs": sum(each.queued for each in taken),
    }
    return json_answer(answer, status=202)


@described(
    "showOrder",
    "What each Alter order of a shop's order is and should be.",
    access=BY_TOKEN.access,
    answers={200: OrderAnswer},
    failures=["orders.unknown"],
)
async def show(request: web.Request) -> web.Response:
    store = await BY_TOKEN.store(request)
    text = request.match_info["orderId"]
    if _ID.fullmatch(text) is None:
        raise NotFound("orders.unknown", "No Alter order follows this order.")
    rows = await request.app[FLOWS].follow_orders.of_order(store.id, int(text))
    answer: OrderAnswer = {
        "orderId": int(text),
        "alterOrders": [order_json(row) for row in rows],
    }
    return json_answer(answer)


@described(
    "exportOrders",
    "All that is held of Alter orders, here and at Alter: for privacy requests.",
    access=BY_TOKEN.access,
    parameters=queries.parameters(EXPORTED),
    answers={200: ExportAnswer},
    failures=["request.invalid"],
)
async def export(request: web.Request) -> web.Response:
    store = await BY_TOKEN.store(request)
    queries.refuse_unknown(request, (EXPORTED,))
    texts = EXPORTED.of(request)
    if not texts or not all(_ID.fullmatch(text) for text in texts):
        EXPORTED.wrong("invalid", "Takes ids of Alter orders, comma-separated.")
    found = await request.app[FLOWS].export_orders(store, {int(text) for text in texts})
    answer: ExportAnswer = {
        "alterOrders": [
            {
                **order_json(row),
                "orderId": row.order_id,
                "atAlter": found.at_alter.get(row.alter_order_id),
            }
            for row in found.rows
        ],
        "complete": found.complete,
    }
    return json_answer(answer)


def _taken_json(taken: TakenOrder) -> TakenAnswer:
    return {"alterOrderId": taken.alter_order_id, "queued": taken.queued, "code": taken.code}


def order_json(row: AlterOrder) -> AlterOrderAnswer:
    return {
        "alterOrderId": row.alter_order_id,
        "event": row.event,
        "status": row.woo_status,
        "sequence": row.sequence,
        "modifiedAt": row.modified_at,
        "desired": _state_json(row.desired),
        "confirmed": _state_json(row.confirmed),
        "unknownStatus": row.unknown_status,
        "notes": list(row.notes),
        "updatedAt": row.updated_at,
        "sync": {
            "state": row.sync_state,
            "upstreamStatus": row.upstream_status,
            "code": row.code,
            "detail": row.detail,
            "attempts": row.attempts,
            "nextAttemptAt": row.due_at,
            "syncedAt": row.synced_at,
        },
    }


def _state_json(state: OrderState) -> StateAnswer:
    return {
        "status": state.status,
        "deleted": state.deleted,
        "quantities": None if state.quantities is None else _quantities_json(state.quantities),
    }


def _quantities_json(quantities: Quantities) -> QuantitiesAnswer:
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
