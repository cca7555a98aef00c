from __future__ import annotations

import pytest

from connector.sandbox.clock import HandClock
from connector.sandbox.server import Sandbox

from .callers import Answer, Caller, binding

PATH = "/runtime/bootstrap"


async def bootstrap(stranger: Caller, token: str, **headers: str) -> Answer:
    sent = {"Authorization": f"Bearer {token}", **headers}
    return await stranger("GET", PATH, headers=sent)


@pytest.fixture
async def token(api: Caller) -> str:
    meta = {"manifestHash": "cafe"}
    await api.sync(binding(1, runtimeType="customizer", legacyBindingMeta=meta))
    opened = await api.open(runtimeBindingId=42, cartKey="k1", cartMode="edit")
    return str(opened.body["token"])


async def test_a_hosted_design(stranger: Caller, token: str) -> None:
    answer = await bootstrap(stranger, token)
    assert answer.body == {
        "runtimeBindingId": 42,
        "designId": 381,
        "productId": "wc_1",
        "runtimeType": "customizer",
        "storageMode": "alter",
        "manifestUrl": None,
        "assetBaseUrl": None,
        "manifestHash": "cafe",
        "planCapabilities": {"viewer": True, "configurator": True, "customizer": True},
        "cartKey": "k1",
        "cartMode": "edit",
        "orderId": None,
    }


async def test_an_order_without_a_binding(api: Caller, stranger: Caller) -> None:
    opened = await api.open(tool="customizer", orderId=123)
    assert opened.body["mode"] == "order"
    answer = await bootstrap(stranger, opened.body["token"])
    assert (answer.body["orderId"], answer.body["designId"]) == (123, 381)
    assert answer.body["productId"] is None


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer x.y.z", "Basic abc"])
async def test_other_tokens_are_unauthorized(stranger: Caller, authorization: str) -> None:
    answer = await stranger("GET", PATH, headers={"Authorization": authorization})
    assert (answer.status, answer.body) == (401, {"error": "Unauthorized"})


async def test_a_changed_token_is_unauthorized(stranger: Caller, token: str) -> None:
    head, payload, signature = token.split(".")
    turned = "A" if signature[0] != "A" else "B"
    assert (await bootstrap(stranger, f"{head}.{payload}.{turned}{signature[1:]}")).status == 401


async def test_a_token_dies_with_its_time_and_its_credential(
    stranger: Caller, api: Caller, sandbox: Sandbox, clock: HandClock, token: str
) -> None:
    clock.advance(899)
    assert (await bootstrap(stranger, token)).status == 200
    clock.advance(1)
    assert (await bootstrap(stranger, token)).status == 401
    fresh = (await api.open(runtimeBindingId=42)).body["token"]
    sandbox.world.credentials[api.credential["x-alter-access-key"]].revoked = True
    assert (await bootstrap(stranger, fresh)).status == 401


async def test_a_deactivated_binding_is_refused(stranger: Caller, api: Caller, token: str) -> None:
    await api("POST", "/runtime-bindings/42/deactivate")
    answer = await bootstrap(stranger, token)
    assert (answer.status, answer.code) == (403, "runtime.bindingInactive")


async def test_browsers_may_read_it(stranger: Caller, token: str) -> None:
    origin = "https://alterproduct.com"
    preflight = await stranger("OPTIONS", PATH, headers={"Origin": origin})
    assert preflight.headers["Access-Control-Allow-Headers"] == "Authorization"
    for unverified_token in (token, "wrong"):
        answer = await bootstrap(stranger, unverified_token, Origin=origin)
        assert answer.headers["Access-Control-Allow-Origin"] == origin
        assert answer.headers["Cache-Control"] == "no-store"
