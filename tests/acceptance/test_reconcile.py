"""`POST /v1/sync/reconcile`: what Alter lists against what it confirmed, and what is sent again for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from connector.sandbox.faults import Fault
from connector.sandbox.records import Binding as Upstream
from tests.stage.stage import SHOP, ConnectedStore, Reply, Stage, Staging, item
from tests.stage.waiting import struck

SYNC = "/runtime-bindings/sync-from-wordpress"
PRODUCTS = "/public-api/v1/products"
LOCAL: dict[str, Any] = {
    "externalDesignKey": "box",
    "productId": 4,
    "title": "Box",
    "manifestUrl": f"{SHOP}/box/manifest.json",
    "assetBaseUrl": f"{SHOP}/box/",
    "manifestHash": "a" * 64,
}


@pytest.fixture
async def stage(staging: Staging) -> AsyncIterator[Stage]:
    """Without a running worker: `stage.work()` is when things are sent."""
    async with staging(worker=False) as opened:
        yield opened


async def mapped(stage: Stage, store: ConnectedStore, *items: dict[str, Any]) -> None:
    """Confirmed, and a while ago."""
    assert (await store.put_bindings(*items, wait=0)).status == 200
    stage.clock.shift(1)
    await stage.work()
    stage.clock.shift(60)


async def reconcile(store: ConnectedStore) -> dict[str, Any]:
    answer = await store.post("/v1/sync/reconcile")
    assert answer.status == 200, answer.body
    assert sorted(answer.json) == ["checked", "missing", "repaired", "unknown"]
    return dict(answer.json)


def upstream(stage: Stage, product: str) -> Upstream:
    (found,) = [
        each for each in stage.sandbox.world.bindings if each.external_product_id == product
    ]
    return found


def vanish(stage: Stage, product: str) -> None:
    stage.sandbox.world.drop_binding(upstream(stage, product))


def sent(stage: Stage) -> list[list[str]]:
    calls = stage.sandbox.calls_to("POST", SYNC)
    return [[each["externalProductId"] for each in call.body["bindings"]] for call in calls]


async def settled(stage: Stage) -> None:
    stage.clock.shift(1)
    await stage.work()
    stage.clock.shift(60)


async def test_what_agrees_is_left_alone(stage: Stage, store: ConnectedStore) -> None:
    """Many pages of products, every status; no call but the reading."""
    items = [item(f"wc_{number}", 381 + number, runtimeType="viewer") for number in range(80)]
    items += [item("wc_d", status="draft"), item("wc_i", status="inactive")]
    items.append(item("wc_x", status="archived"))
    await mapped(stage, store, item("wc_i"), item("wc_x"))
    await mapped(stage, store, *items)
    before = len(sent(stage))
    found = await reconcile(store)
    assert found == {"checked": 82, "repaired": 0, "missing": [], "unknown": []}
    assert len(stage.sandbox.calls_to("GET", PRODUCTS)) == 2
    await settled(stage)
    assert len(sent(stage)) == before


async def test_a_missing_binding_is_sent_again_once(stage: Stage, store: ConnectedStore) -> None:
    """Missing again with the same content it is only named; a change of the shop's earns it another try."""
    await mapped(stage, store, item("wc_1"), item("wc_2"))
    vanish(stage, "wc_1")
    found = await reconcile(store)
    (missing,) = found["missing"]
    row = (await store.get("/v1/bindings?externalProductId=wc_1")).json["items"][0]
    assert missing == {
        "bindingId": row["bindingId"],
        "externalProductId": "wc_1",
        "runtimeType": "customizer",
        "runtimeBindingId": row["runtimeBindingId"],
        "sentAgain": True,
    }
    assert (found["checked"], found["repaired"], row["sync"]["state"]) == (2, 1, "pending")
    await settled(stage)
    assert sent(stage)[1:] == [["wc_1"]]
    again = (await store.get("/v1/bindings?externalProductId=wc_1")).json["items"][0]
    assert again["runtimeBindingId"] == upstream(stage, "wc_1").id != row["runtimeBindingId"]
    assert (await reconcile(store))["missing"] == []
    vanish(stage, "wc_1")
    found = await reconcile(store)
    assert [each["sentAgain"] for each in found["missing"]] == [False]
    assert found["repaired"] == 0
    await mapped(stage, store, item("wc_1", 382))
    vanish(stage, "wc_1")
    assert (await reconcile(store))["repaired"] == 1


