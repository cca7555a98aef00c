"""Both documents' own examples are read; what is written is what the current one shows."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from connector.alter import wire
from connector.alter.errors import AlterMalformed
from connector.domain.secrets import Secret

ALTER_CURRENT = {
    "ok": True,
    "message": "success",
    "storefrontId": 12,
    "userOwnerId": 34,
    "credentialId": 56,
    "scopes": ["orders:read", "orders:write", "products:read"],
    "plan": {
        "requiredPlan": "Business",
        "currentPlanName": "Business",
        "eligible": True,
        "runtimeFlags": {"viewer": True, "configurator": True, "customizer": True},
        "limits": {
            "activeRuntimeBindingsLimit": 100,
            "monthlyReassignmentLimit": 1000,
            "monthlyEmbedTokenLimit": 50000,
        },
    },
    "somethingNew": {"nested": 1},
}
BOOTSTRAP = {
    "runtimeBindingId": 42,
    "designId": 381,
    "productId": "wc_123",
    "runtimeType": "customizer",
    "storageMode": "wordpress_local",
    "manifestUrl": "https://yourstore.com/wp-content/uploads/alter/381/manifest.json",
    "assetBaseUrl": "https://yourstore.com/wp-content/uploads/alter/381/",
    "manifestHash": "a3b1...",
    "planCapabilities": {"viewer": True, "configurator": True, "customizer": True},
    "cartKey": None,
    "cartMode": None,
    "orderId": None,
}


def test_auth_check_of_the_current_document() -> None:
    read = wire.read(wire.AuthCheck, orjson.dumps(ALTER_CURRENT))
    assert read.plan is not None
    assert (read.ok, read.storefront_id, read.user_owner_id) == (True, 12, 34)
    assert read.plan.runtime_flags["viewer"] is True
    assert read.plan.limits.active_runtime_bindings_limit == 100


@pytest.mark.parametrize(
    "body",
    [
        {"message": "success"},
        {"plan": None, "scopes": None},
        {"ok": True, "storefrontId": 12, "scopes": ["orders:read"]},
    ],
)
def test_auth_check_of_older_versions(body: dict[str, Any]) -> None:
    assert wire.read(wire.AuthCheck, orjson.dumps(body)).plan is None


def test_embed_session_of_both_documents() -> None:
    current = {
        "token": "eyJhbGciOiJIUzI1NiIsImtpZCI6IjEifQ...",
        "expiresIn": 900,
        "kid": "1",
        "mode": "design",
        "runtimeBindingId": 42,
        "runtimeType": "customizer",
    }
    read = wire.read(wire.EmbedSession, orjson.dumps(current))
    assert (read.expires_in, read.runtime_binding_id) == (900, 42)
    assert read.token.reveal().startswith("eyJ")
    assert "eyJ" not in repr(read)
    older = wire.read(wire.EmbedSession, b'{"token":"abc","expiresIn":3600,"kid":1}')
    assert (older.expires_in, older.kid, older.runtime_type) == (3600, "1", None)
    assert wire.read(wire.EmbedSession, b'{"token":"abc"}').expires_in == 900


EXAMPLES = Path(__file__).parents[1] / "sandbox" / "examples"
ITEM: dict[str, Any] = {"id": 1, "quantity": 1, "unitPrice": {"value": 5, "currency": "EUR"}}
ORDER: dict[str, Any] = {
    "id": 1,
    "customizerId": 381,
    "orderStatus": "editable",
    "createdAt": "2025-07-28T14:18:20.000Z",
    "productItems": [ITEM],
}


def order_of(**fields: Any) -> wire.CustomerOrder:
    return wire.read(wire.OrderAnswer, orjson.dumps({"order": ORDER | fields})).order


@pytest.mark.parametrize(
    ("example", "name", "price"),
    [("order", "Men's T-Shirt", 12.5), ("older/order", "Mug 450ml (15oz)", 0)],
)
def test_an_order_of_both_documents(example: str, name: str, price: float) -> None:
    """Their own examples: the design's name goes by two names, the variant is told in two lengths."""
    read = wire.read(wire.OrderAnswer, (EXAMPLES / f"{example}.response.json").read_bytes()).order
    (line,) = read.product_items
    assert (read.design_name, line.unit_price.value, line.unit_price.currency) == (
        name,
        price,
        "EUR",
    )
    assert list(line.options) == ["size", "material", "printType", "color"]
    assert line.options["size"]["name"]["en"] in ("M", "450ml (15oz)")
    assert line.variant is not None
    assert read.created_at.tzinfo is not None


