"""Who was let in and is no longer: a slow body or a slow site gains nothing after a reconnect, a revocation, a
deletion."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from connector.sandbox.faults import Fault
from tests.acceptance.ordering import event, line, placed
from tests.acceptance.shop import Shop
from tests.stage.stage import SHOP, ConnectedStore, Reply, Stage, Staging, item
from tests.stage.waiting import struck, until

SITE = {"X-Connector-Site": SHOP}
EVIL = "http://evil.localhost"


@dataclass
class Slow:
    """A request that was let in, whose body ends when it is told to."""

    begun: asyncio.Event
    going_on: asyncio.Event
    answer: asyncio.Task[Reply]

    async def ends(self) -> Reply:
        self.going_on.set()
        return await self.answer


async def slow(store: ConnectedStore, method: str, path: str, *parts: bytes, kind: str) -> Slow:
    begun, going_on = asyncio.Event(), asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield parts[0]
        begun.set()
        await going_on.wait()
        yield parts[1]

    headers = SITE | {"Content-Type": kind}
    calling = asyncio.create_task(store.call(method, path, data=body(), headers=headers))
    await begun.wait()
    # Let in by now: the token is looked at before the body.
    await asyncio.sleep(0.2)
    return Slow(begun, going_on, calling)


def halves(body: dict[str, Any]) -> tuple[bytes, bytes]:
    text = json.dumps(body).encode()
    return text[:5], text[5:]


def lines(numbers: range) -> bytes:
    return b"".join(json.dumps(item(f"wc_{n}")).encode() + b"\n" for n in numbers)


async def reconnected(stage: Stage, _: ConnectedStore) -> None:
    """By its owner, through Alter, without the token: whoever holds it is somebody else."""
    await stage.connect()


async def revoked(stage: Stage, store: ConnectedStore) -> None:
    answer = await store.post("/v1/store/token", {"revokePrevious": True}, headers=SITE)
    assert answer.status == 200


async def deleted(stage: Stage, store: ConnectedStore) -> None:
    answer = await store.delete("/v1/store?bindings=deactivate", headers=SITE)
    assert answer.status == 200


ENDS = [reconnected, revoked, deleted]
End = Callable[[Stage, ConnectedStore], Awaitable[None]]


@pytest.mark.parametrize("end", ENDS)
async def test_a_slow_change_of_origins_comes_too_late(stage: Stage, end: End) -> None:
    store = await stage.connect()
    request = await slow(
        store, "PATCH", "/v1/store", *halves({"origins": [EVIL]}), kind="application/json"
    )
    await end(stage, store)
    refused = await request.ends()
    assert (refused.status, refused.code) == (401, "auth.invalidToken")


@pytest.mark.parametrize("end", [reconnected, revoked])
async def test_a_slow_move_comes_too_late(stage: Stage, end: End) -> None:
    """The site there proves the connect secret of before, and gets nothing for it."""
    async with Shop() as evil:
        body = await stage.approved()
        evil.secret = body["connectSecret"]
        store = stage.as_store((await stage.complete(body)).json)
        evil.delay = 1.0
        moving = asyncio.create_task(store.post("/v1/store/move", {"storeUrl": evil.url}))

        async def asked() -> bool:
            return evil.asked > 0

        await until(asked)
        await end(stage, store)
        refused = await moving
        assert (refused.status, refused.code) == (401, "auth.invalidToken")
        again = await stage.connect()
        assert again.answer["store"]["storeUrl"] == f"{SHOP}/"


@pytest.mark.parametrize("end", ENDS)
async def test_a_stream_ends_with_its_token(staging: Staging, end: End) -> None:
    """What came before was allowed; nothing after it is taken, and nothing is left active of a deleted store."""
    async with staging(worker=False) as stage:
        store = await stage.connect()
        request = await slow(
            store,
            "PUT",
            "/v1/bindings",
            lines(range(500)),
            lines(range(1000, 1600)),
            kind="application/x-ndjson",
        )

        async def taken() -> bool:
            return bool((await store.get("/v1/bindings?limit=1")).json["total"])

        await until(taken)
        await end(stage, store)
        refused = await request.ends()
        assert (refused.status, refused.code) == (401, "auth.invalidToken")
        stage.clock.shift(1)
        await stage.work()
        at_alter = {each.external_product_id for each in stage.sandbox.world.bindings}
        assert not at_alter & {f"wc_{n}" for n in range(1000, 1600)}
        if end is deleted:
            assert {each.status for each in stage.sandbox.world.bindings} <= {"inactive"}


async def test_an_order_event_of_a_deleted_store_is_refused(staging: Staging) -> None:
    """Not answered as taken, and no fault of ours."""
    async with staging(worker=False) as stage:
        store = await stage.connect()
        order = placed(stage)
        told = event(1, "processing", line(order, 1))
        request = await slow(
            store, "POST", "/v1/orders/events", *halves(told), kind="application/json"
        )
        await deleted(stage, store)
        refused = await request.ends()
        assert (refused.status, refused.code) == (401, "auth.invalidToken")


async def test_a_session_under_way_opens_nothing_of_a_deleted_store(stage: Stage) -> None:
    """Alter made it; its token is not known here, as if it had never been."""
    store = await stage.connect()
    await store.put_bindings(item("wc_1"))
    slow = Fault(path="/embed/session", delay=30)
    stage.sandbox.knobs.faults.append(slow)
    asking = asyncio.create_task(
        stage.anyone.post(
            f"/storefront/v1/{store.storefront_key}/session",
            {"externalProductId": "wc_1", "runtimeType": "customizer"},
            headers={"Origin": SHOP},
        )
    )
    await struck(slow)
    assert (await store.delete("/v1/store?bindings=keep", headers=SITE)).status == 200
    slow.delay = 0
    refused = await asking
    assert (refused.status, refused.code) == (404, "storefront.unknownKey")


async def test_rotating_and_reconnecting_at_once_leaves_the_owner_in(stage: Stage) -> None:
    """Whichever comes first: a token that the reconnect did not know of opens nothing."""
    store = await stage.connect()
    for _ in range(5):
        owner, rotated = await asyncio.gather(
            stage.connect(),
            store.post("/v1/store/token", {"revokePrevious": True}, headers=SITE),
        )
        assert (await owner.get("/v1/store")).status == 200
        if rotated.status == 200:
            thief = stage.as_store(store.answer | {"storeToken": rotated.json["storeToken"]})
            assert (await thief.get("/v1/store")).status == 401
        store = owner
