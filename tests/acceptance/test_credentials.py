"""Connecting with credentials that the owner made by hand in Alter's panel."""

from __future__ import annotations

from typing import Any

from connector.sandbox.faults import Fault
from connector.store import stores
from tests.acceptance.shop import Shop
from tests.stage.stage import SHOP, Reply, Stage, item
from tests.stage.waiting import until


async def by_hand(stage: Stage, store_url: str = SHOP, **fields: Any) -> Reply:
    headers = fields.pop("headers", None)
    issued = stage.sandbox.issue_credential(fields.pop("storefront_id", 12))
    body = {
        "storeUrl": store_url,
        "accessKey": issued.access_key,
        "accessToken": issued.access_token,
    }
    return await stage.anyone.post("/v1/connect/credentials", body | fields, headers=headers)


async def test_a_good_credential_connects(stage: Stage) -> None:
    """201 with the same answer as complete; the store works."""
    answer = await by_hand(stage, plugin={"version": "1.0.0"})
    assert answer.status == 201
    store = stage.as_store(answer.json)
    assert store.answer["store"]["storefrontId"] == 12
    put = await store.put_bindings(item("wc_1"))
    assert put.json["bindings"][0]["sync"]["state"] == "synced"


async def test_a_wrong_credential_is_rejected(stage: Stage) -> None:
    """422 with what Alter said; nothing is stored."""
    answer = await by_hand(stage, accessToken="at_wrong")
    assert (answer.status, answer.code) == (422, "connect.credentialsRejected")
    assert answer.json["upstreamStatus"] == 401
    async with stage.database.read() as connection:
        assert await stores.listed(connection) == []


async def test_alter_being_down_is_not_a_rejection(stage: Stage) -> None:
    """503 with Retry-After: the owner tries again with the same credential."""
    stage.sandbox.knobs.faults.append(Fault(path="/auth/check", status=500, times=None))
    answer = await by_hand(stage)
    assert (answer.status, answer.code) == (503, "alter.unavailable")
    assert int(answer.headers["Retry-After"]) >= 1


async def test_a_credential_that_does_not_name_its_storefront_is_rejected(stage: Stage) -> None:
    """The oldest document's auth/check says only `success`: whose storefront it is stays unknown."""
    stage.sandbox.knobs.faults.append(
        Fault(path="/auth/check", status=200, body={"message": "success"})
    )
    answer = await by_hand(stage)
    assert (answer.status, answer.code) == (422, "connect.credentialsRejected")


async def test_the_current_token_reconnects_by_hand(stage: Stage) -> None:
    """Same store, and the answer of the connect before is erased."""
    body = await stage.approved()
    store = stage.as_store((await stage.complete(body)).json)
    answer = await by_hand(stage, headers=dict(store.headers))
    assert (answer.status, answer.json["storeId"]) == (201, store.id)
    assert (await stage.complete(body)).code == "connect.used"


async def test_knowing_a_credential_does_not_take_a_proved_address(stage: Stage) -> None:
    """Without start/complete the storefront proves nothing: 409 even for the same one."""
    async with Shop() as shop:
        body = await stage.approved(shop.url)
        shop.secret = body["connectSecret"]
        store = stage.as_store((await stage.complete(body)).json)

        async def proved() -> bool:
            return bool((await store.get("/v1/store")).json["addressProved"])

        await until(proved)
        answer = await by_hand(stage, shop.url)
        assert (answer.status, answer.code) == (409, "connect.storeTaken")
        assert (await store.get("/v1/store")).status == 200
