"""What the owner noted at Alter of a product's variants: the shop's own words for them, and their price.

"You can also add metadata keys to each variant in the design. These keys will be included in the payload"
(alter-customizer-postmessage.txt); every example has null there. How options come to their `externalMapping`
is documented nowhere.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from connector.sandbox.options import CURRENCY, money
from connector.sandbox.orders import Order, OrderLine

OptionKind = Literal["size", "material", "printType", "color"]
WordedKind = Literal["size", "material", "printType", "color", "variant"]


class Named(BaseModel):
    """An attribute or a term as the message names it."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, validate_by_name=True)

    internal_id: int
    slug: str
    label: str


class Pair(BaseModel):
    model_config = ConfigDict(extra="forbid")

    attribute: Named
    term: Named


class Variants(BaseModel):
    """Holds for every product and every order, those that are there already included."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, validate_by_name=True)

    metadata: dict[WordedKind, dict[int, dict[str, Any]]] = Field(
        default_factory=dict,
        description="by Alter's ids; a variant has the words of its options and its own together",
    )
    mapping: dict[OptionKind, dict[int, Pair]] = Field(
        default_factory=dict, description="for the message when toolPage.mapping is real"
    )
    unit_price: float | None = Field(
        default=None, allow_inf_nan=False, description="None: each product's own"
    )
    currency: str = Field(default=CURRENCY, min_length=1, max_length=8)

    def metadata_of(self, order: Order, line: OrderLine) -> dict[str, Any] | None:
        options = order.options
        own: tuple[tuple[WordedKind, int], ...] = (
            ("size", line.size.id),
            ("material", options.material.id),
            ("printType", options.print_type.id),
            ("color", line.colour.id),
            ("variant", options.variant_id(line.size, line.colour)),
        )
        words: dict[str, Any] = {}
        for kind, number in own:
            words |= self.metadata.get(kind, {}).get(number, {})
        return words or None

    def unit(self, line: OrderLine) -> dict[str, object]:
        return money(self._unit(line), self.currency)

    def total(self, *lines: OrderLine) -> dict[str, object]:
        amount = sum(self._unit(line) * line.quantity for line in lines)
        return money(amount, self.currency)

    def _unit(self, line: OrderLine) -> float:
        return line.unit_cents / 100 if self.unit_price is None else self.unit_price
