"""What stores tell of their orders, and what Alter must make of it. Pure, and written from the contract alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

# Contract, "Orders": the default orderStatusMap. Absent: does nothing.
STATUS_MAP: Mapping[str, str] = {
    "pending": "editable",
    "processing": "paid",
    "completed": "completed",
    "cancelled": "cancelled",
    "refunded": "cancelled",
    "trash": "cancelled",
    "failed": "editable",
}
_STATUSES = ("pending", "on-hold", "processing", "processing", "completed", "cancelled", "failed")
_DELETED = 0.04
_REFUNDED = 0.15


@dataclass(frozen=True)
class Event:
    kind: str
    status: str
    sequence: int
    quantities: tuple[int, ...]

    def body(self, order_id: int, alter_order_id: int, details: tuple[int, ...]) -> dict[str, Any]:
        """One line for all items where there is one item, else a line an item."""
        lines: list[dict[str, Any]] = [
            {"alterOrderId": alter_order_id, "orderDetailId": detail, "quantity": quantity}
            for detail, quantity in zip(details, self.quantities, strict=True)
        ]
        if len(lines) == 1:
            del lines[0]["orderDetailId"]
        return {
            "event": self.kind,
            "orderId": order_id,
            "status": self.status,
            "sequence": self.sequence,
            "modifiedAt": f"2026-06-{1 + self.sequence // 1440:02d}T"
            f"{self.sequence // 60 % 24:02d}:{self.sequence % 60:02d}:00Z",
            "lines": lines,
        }


@dataclass
class Followed:
    """One Alter order and the WooCommerce order it follows; `details` are the ids of its items.

    `statuses` and `quantities` are what was wanted, in order; `sequence` is the newest that was accepted.
    """

    order_id: int
    alter_order_id: int
    details: tuple[int, ...]
    sequence: int = -1
    told: int = 0
    statuses: list[str] = field(default_factory=list)
    quantities: list[tuple[int, ...]] = field(default_factory=list)
    deleted: bool = False
    link_certain: bool = False
    """The connector surely knows the link: told since the store last connected anew."""

    def next_event(self, random: Random) -> Event:
        self.told += 1
        drawn = random.random()
        quantities = tuple(random.randint(1, 9) for _ in self.details)
        if self.sequence >= 0 and drawn < _DELETED:
            return Event("deleted", "trash", self.told, quantities)
        if self.sequence >= 0 and drawn < _DELETED + _REFUNDED:
            left = tuple(random.choice((0, 1, 2)) for _ in self.details)
            return Event("refunded", random.choice(("processing", "completed")), self.told, left)
        kind = "created" if self.told == 1 else "updated"
        return Event(kind, random.choice(_STATUSES), self.told, quantities)

    def accept(self, event: Event) -> None:
        """An older or equal sequence does nothing; what is to be deleted stays so."""
        self.link_certain = True
        if event.sequence <= self.sequence:
            return
        self.sequence = event.sequence
        if self.deleted or event.kind == "deleted":
            self.deleted = True
            return
        status = STATUS_MAP.get(event.status)
        if all(quantity == 0 for quantity in event.quantities):
            status = "cancelled"
        if status is not None:
            self.statuses.append(status)
        if status not in (None, "cancelled") or (status is None and event.kind == "refunded"):
            self.quantities.append(event.quantities)

    @property
    def status(self) -> str:
        return self.statuses[-1] if self.statuses else "shopping_cart"

    @property
    def wanted_quantities(self) -> Mapping[int, int]:
        """By item; what is at zero Alter has no word for, and a cancelled order's are left as they are."""
        if self.status == "cancelled" or not self.quantities:
            return {}
        pairs = zip(self.details, self.quantities[-1], strict=True)
        return {detail: quantity for detail, quantity in pairs if quantity}