def test_a_list_of_orders() -> None:
    """The older document's example, and one beside orders that nobody can read."""
    body = (EXAMPLES / "older" / "orders.response.json").read_bytes()
    (head,) = wire.read(wire.OrderList, body).heads
    assert (head.id, head.customizer_id, head.order_status) == (33, 381, "shopping_cart")
    assert head.created_at == datetime(2026, 2, 9, 1, 55, 48, tzinfo=UTC)
    odd: list[Any] = [{}, ORDER | {"createdAt": "yesterday"}, ORDER, ORDER | {"id": None}]
    found = wire.read(wire.OrderList, orjson.dumps({"order": {"items": odd, "total": 4}}))
    assert [each.id for each in found.heads] == [1]


def test_orders_are_read_tolerantly() -> None:
    """Nulls, a time without a zone, the message's word for the print, numbers as text."""
    assert order_of(createdAt="2025-07-28 14:18:20.000000").created_at == datetime(
        2025, 7, 28, 14, 18, 20, tzinfo=UTC
    )
    line = ITEM | {"printMethod": {"id": 1}, "size": None, "variant": None}
    price = {"value": "12.50", "currency": "EUR"}
    (read,) = order_of(productItems=[line | {"unitPrice": price, "new": 1}]).product_items
    assert (read.options, read.variant) == ({"printType": {"id": 1}}, None)
    assert (read.unit_price.value, order_of(productItems=None).product_items) == (12.5, [])


@pytest.mark.parametrize(
    "fields",
    [
        {"customizerId": None},
        {"createdAt": None},
        {"productItems": [ITEM | {"quantity": -1}]},
        {"productItems": [ITEM | {"unitPrice": None}]},
        {"productItems": [ITEM | {"unitPrice": {"value": 5}}]},
        {"productItems": [ITEM | {"unitPrice": {"value": -5, "currency": "EUR"}}]},
        {"productItems": [ITEM | {"unitPrice": {"value": "much", "currency": "EUR"}}]},
    ],
)
def test_an_order_without_a_price_is_none(fields: dict[str, Any]) -> None:
    """What is sold by it must be plain."""
    with pytest.raises(AlterMalformed):
        order_of(**fields)


def test_exchange_and_sync_and_bootstrap() -> None:
    exchanged = wire.read(
        wire.ExchangeAnswer,
        b'{"message":"wpConnect.exchange.ok","accessKey":"generated-access-key",'
        b'"accessToken":"generated-access-token","storefrontId":12}',
    )
    assert exchanged.access_token.reveal() == "generated-access-token"
    assert "generated-access-token" not in repr(exchanged)
    synced = wire.read(
        wire.SyncAnswer,
        b'{"message":"runtimeBinding.syncCompleted","runtimeBindings":[{"id":42,"designId":381,'
        b'"externalProductId":"wc_123","runtimeType":"customizer","status":"active"}]}',
    )
    assert synced.runtime_bindings[0].external_product_id == "wc_123"
    assert wire.read(wire.Bootstrap, orjson.dumps(BOOTSTRAP)).product_id == "wc_123"
    assert wire.read(wire.Bootstrap, b"{}").cart_key is None


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"",
        b"[]",
        b'{"accessKey":"k","accessToken":"very-secret\\nX-Evil: 1"}',
        b'{"accessKey":["very-secret"],"accessToken":"t"}',
        b'{"accessKey":"k","accessToken":{"very-secret":1}}',
    ],
)
def test_malformed_answers_do_not_travel_in_the_error(body: bytes) -> None:
    with pytest.raises(AlterMalformed) as caught:
        wire.read(wire.ExchangeAnswer, body, endpoint="exchange")
    assert caught.value.__context__ is None
    assert "very-secret" not in "".join(traceback.format_exception(caught.value))


