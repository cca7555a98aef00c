"""Connecting again: what stays, what dies, and whose token proves what."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from connector.domain.ids import StoreId
from connector.store import stores
from tests.stage.stage import SHOP, ConnectedStore, Stage, item
from tests.stage.waiting import until

DAY = 24 * 3600.0


def bearer(store: ConnectedStore) -> dict[str, Any]:
    return {"headers": dict(store.headers)}


async def one_binding(store: ConnectedStore) -> dict[str, Any]:
    found: dict[str, Any] = (await store.get("/v1/bindings")).json["items"][0]
    return found


async def test_the_same_storefront_reconnects_the_same_store(stage: Stage) -> None:
    """Without the token: id, storefront key and bindings stay; the old token and ticket secret die at once."""
    store = await stage.connect()
    await store.put_bindings(item("wc_1"))
    before = await one_binding(store)
    again = await stage.connect()
    assert (again.id, again.storefront_key) == (store.id, store.storefront_key)
    assert again.ticket_secret != store.ticket_secret
    assert await one_binding(again) == before
    assert again.token != store.token
    refused = await store.get("/v1/store")
    assert (refused.status, refused.code) == (401, "auth.invalidToken")


async def test_reconnecting_by_token_leaves_the_old_one_a_day(stage: Stage) -> None:
    """The old token was the proof: it lives 24 hours beside the new one, and then no longer.

    Whoever holds it may know the ticket secret too, so that one stays.
    """
    store = await stage.connect()
    again = await stage.connect(**bearer(store))
    assert (again.id, again.ticket_secret) == (store.id, store.ticket_secret)
    stage.clock.shift(DAY - 60)
    assert (await store.get("/v1/store")).status == 200
    stage.clock.shift(120)
    assert (await store.get("/v1/store")).status == 401
    assert (await again.get("/v1/store")).status == 200


async def test_a_replaced_token_is_no_proof_any_more(stage: Stage) -> None:
    """In its last day it still reads, but it starts no connect."""
    store = await stage.connect()
    await stage.connect(**bearer(store))
    refused = await stage.start(**bearer(store))
    assert (refused.status, refused.code) == (401, "auth.invalidToken")


async def test_a_reconnect_without_token_ends_every_token(stage: Stage) -> None:
    """Also those that were in their last day."""
    first = await stage.connect()
    second = await stage.connect(**bearer(first))
    third = await stage.connect()
    statuses = [(await store.get("/v1/store")).status for store in (first, second, third)]
    assert statuses == [401, 401, 200]


async def test_only_the_token_keeps_the_origins_that_were_added(stage: Stage) -> None:
    """By the storefront alone a store comes back with the site's own origin and no asset origin."""
    store = await stage.connect()
    added = ("https://added.example",)
    async with stage.database.write() as connection:
        row = await stores.get(connection, StoreId(store.id))
        assert row is not None
        row = replace(row, origins=(*row.origins, *added), asset_origins=added)
        await stores.update(connection, row)
    by_token = (await stage.connect(**bearer(store))).answer["store"]
    assert (by_token["origins"], by_token["assetOrigins"]) == ([SHOP, *added], [*added])
    by_storefront = (await stage.connect()).answer["store"]
    assert (by_storefront["origins"], by_storefront["assetOrigins"]) == ([SHOP], [])


async def test_another_storefront_makes_every_binding_a_draft(stage: Stage) -> None:
    """Its designs are unknown there: nothing is active, no upstream id is left, the key stays."""
    store = await stage.connect()
    await store.put_bindings(item("wc_1"), item("wc_2", status="inactive"))
    other = stage.sandbox.world.add_storefront()
    again = await stage.connect(storefront_id=other.id, **bearer(store))
    assert (again.id, again.storefront_key) == (store.id, store.storefront_key)
    assert again.answer["store"]["storefrontId"] == other.id
    rows = (await again.get("/v1/bindings")).json["items"]
    assert [row["status"] for row in rows] == ["draft", "draft"]
    assert [row["runtimeBindingId"] for row in rows] == [None, None]
    assert {row["sync"]["state"] for row in rows} == {"synced"}
    product = await again.get(f"/storefront/v1/{again.storefront_key}/products/wc_1")
    assert product.json["runtimes"] == []


