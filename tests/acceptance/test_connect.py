"""Connecting a store, told from outside: start, the owner's approval, complete."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import parse_qs, urlsplit

from connector.alter.breaker import FAILURES_TO_OPEN
from connector.alter.budget import ANONYMOUS
from connector.alter.endpoint import LimitClass
from connector.domain.connection import ANSWER_LIFETIME
from connector.domain.priority import Priority
from connector.flows.housekeeping import KeepHouse
from connector.sandbox.faults import Fault
from connector.store import connections
from tests.stage.stage import SHOP, Stage, Staging
from tests.stage.waiting import struck
from wp_bridge.protocol import challenge_s256

EXCHANGE = "/wp-connect/exchange"
TEN_MINUTES = ANSWER_LIFETIME.total_seconds()


async def test_a_store_connects_and_the_repeat_gets_the_same_bytes(stage: Stage) -> None:
    """The same proof again answers byte for byte, without a second exchange."""
    body = await stage.approved()
    first = await stage.complete(body)
    again = await stage.complete(body)
    assert first.status == again.status == 200
    assert first.body == again.body
    assert len(stage.sandbox.calls_to("POST", EXCHANGE)) == 1


async def test_the_answer_of_complete_is_the_contracts(stage: Stage) -> None:
    """Exactly the documented fields, and `store` is what `GET /v1/store` says."""
    store = await stage.connect()
    assert list(store.answer) == [
        "storeId",
        "storeToken",
        "storefrontKey",
        "ticketSecret",
        "store",
    ]
    shown = (await store.get("/v1/store")).json
    assert store.answer["store"].keys() == shown.keys()
    assert shown["storefrontId"] == 12
    assert shown["state"] == "connected"
    assert shown["origins"] == [SHOP]
    assert shown["externalIdPrefix"] == "wc_"
    assert shown["plan"]["limits"]["activeBindings"] == 100


async def test_start_sends_the_owner_to_alters_page_with_exactly_the_documented_parameters(
    stage: Stage,
) -> None:
    """`authorizeUrl` is ALTER_CONNECT_URL with six parameters, addresses in canonical form."""
    answer = await stage.anyone.post(
        "/v1/connect/start",
        {
            "storeUrl": "HTTP://Shop.LocalHost:80/Blog",
            "returnUrl": "http://shop.localhost/Blog/wp-admin/admin.php?page=alter&x=1",
        },
    )
    assert answer.status == 201
    assert sorted(answer.json) == [
        "authorizeUrl",
        "connectSecret",
        "connectionId",
        "expiresAt",
        "state",
    ]
    page, _, query = answer.json["authorizeUrl"].partition("?")
    sent = parse_qs(query, strict_parsing=True)
    challenge = sent.pop("code_challenge")[0]
    assert page == stage.sandbox.connect_url
    assert len(challenge) == 43
    assert sent == {
        "store_url": ["http://shop.localhost/Blog/"],
        "site_origin": ["http://shop.localhost"],
        "redirect_uri": ["http://shop.localhost/Blog/wp-admin/admin.php?page=alter&x=1"],
        "state": [answer.json["state"]],
        "code_challenge_method": ["S256"],
    }


async def test_an_international_name_is_sent_in_punycode(stage: Stage) -> None:
    """Alter never sees two spellings of one shop."""
    answer = await stage.start("https://Łódź.example")
    sent = parse_qs(urlsplit(answer.json["authorizeUrl"]).query)
    assert sent["store_url"] == ["https://xn--d-uga0v4h.example/"]
    assert sent["site_origin"] == ["https://xn--d-uga0v4h.example"]


async def test_the_exchange_carries_what_the_page_was_told(stage: Stage) -> None:
    """Code, addresses and the verifier of the challenge on the authorise page, and nothing else."""
    started = (await stage.start()).json
    approval = await stage.sandbox.approve(started["authorizeUrl"])
    body = {name: started[name] for name in ("connectionId", "connectSecret", "state")}
    await stage.complete(body | {"code": approval.code})
    sent = stage.sandbox.calls_to("POST", EXCHANGE)[0].body
    page = parse_qs(urlsplit(started["authorizeUrl"]).query)
    assert challenge_s256(sent.pop("codeVerifier")) == page["code_challenge"][0]
    assert sent == {"code": approval.code, "storeUrl": f"{SHOP}/", "siteOrigin": SHOP}


async def test_two_at_once_make_one_exchange_and_both_get_the_answer(stage: Stage) -> None:
    """A browser that reloads while the first request runs hears the same."""
    body = await stage.approved()
    stage.sandbox.knobs.faults.append(Fault(path=EXCHANGE, delay=0.2))
    answers = await asyncio.gather(*(stage.complete(body) for _ in range(4)))
    assert [answer.status for answer in answers] == [200] * 4
    assert len({answer.body for answer in answers}) == 1
    assert len(stage.sandbox.calls_to("POST", EXCHANGE)) == 1


async def test_a_wrong_proof_is_refused_and_changes_nothing(stage: Stage) -> None:
    """403 before the exchange; the right proof still works afterwards."""
    body = await stage.approved()
    for field in ("connectSecret", "state"):
        wrong = await stage.complete(body | {field: "wrong-" + body[field]})
        assert (wrong.status, wrong.code) == (403, "connect.proofMismatch"), field
    assert stage.sandbox.calls_to("POST", EXCHANGE) == []
    assert (await stage.complete(body)).status == 200


async def test_a_wrong_proof_does_not_get_the_answer_of_a_completed_connection(
    stage: Stage,
) -> None:
    """All three are asked for again, and the right three still get the answer."""
    body = await stage.approved()
    first = await stage.complete(body)
    for field in ("connectSecret", "state", "code"):
        wrong = await stage.complete(body | {field: "wrong-" + body[field]})
        assert (wrong.status, wrong.code) == (403, "connect.proofMismatch"), field
    assert (await stage.complete(body)).body == first.body


async def test_an_unknown_connection_is_404(stage: Stage) -> None:
    """Nothing is said about connections that never were."""
    body = await stage.approved()
    answer = await stage.complete(body | {"connectionId": "cn_aaaaaaaaaaaaaaaaaaaa"})
    assert (answer.status, answer.code) == (404, "connect.unknown")


async def test_a_connection_expires_after_ten_minutes(stage: Stage) -> None:
    """An owner who comes back too late starts again; the code is not sent."""
    body = await stage.approved()
    stage.clock.shift(TEN_MINUTES + 1)
    answer = await stage.complete(body)
    assert (answer.status, answer.code) == (410, "connect.expired")
    assert stage.sandbox.calls_to("POST", EXCHANGE) == []


async def test_the_answer_is_kept_for_ten_minutes_and_then_erased(stage: Stage) -> None:
    """Ten minutes after completion, not after the start; then 410, whether swept already or not."""
    body = await stage.approved()
    stage.clock.shift(TEN_MINUTES - 30)
    first = await stage.complete(body)
    stage.clock.shift(TEN_MINUTES - 30)
    assert (await stage.complete(body)).body == first.body
    stage.clock.shift(60)
    late = await stage.complete(body)
    assert (late.status, late.code) == (410, "connect.used")


async def test_a_reconnect_erases_the_earlier_answer(stage: Stage) -> None:
    """Its token opens nothing any more, so nobody is handed it again."""
    body = await stage.approved()
    await stage.complete(body)
    await stage.connect()
    again = await stage.complete(body)
    assert (again.status, again.code) == (410, "connect.used")


async def test_a_code_alter_refuses_is_rejected_with_alters_code(stage: Stage) -> None:
    """422 with Alter's own code and status; a repeat hears the same without a second exchange."""
    body = await stage.approved()
    refused = await stage.complete(body | {"code": "hc_never-issued"})
    assert (refused.status, refused.code) == (422, "connect.rejected")
    assert refused.json["upstreamCode"] == "wpConnect.exchange.invalidCode"
    assert refused.json["upstreamStatus"] == 400
    again = await stage.complete(body | {"code": "hc_never-issued"})
    assert (again.status, again.json["upstreamCode"]) == (422, "wpConnect.exchange.invalidCode")
    assert len(stage.sandbox.calls_to("POST", EXCHANGE)) == 1


