"""Order events and Alter orders to start from; every field can be chosen."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from connector.domain.order import (
    AlterOrder,
    OrderEvent,
    OrderEventKind,
    OrderLine,
    OrderState,
    OrderStatus,
    Quantities,
)
from connector.domain.order_event import Owner, linked
from connector.domain.store import DEFAULT_ORDER_STATUS_MAP
from tests.domain.rows import NOW, STORE

ALTER_ORDER = 123
OWNER = Owner(STORE, 12, DEFAULT_ORDER_STATUS_MAP)


def order_line(quantity: int, detail: int | None = None, order: int = ALTER_ORDER) -> OrderLine:
    return OrderLine(order, detail, quantity)


def order_event(
    sequence: int,
    status: str = "processing",
    *lines: OrderLine,
    kind: OrderEventKind = OrderEventKind.UPDATED,
    order_id: int = 1001,
    at: datetime = NOW,
) -> OrderEvent:
    return OrderEvent(kind, order_id, status, sequence, at, lines)


def state(
    status: OrderStatus | None = None,
    every: int | None = None,
    *details: tuple[int, int],
    deleted: bool = False,
) -> OrderState:
    known = every is not None or details
    return OrderState(status, Quantities(every, details) if known else None, deleted)


def alter_order(**fields: Any) -> AlterOrder:
    """Linked by a first event: paid, three of each, due, nothing sent yet."""
    row = linked(OWNER, order_event(1, "processing", order_line(3)), ALTER_ORDER, NOW)
    return replace(row, **fields)


def settled_order(held: OrderState | None = None, **fields: Any) -> AlterOrder:
    """All of it confirmed."""
    row = alter_order()
    found = held or row.desired
    return replace(
        row,
        desired=found,
        confirmed=found,
        confirmed_version=row.desired_version,
        due_at=None,
        verified_at=NOW,
        **fields,
    )
