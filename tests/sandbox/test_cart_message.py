"""What a cart message may say, true or not, while the order at Alter stays true."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from connector.sandbox import cart_message
from connector.sandbox.conduct import OrderNumber, ToolPage
from connector.sandbox.orders import Item, Order
from connector.sandbox.server import Sandbox
from connector.sandbox.variants import Named, OptionKind, Pair, Variants

from .callers import example, shape

LARGE = Pair(
    attribute=Named(internal_id=1, slug="pa_size", label="Size"),
    term=Named(internal_id=8, slug="large", label="Large"),
)
M, L = 395, 396


def shirts(sandbox: Sandbox) -> Order:
    return sandbox.world.place_order(381, items=[Item(2), Item(1, L)])


def said(order: Order, variants: Variants | None = None, **conduct: Any) -> dict[str, Any]:
    return cart_message.of_order(order, ToolPage(**conduct), variants or Variants())


def items(payload: dict[str, Any]) -> list[dict[str, Any]]:
    return list(payload["productItems"])


def without_mapping(option: dict[str, Any]) -> dict[str, Any]:
    upper = {key: each.upper() if key == "hex" else each for key, each in option.items()}
    return {key: each for key, each in upper.items() if key != "externalMapping"}


async def test_the_documented_example(sandbox: Sandbox) -> None:
    order = sandbox.world.place_order(382, items=[Item()])
    shown = said(order, order_id=OrderNumber(key=None))
    expected = example("customizer-cart.payload")
    assert shape(shown) == shape(expected)
    (item,), (documented,) = items(shown), items(expected)
    for name in ("model3d", "size", "material", "printMethod", "color", "variant"):
        assert without_mapping(item[name]) == without_mapping(documented[name]), name
    for name in ("size", "color"):
        mapped = item[name]["externalMapping"]["attribute"]
        assert mapped == documented[name]["externalMapping"]["attribute"]


@pytest.mark.parametrize(
    ("number", "where", "expected"),
    [
        ({}, ["orderId"], 124),
        ({"key": "customerOrderId"}, ["customerOrderId"], 124),
        ({"key": "id", "form": "text"}, ["id"], "124"),
        ({"key": "order.id"}, ["order", "id"], 124),
        ({"value": 123}, ["orderId"], 123),
        ({"value": 123, "form": "text"}, ["orderId"], "123"),
        ({"value": {"$gt": 0}}, ["orderId"], {"$gt": 0}),
        ({"value": -1}, ["orderId"], -1),
    ],
)
async def test_where_the_number_sits(
    sandbox: Sandbox, number: dict[str, Any], where: list[str], expected: object
) -> None:
    found: Any = said(shirts(sandbox), order_id=OrderNumber(**number))
    for name in where:
        found = found[name]
    assert found == expected


async def test_every_item_may_be_mapped_otherwise(sandbox: Sandbox) -> None:
    order = shirts(sandbox)

    def sizes(mapping: str, variants: Variants | None = None) -> list[Any]:
        shown = items(said(order, variants, mapping=mapping))
        return [each["size"]["externalMapping"] for each in shown]

    known = Variants(mapping={"size": {L: LARGE}})
    large = LARGE.model_dump(by_alias=True)
    assert [each["term"]["slug"] for each in sizes("example")] == ["m", "l"]
    assert sizes("real", known) == [None, large]
    # M is said to be L, and L to be XL.
    assert sizes("disagreeing", known)[0] == large
    assert [each["term"]["slug"] for each in sizes("disagreeing")] == ["l", "xl"]
    assert sizes("null") == [None, None]
    assert sizes("mistyped") == ["pa_size", "pa_size"]
    for mapping, label in cart_message.LABELS.items():
        unknown, real = sizes(mapping, known)
        assert unknown["term"] == {"internalId": 456, "slug": "m", "label": label}
        assert real["attribute"] == large["attribute"] | {"label": label}
    (item, _) = items(said(order, mapping="absent"))
    assert all("externalMapping" not in each for each in item.values() if isinstance(each, dict))


async def test_a_variants_words_are_those_of_its_options(sandbox: Sandbox) -> None:
    order = shirts(sandbox)
    words: dict[Any, Any] = {
        "size": {M: {"pa_size": "m"}, L: {"pa_size": "l"}},
        "color": {418: {"pa_color": "white"}},
        "variant": {531: {"pa_size": "medium"}},
    }
    variants = Variants(metadata=words)

    def told(metadata: str) -> list[Any]:
        shown = items(said(order, variants, metadata=metadata))
        return [each["variant"]["metadata"] for each in shown]

    assert told("same") == [
        {"pa_size": "medium", "pa_color": "white"},
        {"pa_size": "l", "pa_color": "white"},
    ]
    assert told("null") == [None, None]
    # The next size in the next colour, for which nothing is noted.
    assert told("disagreeing") == [{"pa_size": "l"}, None]
    assert "__proto__" in told("hostile")[0]


@pytest.mark.parametrize(
    ("price", "unit", "total"),
    [
        ("true", {"value": 12.5, "currency": "EUR"}, {"value": 37.5, "currency": "EUR"}),
        ("cheap", {"value": 0.01, "currency": "EUR"}, {"value": 0.01, "currency": "EUR"}),
        ("negative", {"value": -12.5, "currency": "EUR"}, {"value": -12.5, "currency": "EUR"}),
        (
            "text",
            {"value": "12,50 zł", "currency": "EUR"},
            {"value": "12,50 zł", "currency": "EUR"},
        ),
        ("null", {"value": None, "currency": "EUR"}, {"value": None, "currency": "EUR"}),
        ("foreign", {"value": 12.5, "currency": "JPY"}, {"value": 37.5, "currency": "JPY"}),
        ("absent", None, None),
    ],
)
async def test_prices(sandbox: Sandbox, price: str, unit: object, total: object) -> None:
    shown = said(shirts(sandbox), price=price)
    assert (items(shown)[0].get("unitPrice"), shown.get("totalPrice")) == (unit, total)


async def test_no_double_holds_the_infinite_price(sandbox: Sandbox) -> None:
    """It is JSON all the same, and what 1e309 is to who reads it."""
    text = json.dumps(said(shirts(sandbox), price="infinite"))
    read = json.loads(text, parse_int=float)
    assert read["totalPrice"]["value"] == float("inf")


async def test_the_other_tools_payload_has_the_same_shape(sandbox: Sandbox) -> None:
    """One for each colour, and no order, unless it forges one."""
    design, now = sandbox.world.designs[381], datetime.now(UTC)
    payloads = cart_message.of_design(design, now, ToolPage(), Variants())
    assert shape(payloads[418]) == shape(said(shirts(sandbox), order_id=OrderNumber(key=None)))
    colours = [items(each)[0]["color"]["id"] for each in payloads.values()]
    assert colours == list(payloads)
    forged = ToolPage(order_id=OrderNumber(value=123))
    assert cart_message.of_design(design, now, forged, Variants())[418]["orderId"] == 123


@pytest.mark.parametrize("kind", ["size", "material", "printType", "color"])
async def test_every_kind_of_option_is_mapped(sandbox: Sandbox, kind: OptionKind) -> None:
    name = "printMethod" if kind == "printType" else kind
    order = shirts(sandbox)
    number = items(said(order))[0][name]["id"]
    (item, _) = items(said(order, Variants(mapping={kind: {number: LARGE}}), mapping="real"))
    assert item[name]["externalMapping"] == LARGE.model_dump(by_alias=True)