_LOST: dict[str, dict[str, Any]] = {
    "server error": {"status": 500},
    "bad gateway page": {"html": "<h1>Bad gateway</h1>", "status": 502},
    "unavailable with a wait": {"status": 503, "headers": {"Retry-After": "1"}},
    "reset before it": {"reset": True},
    "answer lost": {"answer_lost": True},
    "half an answer": {"truncate": True},
    "not JSON": {"status": 200, "html": "<h1>Hello</h1>"},
    "no credential in it": {"status": 200, "body": {"message": "ok"}},
    "a token that is none": {"status": 200, "body": {"accessKey": "a", "accessToken": "b\nc"}},
    "rate limited": {"status": 429, "body": {"error": "Too Many Requests"}},
}


async def test_a_lost_exchange_ends_the_attempt_and_the_code_is_never_sent_twice(
    stage: Stage,
) -> None:
    """502 "start again", also for the repeat; a new attempt connects."""
    for name, fault in _LOST.items():
        stage.sandbox.knobs.faults[:] = [Fault(path=EXCHANGE, **fault)]
        before = len(stage.sandbox.calls_to("POST", EXCHANGE))
        body = await stage.approved()
        for _ in range(2):
            answer = await stage.complete(body)
            assert (answer.status, answer.code) == (502, "connect.upstreamUnavailable"), name
        assert len(stage.sandbox.calls_to("POST", EXCHANGE)) == before + 1, name
        stage.clock.shift(30)  # past the pause that follows a 429
        assert (await stage.complete(await stage.approved())).status == 200, name


