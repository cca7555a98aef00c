"""The log of calls, judged: only what was wished reached Alter, in the order of the wishes, and what was said twice
says what Alter held already. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scripts.proof.faults import SYNC
from scripts.proof.orders import Followed
from scripts.proof.verdict import Difference, Side
from scripts.proof.wishes import Content, Key

_ORDER = re.compile(r"/public-api/v1/customer-orders/([0-9]+)(/status|/quantity|/quantity/all)?")
_WRITES = ("PATCH", "DELETE")


@dataclass
class Applied:
    """What one thing was told, without what it was told twice in a row."""

    said: list[Hashable] = field(default_factory=list)
    repeated: int = 0

    def hear(self, value: Hashable) -> None:
        if self.said and self.said[-1] == value:
            self.repeated += 1
        else:
            self.said.append(value)


def went_back(said: Sequence[Hashable], wished: Sequence[Hashable]) -> Hashable | None:
    """The first word that was not wished, or not in this order; None when all is well.

    Versions may be passed over: only the newest has to arrive.
    """
    following = iter(wished)
    for word in said:
        if not any(word == each for each in following):
            return word
    return None


@dataclass
class Sent:
    """`calls` by kind; `bindings` sent in them; `repeated` by kind."""

    differences: list[Difference] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    bindings: int = 0
    repeated: Counter[str] = field(default_factory=Counter)


class _Judge:
    def __init__(self, sides: Sequence[Side], credentials: Mapping[str, int]) -> None:
        self._sides = {side.storefront_id: side for side in sides}
        self._credentials = credentials
        self._orders = {number: order for side in sides for number, order in side.orders.items()}
        self._bindings: dict[tuple[int, Key], Applied] = defaultdict(Applied)
        self._statuses: dict[int, Applied] = defaultdict(Applied)
        self._quantities: dict[int, Applied] = defaultdict(Applied)
        self.sent = Sent()

    def hear(self, call: Mapping[str, Any]) -> None:
        path, succeeded = call["path"], call["status"] == 200
        if path.endswith(SYNC):
            self.sent.calls["sync"] += 1
            if succeeded:
                self._sync(call)
        elif (found := _ORDER.fullmatch(path)) is None:
            self.sent.calls["other"] += 1
        elif call["method"] not in _WRITES:
            self.sent.calls["order read"] += 1
        else:
            self.sent.calls["order write"] += 1
            self._order_write(call, int(found[1]), succeeded=succeeded)

    def _sync(self, call: Mapping[str, Any]) -> None:
        storefront = self._credentials[call["accessKey"]]
        for item in call["body"]["bindings"]:
            key = (item["externalProductId"], item["runtimeType"])
            self._bindings[storefront, key].hear(Content.said(item))
            self.sent.bindings += 1

    def _order_write(self, call: Mapping[str, Any], number: int, *, succeeded: bool) -> None:
        order = self._orders.get(number)
        if order is None:
            self._differ(f"Alter order {number}", "a write that nobody asked for")
        elif call["method"] == "DELETE":
            if not order.deleted:
                self._differ(f"Alter order {number}", "a deletion that nobody asked for")
            self.sent.repeated["deletion"] += not succeeded
        elif succeeded and call["path"].endswith("/status"):
            self._statuses[number].hear(call["body"]["status"])
        elif succeeded:
            self._quantities[number].hear(_told(order, call["body"]))

    def conclude(self) -> Sent:
        for (storefront, key), applied in self._bindings.items():
            side = self._sides[storefront]
            wished = side.wishes.by_key.get(key)
            subject = f"{side.name}, {key[0]} {key[1]}"
            self._check(subject, applied, [] if wished is None else wished.wishes)
            self.sent.repeated["binding"] += applied.repeated
        for number, applied in self._statuses.items():
            self._check(f"status of Alter order {number}", applied, self._orders[number].statuses)
            self.sent.repeated["status"] += applied.repeated
        for number, applied in self._quantities.items():
            order = self._orders[number]
            wishes = [_sendable(order, each) for each in order.quantities]
            self._check(f"quantities of Alter order {number}", applied, wishes)
            self.sent.repeated["quantity"] += applied.repeated
        return self.sent

    def _check(self, subject: str, applied: Applied, wished: Sequence[Hashable]) -> None:
        word = went_back(applied.said, wished)
        if word is not None:
            self._differ(subject, f"{word} was not wished, or not then: {applied.said} of {wished}")

    def _differ(self, subject: str, detail: str) -> None:
        self.sent.differences.append(Difference(subject, detail))


def judged(
    calls: Iterable[Mapping[str, Any]], sides: Sequence[Side], credentials: Mapping[str, int]
) -> Sent:
    """`credentials`: whose storefront each access key opens."""
    judge = _Judge(sides, credentials)
    for call in calls:
        judge.hear(call)
    return judge.conclude()


def _told(order: Followed, body: Mapping[str, Any]) -> Hashable:
    if "quantity" in body:
        return frozenset((detail, body["quantity"]) for detail in order.details)
    return frozenset((item["orderDetailId"], item["quantity"]) for item in body["items"])


def _sendable(order: Followed, quantities: tuple[int, ...]) -> Hashable:
    pairs = zip(order.details, quantities, strict=True)
    return frozenset((detail, quantity) for detail, quantity in pairs if quantity)
