"""`wp-connect/exchange` through the gateway: the caller's own PKCE pair, a store of ours as the answer."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlencode

import pytest

from connector.sandbox.faults import Fault
from tests.stage.stage import SHOP, ConnectedStore, Reply, Stage, Staging, item
from wp_bridge.protocol import challenge_s256

V1 = "/public-api/v1"
EXCHANGE = f"{V1}/wp-connect/exchange"
VERIFIER = "v" * 64


async def code_for(stage: Stage, store_url: str = f"{SHOP}/", storefront: int | None = None) -> str:
    """As a backend of its own would get it: no start at the connector."""
    origin = store_url.rstrip("/")
    page = {
        "store_url": store_url,
        "site_origin": origin,
        "redirect_uri": f"{origin}/connected",
        "state": "s" * 22,
        "code_challenge": challenge_s256(VERIFIER),
        "code_challenge_method": "S256",
    }
    address = f"{stage.sandbox.connect_url}?{urlencode(page)}"
    approval = await stage.sandbox.approve(address, storefront_id=storefront)
    assert approval.code is not None
    return approval.code


def body(code: str, **changes: Any) -> dict[str, Any]:
    sent = {"code": code, "codeVerifier": VERIFIER, "storeUrl": f"{SHOP}/", "siteOrigin": SHOP}
    return sent | changes


def keys(answer: Reply) -> dict[str, str]:
    return {
        "x-alter-access-key": answer.json["accessKey"],
        "x-alter-access-token": answer.json["accessToken"],
    }


async def test_it_answers_in_alters_shape_with_a_store_of_ours(stage: Stage) -> None:
    """The two values open the gateway and `/v1`; Alter's own credential is in neither."""
    answer = await stage.anyone.post(EXCHANGE, body(await code_for(stage)))
    assert answer.status == 200
    assert answer.json.keys() == {"message", "accessKey", "accessToken", "storefrontId"}
    assert (answer.json["message"], answer.json["storefrontId"]) == ("wpConnect.exchange.ok", 12)
    assert answer.headers["Cache-Control"] == "no-store"
    assert (await stage.anyone.get(f"{V1}/auth/check", headers=keys(answer))).status == 200
    token = {"Authorization": f"Bearer {answer.json['accessToken']}"}
    store = (await stage.anyone.get("/v1/store", headers=token)).json
    assert (store["storeId"], store["storeUrl"]) == (answer.json["accessKey"], f"{SHOP}/")
    assert not any(key in answer.body.decode() for key in stage.sandbox.world.credentials)


async def test_alters_refusal_passes_and_leaves_nothing(stage: Stage) -> None:
    """Another pair's verifier, a code of nowhere, a code used before."""
    code = await code_for(stage)
    other = await stage.anyone.post(EXCHANGE, body(code, codeVerifier="w" * 64))
    never = await stage.anyone.post(EXCHANGE, body("nonsense"))
    assert {other.status, never.status} <= {400, 401, 403, 404, 422}
    assert all(not str(each.code).startswith("connector.") for each in (other, never))
    used = await code_for(stage)
    first, second = await asyncio.gather(
        *(stage.anyone.post(EXCHANGE, body(used)) for _ in range(2))
    )
    assert sorted((first.status == 200, second.status == 200)) == [False, True]


async def test_a_lost_answer_is_503_and_the_code_is_sent_once(stage: Stage) -> None:
    """The code may be spent: the caller starts again, nobody here tries it twice."""
    code = await code_for(stage)
    stage.sandbox.knobs.faults.append(Fault(path="/wp-connect/exchange", answer_lost=True))
    answer = await stage.anyone.post(EXCHANGE, body(code))
    assert (answer.status, answer.json) == (503, {"code": "connector.upstreamUnavailable"})
    assert int(answer.headers["Retry-After"]) >= 1
    assert len(stage.sandbox.calls_to("POST", "/wp-connect/exchange")) == 1


async def test_an_existing_store_comes_back_with_its_token(
    stage: Stage, store: ConnectedStore
) -> None:
    """Its id and bindings stay; without the token they are out of reach."""
    await store.put_bindings(item("wc_1"))
    stranger = await stage.anyone.post(EXCHANGE, body(await code_for(stage)))
    assert stranger.status == 409
    assert str(stranger.code).startswith("connector.connect.")
    assert (await store.get("/v1/store")).status == 200
    again = await stage.anyone.post(
        EXCHANGE, body(await code_for(stage)), headers=dict(store.headers)
    )
    assert (again.status, again.json["accessKey"]) == (200, store.id)
    token = {"Authorization": f"Bearer {again.json['accessToken']}"}
    assert (await stage.anyone.get("/v1/bindings", headers=token)).json["total"] == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"code": None}, "connector.invalidCode"),
        ({"code": "a b"}, "connector.invalidCode"),
        ({"codeVerifier": 7}, "connector.invalidCodeVerifier"),
        ({"storeUrl": ["x"]}, "connector.invalidStoreUrl"),
        ({"storeUrl": "a\r\nb"}, "connector.invalidStoreUrl"),
    ],
)
async def test_what_is_missing_is_named_and_alter_not_asked(
    stage: Stage, change: dict[str, Any], code: str
) -> None:
    """400 with the field in the code."""
    answer = await stage.anyone.post(EXCHANGE, body("c") | change)
    assert (answer.status, answer.json) == (400, {"code": code})
    assert stage.sandbox.calls == []


async def test_enrolment_is_asked_for_first(staging: Staging) -> None:
    """Without a code for this service the handoff code is not spent."""
    async with staging(enrolment="code") as stage:
        code = await code_for(stage)
        for headers in ({}, {"X-Connector-Enrolment": "made-up"}):
            answer = await stage.anyone.post(EXCHANGE, body(code), headers=headers)
            assert answer.status == 403
            assert str(answer.code).startswith("connector.connect.enrolment")
        assert stage.sandbox.calls_to("POST", "/wp-connect/exchange") == []
