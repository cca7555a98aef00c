"""Whose store is it? Addresses are proved by the site itself; only a proof takes over what exists."""

from __future__ import annotations

from tests.acceptance.shop import Shop
from tests.acceptance.waiting import until
from tests.stage.stage import SHOP, ConnectedStore, Stage, Staging


async def proved(store: ConnectedStore) -> bool:
    return bool((await store.get("/v1/store")).json["addressProved"])


async def proving(stage: Stage, shop: Shop) -> ConnectedStore:
    """A store whose site answers the proof, until the worker has seen it."""
    body = await stage.approved(shop.url)
    shop.secret = body["connectSecret"]
    store = stage.as_store((await stage.complete(body)).json)
    await until(lambda: proved(store))
    return store


async def test_an_address_is_proved_after_complete(stage: Stage) -> None:
    """The worker asks the site; complete itself waits for nothing."""
    async with Shop() as shop:
        store = await proving(stage, shop)
        assert store.answer["store"]["addressProved"] is False
        assert shop.asked == 1


async def test_the_proof_is_fetched_where_the_plugin_says_its_routes_are(stage: Stage) -> None:
    """`plugin.restUrl` is used when it is the site's own; another site's is not asked."""
    async with Shop() as shop, Shop() as other:
        body = await stage.approved(shop.url, plugin={"restUrl": f"{shop.url}/wp-json/"})
        shop.secret = body["connectSecret"]
        store = stage.as_store((await stage.complete(body)).json)
        await until(lambda: proved(store))
        body = await stage.approved(
            other.url, plugin={"restUrl": f"{shop.url}/wp-json/"}, storefront_id=another(stage)
        )
        other.secret, shop.secret = body["connectSecret"], None
        second = stage.as_store((await stage.complete(body)).json)
        await until(lambda: proved(second))


async def test_a_site_that_cannot_be_reached_stays_connected_unproved(stage: Stage) -> None:
    """Nobody who is alone on an address needs the proof."""
    store = await stage.connect(SHOP)
    assert (await store.get("/v1/store")).status == 200
    assert not await proved(store)


async def test_a_site_that_comes_up_later_is_asked_again(staging: Staging) -> None:
    """The first try finds no plugin route; the one five seconds later does."""
    async with staging(worker=False) as stage, Shop() as shop:
        body = await stage.approved(shop.url)
        store = stage.as_store((await stage.complete(body)).json)
        await stage.work()
        assert (shop.asked, await proved(store)) == (1, False)
        shop.secret = body["connectSecret"]
        await stage.work()
        assert shop.asked == 1
        stage.clock.shift(6)
        await stage.work()
        assert (shop.asked, await proved(store)) == (2, True)


async def test_a_proved_address_is_not_taken_by_another_storefront(stage: Stage) -> None:
    """409 `connect.storeTaken`; the credential Alter gave is not kept, the first store goes on."""
    async with Shop() as shop:
        store = await proving(stage, shop)
        body = await stage.approved(shop.url, storefront_id=another(stage))
        for _ in range(2):
            taken = await stage.complete(body)
            assert (taken.status, taken.code) == (409, "connect.storeTaken")
        shown = (await store.get("/v1/store")).json
        assert (shown["storefrontId"], shown["state"]) == (12, "connected")
        assert (await store.post("/v1/store/check")).status == 200


async def test_a_fresh_proof_takes_the_address_over(stage: Stage) -> None:
    """The site answers for the new connection: same store, new storefront, the old token is dead."""
    async with Shop() as shop:
        store = await proving(stage, shop)
        body = await stage.approved(shop.url, storefront_id=another(stage))
        shop.secret = body["connectSecret"]
        answer = await stage.complete(body)
        assert answer.status == 200
        assert answer.json["storeId"] == store.id
        assert answer.json["store"]["addressProved"] is True
        assert (await store.get("/v1/store")).status == 401


async def test_www_and_scheme_are_the_same_address(stage: Stage) -> None:
    """A shop that moves to https and www stays one store, and its origin follows."""
    first = await stage.connect("http://shop.localhost")
    second = await stage.connect("https://www.shop.localhost")
    assert second.id == first.id
    assert second.answer["store"]["origins"] == ["https://www.shop.localhost"]
    assert second.answer["store"]["storeUrl"] == "https://www.shop.localhost/"


async def test_port_and_path_are_part_of_the_address(staging: Staging) -> None:
    """Two shops in two folders are two stores."""
    async with staging(worker=False) as stage:
        stage.sandbox.knobs.storefront_per_store = True
        urls = (SHOP, f"{SHOP}:8080", f"{SHOP}/a", f"{SHOP}/b")
        stores = [await stage.connect(url) for url in urls]
        assert len({store.id for store in stores}) == len(urls)


async def test_an_unproved_address_is_no_barrier_and_the_proof_decides(stage: Stage) -> None:
    """Whoever squats on an address unproved cannot keep its owner out, nor get the address later."""
    async with Shop() as shop:
        squatter = await stage.connect(shop.url, storefront_id=another(stage))
        assert not await proved(squatter)
        owner = await proving(stage, shop)
        assert await proved(owner)
        assert (await owner.get("/v1/store")).json["storefrontId"] == 12


def another(stage: Stage) -> int:
    return stage.sandbox.world.add_storefront().id