async def test_what_differs_is_sent_again_once(stage: Stage, store: ConnectedStore) -> None:
    """Another status, another design, another id: the shop's word goes out again, and is not in `missing`."""
    await mapped(stage, store, *(item(f"wc_{number}") for number in range(4)))
    stage.sandbox.world.put_binding(replace_upstream(stage, "wc_1", status="inactive"))
    stage.sandbox.world.put_binding(replace_upstream(stage, "wc_2", design_id=382))
    old = upstream(stage, "wc_3")
    stage.sandbox.world.drop_binding(old)
    fresh = Upstream(stage.sandbox.world.next_binding_id(), *_rest(old))
    stage.sandbox.world.put_binding(fresh)
    found = await reconcile(store)
    assert (found["checked"], found["repaired"], found["missing"]) == (4, 3, [])
    await settled(stage)
    assert sorted(sent(stage)[-1]) == ["wc_1", "wc_2", "wc_3"]
    assert {each.status for each in stage.sandbox.world.bindings} == {"active"}
    assert {each.design_id for each in stage.sandbox.world.bindings} == {381}
    row = (await store.get("/v1/bindings?externalProductId=wc_3")).json["items"][0]
    assert row["runtimeBindingId"] == fresh.id
    stage.sandbox.world.put_binding(replace_upstream(stage, "wc_1", status="inactive"))
    assert (await reconcile(store))["repaired"] == 0


def replace_upstream(stage: Stage, product: str, **fields: Any) -> Upstream:
    old = upstream(stage, product)
    values = {name: getattr(old, name) for name in Upstream.__dataclass_fields__}
    return Upstream(**values | fields)


def _rest(old: Upstream) -> tuple[Any, ...]:
    return (
        old.storefront_id,
        old.external_product_id,
        old.runtime_type,
        old.status,
        old.design_id,
    )


async def test_local_designs_are_in_no_list_and_never_missing(
    stage: Stage, store: ConnectedStore
) -> None:
    local = item("wc_9", None, runtimeType="viewer", externalDesign=LOCAL)
    await mapped(stage, store, local, item("wc_1"))
    found = await reconcile(store)
    assert found == {"checked": 1, "repaired": 0, "missing": [], "unknown": []}


async def test_what_is_under_way_or_newer_than_the_scan_does_not_count(
    stage: Stage, store: ConnectedStore
) -> None:
    """Waiting, failed, and confirmed while Alter was being read."""
    await mapped(stage, store, item("wc_1"), item("wc_2"), item("wc_3"))
    await mapped(stage, store, item("wc_2", 999_999))
    await store.put_bindings(item("wc_1", status="inactive"), wait=0)
    for product in ("wc_1", "wc_2", "wc_3"):
        vanish(stage, product)
    slow = Fault(path=PRODUCTS, delay=30, times=1)
    stage.sandbox.knobs.faults.append(slow)
    asked = asyncio.create_task(reconcile(store))
    await struck(slow)
    headers = store.gateway_headers()
    body = {
        "bindings": [{"externalProductId": "wc_3", "runtimeType": "customizer", "designId": 381}]
    }
    passed = await stage.anyone.post(f"/public-api/v1{SYNC}", body, headers=headers)
    assert passed.status == 200
    slow.delay = 0
    found = await asked
    assert (found["checked"], found["repaired"], found["missing"]) == (0, 0, [])


async def test_unknown_bindings_are_named_and_never_touched(
    stage: Stage, store: ConnectedStore
) -> None:
    """With this store's prefix only; another system's ids are none of ours."""
    await mapped(stage, store, item("wc_1"))
    world = stage.sandbox.world
    world.put_binding(Upstream(900, 12, "wc_77", "viewer", "active", 385))
    world.put_binding(Upstream(901, 12, "shop-77", "viewer", "active", 385))
    before = list(world.bindings)
    found = await reconcile(store)
    assert found["unknown"] == [
        {
            "runtimeBindingId": 900,
            "externalProductId": "wc_77",
            "runtimeType": "viewer",
            "status": "active",
            "designId": 385,
        }
    ]
    assert (found["checked"], found["repaired"]) == (1, 0)
    await settled(stage)
    assert world.bindings == before


async def test_on_a_shared_storefront_the_others_are_not_unknown(stage: Stage) -> None:
    """Each sees its own: missing, unknown and checked."""
    first = await stage.connect()
    second = await stage.connect("http://other.localhost", share=True)
    prefix = second.answer["store"]["externalIdPrefix"]
    await mapped(stage, first, item("wc_1"))
    await mapped(stage, second, item(f"{prefix}1"))
    for store in (first, second):
        assert await reconcile(store) == {
            "checked": 1,
            "repaired": 0,
            "missing": [],
            "unknown": [],
        }
    vanish(stage, "wc_1")
    assert (await reconcile(second))["missing"] == []
    assert len((await reconcile(first))["missing"]) == 1


async def refused(stage: Stage, store: ConnectedStore, status: int, code: str) -> Reply:
    """And nothing was done, nor will be."""
    before = len(sent(stage))
    answer = await store.post("/v1/sync/reconcile")
    assert (answer.status, answer.code) == (status, code)
    await settled(stage)
    assert len(sent(stage)) == before
    assert (await store.get("/v1/sync")).json["pending"] == 0
    return answer


@pytest.mark.parametrize("how", ["grows", "shifts"])
async def test_a_list_that_changes_while_it_is_read_proves_nothing(
    stage: Stage, store: ConnectedStore, how: Any
) -> None:
    """Another total; or the same total with another product hidden between two pages."""
    await mapped(stage, store, item("wc_1", 381 + 49, runtimeType="viewer"))
    vanish(stage, "wc_1")
    stage.sandbox.knobs.product_list = how
    answer = await refused(stage, store, 503, "reconcile.incomplete")
    assert int(answer.headers["Retry-After"]) >= 1
    stage.sandbox.knobs.product_list = "still"
    assert (await reconcile(store))["repaired"] == 1


