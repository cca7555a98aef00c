"""One behaviour, two doors: Alter (the sandbox) directly, and the gateway in front of it.

Each request goes through both, at the same state of the world; what differs beyond the headers that
`docs/HTTP.md` names is a fault.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from tests.stage.stage import SHOP, ConnectedStore, Reply, Stage, item

OURS = {
    # Named in docs/HTTP.md: what the gateway says itself, and what belongs to one connection only.
    "date",
    "server",
    "connection",
    "transfer-encoding",
    "content-length",
    "x-request-id",
    "x-connector-cache",
    "cache-control",
    "etag",
    "accept-ranges",
    "last-modified",
    "access-control-allow-origin",
    "x-content-type-options",
    "content-security-policy",
    "content-disposition",
    "vary",
}


@dataclass(frozen=True)
class Doors:
    """The same caller in front of both."""

    session: aiohttp.ClientSession
    alter: str
    gateway: str
    alter_headers: Mapping[str, str]
    gateway_headers: Mapping[str, str]

    async def both(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> tuple[Reply, Reply]:
        direct = await self._ask(self.alter, self.alter_headers, method, path, body, headers)
        through = await self._ask(self.gateway, self.gateway_headers, method, path, body, headers)
        return direct, through

    async def _ask(
        self,
        base: str,
        keys: Mapping[str, str],
        method: str,
        path: str,
        body: Any,
        headers: Mapping[str, str],
    ) -> Reply:
        async with self.session.request(
            method, base + path, json=body, headers={**keys, **headers}, allow_redirects=False
        ) as response:
            raw = await response.read()
            is_json = raw and response.content_type == "application/json"
            found = await response.json() if is_json else None
            return Reply(response.status, response.headers, raw, found)


@pytest.fixture
async def doors(stage: Stage, store: ConnectedStore) -> AsyncIterator[Doors]:
    """A storefront with orders, bindings and designs, seen with one credential."""
    world = stage.sandbox.world
    for design in (381, 382, 383):
        world.place_order(design)
    await store.put_bindings(item("wc_1"), item("wc_2", 382))
    credential = stage.sandbox.issue_credential()
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield Doors(
            session,
            stage.sandbox.api_url,
            f"{stage.base}/public-api/v1",
            credential.headers,
            store.gateway_headers(),
        )


READS = [
    "/auth/check",
    "/customer-orders",
    "/customer-orders?limit=2&offset=1&order_by=created_at&direction=DESC",
    "/customer-orders?order_status=shopping_cart&name=mug",
    "/customer-orders?limit=51",
    "/customer-orders/123",
    "/customer-orders/999999",
    "/products",
    "/products?limit=50&name=t-shirt&customizer=true",
    "/products?limit=0",
    "/products/381",
    "/products/1",
    "/assets?type=products&limit=5",
    "/assets?type=nonsense",
    "/assets/products/4",
    "/assets/products/4/files/preview_small",
    "/assets/products/4/files/nothing",
    "/design-imports?limit=3&search=mug",
    "/design-imports/381",
    "/fonts",
    "/currencies",
    "/file/public/products/4/small.png",
    "/files/public/products/4/medium",
]


@pytest.mark.parametrize("path", READS)
async def test_a_read_is_the_same_through_both_doors(doors: Doors, path: str) -> None:
    """Status, body and every header of Alter's own."""
    direct, through = await doors.both("GET", path)
    assert (through.status, _comparable(through)) == (direct.status, _comparable(direct))
    assert _headers(through) == _headers(direct)


WRITES: list[tuple[str, str, Any]] = [
    ("POST", "/customer-orders/batch", {"customerOrderIds": [123, 124, 999]}),
    ("POST", "/customer-orders/batch", {"customerOrderIds": "all"}),
    ("PATCH", "/customer-orders/123/status", {"status": "processing"}),
    ("PATCH", "/customer-orders/123/status", {"status": "lost"}),
    ("PATCH", "/customer-orders/999/status", {"status": "paid"}),
    ("PATCH", "/customer-orders/124/quantity/all", {"quantity": 4}),
    ("PATCH", "/customer-orders/124/quantity/all", {"quantity": -1}),
    ("PATCH", "/customer-orders/124/quantity", {"items": [{"orderDetailId": 1, "quantity": 2}]}),
    (
        "POST",
        "/runtime-bindings/sync-from-wordpress",
        {"bindings": [{"externalProductId": "wc_9"}]},
    ),
    ("PATCH", "/runtime-bindings/99999", {"status": "inactive"}),
    ("POST", "/runtime-bindings/99999/activate", None),
    ("POST", "/embed/session", {"tool": "viewer", "origin": SHOP}),
]


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
async def test_a_write_is_the_same_through_both_doors(
    doors: Doors, method: str, path: str, body: Any
) -> None:
    """Repeatable writes and refusals: the second door finds the world as the first left it."""
    direct, through = await doors.both(method, path, body)
    assert (through.status, _comparable(through)) == (direct.status, _comparable(direct))


async def test_a_parameter_outside_the_table_is_404_at_both(doors: Doors) -> None:
    """The gateway does not even ask: its code is its own."""
    direct, through = await doors.both("GET", "/file/public/products/4/huge.png")
    assert (direct.status, through.status) == (404, 404)
    assert through.json == {"code": "connector.notFound"}


async def test_deleting_an_order_deletes_it(doors: Doors, stage: Stage) -> None:
    """The effect, not only the answer."""
    order = stage.sandbox.world.place_order(381)
    _, through = await doors.both("GET", f"/customer-orders/{order.id}")
    assert through.status == 200
    deleted = await doors._ask(
        doors.gateway, doors.gateway_headers, "DELETE", f"/customer-orders/{order.id}", None, {}
    )
    assert (deleted.status, deleted.json["success"]) == (200, True)
    direct, through = await doors.both("GET", f"/customer-orders/{order.id}")
    assert (direct.status, through.status) == (404, 404)


def _comparable(reply: Reply) -> Any:
    """Without what differs because the doors hold different credentials."""
    if isinstance(reply.json, dict):
        return {name: value for name, value in reply.json.items() if name != "credentialId"}
    return reply.json if reply.json is not None else reply.body


def _headers(reply: Reply) -> dict[str, str]:
    return {
        name.lower(): value for name, value in reply.headers.items() if name.lower() not in OURS
    }
