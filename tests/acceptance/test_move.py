"""`POST /v1/store/move`: a shop takes its store to a new address, which it has to prove."""

from __future__ import annotations

from typing import Any

from connector.flows.housekeeping import KeepHouse
from tests.acceptance.shop import Shop
from tests.stage.stage import SHOP, ConnectedStore, Reply, Stage, Staging, item


async def connected(stage: Stage, **fields: Any) -> tuple[ConnectedStore, str]:
    """A store, and the connect secret its plugin keeps."""
    body = await stage.approved(**fields)
    return stage.as_store((await stage.complete(body)).json), body["connectSecret"]


async def moved(store: ConnectedStore, url: str, **headers: str) -> Reply:
    return await store.post("/v1/store/move", {"storeUrl": url}, headers=headers)


async def test_a_moved_shop_keeps_everything_but_its_address(stage: Stage) -> None:
    """Origins follow the site; those the owner added stay; the address is proved."""
    async with Shop() as shop:
        store, shop.secret = await connected(stage)
        await store.put_bindings(item("wc_1"))
        await store.patch(
            "/v1/store",
            {"origins": [SHOP, "http://cdn.localhost"], "assetOrigins": [SHOP]},
        )
        before = (await store.get("/v1/store")).json
        answer = await moved(store, f"{shop.url}/")
        assert answer.status == 200, answer.body
        assert answer.json == before | {
            "storeUrl": f"{shop.url}/",
            "siteOrigin": shop.url,
            "addressProved": True,
            "origins": [shop.url, "http://cdn.localhost"],
            "assetOrigins": [shop.url],
        }
        here = await store.get("/v1/store", headers={"X-Connector-Site": shop.url})
        assert here.status == 200
        there = await store.get("/v1/store", headers={"X-Connector-Site": SHOP})
        assert there.code == "store.siteMoved"


async def test_the_new_site_may_name_itself_or_the_old_one(stage: Stage) -> None:
    """The route is what a mismatch leads to: the header does not stop it."""
    async with Shop() as shop:
        store, shop.secret = await connected(stage)
        assert (await moved(store, shop.url, **{"X-Connector-Site": shop.url})).status == 200


async def test_a_site_that_proves_nothing_is_no_new_address(stage: Stage) -> None:
    store, _ = await connected(stage)
    before = (await store.get("/v1/store")).json
    async with Shop() as shop:
        for secret, reason in ((None, "status"), ("acs_of-another-connection", "mismatch")):
            shop.secret = secret
            refused = await moved(store, shop.url)
            assert (refused.status, refused.code) == (409, "store.moveUnproved")
            assert refused.json["reason"] == reason
        url = shop.url
    assert (await moved(store, url)).json["reason"] == "connect"
    assert (await store.get("/v1/store")).json == before


async def test_another_stores_proved_address_is_not_taken(stage: Stage) -> None:
    """Even when the site there answers the proof: two cannot own it."""
    async with Shop() as shop:
        owner, shop.secret = await connected(stage, store_url=shop.url)
        assert (await moved(owner, shop.url)).status == 200
        other = stage.sandbox.world.add_storefront().id
        store, shop.secret = await connected(stage, storefront_id=other)
        refused = await moved(store, shop.url)
        assert (refused.status, refused.code) == (409, "connect.storeTaken")
        assert (await owner.get("/v1/store")).json["addressProved"] is True


async def test_the_latest_connection_is_what_proves(stage: Stage) -> None:
    """A reconnect brings a new connect secret; the one before proves nothing any more."""
    async with Shop() as shop:
        store, first = await connected(stage)
        body = await stage.approved(headers={"Authorization": f"Bearer {store.token}"})
        store = stage.as_store((await stage.complete(body)).json)
        shop.secret = first
        assert (await moved(store, shop.url)).status == 409
        shop.secret = body["connectSecret"]
        assert (await moved(store, shop.url)).status == 200


async def test_the_proof_lives_as_long_as_the_store(staging: Staging) -> None:
    """Not only as long as the attempt: shops move years after they connected."""
    async with staging(worker=False) as stage, Shop() as shop:
        store, shop.secret = await connected(stage)
        stage.clock.shift(90 * 86400)
        await KeepHouse(stage.database, stage.clock)()
        assert (await moved(store, shop.url)).status == 200


async def test_a_shop_connected_by_hand_moves_by_its_probe(stage: Stage) -> None:
    """It never had a connect secret; the ticket secret is as much its own."""
    key = stage.sandbox.issue_credential(12)
    answer = await stage.anyone.post(
        "/v1/connect/credentials",
        {"storeUrl": SHOP, "accessKey": key.access_key, "accessToken": key.access_token},
    )
    store = stage.as_store(answer.json)
    async with Shop() as shop:
        assert (await moved(store, shop.url)).status == 409
        shop.ticket_secret = store.ticket_secret
        assert (await moved(store, shop.url)).status == 200


async def test_an_address_nobody_may_call_is_refused(staging: Staging) -> None:
    async with staging(worker=False, allow_private_stores=False) as stage:
        store = await stage.connect("https://shop.example")
        for url, status in (("http://shop2.example", 422), ("https://127.0.0.1", 422)):
            refused = await moved(store, url)
            assert (refused.status, refused.json["errors"][0]["path"]) == (status, "storeUrl")
