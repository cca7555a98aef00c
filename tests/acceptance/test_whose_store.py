"""Whose store is it? Addresses are proved by the site itself; only a proof takes over what exists."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any, ClassVar

import pytest

from connector.domain.connection import Connection
from connector.domain.secrets import Secret
from connector.flows.connect.address_proof import AddressProver, ProveAddresses
from connector.flows.connect.complete import CompleteConnect, CompleteRequest
from connector.store import connections
from tests.acceptance.shop import Shop
from tests.stage.stage import SHOP, ConnectedStore, Reply, Stage, Staging, item
from tests.stage.waiting import until
from wp_bridge.tickets import Ticket, issue


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
    """The site answers for the new connection: same store, new storefront; the old token and ticket
    secret are dead."""
    async with Shop() as shop:
        store = await proving(stage, shop)
        body = await stage.approved(shop.url, storefront_id=another(stage))
        shop.secret = body["connectSecret"]
        answer = await stage.complete(body)
        assert answer.status == 200
        assert answer.json["storeId"] == store.id
        assert answer.json["ticketSecret"] != store.ticket_secret
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


async def opened(stage: Stage, key: str, origin: str, secret: str) -> Reply:
    """A browser's session with a ticket under that secret."""
    expires = int(stage.clock.now().timestamp()) + 600
    ticket = issue(Ticket("wc_1", None, None, None, expires), secret)
    body = {"externalProductId": "wc_1", "runtimeType": "customizer", "ticket": ticket}
    return await stage.anyone.post(
        f"/storefront/v1/{key}/session", body, headers={"Origin": origin}
    )


async def test_who_connects_a_shops_address_first_keeps_no_key_to_it(stage: Stage) -> None:
    """A squatter connects the address with a storefront of its own. The shop that then proves it gets a
    store of its own: no id, key, token or ticket secret that the squatter knows opens anything of it."""
    async with Shop() as shop:
        storefront = another(stage)
        squatter = await stage.connect(shop.url, storefront_id=storefront)
        body = await stage.approved(shop.url)
        shop.secret = body["connectSecret"]
        owner = stage.as_store((await stage.complete(body)).json)
        assert owner.answer["store"]["addressProved"] is True
        known = {squatter.id, squatter.token, squatter.storefront_key, squatter.ticket_secret}
        assert not known & {owner.id, owner.token, owner.storefront_key, owner.ticket_secret}
        await owner.put_bindings(item("wc_1"))
        forged = await opened(stage, owner.storefront_key, shop.url, squatter.ticket_secret)
        assert (forged.status, forged.code) == (403, "storefront.ticketInvalid")
        own = await opened(stage, owner.storefront_key, shop.url, owner.ticket_secret)
        assert own.status == 201

        assert (await squatter.get("/v1/bindings")).json["total"] == 0
        again = await stage.connect(shop.url, storefront_id=storefront)
        assert again.id == squatter.id
        await stage.work()
        assert not await proved(again)
        assert await proved(owner)


async def test_the_owner_beside_a_squatter_goes_on_as_alone(stage: Stage) -> None:
    """With an older, unproved store at its address: reconnecting by token, storefront and proof."""
    async with Shop() as shop:
        squatter = await stage.connect(shop.url, storefront_id=another(stage))
        body = await stage.approved(shop.url)
        shop.secret = body["connectSecret"]
        owner = stage.as_store((await stage.complete(body)).json)
        by_token = await stage.connect(shop.url, headers=dict(owner.headers))
        by_storefront = await stage.connect(shop.url)
        body = await stage.approved(shop.url, storefront_id=another(stage))
        shop.secret = body["connectSecret"]
        by_proof = stage.as_store((await stage.complete(body)).json)
        assert {by_token.id, by_storefront.id, by_proof.id} == {owner.id}
        await stage.work()
        assert await proved(by_proof)
        assert (await squatter.get("/v1/store")).status == 200


