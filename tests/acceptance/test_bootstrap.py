"""The runtime bootstrap through the connector: only its own tokens, fetched once, stale in need."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest

from connector.sandbox.faults import Fault
from tests.acceptance.browser import Browser
from tests.stage.stage import SHOP, ConnectedStore, Stage, item
from tests.stage.waiting import until

BOOTSTRAP = "/runtime/bootstrap"
ADDRESS = "/public-api/v1/runtime/bootstrap"


@pytest.fixture
async def browser(stage: Stage, store: ConnectedStore) -> Browser:
    await store.put_bindings(item("wc_1"), item("wc_2"))
    return Browser.on(stage, store)


async def opened(browser: Browser) -> str:
    """The token of a fresh session; its bootstrap is already being fetched ahead."""
    return str((await browser.session()).json["token"])


def fetched(stage: Stage) -> int:
    return len(stage.sandbox.calls_to("GET", BOOTSTRAP))


async def test_a_token_of_ours_gets_alters_answer_unchanged(stage: Stage, browser: Browser) -> None:
    """The same JSON as from Alter itself, never kept by browsers or proxies."""
    token = await opened(browser)
    answer = await browser.bootstrap(token)
    assert answer.status == 200
    assert answer.json["productId"] == "wc_1"
    assert answer.headers["Cache-Control"] == "private, no-store"
    direct = await direct_bootstrap(stage, token)
    assert answer.body == direct


async def direct_bootstrap(stage: Stage, token: str) -> bytes:
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.get(stage.sandbox.api_url + BOOTSTRAP) as response,
    ):
        return await response.read()


async def test_it_is_fetched_once_and_ahead(stage: Stage, browser: Browser) -> None:
    """Many at once and one after the other: one upstream call, with nothing of the browser in it."""
    token = await opened(browser)
    many = await asyncio.gather(*(browser.bootstrap(token) for _ in range(5)))
    assert {answer.status for answer in many} == {200}
    again = await browser.bootstrap(token)
    assert again.headers["X-Connector-Cache"] == "hit"
    assert fetched(stage) == 1
    (call,) = stage.sandbox.calls_to("GET", BOOTSTRAP)
    assert not {"origin", "referer", "cookie"} & call.headers.keys()


async def test_foreign_tokens_are_refused_without_asking_alter(
    stage: Stage, browser: Browser
) -> None:
    """401 in Alter's words for Alter's own other tokens, for nonsense, for none."""
    issued = stage.sandbox.issue_credential()
    body = {"origin": SHOP, "tool": "customizer", "designId": 381}
    async with (
        aiohttp.ClientSession(headers=issued.headers) as session,
        session.post(stage.sandbox.api_url + "/embed/session", json=body) as response,
    ):
        foreign = (await response.json())["token"]
    wrong = [f"Bearer {foreign}", "Bearer x", "Bearer ", "Basic eDp5", foreign]
    for value in wrong:
        answer = await browser.bootstrap("", Authorization=value)
        assert (answer.status, answer.json) == (401, {"error": "Unauthorized"}), value[:12]
    bare = await stage.anyone.get(ADDRESS)
    assert (bare.status, bare.json) == (401, {"error": "Unauthorized"})
    assert fetched(stage) == 0


async def test_after_a_minute_it_is_asked_for_again(stage: Stage, browser: Browser) -> None:
    """Kept for sixty seconds at most."""
    token = await opened(browser)
    await browser.bootstrap(token)
    stage.clock.shift(59)
    assert (await browser.bootstrap(token)).headers["X-Connector-Cache"] == "hit"
    stage.clock.shift(2)
    assert (await browser.bootstrap(token)).headers["X-Connector-Cache"] == "miss"
    assert fetched(stage) == 2


@pytest.mark.parametrize(
    "fault", [{"status": 500}, {"status": 429}, {"reset": True}], ids=["500", "429", "reset"]
)
async def test_while_alter_fails_the_last_answer_serves(
    stage: Stage, browser: Browser, fault: dict[str, Any]
) -> None:
    """Stale within the token's life; past it 401, whatever is kept."""
    token = await opened(browser)
    fresh = await browser.bootstrap(token)

    async def fetched_whole() -> bool:
        """It looks at the manifest after the answer is kept, and would be joined however the clock jumps."""
        return not stage.connector.bootstraps._fetching

    await until(fetched_whole)
    stage.sandbox.knobs.faults.append(Fault(path=BOOTSTRAP, times=None, **fault))
    stage.clock.shift(120)
    stale = await browser.bootstrap(token)
    assert (stale.status, stale.body) == (200, fresh.body)
    assert stale.headers["X-Connector-Cache"] == "stale"
    stage.clock.shift(900 - 120)
    assert (await browser.bootstrap(token)).status == 401


