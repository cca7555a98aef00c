"""`DELETE /v1/store`: everything dies at once; what is left at Alter is undone within a day, or named."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from connector.sandbox.faults import Fault
from connector.store.data_keys import data_keys
from connector.store.database import Database
from connector.store.stores import stores
from tests.acceptance.ordering import line, placed, tell
from tests.stage.stage import SHOP, ConnectedStore, Reply, Stage, Staging, item
from tests.stage.waiting import until
from tests.web.everything import dumped

SITE = {"X-Connector-Site": SHOP}


async def left(store: ConnectedStore, bindings: str | None = None) -> list[dict[str, Any]]:
    query = "" if bindings is None else f"?bindings={bindings}"
    answer = await store.delete(f"/v1/store{query}", headers=SITE)
    assert answer.status == 200, answer.body
    assert answer.json.keys() == {"leftBehind"}
    return list(answer.json["leftBehind"])


def kinds(found: list[dict[str, Any]]) -> dict[str, str]:
    return {each["kind"]: each["state"] for each in found}


async def keys(database: Database) -> set[str]:
    async with database.read() as connection:
        return set((await connection.execute(sa.select(data_keys.c.owner))).scalars())


async def test_nothing_of_the_store_opens_anything_any_more(stage: Stage) -> None:
    """Token, storefront key, embed tokens and the repeat of complete, from the answer on."""
    body = await stage.approved()
    store = stage.as_store((await stage.complete(body)).json)
    await store.put_bindings(item("wc_1"))
    session = await stage.anyone.post(
        f"/storefront/v1/{store.storefront_key}/session",
        {"externalProductId": "wc_1", "runtimeType": "customizer"},
        headers={"Origin": SHOP},
    )
    assert session.status == 201
    await left(store)
    assert (await store.get("/v1/store")).status == 401
    assert (await store.delete("/v1/store", headers=SITE)).status == 401
    gateway = await stage.anyone.get("/public-api/v1/products", headers=store.gateway_headers())
    assert gateway.status == 401
    shown = await stage.anyone.get(f"/storefront/v1/{store.storefront_key}/products/wc_1")
    assert (shown.status, shown.code) == (404, "storefront.unknownKey")
    bootstrap = await stage.anyone.get(
        "/public-api/v1/runtime/bootstrap",
        headers={"Authorization": f"Bearer {session.json['token']}"},
    )
    assert bootstrap.status == 401
    again = await stage.complete(body)
    assert (again.status, again.code) == (410, "connect.used")


async def test_without_leftovers_store_and_key_are_gone_with_the_answer(staging: Staging) -> None:
    """Kept bindings stay active at Alter, and are named; so is the credential, always."""
    async with staging(worker=False) as stage:
        store = await stage.connect()
        await store.put_bindings(item("wc_1"), item("wc_2"), wait=0)
        await stage.work()
        found = await left(store, "keep")
        assert kinds(found) == {"credential": "valid", "bindings": "active"}
        credential, bindings = found
        (access_key,) = stage.sandbox.world.credentials
        assert credential["accessKeyEnds"] == access_key[-4:]
        assert access_key not in str(found)
        assert (bindings["count"], bindings["externalProductIds"]) == (2, ["wc_1", "wc_2"])
        assert store.id not in await keys(stage.database)
        # How an attempt ended is remembered for a while (410), as is the budget spent this minute.
        remembered: dict[str, list[str]] = {"connections": [], "budget_spends": []}
        assert store.id not in str(await dumped(stage.database) | remembered)
        assert {each.status for each in stage.sandbox.world.bindings} == {"active"}


async def test_active_bindings_are_deactivated_before_the_key_goes(staging: Staging) -> None:
    async with staging(worker=False) as stage:
        store = await stage.connect()
        rows = [item("wc_1"), item("wc_2"), item("wc_3", status="draft")]
        await store.put_bindings(*rows, wait=0)
        await stage.work()
        await store.put_bindings(item("wc_3", 382, status="draft"), item("wc_4"), wait=0)
        found = await left(store, "deactivate")
        assert kinds(found) == {
            "credential": "valid",
            "bindings": "deactivating",
            "changes": "sending",
        }
        assert store.id in await keys(stage.database)
        stage.clock.shift(1)
        await stage.work()
        at_alter = {each.external_product_id: each.status for each in stage.sandbox.world.bindings}
        assert at_alter == {
            "wc_1": "inactive",
            "wc_2": "inactive",
            "wc_3": "draft",
            "wc_4": "inactive",
        }
        assert store.id not in await keys(stage.database)


async def test_what_may_be_active_by_a_lost_answer_is_deactivated_too(staging: Staging) -> None:
    """Alter did it, nobody heard, and the shop wants a draft since: its own row never was active."""
    async with staging(worker=False) as stage:
        store = await stage.connect()
        stage.sandbox.knobs.faults.append(Fault(path="sync-from-wordpress", answer_lost=True))
        await store.put_bindings(item("wc_1"), wait=0)
        await stage.work()
        assert [each.status for each in stage.sandbox.world.bindings] == ["active"]
        await store.put_bindings(item("wc_1", status="draft"), wait=0)
        await left(store, "deactivate")
        stage.clock.shift(120)
        await stage.work()
        assert [each.status for each in stage.sandbox.world.bindings] == ["draft"]
        assert store.id not in await keys(stage.database)


@pytest.mark.parametrize("wish", ["keep", "deactivate"])
async def test_a_deactivation_promised_once_outlives_the_next_leaving(
    staging: Staging, wish: str
) -> None:
    """Left, back, and left again before Alter could be told."""
    async with staging(worker=False) as stage:
        store = await stage.connect()
        await store.put_bindings(item("wc_1"), wait=0)
        await stage.work()
        await left(store, "deactivate")
        again = await stage.connect()
        found = await left(again, wish)
        assert kinds(found)["changes"] == "sending"
        stage.clock.shift(1)
        await stage.work()
        assert [each.status for each in stage.sandbox.world.bindings] == ["inactive"]
        assert not {store.id, again.id} & await keys(stage.database)


async def test_changes_of_orders_still_arrive(staging: Staging) -> None:
    """They were accepted: leaving the connector does not undo that."""
    async with staging(worker=False) as stage:
        store = await stage.connect()
        order = placed(stage)
        await tell(store, 1, "processing", line(order, 1))
        assert kinds(await left(store)) == {"credential": "valid", "orders": "sending"}
        await stage.work()
        assert order.status == "paid"
        assert store.id not in await keys(stage.database)


async def test_after_a_day_the_key_is_destroyed_whatever_is_left(staging: Staging) -> None:
    async with staging(worker=False) as stage:
        store = await stage.connect()
        await store.put_bindings(item("wc_1"), wait=0)
        await stage.work()
        stage.sandbox.knobs.faults.append(Fault(path="/runtime-bindings", status=503, times=None))
        await left(store, "deactivate")
        await stage.work()
        stage.clock.shift(86_300)
        await stage.work()
        assert store.id in await keys(stage.database)
        stage.clock.shift(200)
        await stage.work()
        assert store.id not in await keys(stage.database)


async def test_a_store_that_alter_disowned_leaves_at_once(staging: Staging) -> None:
    """Nothing can be undone with a dead credential: the owner is told what stays active."""
    async with staging(worker=False) as stage:
        store = await stage.connect()
        await store.put_bindings(item("wc_1"), wait=0)
        await stage.work()
        next(iter(stage.sandbox.world.credentials.values())).revoked = True
        assert (await store.post("/v1/store/check")).code == "store.needsReconnect"
        found = await left(store, "deactivate")
        assert kinds(found) == {"credential": "valid", "bindings": "active"}
        assert store.id not in await keys(stage.database)


async def test_no_copy_of_what_was_sealed_stays_in_the_files(
    staging: Staging, tmp_path: Path
) -> None:
    """Crypto-erase: without the key nothing opens, and neither key nor seals are left on disk."""
    async with staging(worker=False) as stage:
        path = stage.database.sqlite_path
        if path is None:
            pytest.skip("PostgreSQL overwrites by its own vacuum; the documents say so")
        store = await stage.connect()
        async with stage.database.read() as connection:
            row = (await connection.execute(sa.select(stores))).mappings().one()
            wrapped = (
                await connection.execute(
                    sa.select(data_keys.c.wrapped).where(data_keys.c.owner == store.id)
                )
            ).scalar_one()
        sealed = [row["sealed_credential"], row["sealed_ticket_secret"], wrapped]
        sealed.append(row["sealed_connect_secret"])
        await left(store)
        files = b"".join(each.read_bytes() for each in path.parent.glob(path.name + "*"))
        assert [seal in files for seal in sealed] == [False] * 4


async def test_the_same_shop_may_come_back_at_once(staging: Staging) -> None:
    """As a new store; what was still being undone is its own now, and cannot cross what it maps."""
    async with staging(worker=False) as stage:
        store = await stage.connect()
        await store.put_bindings(item("wc_1"), item("wc_2"), wait=0)
        await stage.work()
        order = placed(stage)
        await tell(store, 1, "processing", line(order, 1))
        await left(store, "deactivate")
        again = await stage.connect()
        assert again.id != store.id
        assert store.id not in await keys(stage.database)
        await again.put_bindings(item("wc_1"), wait=0)
        stage.clock.shift(1)
        await stage.work()
        at_alter = {each.external_product_id: each.status for each in stage.sandbox.world.bindings}
        assert at_alter == {"wc_1": "active", "wc_2": "inactive"}
        assert order.status == "paid"
        listed = (await again.get("/v1/bindings?sort=externalProductId")).json["items"]
        assert [each["status"] for each in listed] == ["active", "inactive"]


@pytest.mark.parametrize("wish", ["keep", "deactivate"])
async def test_what_a_returning_shop_sees_as_synced_is_what_alter_holds(
    staging: Staging, wish: str
) -> None:
    """A mapping that was not sent when the store left is sent when it comes back, and not called synced before."""
    async with staging(worker=False) as stage:
        store = await stage.connect()
        await store.put_bindings(item("wc_1", status="draft"), item("wc_2"), wait=0)
        await stage.work()
        stage.sandbox.knobs.faults.append(Fault(path="customer-orders", status=503, times=None))
        await tell(store, 1, "processing", line(placed(stage), 2))
        await store.put_bindings(
            item("wc_1", 382, status="draft"), item("wc_3", status="archived"), wait=0
        )
        await left(store, wish)
        again = await stage.connect()
        mapped = await again.put_bindings(item("wc_1", 382, status="draft"), wait=0)
        assert mapped.json["accepted"] == 1
        stage.sandbox.knobs.faults.clear()
        stage.clock.shift(60)
        await stage.work()
        shown = (await again.get("/v1/bindings")).json["items"]
        assert {row["sync"]["state"] for row in shown} == {"synced"}
        held = {each.external_product_id: each for each in stage.sandbox.world.bindings}
        assert held["wc_1"].design_id == 382
        assert {row["externalProductId"]: row["status"] for row in shown} == {
            product: each.status for product, each in held.items()
        }


async def in_flight(store: ConnectedStore) -> bool:
    return bool((await store.get("/v1/sync")).json["inFlight"])


@pytest.mark.slow
@pytest.mark.parametrize("wish", ["keep", "deactivate"])
async def test_what_was_under_way_never_arrives_after_what_comes_next(
    stage: Stage, wish: str
) -> None:
    """A slow call of the store that leaves, also its last one, and the shop that is back at once."""
    store = await stage.connect()
    await store.put_bindings(item("wc_1"))
    slow = Fault(path="sync-from-wordpress", delay=1.5, times=None)
    stage.sandbox.knobs.faults.append(slow)
    await store.put_bindings(item("wc_1", 382), wait=0)
    await until(lambda: in_flight(store))
    await left(store, wish)
    before = slow.fired
    if wish == "deactivate":
        await until(lambda: more_than(slow, before))
    again = await stage.connect()
    stage.sandbox.knobs.faults.remove(slow)
    await again.put_bindings(item("wc_1", 383), wait=15)
    await asyncio.sleep(2)
    (held,) = stage.sandbox.world.bindings
    assert (held.design_id, held.status) == (383, "active")


async def more_than(fault: Fault, number: int) -> bool:
    return fault.fired > number


async def test_another_shop_on_that_storefront_gets_ids_of_its_own(staging: Staging) -> None:
    """While `wc_1` of the one that leaves is being deactivated, the other's must not be `wc_1`."""
    async with staging(worker=False) as stage:
        store = await stage.connect()
        await store.put_bindings(item("wc_1"), wait=0)
        await stage.work()
        await left(store, "deactivate")
        other = await stage.connect("http://other.localhost")
        assert other.answer["store"]["externalIdPrefix"] == "wc2_"
        await stage.work()
        assert store.id not in await keys(stage.database)
        assert [each.status for each in stage.sandbox.world.bindings] == ["inactive"]


