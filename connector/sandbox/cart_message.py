"""ADD_TO_CART's payload as a tool page says it, true or not (alter-customizer-postmessage.txt).

The other tools' payloads are not documented: theirs has the shape of the customizer's example.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import TypeVar, get_args

from connector.sandbox.conduct import ToolPage
from connector.sandbox.options import Choice, options_of
from connector.sandbox.order_shape import full_variant
from connector.sandbox.orders import Item, Order, OrderLine, lines_of
from connector.sandbox.records import Design
from connector.sandbox.variants import OptionKind, Variants

# Internal ids of WooCommerce's attributes and terms in the example: Size is 123 and its term 456.
FIRST_ATTRIBUTE_ID = 123
FIRST_TERM_ID = 456
KINDS: tuple[OptionKind, ...] = get_args(OptionKind)
ATTRIBUTES = (
    ("pa_size", "Size"),
    ("pa_material", "Material"),
    ("pa_printing-method", "Printing method"),
    ("pa_color", "Color"),
)
MARKUP = '<b>bold</b><img src=x onerror="window.struck=1">'
SCRIPT = "\"'></script><script>window.struck=1</script>"
HUGE = "5 KB " * 1_024
LABELS = {"html": MARKUP, "script": SCRIPT, "huge": HUGE}
# One a kind: what a reader expects to be an object with objects in it.
MISTYPED: tuple[object, ...] = (
    "pa_size",
    ["pa_material", "cotton"],
    {"attribute": None, "term": 7},
    {"attribute": {"internalId": "126", "slug": ["pa_color"], "label": {}}, "term": True},
)
# The integer is JSON's 1e309: what no double holds, JavaScript reads as Infinity.
UNTRUE: dict[str, object] = {
    "cheap": 0.01,
    "negative": -12.5,
    "text": "12,50 zł",
    "infinite": 10**309,
    "null": None,
    "absurd": 99_999_999_999.99,
}

Mapped = dict[str, dict[str, object]]
AnyChoice = TypeVar("AnyChoice", bound=Choice)


def of_order(order: Order, page: ToolPage, variants: Variants) -> dict[str, object]:
    """The customizer's, whose order is stored before the shop hears of it."""
    return _with_number(_payload(order, page, variants), page, order.id)


def of_design(
    design: Design, now: datetime, page: ToolPage, variants: Variants
) -> dict[int, dict[str, object]]:
    """The other tools', for each colour. They know no order and name one only when told to."""
    colours = options_of(design.product_id, design.kind).colours
    return {
        each.id: _with_number(
            _payload(_imagined(design, Item(colour_id=each.id), now), page, variants), page, None
        )
        for each in colours
    }


def _imagined(design: Design, item: Item, now: datetime) -> Order:
    lines = lines_of(design, [item], count(1), now)
    return Order(0, design.storefront_id, design, now, lines=lines)


def _payload(order: Order, page: ToolPage, variants: Variants) -> dict[str, object]:
    return {
        "userDesignId": order.design.id,
        "designName": order.design.name,
        **_priced({"totalPrice": variants.total(*order.lines)}, page),
        "productGroup": order.options.group.shown(),
        "productItems": [_item(order, line, page, variants) for line in order.lines],
    }


def _with_number(payload: dict[str, object], page: ToolPage, own: int | None) -> dict[str, object]:
    number = page.order_id
    said = own if number.value is None else number.value
    if number.key is None or said is None:
        return payload
    *outer, last = number.key.split(".")
    place: dict[str, object] = payload
    for name in outer:
        place[name] = inner = dict[str, object]()
        place = inner
    place[last] = str(said) if number.form == "text" and isinstance(said, int) else said
    return payload


def _item(order: Order, line: OrderLine, page: ToolPage, variants: Variants) -> dict[str, object]:
    options = order.options
    chosen: tuple[tuple[str, Choice, tuple[Choice, ...]], ...] = (
        ("size", line.size, options.sizes),
        ("material", options.material, (options.material,)),
        ("printMethod", options.print_type, (options.print_type,)),
        ("color", line.colour, options.colours),
    )
    variant = full_variant(order, line, variants)
    return {
        "model3d": {"id": options.model3d_id},
        **{
            name: choice.shown() | _mapped(KINDS[index], choice, every, page, variants)
            for index, (name, choice, every) in enumerate(chosen)
        },
        "variant": variant | _worded(order, line, page, variants),
        **_priced({"unitPrice": variants.unit(line), "totalPrice": variants.total(line)}, page),
        "quantity": line.quantity,
    }


def _worded(order: Order, line: OrderLine, page: ToolPage, variants: Variants) -> dict[str, object]:
    """Over the variant's own metadata."""
    match page.metadata:
        case "same":
            return {}
        case "null":
            return {"metadata": None}
        case "disagreeing":
            other = replace(line, size=_next(order.options.sizes, line.size))
            other.colour = _next(order.options.colours, line.colour)
            return {"metadata": variants.metadata_of(order, other)}
        case "hostile":
            words = {MARKUP: SCRIPT, "pa_size": [HUGE], "__proto__": {"price": 0}, "": None}
            return {"metadata": words}


def _next(every: Sequence[AnyChoice], chosen: AnyChoice) -> AnyChoice:
    return every[(every.index(chosen) + 1) % len(every)]


def _mapped(
    kind: OptionKind, choice: Choice, every: Sequence[Choice], page: ToolPage, variants: Variants
) -> dict[str, object]:
    if page.mapping == "absent":
        return {}
    return {"externalMapping": _mapping(kind, choice, every, page, variants)}


def _mapping(
    kind: OptionKind, choice: Choice, every: Sequence[Choice], page: ToolPage, variants: Variants
) -> object:
    match page.mapping:
        case "real":
            return _real(kind, choice, variants)
        case "disagreeing":
            other = _next(every, choice)
            return _real(kind, other, variants) or _example(kind, other)
        case "html" | "script" | "huge" as how:
            # The slugs are right, so that a reader gets as far as the labels.
            right = _real(kind, choice, variants) or _example(kind, choice)
            return {name: each | {"label": LABELS[how]} for name, each in right.items()}
        case "mistyped":
            return MISTYPED[KINDS.index(kind)]
        case "example":
            return _example(kind, choice)
    return None


def _real(kind: OptionKind, choice: Choice, variants: Variants) -> Mapped | None:
    pair = variants.mapping.get(kind, {}).get(choice.id)
    return None if pair is None else pair.model_dump(by_alias=True)


def _example(kind: OptionKind, choice: Choice) -> Mapped:
    index = KINDS.index(kind)
    slug, label = ATTRIBUTES[index]
    return {
        "attribute": {"internalId": FIRST_ATTRIBUTE_ID + index, "slug": slug, "label": label},
        "term": {"internalId": FIRST_TERM_ID + index, "slug": choice.slug, "label": choice.en},
    }


def _priced(prices: dict[str, dict[str, object]], page: ToolPage) -> dict[str, object]:
    if page.price == "absent":
        return {}
    return {name: price | _untrue(price, page) for name, price in prices.items()}


def _untrue(price: dict[str, object], page: ToolPage) -> dict[str, object]:
    """What the message says of a price instead of the truth."""
    if page.price == "foreign":
        return {"currency": "USD" if price["currency"] == "JPY" else "JPY"}
    return {} if page.price == "true" else {"value": UNTRUE[page.price]}