async def unsent(stage: Stage, body: dict[str, Any]) -> float:
    """Answered 502, twice, and no exchange went out; the time to wait."""
    before = len(stage.sandbox.calls_to("POST", EXCHANGE))
    answers = await asyncio.gather(*(stage.complete(body) for _ in range(2)))
    for answer in answers:
        assert (answer.status, answer.code) == (502, "connect.upstreamUnavailable")
    assert len(stage.sandbox.calls_to("POST", EXCHANGE)) == before
    return max(float(answer.headers["Retry-After"]) for answer in answers)


async def test_while_alter_is_left_alone_the_code_stays_good(stage: Stage) -> None:
    """An open breaker sends nothing: the same proof connects when the pause is over."""
    body = await stage.approved()
    breaker = stage.connector.adapters.breaker
    for _ in range(FAILURES_TO_OPEN):
        breaker.enter().failed()
    stage.clock.shift(await unsent(stage, body) + 1)
    assert (await stage.complete(body)).status == 200
    assert len(stage.sandbox.calls_to("POST", EXCHANGE)) == 1


async def test_a_code_that_was_not_sent_may_be_corrected(stage: Stage) -> None:
    """Nothing is held against an attempt for what never went out."""
    body = await stage.approved()
    stage.connector.adapters.budget.close(ANONYMOUS, LimitClass.EXCHANGE, 60)
    await unsent(stage, body | {"code": "mistyped"})
    stage.clock.shift(61)
    assert (await stage.complete(body)).status == 200


async def test_without_a_slot_for_the_exchange_the_code_stays_good(staging: Staging) -> None:
    """30 exchanges a minute are Alter's limit for all of us: the next one waits, and is not lost."""
    async with staging(worker=False) as stage:
        body = await stage.approved()
        budget = stage.connector.adapters.budget
        while (
            slot := budget.try_acquire(ANONYMOUS, LimitClass.EXCHANGE, Priority.OWNER)
        ) is not None:
            slot.release()
        stage.clock.shift(await unsent(stage, body) + 1)
        assert (await stage.complete(body)).status == 200


async def test_an_unsent_code_does_not_outlive_its_connection(stage: Stage) -> None:
    """Going back to the start gives no more time."""
    body = await stage.approved()
    stage.connector.adapters.budget.close(ANONYMOUS, LimitClass.EXCHANGE, 60)
    await unsent(stage, body)
    stage.clock.shift(TEN_MINUTES + 1)
    late = await stage.complete(body)
    assert (late.status, late.code) == (410, "connect.expired")


async def test_an_exchange_cut_off_by_a_crash_is_lost_after_a_while(stage: Stage) -> None:
    """While one exchange hangs, a repeat that comes after its time is told to start again."""
    body = await stage.approved()
    slow = Fault(path=EXCHANGE, delay=30)
    stage.sandbox.knobs.faults.append(slow)
    hanging = asyncio.create_task(stage.complete(body))
    await struck(slow)
    stage.clock.shift(31)
    repeat = await stage.complete(body)
    assert (repeat.status, repeat.code) == (502, "connect.upstreamUnavailable")
    slow.delay = 0
    await hanging