async def test_leaving_asks_for_the_site(stage: Stage) -> None:
    """A copy of the site may only forget, never revoke."""
    store = await stage.connect()
    assert (await store.delete("/v1/store")).status == 428
    copied = await store.delete("/v1/store", headers={"X-Connector-Site": "http://copy.localhost"})
    assert (copied.status, copied.code) == (409, "store.siteMoved")
    assert (await store.get("/v1/store")).status == 200


@pytest.mark.parametrize("query", ["bindings=archive", "bindings=keep,deactivate", "binding=keep"])
async def test_a_wish_that_is_not_understood_deletes_nothing(
    store: ConnectedStore, query: str
) -> None:
    refused: Reply = await store.delete(f"/v1/store?{query}", headers=SITE)
    assert refused.status == 422
    assert (await store.get("/v1/store")).status == 200


async def test_two_deletions_at_once_are_one(stage: Stage) -> None:
    store = await stage.connect()
    answers = await asyncio.gather(*(store.delete("/v1/store", headers=SITE) for _ in range(3)))
    assert sorted(answer.status for answer in answers) == [200, 401, 401]


async def test_a_running_worker_finishes_it(stage: Stage) -> None:
    store = await stage.connect()
    await store.put_bindings(item("wc_1"))
    await left(store, "deactivate")

    async def gone() -> bool:
        return store.id not in await keys(stage.database)

    await until(gone)
    assert [each.status for each in stage.sandbox.world.bindings] == ["inactive"]
