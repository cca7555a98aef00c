"""An Alter order and the WooCommerce order it follows: what the shop wants of it, what Alter confirmed.

As with bindings, both live side by side in one row, and a row is *dirty* while its `desired_version` differs
from its `confirmed_version`. A confirmed value that is None is not known: never written by us, or written by a
call whose answer was lost. It is written again rather than believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from connector.domain.binding import SyncState
from connector.domain.ids import StoreId


class OrderStatus(StrEnum):
    """Alter's statuses (current document, "Customer orders")."""

    SHOPPING_CART = "shopping_cart"
    EDITABLE = "editable"
    PAID = "paid"
    PROCESSING = "processing"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class OrderEventKind(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    DELETED = "deleted"
    RESTORED = "restored"
    ERASED = "erased"


@dataclass(frozen=True)
class OrderLine:
    """A line of a WooCommerce order: so many of one item of an Alter order, or of all its items."""

    alter_order_id: int
    order_detail_id: int | None
    quantity: int


@dataclass(frozen=True)
class OrderEvent:
    """What a shop says of one WooCommerce order. `sequence` grows with each event of that order."""

    kind: OrderEventKind
    order_id: int
    status: str
    sequence: int
    modified_at: datetime
    lines: tuple[OrderLine, ...]

    def lines_of(self, alter_order_id: int) -> Sequence[OrderLine]:
        return [line for line in self.lines if line.alter_order_id == alter_order_id]


UNKNOWN: Final = -1
"""The quantity of an item while a call that sets it was not answered."""


@dataclass(frozen=True)
class Quantities:
    """`every` is for all items of the Alter order, `details` (by orderDetailId) for single ones, after it.

    `ambiguous`: several lines named no item, so nobody can say which quantity belongs to which.
    """

    every: int | None = None
    details: tuple[tuple[int, int], ...] = ()
    ambiguous: bool = False

    @property
    def at_zero(self) -> bool:
        """Some items are no longer wanted. Alter knows no quantity 0, so theirs is left as it is."""
        return self.every == 0 or any(quantity == 0 for _, quantity in self.details)

    @property
    def sendable(self) -> Quantities:
        """The part that Alter has words for."""
        return Quantities(
            every=self.every or None,
            details=tuple(pair for pair in self.details if pair[1] > 0),
        )


@dataclass(frozen=True)
class OrderState:
    """One side of a row: what an Alter order should be, or is. `quantities` None: not said, not known."""

    status: OrderStatus | None = None
    quantities: Quantities | None = None
    deleted: bool = False


@dataclass(frozen=True)
class AlterOrder:
    """A row: an Alter order of a storefront, linked to the first WooCommerce order that named it.

    `order_id` is None once the link was erased. `woo_status` and `modified_at` are what the newest event said;
    `unknown_status` is set while that status means nothing to the store's map.
    """

    storefront_id: int
    alter_order_id: int
    store_id: StoreId
    order_id: int | None
    sequence: int
    event: OrderEventKind
    woo_status: str
    modified_at: datetime
    unknown_status: str | None
    desired: OrderState
    confirmed: OrderState
    desired_version: int
    confirmed_version: int
    refused_version: int
    verified_at: datetime | None
    """When Alter last said that this order is of the store's storefront: asked before the first write."""
    upstream_status: int | None
    code: str | None
    detail: str | None
    attempts: int
    due_at: datetime | None
    first_failed_at: datetime | None
    synced_at: datetime | None
    updated_at: datetime
    last_answer: str | None = None
    """What Alter said when it last refused a step, cut and without secrets."""

    @property
    def key(self) -> tuple[int, int]:
        return (self.storefront_id, self.alter_order_id)

    @property
    def is_refused(self) -> bool:
        """Buried: Alter refused this version for good, or was tried for days."""
        return (
            self.refused_version == self.desired_version
            and self.desired_version != self.confirmed_version
        )

    @property
    def sync_state(self) -> SyncState:
        if self.desired_version == self.confirmed_version:
            return SyncState.SYNCED
        return SyncState.FAILED if self.is_refused else SyncState.PENDING

    @property
    def notes(self) -> tuple[str, ...]:
        """What the shop wants and Alter is not told, as codes."""
        wanted = self.desired.quantities
        found = {
            "orders.unknownStatus": self.unknown_status is not None,
            "orders.linesAmbiguous": wanted is not None and wanted.ambiguous,
            "orders.lineAtZero": wanted is not None and wanted.at_zero,
            "orders.deletedAtAlter": self.confirmed.deleted and not self.desired.deleted,
        }
        return tuple(code for code, holds in found.items() if holds)