async def test_a_proof_that_comes_back_after_a_later_connect_counts_no_more(
    staging: Staging,
) -> None:
    """It spoke for the attempt before; the later one has a proof of its own."""
    async with staging(worker=False) as stage, Shop() as shop:
        body = await stage.approved(shop.url)
        shop.secret = body["connectSecret"]
        store = stage.as_store((await stage.complete(body)).json)
        shop.delay = 0.5
        proving_first = asyncio.create_task(stage.work())
        await until(lambda: asked(shop))
        again = await stage.connect(shop.url)
        assert again.id == store.id
        await proving_first
        assert not await proved(again)
        async with stage.database.read() as connection:
            assert len(await connections.proofs_due(connection, stage.clock.now(), 9)) == 1


class OneWaits(AddressProver):
    """Proves for everybody but `never`; for `late` only when it may."""

    late: ClassVar[str] = ""
    never: ClassVar[str] = ""
    fetching: ClassVar[asyncio.Event]
    fetched: ClassVar[asyncio.Event]

    async def proves(self, attempt: Connection) -> bool:
        if attempt.id == self.late:
            self.fetching.set()
            await self.fetched.wait()
        return str(attempt.id) != self.never


def completing_with(stage: Stage, prover: AddressProver) -> CompleteConnect:
    """The flow as it is composed, asking another prover."""
    flow = stage.connector.flows.complete_connect
    return replace(flow, settlement=replace(flow.settlement, prover=prover))


def proof_of(body: dict[str, Any]) -> CompleteRequest:
    return CompleteRequest(
        body["connectionId"],
        Secret(body["connectSecret"]),
        Secret(body["state"]),
        Secret(body["code"]),
    )


async def test_an_address_proved_by_another_meanwhile_stays_the_others(staging: Staging) -> None:
    """While a proof is fetched, one store is made of the same storefront and another proves the address:
    the first connects, unproved, and the other keeps the address."""
    async with staging(worker=False) as stage:
        squatter, other = another(stage), another(stage)
        await stage.connect(storefront_id=squatter)
        waiting = await stage.approved()
        beside = await stage.approved()
        rival = await stage.approved(storefront_id=other)
        settlement = stage.connector.flows.complete_connect.settlement
        prover = OneWaits(settlement.prover.site, settlement.prover.secrets)
        OneWaits.late, OneWaits.never = waiting["connectionId"], beside["connectionId"]
        OneWaits.fetching, OneWaits.fetched = asyncio.Event(), asyncio.Event()
        complete = completing_with(stage, prover)
        first = asyncio.create_task(complete(proof_of(waiting)))
        await prover.fetching.wait()
        made = json.loads(await complete(proof_of(beside)))
        owner = stage.as_store(json.loads(await complete(proof_of(rival))))
        prover.fetched.set()
        answer = json.loads(await first)
        assert answer["storeId"] == made["storeId"]
        assert answer["store"]["addressProved"] is False
        assert await proved(owner)


async def asked(shop: Shop) -> bool:
    return shop.asked > 0


class SlowSites(AddressProver):
    """A tenth of a second each; the site under `/0/` cannot be asked at all."""

    asking: ClassVar[set[str]] = set()
    heard: ClassVar[list[str]] = []
    most: ClassVar[list[int]] = []

    async def proves(self, attempt: Connection) -> bool:
        self.asking.add(attempt.store_url)
        self.most.append(len(self.asking))
        await asyncio.sleep(0.1)
        self.asking.remove(attempt.store_url)
        if attempt.store_url == f"{SHOP}/0/":
            raise ValueError("erased")
        self.heard.append(attempt.store_url)
        return True


async def test_proofs_are_fetched_side_by_side_but_not_all_at_once(staging: Staging) -> None:
    """Slow sites do not hold up the others, nor does one that cannot be asked; five at a time."""
    async with staging(worker=False) as stage:
        stage.sandbox.knobs.storefront_per_store = True
        stores = [await stage.connect(f"{SHOP}/{number}") for number in range(7)]
        prover = stage.connector.flows.complete_connect.settlement.prover
        slow = SlowSites(prover.site, prover.secrets)
        with pytest.raises(ValueError, match="erased"):
            await ProveAddresses(stage.database, slow, stage.clock)()
        assert (len(slow.heard), max(slow.most)) == (6, 5)
        assert [await proved(store) for store in stores] == [False] + [True] * 6


def another(stage: Stage) -> int:
    return stage.sandbox.world.add_storefront().id
