"""A claim: an Alter order that lies in the cart of one visitor of one shop.

What the cart sells (design, options, quantity, price) is what Alter says of the order; the caller only names it.
An order that is nobody's yet can be named by whoever guesses its number, so it must have been made in the session
that the caller had, for the product that session was opened for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from connector.domain.binding import Binding, RuntimeType
from connector.domain.ids import ClaimId, StoreId
from connector.domain.order import OrderStatus
from connector.domain.product_ids import parent_of
from connector.domain.secrets import Secret
from connector.domain.session import EmbedSessionRow

CLOCK_LEEWAY = timedelta(minutes=2)
"""Alter dates the order and we date the session: both follow NTP, and tokens travel in seconds. It also covers a
session that the page renewed between the shopper's click and the claim. Wider would let more strangers' orders in."""

OPEN_STATUSES: Collection[str] = frozenset({OrderStatus.SHOPPING_CART, OrderStatus.EDITABLE})


@dataclass(frozen=True)
class ClaimWish:
    """`claim_key` is the secret of the visitor's WooCommerce session: who has it may claim again."""

    external_product_id: str
    runtime_type: RuntimeType
    alter_order_id: int | None
    session_ref: str
    claim_key: Secret


@dataclass(frozen=True)
class Claim:
    """A row. The key itself is never stored, only its SHA-256."""

    id: ClaimId
    store_id: StoreId
    storefront_id: int
    alter_order_id: int
    claim_key_hash: str
    session_ref: str
    external_product_id: str
    runtime_type: RuntimeType
    claimed_at: datetime

    def is_again(self, other: Claim) -> bool:
        """The same visitor claims the same order for the same product."""
        return self._what == other._what

    @property
    def _what(self) -> tuple[object, ...]:
        return (
            self.store_id,
            self.storefront_id,
            self.alter_order_id,
            self.claim_key_hash,
            self.external_product_id,
            self.runtime_type,
        )


@dataclass(frozen=True)
class ClaimedLine:
    """One item of the order. `options` and `variant` are Alter's own words."""

    order_detail_id: int
    options: Mapping[str, Any]
    variant: Mapping[str, Any] | None
    quantity: int
    unit_price: int | float
    currency: str


@dataclass(frozen=True)
class OrderFacts:
    """What a claim asks of an Alter order."""

    id: int
    design_id: int
    status: str
    created_at: datetime

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES


@dataclass(frozen=True)
class Frame:
    """The session's time, and the design its product opens (None: no order is of that)."""

    since: datetime
    until: datetime
    design_id: int | None

    def holds(self, moment: datetime) -> bool:
        return self.since <= moment <= self.until


class Holder(Enum):
    """Who has the order already."""

    NOBODY = "nobody"
    CALLER = "caller"
    SAME_STORE = "sameStore"
    OTHER_STORE = "otherStore"


class Verdict(Enum):
    GRANTED = "granted"
    UNKNOWN = "unknown"
    WRONG_DESIGN = "wrongDesign"
    LOCKED = "locked"
    TAKEN = "taken"


def frame_of(
    session: EmbedSessionRow | None, rows: Iterable[Binding], wish: ClaimWish
) -> Frame | None:
    """None: the session was not opened for this product and runtime type.

    As when a session is opened: a parent's covers a variation that has no live binding of its own.
    """
    if session is None or session.runtime_type is not wish.runtime_type:
        return None
    bound = {
        row.desired.external_product_id: row
        for row in rows
        if row.desired.runtime_type is wish.runtime_type
    }
    own, parent = wish.external_product_id, parent_of(wish.external_product_id)
    opened = session.external_product_id
    if opened is None or opened not in bound or opened not in (own, parent):
        return None
    if opened != own and own in bound and bound[own].is_live:
        return None
    since, until = session.issued_at - CLOCK_LEEWAY, session.expires_at + CLOCK_LEEWAY
    return Frame(since, until, bound[opened].design_id)


def judged(order: OrderFacts, frame: Frame | None, holder: Holder) -> Verdict:
    """Whoever could not have seen the order learns nothing of it: UNKNOWN, as if it had never been.

    The caller's own claim was judged before: neither the session nor the binding's design of today matter.
    """
    if holder is Holder.CALLER:
        return Verdict.GRANTED if order.is_open else Verdict.LOCKED
    if frame is None or not frame.holds(order.created_at):
        return Verdict.UNKNOWN
    fault = _fault(order, frame)
    if fault is not None:
        return Verdict.UNKNOWN if holder is Holder.OTHER_STORE else fault
    return Verdict.GRANTED if holder is Holder.NOBODY else Verdict.TAKEN


def _fault(order: OrderFacts, frame: Frame) -> Verdict | None:
    if order.design_id != frame.design_id:
        return Verdict.WRONG_DESIGN
    return None if order.is_open else Verdict.LOCKED
