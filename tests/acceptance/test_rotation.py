"""New tokens, keys and ticket secrets: what the old ones still open, and what a lost answer costs."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from tests.stage.stage import SHOP, ConnectedStore, Reply, Stage, Staging, item
from wp_bridge.tickets import Ticket, issue

SITE = {"X-Connector-Site": SHOP}
ROTATE = "/v1/store/token"


async def test_the_old_token_works_for_a_day_beside_the_new_one(stage: Stage) -> None:
    store = await stage.connect()
    fresh, until = await rotated(stage, store)
    assert until is not None
    assert (datetime.fromisoformat(until) - stage.clock.now()).total_seconds() > 86_000
    for each in (store, fresh):
        assert (await each.get("/v1/store")).status == 200
    stage.clock.shift(86_401)
    assert (await fresh.get("/v1/store")).status == 200
    gone = await store.get("/v1/store")
    assert (gone.status, gone.code) == (401, "auth.invalidToken")


async def test_a_leaked_token_dies_at_once_when_asked(stage: Stage) -> None:
    store = await stage.connect()
    earlier, _ = await rotated(stage, store)
    fresh, until = await rotated(stage, earlier, revoke=True)
    assert until is None
    assert [(await each.get("/v1/store")).status for each in (store, earlier, fresh)] == [
        401,
        401,
        200,
    ]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", ROTATE, None),
        ("POST", "/v1/store/storefront-key", None),
        ("POST", "/v1/store/ticket-secret", None),
        ("POST", "/v1/store/move", {"storeUrl": "http://new.localhost"}),
        ("DELETE", "/v1/store", None),
    ],
)
async def test_a_replaced_token_changes_no_key_and_no_place(
    stage: Stage, method: str, path: str, body: dict[str, str] | None
) -> None:
    """Whoever copied it keeps what it opens for a day, and nothing longer."""
    store = await stage.connect()
    fresh, _ = await rotated(stage, store)
    before = (await fresh.get("/v1/store")).json
    refused = await store.call(method, path, body, headers=SITE)
    assert (refused.status, refused.code) == (403, "auth.previousToken")
    assert (await fresh.get("/v1/store")).json == before


async def test_a_lost_answer_locks_nobody_out(stage: Stage) -> None:
    """Until a successor is used, its predecessor may rotate again; from then on not."""
    store = await stage.connect()
    lost = await store.post(ROTATE, headers=SITE)
    assert lost.status == 200
    fresh, until = await rotated(stage, store)
    assert until == lost.json["previousValidUntil"]
    assert (await fresh.get("/v1/store")).status == 200
    assert (await store.post(ROTATE, headers=SITE)).status == 403


async def test_two_rotations_at_once_leave_both_answers_usable(stage: Stage) -> None:
    """A double click: whichever answer the plugin keeps, it is not locked out."""
    store = await stage.connect()
    answers = await asyncio.gather(*(store.post(ROTATE, headers=SITE) for _ in range(2)))
    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0].json["storeToken"] != answers[1].json["storeToken"]
    for answer in answers:
        kept = stage.as_store(store.answer | {"storeToken": answer.json["storeToken"]})
        assert (await kept.get("/v1/store")).status == 200


async def test_rotation_asks_for_the_site(stage: Stage) -> None:
    """A copy of the site, which carries the token, must not take it away from the original."""
    store = await stage.connect()
    missing = await store.post(ROTATE)
    assert (missing.status, missing.code) == (428, "store.siteRequired")
    copied = await store.post(ROTATE, headers={"X-Connector-Site": "http://copy.localhost"})
    assert (copied.status, copied.code) == (409, "store.siteMoved")
    assert (await store.post(ROTATE, headers=SITE)).status == 200


@pytest.mark.parametrize("what", ["token", "storefront-key", "ticket-secret"])
async def test_a_rotation_ends_the_repeats_of_complete(stage: Stage, what: str) -> None:
    """The kept answer carries what was there before: after any rotation it is gone."""
    body = await stage.approved()
    store = stage.as_store((await stage.complete(body)).json)
    assert (await stage.complete(body)).status == 200
    assert (await store.post(f"/v1/store/{what}", headers=SITE)).status == 200
    gone = await stage.complete(body)
    assert (gone.status, gone.code) == (410, "connect.used")


async def test_a_new_storefront_key_replaces_the_old_one_at_once(stage: Stage) -> None:
    store = await stage.connect()
    await store.put_bindings(item("wc_1"))
    fresh = (await store.post("/v1/store/storefront-key")).json["storefrontKey"]
    assert fresh == (await store.get("/v1/store")).json["storefrontKey"]
    assert (await product(stage, fresh)).status == 200
    gone = await product(stage, store.storefront_key)
    assert (gone.status, gone.code) == (404, "storefront.unknownKey")


async def test_a_new_ticket_secret_ends_the_tickets_of_the_old_one(staging: Staging) -> None:
    async with staging(storefront_store_limit="1/min", worker=False) as stage:
        store = await stage.connect()
        await store.put_bindings(item("wc_1"), wait=0)
        await stage.work()
        fresh = (await store.post("/v1/store/ticket-secret")).json["ticketSecret"]
        assert fresh != store.ticket_secret
        assert await opened(stage, store, store.ticket_secret) == 403
        assert await opened(stage, store, fresh) == 201


async def rotated(
    stage: Stage, store: ConnectedStore, *, revoke: bool = False
) -> tuple[ConnectedStore, str | None]:
    body = {"revokePrevious": True} if revoke else None
    answer = await store.post(ROTATE, body, headers=SITE)
    assert answer.status == 200, answer.body
    fresh = stage.as_store(store.answer | {"storeToken": answer.json["storeToken"]})
    return fresh, answer.json["previousValidUntil"]


async def product(stage: Stage, key: str) -> Reply:
    return await stage.anyone.get(f"/storefront/v1/{key}/products/wc_1")


async def opened(stage: Stage, store: ConnectedStore, secret: str) -> int:
    expires = int(stage.clock.now().timestamp()) + 600
    ticket = issue(Ticket("wc_1", None, "a" * 32, "edit", expires), secret)
    answer = await stage.anyone.post(
        f"/storefront/v1/{store.storefront_key}/session",
        {"externalProductId": "wc_1", "runtimeType": "customizer", "ticket": ticket},
        headers={"Origin": store.origin},
    )
    return answer.status