async def test_what_alter_decided_is_not_overruled_by_an_older_answer(
    stage: Stage, browser: Browser
) -> None:
    """A 403 of Alter passes with its body, and is asked again after a quarter of a minute."""
    token = await opened(browser)
    await browser.bootstrap(token)
    refusal = {"code": "runtime.bindingInactive"}
    stage.sandbox.knobs.faults.append(Fault(path=BOOTSTRAP, status=403, body=refusal))
    stage.clock.shift(61)
    answer = await browser.bootstrap(token)
    assert (answer.status, answer.json) == (403, refusal)
    stage.clock.shift(16)
    assert (await browser.bootstrap(token)).status == 200


async def test_nothing_kept_and_alter_down_is_503(stage: Stage, browser: Browser) -> None:
    """With Retry-After, in Alter's shape."""
    stage.sandbox.knobs.faults.append(Fault(path=BOOTSTRAP, status=503, times=None))
    answer = await browser.bootstrap(await opened(browser))
    assert (answer.status, answer.json) == (503, {"code": "connector.upstreamUnavailable"})
    assert int(answer.headers["Retry-After"]) >= 1


@pytest.mark.parametrize(
    "fault",
    [{"status": 503}, {"status": 429}, {"reset": True}, {"status": 403}, {"html": "<p>"}],
    ids=["503", "429", "reset", "403", "html"],
)
async def test_a_failure_can_be_read_by_the_page_that_asked(
    stage: Stage, browser: Browser, fault: dict[str, Any]
) -> None:
    """Whatever went wrong, for a good token: the store's pages and Alter's own, and nobody else's."""
    stage.sandbox.knobs.faults.append(Fault(path=BOOTSTRAP, times=None, **fault))
    token = await opened(browser)
    for origin, named in (
        (SHOP, SHOP),
        (stage.sandbox.origin, stage.sandbox.origin),
        ("https://evil.example", None),
    ):
        answer = await browser.bootstrap(token, Origin=origin)
        assert answer.status == (403 if fault.get("status") == 403 else 503)
        assert answer.headers.get("Access-Control-Allow-Origin") == named
        exposed = answer.headers.get("Access-Control-Expose-Headers", "")
        assert ("Retry-After" in exposed) is (named is not None)
        assert answer.headers["Vary"] == "Origin, Authorization"


async def test_a_change_at_alter_is_seen_at_once(
    stage: Stage, store: ConnectedStore, browser: Browser
) -> None:
    """A confirmed sync ends what was kept of the store: a deactivated binding opens nothing more."""
    token = await opened(browser)
    await browser.bootstrap(token)
    row = (await store.get("/v1/bindings?externalProductId=wc_1")).json["items"][0]
    assert (await store.post(f"/v1/bindings/{row['bindingId']}/deactivate")).status == 200
    answer = await browser.bootstrap(token)
    assert (answer.status, answer.json) == (403, {"code": "runtime.bindingInactive"})


async def test_another_storefront_ends_the_sessions_of_the_old_one(
    stage: Stage, store: ConnectedStore, browser: Browser
) -> None:
    """Nothing kept of the old storefront is shown, not even while Alter is down."""
    token = await opened(browser)
    await browser.bootstrap(token)
    other = stage.sandbox.world.add_storefront()
    await stage.connect(storefront_id=other.id, headers=dict(store.headers))
    stage.sandbox.knobs.faults.append(Fault(path=BOOTSTRAP, status=503, times=None))
    assert (await browser.bootstrap(token)).status == 401


async def test_only_the_store_and_alters_own_pages_may_read_it(
    stage: Stage, store: ConnectedStore, browser: Browser
) -> None:
    """`Origin` is reflected for them and nobody else; never with credentials."""
    token = await opened(browser)
    for origin, named in (
        (SHOP, SHOP),
        (stage.sandbox.origin, stage.sandbox.origin),
        ("https://evil.example", None),
        ("null", None),
    ):
        for bearer in (token, "wrong"):
            answer = await browser.bootstrap(bearer, Origin=origin)
            expected = named if bearer == token or origin == stage.sandbox.origin else None
            assert answer.headers.get("Access-Control-Allow-Origin") == expected, (origin, bearer)
            assert answer.headers["Vary"] == "Origin, Authorization"
            assert answer.headers["Cache-Control"] == "private, no-store"
            assert "Access-Control-Allow-Credentials" not in answer.headers


async def test_preflight_answers_every_origin_alike(stage: Stage) -> None:
    """It carries no token, so there is nothing to decide."""
    for origin in ("https://a.example", "null"):
        asking = {"Origin": origin, "Access-Control-Request-Headers": "authorization"}
        answer = await stage.anyone.call("OPTIONS", ADDRESS, headers=asking)
        assert answer.status == 204
        assert answer.headers["Access-Control-Allow-Origin"] == origin
        assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
        assert answer.headers["Access-Control-Max-Age"] == "7200"