async def test_a_list_whose_total_is_wrong_proves_nothing(
    stage: Stage, store: ConnectedStore
) -> None:
    """Too few for the total, too many, the same product twice."""
    await mapped(stage, store, item("wc_1"))
    vanish(stage, "wc_1")
    product = {"id": 381, "runtimeBindings": []}
    for items, total in (([], 1), ([product], 2), ([product], 0), ([product, product], 2)):
        body = {"products": {"items": items, "total": total}}
        fault = Fault(path=PRODUCTS, status=200, body=body, times=None)
        stage.sandbox.knobs.faults = [fault]
        await refused(stage, store, 503, "reconcile.incomplete")


async def test_a_page_that_fails_proves_nothing(stage: Stage, store: ConnectedStore) -> None:
    """The second page too; a 401 that is confirmed disconnects."""
    await mapped(stage, store, item("wc_1"))
    vanish(stage, "wc_1")
    faults = stage.sandbox.knobs
    faults.faults = [Fault(path=PRODUCTS, status=500, times=None, after=1)]
    await refused(stage, store, 503, "alter.unavailable")
    faults.faults = [Fault(path=PRODUCTS, status=403, body={"error": "Forbidden"}, times=None)]
    await refused(stage, store, 409, "alter.refused")
    faults.faults = [Fault(path=PRODUCTS, status=401, body={"error": "Unauthorized"}, times=1)]
    await refused(stage, store, 502, "alter.unauthorised")
    faults.faults = []
    for credential in stage.sandbox.world.credentials.values():
        credential.revoked = True
    await refused(stage, store, 409, "store.needsReconnect")
    calls = len(stage.sandbox.calls)
    assert (await store.post("/v1/sync/reconcile")).code == "store.needsReconnect"
    assert len(stage.sandbox.calls) == calls


async def test_an_alter_that_lists_no_bindings_is_told_so(
    stage: Stage, store: ConnectedStore
) -> None:
    """The older document's products have none: that is no reason to send everything again."""
    await mapped(stage, store, item("wc_1"))
    stage.sandbox.knobs.document = "older"
    await refused(stage, store, 409, "reconcile.notListed")


async def test_statuses_that_alter_does_not_list_are_not_missing(
    stage: Stage, store: ConnectedStore
) -> None:
    """Only `active` is documented to be there; others count once one of them was seen."""
    await mapped(stage, store, item("wc_1"), item("wc_2"), item("wc_3"))
    await mapped(stage, store, item("wc_1", status="inactive"), item("wc_2", status="inactive"))
    vanish(stage, "wc_1")
    active = {"id": upstream(stage, "wc_3").id, "runtimeType": "customizer", "status": "active"}
    shown = {"id": 381, "runtimeBindings": [active | {"externalProductId": "wc_3"}]}
    body = {"products": {"items": [shown], "total": 1}}
    stage.sandbox.knobs.faults = [Fault(path=PRODUCTS, status=200, body=body, times=1)]
    assert (await reconcile(store))["missing"] == []
    found = await reconcile(store)
    assert [each["externalProductId"] for each in found["missing"]] == ["wc_1"]


async def test_one_at_a_time_of_a_store(stage: Stage, store: ConnectedStore) -> None:
    await mapped(stage, store, item("wc_1"))
    stage.sandbox.knobs.faults = [Fault(path=PRODUCTS, delay=0.4, times=None)]
    answers = await asyncio.gather(*(store.post("/v1/sync/reconcile") for _ in range(3)))
    assert sorted(each.status for each in answers) == [200, 429, 429]


async def test_it_writes_inside_the_lease(stage: Stage, store: ConnectedStore) -> None:
    """While a call of the store's is under way, nothing is written; afterwards it is."""
    await mapped(stage, store, item("wc_1"), item("wc_2"))
    vanish(stage, "wc_1")
    slow = Fault(path=SYNC, delay=30, times=1)
    stage.sandbox.knobs.faults = [slow]
    headers = store.gateway_headers()
    body = {"bindings": [{"externalProductId": "wc_5", "runtimeType": "viewer", "status": "draft"}]}
    under_way = asyncio.create_task(
        stage.anyone.post(f"/public-api/v1{SYNC}", body, headers=headers)
    )
    await struck(slow)
    asked = asyncio.create_task(reconcile(store))
    await asyncio.sleep(0.2)
    assert not asked.done()
    slow.delay = 0
    assert (await under_way).status == 200
    assert (await asked)["repaired"] == 1


async def test_unknown_fields_are_named(store: ConnectedStore) -> None:
    answer = await store.post("/v1/sync/reconcile", {"force": True})
    assert (answer.status, answer.json["errors"][0]["path"]) == (422, "force")
