"""What the gateway keeps: for whom, how long, and when it may be old."""

from __future__ import annotations

import asyncio

import pytest

from connector.sandbox.faults import Fault
from tests.stage.stage import ConnectedStore, Stage, item

V1 = "/public-api/v1"
CACHE = "X-Connector-Cache"


@pytest.mark.slow
async def test_a_thousand_reads_cost_one_call_an_address(
    stage: Stage, store: ConnectedStore
) -> None:
    """Fifty clients, twenty reads each, four addresses: four calls upstream."""
    paths = ["/fonts", "/currencies", "/products?limit=5", "/products/381"]

    async def client(number: int) -> set[int]:
        found = set()
        for turn in range(20):
            path = V1 + paths[(number + turn) % len(paths)]
            found.add((await store.get(path)).status)
        return found

    before = len(stage.sandbox.calls)
    statuses = set().union(*await asyncio.gather(*(client(number) for number in range(50))))
    assert statuses == {200}
    assert len(stage.sandbox.calls) - before == len(paths)


@pytest.mark.parametrize("fault", [{"status": 503}, {"status": 500}, {"reset": True}])
async def test_while_alter_is_down_kept_answers_stand_in(
    stage: Stage, store: ConnectedStore, fault: dict[str, object]
) -> None:
    """Known addresses answer `stale`, unknown ones 503 with Retry-After in Alter's shape."""
    fresh = await store.get(f"{V1}/products?limit=5", headers=store.gateway_headers())
    assert fresh.headers[CACHE] == "miss"
    stage.sandbox.knobs.faults.append(Fault(path="/products", times=None, **fault))
    stage.clock.shift(61)
    stale = await store.get(f"{V1}/products?limit=5", headers=store.gateway_headers())
    assert (stale.status, stale.body, stale.headers[CACHE]) == (200, fresh.body, "stale")
    unknown = await store.get(f"{V1}/products?limit=6", headers=store.gateway_headers())
    assert (unknown.status, unknown.json) == (503, {"code": "connector.upstreamUnavailable"})
    assert int(unknown.headers["Retry-After"]) >= 1


async def test_what_the_caller_has_is_not_sent_again(stage: Stage, store: ConnectedStore) -> None:
    """If-None-Match with the answer's ETag: 304 without a body."""
    first = await stage.anyone.get(f"{V1}/fonts")
    again = await stage.anyone.get(f"{V1}/fonts", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")


async def test_nothing_of_one_store_is_shown_to_another(
    stage: Stage, store: ConnectedStore
) -> None:
    """The same address, two stores of two storefronts: two answers."""
    other = await stage.connect("http://other.localhost", storefront_id=_second(stage))
    own = await store.get(f"{V1}/products", headers=store.gateway_headers())
    others = await other.get(f"{V1}/products", headers=other.gateway_headers())
    assert own.headers[CACHE] == others.headers[CACHE] == "miss"
    assert own.body != others.body


async def test_a_confirmed_binding_shows_in_the_product_list_at_once(
    stage: Stage, store: ConnectedStore
) -> None:
    """A write makes stale what names it."""
    headers = store.gateway_headers()
    before = await store.get(f"{V1}/products?limit=1", headers=headers)
    await store.put_bindings(item("wc_1", before.json["products"]["items"][0]["id"]))
    after = await store.get(f"{V1}/products?limit=1", headers=headers)
    assert after.json["products"]["items"][0]["runtimeBindings"]
    assert not before.json["products"]["items"][0]["runtimeBindings"]


async def test_orders_are_never_kept(stage: Stage, store: ConnectedStore) -> None:
    """Two reads, two calls."""
    headers = store.gateway_headers()
    for _ in range(2):
        assert (await store.get(f"{V1}/customer-orders", headers=headers)).status == 200
    assert len(stage.sandbox.calls_to("GET", "/customer-orders")) == 2


def _second(stage: Stage) -> int:
    return stage.sandbox.world.add_storefront().id
