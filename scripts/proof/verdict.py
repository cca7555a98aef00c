"""The comparison: what was asked for, what the connector says, what Alter holds. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scripts.proof.orders import Followed
from scripts.proof.wishes import Certainty, Content, Key, Wished, Wishes


@dataclass(frozen=True)
class Difference:
    """`subject`: which binding or order of which store; `lost`: an accepted change is not at Alter."""

    subject: str
    detail: str
    lost: bool = False

    def __str__(self) -> str:
        return f"{self.subject}: {self.detail}"


@dataclass(frozen=True)
class Side:
    """One store, as its wishes, and as the connector answered: its rows, and its orders by Alter's id."""

    name: str
    storefront_id: int
    wishes: Wishes
    orders: Mapping[int, Followed]
    rows: Sequence[Mapping[str, Any]]
    shown_orders: Mapping[int, Mapping[str, Any] | None]
    refuses: frozenset[Key] = frozenset()
    """Bindings whose newest version Alter refuses now."""


def bindings_differ(side: Side, state: Mapping[str, Any]) -> list[Difference]:
    held = {
        (row["externalProductId"], row["runtimeType"]): Content.held(row)
        for row in state["bindings"]
        if row["storefrontId"] == side.storefront_id
    }
    shown = {(row["externalProductId"], row["runtimeType"]): row for row in side.rows}
    found: list[Difference] = []
    for key in held.keys() - side.wishes.by_key.keys():
        found.append(Difference(_named(side, key), f"nobody asked for {held[key]}"))
    for key, wished in side.wishes.by_key.items():
        found += _binding(side, key, wished, held.get(key), shown.get(key))
    return found


def _binding(
    side: Side,
    key: Key,
    wished: Wished,
    held: Content | None,
    shown: Mapping[str, Any] | None,
) -> Iterable[Difference]:
    subject = _named(side, key)
    if held is not None and held not in wished.wishes:
        yield Difference(subject, f"Alter holds {held}, which was never wished")
    if shown is not None:
        yield from _shown(subject, shown, held, refused=key in side.refuses)
    if wished.certainty is Certainty.NOT_SERVING and held is not None and held.serves:
        yield Difference(subject, f"the store left, and Alter still shows {held}", lost=True)
    if wished.certainty not in (Certainty.EXACT, Certainty.HELD):
        return
    if shown is None:
        if wished.certainty is Certainty.EXACT:
            yield Difference(subject, f"the connector does not know {wished.wanted}", lost=True)
    elif Content.said(shown) != wished.wanted:
        detail = f"wanted {wished.wanted}, the connector has {Content.said(shown)}"
        yield Difference(subject, detail, lost=True)
    if held != wished.wanted and key not in side.refuses:
        sync = None if shown is None else shown["sync"]
        detail = f"wanted {wished.wanted}, Alter holds {held}; sync: {sync}"
        yield Difference(subject, detail, lost=True)


def _shown(
    subject: str, shown: Mapping[str, Any], held: Content | None, *, refused: bool
) -> Iterable[Difference]:
    """What the connector calls synced is what Alter holds; what it calls failed, Alter refuses."""
    state = shown["sync"]["state"]
    if state == "pending":
        yield Difference(subject, f"still pending: {shown['sync']}")
    if state == "synced" and Content.said(shown) != held:
        yield Difference(subject, f"called synced as {Content.said(shown)}, Alter holds {held}")
    if (state == "failed") is not refused:
        expected = "refused" if refused else "not refused"
        yield Difference(subject, f"should be {expected}: {shown['sync']}")


def orders_differ(side: Side, state: Mapping[str, Any]) -> list[Difference]:
    held = {row["id"]: row for row in state["orders"]}
    found: list[Difference] = []
    for number, order in side.orders.items():
        subject = f"{side.name}, Alter order {number} of order {order.order_id}"
        found += _order(subject, order, held[number])
        found += _shown_order(subject, order, side.shown_orders.get(number))
    return found


def _order(subject: str, order: Followed, held: Mapping[str, Any]) -> Iterable[Difference]:
    if held["deleted"] is not order.deleted:
        yield Difference(
            subject, f"deleted: wanted {order.deleted}, is {held['deleted']}", lost=True
        )
    if order.deleted or held["deleted"]:
        return
    if held["status"] != order.status:
        detail = f"wanted {order.status} (sequence {order.sequence}), Alter has {held['status']}"
        yield Difference(subject, detail, lost=True)
    for detail_id, quantity in order.wanted_quantities.items():
        if held["quantities"][str(detail_id)] != quantity:
            detail = f"item {detail_id}: wanted {quantity}, Alter has {held['quantities']}"
            yield Difference(subject, detail, lost=True)


def _shown_order(
    subject: str, order: Followed, shown: Mapping[str, Any] | None
) -> Iterable[Difference]:
    if shown is None:
        if order.link_certain:
            yield Difference(subject, "the connector does not know it", lost=True)
        return
    if order.deleted and shown["sync"]["code"] == "orders.unknownAtAlter":
        return  # The store left meanwhile, and its new link finds what the old one deleted.
    if shown["sync"]["state"] != "synced":
        yield Difference(subject, f"not synced: {shown['sync']}")
    if order.link_certain and shown["sequence"] != order.sequence:
        yield Difference(subject, f"sequence {order.sequence}, shown {shown['sequence']}")


def _named(side: Side, key: Key) -> str:
    return f"{side.name}, {key[0]} {key[1]}"