async def test_another_storefront_sends_nothing_by_itself(stage: Stage) -> None:
    """The owner maps again; only then does the new storefront hear of a product."""
    store = await stage.connect()
    await store.put_bindings(item("wc_1"))
    other = stage.sandbox.world.add_storefront()
    again = await stage.connect(storefront_id=other.id, **bearer(store))
    assert stage.sandbox.world.bindings_of(other.id) == {}
    design = next(d.id for d in stage.sandbox.world.designs.values() if d.storefront_id == other.id)
    answer = await again.put_bindings(item("wc_1", design))
    assert answer.json["bindings"][0]["sync"]["state"] == "synced"
    assert len(stage.sandbox.world.bindings_of(other.id)) == 1


async def test_a_token_of_another_address_is_refused(stage: Stage) -> None:
    """A copied site brings the original's token along: 409 with both addresses, nothing changes."""
    store = await stage.connect()
    refused = await stage.start("http://copy.localhost", **bearer(store))
    assert (refused.status, refused.code) == (409, "store.siteMoved")
    assert refused.json["storeUrl"] == f"{SHOP}/"
    assert refused.json["seen"] == "http://copy.localhost/"
    assert (await store.get("/v1/store")).json["storeUrl"] == f"{SHOP}/"


async def test_the_site_header_catches_a_copy(stage: Stage) -> None:
    """`X-Connector-Site` of another address is 409; http/https and www make no difference."""
    store = await stage.connect()

    async def seen(site: str) -> tuple[int, str | None]:
        answer = await store.get("/v1/store", headers={"X-Connector-Site": site})
        return answer.status, answer.code

    assert await seen("https://www.shop.localhost") == (200, None)
    assert await seen("http://copy.localhost") == (409, "store.siteMoved")
    assert await seen("no address") == (422, "store.invalidSite")
    put = await store.put(
        "/v1/bindings", {"bindings": [item("wc_1")]}, headers={"X-Connector-Site": f"{SHOP}/copy"}
    )
    assert (put.status, put.json["seen"]) == (409, f"{SHOP}/copy/")
    assert (await store.get("/v1/bindings")).json["total"] == 0


async def test_a_shared_storefront_has_to_be_agreed_to(stage: Stage) -> None:
    """409 with the other store; the same proof with shareStorefront connects, with ids of its own."""
    first = await stage.connect()
    body = await stage.approved("http://second.localhost")
    for _ in range(2):
        asked = await stage.complete(body)
        assert (asked.status, asked.code) == (409, "connect.storefrontShared")
        assert asked.json["storeUrl"] == f"{SHOP}/"
    shared = await stage.complete(body, shareStorefront=True)
    assert shared.status == 200
    assert shared.json["storeId"] != first.id
    assert shared.json["store"]["externalIdPrefix"] == "wc2_"
    assert (await stage.complete(body)).body == shared.body
    assert len(stage.sandbox.calls_to("POST", "/wp-connect/exchange")) == 2


async def test_on_a_shared_storefront_each_store_keeps_to_its_ids(stage: Stage) -> None:
    """A product of the other store's prefix is rejected item by item."""
    first = await stage.connect()
    second = await stage.connect("http://second.localhost", share=True)
    for store, own, foreign in ((first, "wc_1", "wc2_1"), (second, "wc2_1", "wc_1")):
        answer = (await store.put_bindings(item(foreign), item(own))).json
        assert answer["accepted"] == 1
        assert [(r["index"], r["code"]) for r in answer["rejected"]] == [
            (0, "binding.externalProductIdPrefix")
        ]


async def test_the_agreement_to_share_can_come_late_but_not_after_ten_minutes(stage: Stage) -> None:
    """The exchanged credential waits as long as the connection lives."""
    await stage.connect()
    body = await stage.approved("http://second.localhost")
    await stage.complete(body)
    stage.clock.shift(601)
    late = await stage.complete(body, shareStorefront=True)
    assert (late.status, late.code) == (410, "connect.expired")


async def test_a_lost_credential_comes_back_with_a_reconnect_and_the_sync_goes_on(
    stage: Stage,
) -> None:
    """What was put while Alter refused the credential waits, and goes out after the reconnect."""
    store = await stage.connect()
    revoke_all(stage)
    await store.put_bindings(item("wc_1"), wait=0)
    await until(lambda: is_in_state(store, "needsReconnect"))
    assert (await store.get("/v1/sync")).json["pending"] == 1
    again = await stage.connect(**bearer(store))
    assert again.answer["store"]["state"] == "connected"

    async def synced() -> bool:
        return bool((await one_binding(again))["sync"]["state"] == "synced")

    await until(synced)


async def is_in_state(store: ConnectedStore, state: str) -> bool:
    return bool((await store.get("/v1/store")).json["state"] == state)


def revoke_all(stage: Stage) -> None:
    for credential in stage.sandbox.world.credentials.values():
        credential.revoked = True
