"""What there is to ask for: without ids that exist, nearly every answer would be 404."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from scripts.benchmarks.scene import SHOP, Scene

_PRODUCTS = ("wc_1", "wc_2", "wc_2_3")
_DESIGN = 381
_ORDER = 1001


@dataclass(frozen=True)
class Known:
    """`values`: of parameters, by place and name, as schemathesis spells them."""

    embed_token: str
    values: Mapping[str, list[str]] = field(default_factory=dict)


async def prepared(scene: Scene) -> Known:
    """A store with bindings, an order, a local design and a session."""
    async with aiohttp.ClientSession(scene.connector, headers=dict(scene.bearer)) as session:
        store = await _json(session, "GET", "/v1/store")
        key = store["storefrontKey"]
        bindings = await _bound(session)
        local = await _json(session, "POST", "/v1/local-designs", {"designId": _DESIGN})
        await _json(session, "POST", "/v1/orders/events", _event())
        designs = await _json(session, "GET", "/v1/designs?limit=2")
        wish = {"externalProductId": "wc_1", "runtimeType": "customizer", "origin": SHOP}
        opened = await _json(session, "POST", "/v1/sessions", wish)
        orders = f"{scene.sandbox}/sandbox/orders"
        placed = await _json(session, "POST", orders, {"designId": _DESIGN})
    numbers = [str(row["runtimeBindingId"]) for row in bindings]
    return Known(
        opened["token"],
        {
            "path.bindingId": [row["bindingId"] for row in bindings],
            "path.localDesignId": [local["localDesignId"]],
            "path.orderId": [str(_ORDER), str(placed["id"])],
            "path.id": [*numbers, str(_DESIGN), str(placed["id"]), "390"],
            "path.key": [key, "user_34/381/design/mockup-large.webp"],
            "path.token": [
                each["thumbnailUrl"].rpartition("/")[2]
                for each in designs["items"]
                if each["thumbnailUrl"]
            ],
            "path.externalProductId": [*_PRODUCTS],
            "path.productId": ["4"],
            "path.assetId": ["4"],
            "path.type": ["products"],
            "header.X-Connector-Site": [SHOP],
            "header.X-Connector-Plugin": ["99.0.0"],
            "header.Origin": [SHOP],
            "header.Prefer": ["wait=0"],
        },
    )


async def _bound(session: aiohttp.ClientSession) -> list[dict[str, Any]]:
    items = [
        {
            "externalProductId": product,
            "runtimeType": "customizer",
            "status": "active",
            "designId": _DESIGN,
        }
        for product in _PRODUCTS
    ]
    headers = {"Prefer": "wait=20"}
    answer = await _json(session, "PUT", "/v1/bindings", {"bindings": items}, headers=headers)
    found: list[dict[str, Any]] = answer["bindings"]
    assert all(row["runtimeBindingId"] for row in found), "the sandbox took the bindings"
    return found


def _event() -> dict[str, Any]:
    return {
        "event": "created",
        "orderId": _ORDER,
        "status": "processing",
        "sequence": 1,
        "modifiedAt": "2026-06-01T10:00:00Z",
        "lines": [{"alterOrderId": 123, "quantity": 1}],
    }


async def _json(
    session: aiohttp.ClientSession, method: str, path: str, body: Any = None, **options: Any
) -> Any:
    async with session.request(method, path, json=body, **options) as answer:
        answer.raise_for_status()
        return await answer.json()
