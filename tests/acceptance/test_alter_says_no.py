"""When Alter refuses the credential: one probe decides, only a confirmed 401 disconnects."""

from __future__ import annotations

from typing import Any

import pytest

from connector.sandbox.faults import Fault
from tests.acceptance.browser import Browser
from tests.stage.stage import SHOP, ConnectedStore, Stage, item
from tests.stage.waiting import until

UNAUTHORIZED: dict[str, Any] = {"status": 401, "body": {"error": "Unauthorized"}}
SESSION, SYNC, CHECK = "/embed/session", "/runtime-bindings/sync", "/auth/check"


@pytest.fixture
async def browser(stage: Stage, store: ConnectedStore) -> Browser:
    await store.put_bindings(item("wc_1"))
    return Browser.on(stage, store)


def fail(stage: Stage, path: str, times: int | None = 1, **fault: Any) -> None:
    stage.sandbox.knobs.faults.append(Fault(path=path, times=times, **fault))


async def state(store: ConnectedStore) -> str:
    return str((await store.get("/v1/store")).json["state"])


def checks(stage: Stage) -> int:
    return len(stage.sandbox.calls_to("GET", CHECK))


async def test_a_single_401_is_probed_and_forgotten(
    stage: Stage, store: ConnectedStore, browser: Browser
) -> None:
    """The probe finds the credential alive: the shopper tries again, the store stays connected."""
    before = checks(stage)
    fail(stage, SESSION, **UNAUTHORIZED)
    answer = await browser.session()
    assert (answer.status, answer.code) == (502, "alter.unauthorised")
    assert checks(stage) == before + 1
    assert await state(store) == "connected"
    assert (await browser.session()).status == 201


async def test_a_confirmed_401_disconnects_after_one_probe(
    stage: Stage, store: ConnectedStore, browser: Browser
) -> None:
    """409 `store.needsReconnect` from then on, without asking Alter again and again."""
    before = checks(stage)
    revoke(stage)
    answer = await browser.session()
    assert (answer.status, answer.code) == (409, "store.needsReconnect")
    assert checks(stage) == before + 1
    assert await state(store) == "needsReconnect"
    calls = len(stage.sandbox.calls)
    assert (await browser.session()).code == "store.needsReconnect"
    gateway = await store.get("/public-api/v1/auth/check")
    assert (gateway.status, gateway.json) == (409, {"code": "connector.needsReconnect"})
    assert len(stage.sandbox.calls) == calls


def revoke(stage: Stage) -> None:
    for credential in stage.sandbox.world.credentials.values():
        credential.revoked = True


async def test_a_401_during_a_sync_is_probed_once(stage: Stage, store: ConnectedStore) -> None:
    """Lost credential: the sync stops, the mapping waits, and the probe is one call."""
    before = checks(stage)
    revoke(stage)
    await store.put_bindings(item("wc_1"), wait=0)
    await until(lambda: needs_reconnect(store))
    stage.clock.shift(600)
    progress = (await store.get("/v1/sync")).json
    assert progress["pending"] == 1
    assert checks(stage) == before + 1
    assert len(stage.sandbox.calls_to("POST", f"{SYNC}-from-wordpress")) == 1


async def needs_reconnect(store: ConnectedStore) -> bool:
    return await state(store) == "needsReconnect"


@pytest.mark.parametrize("status", [403, 500, 503])
async def test_other_refusals_never_disconnect(
    stage: Stage, store: ConnectedStore, browser: Browser, status: int
) -> None:
    """Neither of a call nor of the probe after a 401."""
    fail(stage, SESSION, status=status)
    await browser.session()
    fail(stage, SESSION, **UNAUTHORIZED)
    fail(stage, CHECK, status=status, times=None)
    assert (await browser.session()).code != "store.needsReconnect"
    await store.post("/v1/store/check")
    assert await state(store) == "connected"


async def test_check_says_the_credential_is_lost_and_found_again(
    stage: Stage, store: ConnectedStore
) -> None:
    """`POST /v1/store/check` confirms a 401 itself; when Alter accepts again, all goes on."""
    revoke(stage)
    lost = await store.post("/v1/store/check")
    assert (lost.status, lost.code) == (409, "store.needsReconnect")
    assert await state(store) == "needsReconnect"
    await store.put_bindings(item("wc_1"), wait=0)
    for credential in stage.sandbox.world.credentials.values():
        credential.revoked = False
    found = await store.post("/v1/store/check")
    assert (found.status, found.json["state"]) == (200, "connected")
    await until(lambda: nothing_pending(store))
    assert len(stage.sandbox.world.bindings) == 1


async def nothing_pending(store: ConnectedStore) -> bool:
    return bool((await store.get("/v1/sync")).json["pending"] == 0)


async def test_an_unregistered_domain_is_named_with_the_page_to_register_it(
    stage: Stage, browser: Browser
) -> None:
    """The error names the shop's domain and where in Alter's panel it belongs."""
    stage.sandbox.knobs.embed_domains = ["https://another.example"]
    answer = await browser.session()
    assert (answer.status, answer.json["upstreamCode"]) == (409, "embed.originNotAllowed")
    assert answer.json["upstreamStatus"] == 403
    assert SHOP in answer.json["detail"]
    assert "E-commerce Settings > Integration" in answer.json["detail"]


async def test_an_outage_is_told_as_one(stage: Stage, browser: Browser) -> None:
    """503 with Retry-After; after several in a row Alter is left alone, and the words stay true."""
    fail(stage, SESSION, times=None, status=503)
    answers = [await browser.session() for _ in range(7)]
    assert {answer.status for answer in answers} == {503}
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in answers)
    assert len(stage.sandbox.calls_to("POST", SESSION)) == 5
    assert answers[-1].code == "alter.unreachable"
    assert "limit" not in answers[-1].json["detail"]
