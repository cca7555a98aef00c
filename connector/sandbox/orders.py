"""Customer orders as the sandbox keeps them.

No document restricts which status may follow which, so any may. What was done to an order stays in its
history, deletion included, so that a test can count the effects of retries.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from connector.sandbox.options import Colour, Options, Size, options_of
from connector.sandbox.records import Design

ORDER_STATUSES = ("shopping_cart", "editable", "paid", "processing", "completed", "cancelled")
# "Once the status changes to other than shopping_cart or editable, editing for customer is locked."
EDITABLE_STATUSES = ("shopping_cart", "editable")


class UnknownOption(Exception):
    """The product comes in no such size or colour."""


class Change(NamedTuple):
    """`kind` is status, quantity, deleted or, by the shopper, created or edited; `value` what was set."""

    kind: str
    at: datetime
    value: object = None


@dataclass(frozen=True, slots=True)
class Item:
    """One line as wanted; without ids the product's usual size and colour."""

    quantity: int = 1
    size_id: int | None = None
    colour_id: int | None = None


@dataclass(slots=True)
class OrderLine:
    id: int
    size: Size
    colour: Colour
    quantity: int
    unit_cents: int
    updated_at: datetime


@dataclass(slots=True)
class Order:
    id: int
    storefront_id: int
    design: Design
    created_at: datetime
    status: str = "shopping_cart"
    lines: list[OrderLine] = field(default_factory=list)
    history: list[Change] = field(default_factory=list)
    text: str | None = None
    session_jti: str | None = None
    runtime_binding_id: int | None = None
    cart_key: str | None = None
    deleted: bool = False

    @property
    def options(self) -> Options:
        return options_of(self.design.product_id, self.design.kind)

    @property
    def quantities(self) -> dict[int, int]:
        return {line.id: line.quantity for line in self.lines}

    @property
    def is_editable(self) -> bool:
        return not self.deleted and self.status in EDITABLE_STATUSES

    @property
    def counts(self) -> Counter[str]:
        """How often each kind of write reached it."""
        return Counter(change.kind for change in self.history)

    def set_status(self, status: str, now: datetime) -> None:
        self.status = status
        self.history.append(Change("status", now, status))

    def set_quantities(self, quantities: dict[int, int], now: datetime) -> None:
        """Every key is a line's id; one write, whatever the number of lines."""
        for line in self.lines:
            if line.id in quantities:
                line.quantity = quantities[line.id]
                line.updated_at = now
        self.history.append(Change("quantity", now, dict(quantities)))

    def delete(self, now: datetime) -> None:
        self.deleted = True
        self.history.append(Change("deleted", now))

    def edit(self, lines: list[OrderLine], text: str | None, now: datetime) -> None:
        """Lines keep their ids by place, so that what the store noted of them still holds."""
        for old, new in zip(self.lines, lines, strict=False):
            new.id = old.id
        self.lines, self.text = lines, text
        self.history.append(Change("edited", now, self.quantities))


def lines_of(
    design: Design, items: Iterable[Item], ids: Iterator[int], now: datetime
) -> list[OrderLine]:
    options = options_of(design.product_id, design.kind)
    wanted = []
    for item in items:
        size, colour = options.size(item.size_id), options.colour(item.colour_id)
        if size is None or colour is None:
            raise UnknownOption
        wanted.append((size, colour, item.quantity))
    # Ids are spent only when every line can be made.
    return [
        OrderLine(next(ids), size, colour, quantity, options.unit_cents, now)
        for size, colour, quantity in wanted
    ]
