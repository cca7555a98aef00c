"""The shop's words and prices in every shape an order is answered in."""

from __future__ import annotations

from typing import Any

import pytest

from connector.sandbox.orders import Item
from connector.sandbox.server import Sandbox

from .callers import Caller

WORDS = {"size": {"395": {"pa_size": "m"}}, "color": {"418": {"pa_color": "white", "note": [1]}}}


@pytest.mark.parametrize("document", ["current", "older"])
async def test_words_and_prices_reach_every_answer(
    api: Caller, operator: Caller, sandbox: Sandbox, document: str
) -> None:
    """Of orders that were there before, too."""
    turned = {"metadata": WORDS, "unitPrice": 49.99, "currency": "PLN"}
    answer = await operator("PATCH", "/knobs", json={"variants": turned, "document": document})
    assert answer.body["variants"] == turned | {"mapping": {}}
    single = (await api("GET", "/customer-orders/123")).body["order"]
    listed = (await api("GET", "/customer-orders")).body["order"]["items"][0]
    batch = await api("POST", "/customer-orders/batch", json={"customerOrderIds": [123]})
    for order in (single, listed, batch.body["orders"][0]):
        (item,) = order["productItems"]
        expected = {"pa_size": "m", "pa_color": "white", "note": [1]}
        assert item["variant"]["metadata"] == expected
        assert item["unitPrice"] == {"value": 49.99, "currency": "PLN"}
        assert order["totalPrice"] == {"value": 149.97, "currency": "PLN"}


async def test_without_words_there_are_none(
    api: Caller, operator: Caller, sandbox: Sandbox
) -> None:
    """Another size in another colour is another variant; an empty group is as at first."""
    await operator("PATCH", "/knobs", json={"variants": {"metadata": WORDS}})
    other = sandbox.world.place_order(381, items=[Item(1, 396, 419)])
    shown = (await api("GET", f"/customer-orders/{other.id}")).body["order"]
    assert shown["productItems"][0]["variant"]["metadata"] is None
    await operator("PATCH", "/knobs", json={"variants": {}})
    usual = (await api("GET", "/customer-orders/123")).body["order"]
    assert usual["productItems"][0]["variant"]["metadata"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"metadata": {"weight": {}}},
        {"metadata": {"size": {"x": {}}}},
        {"mapping": {"size": {"395": {"attribute": {}}}}},
        {"currency": ""},
        {"unitPrice": "free"},
    ],
)
async def test_what_is_no_variant_is_refused(operator: Caller, wrong: dict[str, Any]) -> None:
    refused = await operator("PATCH", "/knobs", json={"variants": wrong})
    assert (refused.status, refused.code) == (422, "sandbox.invalid")