async def test_a_credential_that_alter_denies_right_away_is_rejected(stage: Stage) -> None:
    """auth/check says 401 to the fresh credential: it is of no use, and not stored."""
    stage.sandbox.knobs.faults.append(
        Fault(path="/auth/check", status=401, body={"error": "Unauthorized"})
    )
    answer = await stage.complete(await stage.approved())
    assert (answer.status, answer.code) == (422, "connect.rejected")
    assert answer.json["upstreamStatus"] == 401


async def test_a_check_that_fails_does_not_stop_the_connect(stage: Stage) -> None:
    """The credential is good as far as anybody knows; the plan is asked for later."""
    stage.sandbox.knobs.faults.append(Fault(path="/auth/check", status=500, times=None))
    store = await stage.connect()
    assert store.answer["store"]["plan"] is None
    assert store.answer["store"]["credential"] == {"checkedAt": None, "scopes": []}
    stage.sandbox.knobs.faults.clear()
    checked = await store.post("/v1/store/check")
    assert checked.json["plan"]["name"] == "Business"
    assert "orders:read" in checked.json["credential"]["scopes"]


async def test_an_owner_who_declines_leaves_no_store(stage: Stage) -> None:
    """Alter sends no code, so there is nothing to complete with."""
    started = (await stage.start()).json
    declined = await stage.sandbox.decline(started["authorizeUrl"])
    assert declined.code is None
    assert stage.sandbox.calls_to("POST", EXCHANGE) == []


async def test_ten_connects_a_minute_for_one_client(staging: Staging) -> None:
    """The eleventh is 429 with Retry-After, for credentials too; a minute later there is room again."""
    async with staging(connect_limit="10/min") as stage:
        for _ in range(10):
            assert (await stage.start()).status == 201
        refused = await stage.start()
        assert (refused.status, refused.code) == (429, "connect.tooMany")
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
        assert (await stage.anyone.post("/v1/connect/credentials", {})).status == 429
        stage.clock.shift(61)
        assert (await stage.start()).status == 201


async def test_the_service_bounds_the_attempts_that_are_open(staging: Staging) -> None:
    """Whoever they come from: 429 until one of them is completed or expires."""
    async with staging(connect_open=2) as stage:
        body = await stage.approved()
        stage.clock.shift(60)
        await stage.approved()
        refused = await stage.start()
        assert (refused.status, refused.code) == (429, "connect.tooMany")
        assert 530 <= int(refused.headers["Retry-After"]) <= 540
        await stage.complete(body)
        assert (await stage.start()).status == 201
        assert (await stage.start()).status == 429
        stage.clock.shift(TEN_MINUTES + 1)
        assert (await stage.start()).status == 201


async def test_an_attempt_that_is_over_keeps_no_secret_and_still_tells_its_end(
    staging: Staging,
) -> None:
    """After housekeeping: nothing sealed is left in the row, and a late repeat hears what it heard before."""
    async with staging(worker=False) as stage:
        completed, late, kept = [await stage.approved() for _ in range(3)]
        await stage.complete(completed)
        shared = await stage.approved("http://second.localhost")
        assert (await stage.complete(shared)).status == 409
        refused = await stage.approved()
        assert (await stage.complete(refused | {"code": "hc_never-issued"})).status == 422
        stage.clock.shift(TEN_MINUTES - 30)
        assert (await stage.complete(kept)).status == 200
        stage.clock.shift(60)
        await prove_no_more(stage)
        await KeepHouse(stage.database, stage.clock)()
        for body, ends in (
            (completed, (410, "connect.used")),
            (late, (410, "connect.expired")),
            (shared | {"shareStorefront": True}, (410, "connect.expired")),
            (refused | {"code": "hc_never-issued"}, (422, "connect.rejected")),
        ):
            answer = await stage.complete(body)
            assert (answer.status, answer.code) == ends
            wrong = await stage.complete(body | {"state": "wrong"})
            assert (wrong.status, wrong.code) == (403, "connect.proofMismatch")
            async with stage.database.read() as connection:
                row = await connections.get(connection, body["connectionId"])
            assert row is not None
            sealed = (row.sealed_connect_secret, row.sealed_verifier, row.sealed_exchange)
            assert sealed == (None, None, None)
            assert row.sealed_answer is None
        assert (await stage.complete(kept)).status == 200, "its answer lives on"


async def prove_no_more(stage: Stage) -> None:
    """The address proofs of all attempts are given up."""
    async with stage.database.write() as connection:
        for attempt in await connections.proofs_due(connection, stage.clock.now(), 9):
            await connections.next_proof(connection, attempt.id, None)