def test_the_documents_sync_item_is_written() -> None:
    design = wire.ExternalDesign(
        external_design_key="wp-design-381",
        product_id=4,
        title="WooCommerce local design",
        manifest_url="https://yourstore.com/wp-content/uploads/alter/381/manifest.json",
        asset_base_url="https://yourstore.com/wp-content/uploads/alter/381/",
        manifest_hash="a3b1...",
        source_meta={"pluginVersion": "1.2.0"},
    )
    binding = wire.SyncBinding("wc_123", "viewer", "active", external_design=design)
    assert binding.to_wire() == {
        "externalProductId": "wc_123",
        "runtimeType": "viewer",
        "status": "active",
        "externalDesign": {
            "externalDesignKey": "wp-design-381",
            "productId": 4,
            "title": "WooCommerce local design",
            "manifestUrl": "https://yourstore.com/wp-content/uploads/alter/381/manifest.json",
            "assetBaseUrl": "https://yourstore.com/wp-content/uploads/alter/381/",
            "manifestHash": "a3b1...",
            "sourceMeta": {"pluginVersion": "1.2.0"},
        },
    }
    hosted = wire.SyncBinding("wc_1", "customizer", design_id=381, legacy_binding_meta={"a": 1})
    assert hosted.to_wire() == {
        "externalProductId": "wc_1",
        "runtimeType": "customizer",
        "designId": 381,
        "legacyBindingMeta": {"a": 1},
    }
    with pytest.raises(ValueError, match="not both"):
        wire.SyncBinding("wc_1", "viewer", design_id=1, external_design=design)


def test_the_documents_sessions_are_written() -> None:
    origin = "https://yourstore.com"
    bound = wire.SessionRequest(origin, runtime_binding_id=42)
    assert bound.to_wire() == {"runtimeBindingId": 42, "origin": origin}
    order = wire.SessionRequest(origin, tool="customizer", order_id=123)
    assert order.to_wire() == {"tool": "customizer", "origin": origin, "orderId": 123}
    viewer = wire.SessionRequest(origin, tool="viewer", design_id=381)
    assert viewer.to_wire() == {"tool": "viewer", "origin": origin, "designId": 381}
    cart = wire.SessionRequest(origin, runtime_binding_id=42, cart_key="k", cart_mode="edit")
    assert cart.to_wire()["cartMode"] == "edit"


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"runtime_binding_id": 1, "tool": "viewer"},
        {"runtime_binding_id": 1, "design_id": 2},
        {"tool": "viewer"},
        {"tool": "customizer", "design_id": 1, "order_id": 2},
        {"tool": "viewer", "order_id": 2},
        {"tool": "viewer", "design_id": 2, "cart_key": "k", "cart_mode": "edit"},
        {"runtime_binding_id": 1, "cart_key": "k"},
    ],
)
def test_sessions_alter_would_refuse_are_not_built(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        wire.SessionRequest("https://yourstore.com", **fields)


def test_a_secret_may_be_handed_in() -> None:
    session = wire.EmbedSession(token=Secret("abc"))
    assert session.token == Secret("abc")


EXAMPLES = Path(__file__).parents[1] / "sandbox" / "examples"


@pytest.mark.parametrize("name", ["products.response.json", "older/products.response.json"])
def test_products_of_both_documents(name: str) -> None:
    """The older one has no mockups."""
    found = wire.read(wire.Products, (EXAMPLES / name).read_bytes()).products
    assert found.total == 1
    (product,) = found.items
    assert (product.id, product.product_id, product.media.mockups) == (381, 4, [])
    assert product.embeddable == wire.Embeddable(viewer=True, configurator=True, customizer=True)


def test_what_a_product_does_not_say_is_not_embeddable() -> None:
    """Null and missing alike; 0 and 1 are as good as false and true."""
    found = wire.read(wire.Product, b'{"id":1,"embeddable":{"viewer":1,"customizer":null}}')
    assert found.embeddable == wire.Embeddable(viewer=True)
    assert wire.read(wire.Product, b'{"id":1,"media":null}').embeddable == wire.Embeddable()


def test_design_imports_of_the_document() -> None:
    found = wire.read(wire.DesignImports, (EXAMPLES / "design-imports.response.json").read_bytes())
    assert [(each.id, each.thumbnail.file_id) for each in found.designs] == [(381, "7df7...")]


def test_what_reads_an_answer_is_built_once() -> None:
    """With the first answer of its kind, and kept: building it takes far longer than reading."""

    class Answer(wire.AuthCheck):
        """Of this test alone, so that no other has read it before."""

    assert not Answer.__pydantic_complete__
    wire.read(Answer, b"{}")
    assert Answer.__pydantic_complete__
