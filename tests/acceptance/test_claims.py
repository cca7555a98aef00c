"""A shopper's order becomes a line of the cart: from the session to the claim, through HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from connector.domain.claim import CLOCK_LEEWAY
from connector.domain.retention import Retention
from connector.flows.housekeeping import KeepHouse
from connector.sandbox.faults import Fault
from tests.acceptance.carting import (
    CLAIMS,
    LOCKED,
    SESSION_UNKNOWN,
    SEVERAL,
    TAKEN,
    UNKNOWN,
    WRONG_DESIGN,
    Visitor,
    made,
    refusal,
    visiting,
)
from tests.acceptance.ordering import line, tell
from tests.stage.stage import ConnectedStore, Reply, Stage, Staging, item
from tests.web.everything import dumped

LEEWAY = CLOCK_LEEWAY.total_seconds()
SHARING = "http://second.localhost"


@pytest.fixture
async def stage(staging: Staging) -> AsyncIterator[Stage]:
    """Without a running worker: `stage.work()` is when things are sent."""
    async with staging(worker=False) as opened:
        yield opened


@pytest.fixture
async def store(stage: Stage) -> ConnectedStore:
    return await stage.connect()


@pytest.fixture
async def visitor(stage: Stage, store: ConnectedStore) -> Visitor:
    return await visiting(stage, store)


async def sharing(stage: Stage) -> ConnectedStore:
    return await stage.connect(SHARING, share=True)


@pytest.mark.parametrize("document", ["current", "older"])
async def test_the_cart_gets_what_alter_says_of_the_order(
    stage: Stage, visitor: Visitor, document: Any
) -> None:
    """Options, variant, quantity and price of every item, in both documents' shapes."""
    stage.sandbox.knobs.document = document
    order = await visitor.presses(3, 2)
    answer = await visitor.claims(order)
    assert answer.status == 201
    found = answer.json
    assert found.keys() == {"claimId", "alterOrderId", "lines", "designName", "thumbnailUrl"}
    assert found["claimId"].startswith("cl_")
    assert (found["alterOrderId"], found["designName"]) == (order.id, order.design.name)
    picture = await visitor.stage.anyone.get(
        found["thumbnailUrl"].removeprefix(stage.connector.settings.service.public_url)
    )
    assert (picture.status, picture.headers["Content-Type"].partition("/")[0]) == (200, "image")
    assert [each["quantity"] for each in found["lines"]] == [3, 2]
    for shown, one in zip(found["lines"], order.lines, strict=True):
        assert shown["orderDetailId"] == one.id
        assert (shown["unitPrice"], shown["currency"]) == (one.unit_cents / 100, "EUR")
        assert shown["options"].keys() == {"size", "material", "printType", "color"}
        assert shown["options"]["size"]["name"]["en"] == one.size.en
        assert shown["options"]["color"]["hex"] == one.colour.hex
        assert shown["variant"]["id"] > 0
    assert stage.sandbox.refused == 0


async def test_without_a_number_the_one_order_of_the_session_is_meant(
    stage: Stage, visitor: Visitor
) -> None:
    """Not those before it, of other designs, or of other statuses; and the same one when asked again."""
    made(stage, ago=LEEWAY + 60)
    made(stage, design=382)
    for status in ("paid", "processing", "completed", "cancelled"):
        made(stage, status=status)
    gone = made(stage)
    gone.delete(gone.created_at)
    assert refusal(await visitor.claims(None)) == UNKNOWN
    order = await visitor.presses()
    first, again = await visitor.claims(None), await visitor.claims(None)
    assert (first.status, first.json["alterOrderId"]) == (201, order.id)
    assert again.json == first.json


async def test_without_a_number_several_are_an_error_that_says_what_to_do(
    visitor: Visitor, stage: Stage
) -> None:
    """Also when one of them is the caller's: a repeat must not take the second in the first one's stead."""
    one = await visitor.presses()
    assert (await visitor.claims(None)).status == 201
    two = await visitor.presses()
    answer = await visitor.claims(None)
    assert refusal(answer) == SEVERAL
    assert "alterOrderId" in answer.json["detail"]
    await visitor.opens()
    assert (await visitor.claims(None)).json["alterOrderId"] == two.id
    assert (await visitor.claims(one)).json["alterOrderId"] == one.id


async def test_others_claims_and_linked_orders_are_not_the_one_that_is_meant(
    stage: Stage, visitor: Visitor
) -> None:
    """Neither another visitor's, nor another store's, nor one that was bought."""
    own, others, bought, foreign = [made(stage) for _ in range(4)]
    assert (await visitor.another().claims(others)).status == 201
    await tell(visitor.store, 1, "pending", line(bought, 1))
    await tell(await sharing(stage), 1, "pending", line(foreign, 1))
    assert (await visitor.claims(None)).json["alterOrderId"] == own.id


async def test_too_many_newer_orders_ask_for_the_number(stage: Stage, visitor: Visitor) -> None:
    """Four pages are looked at; then nobody can say that there is only one."""
    order = await visitor.presses()
    for _ in range(120):
        made(stage, design=382)
    assert (await visitor.claims(None)).json["alterOrderId"] == order.id
    for _ in range(120):
        made(stage, design=382)
    before = len(stage.sandbox.calls_to("GET", "/customer-orders"))
    assert refusal(await visitor.claims(None)) == SEVERAL
    assert len(stage.sandbox.calls_to("GET", "/customer-orders")) == before + 4
    assert (await visitor.claims(order)).status == 201


@pytest.mark.parametrize("status", ["paid", "processing", "completed", "cancelled"])
async def test_a_bought_order_is_locked(visitor: Visitor, status: str) -> None:
    """Before the claim and after it; `editable` is as good as `shopping_cart`."""
    claimed, order = await visitor.presses(), await visitor.presses()
    assert (await visitor.claims(claimed)).status == 201
    for each in (claimed, order):
        each.status = status
        assert refusal(await visitor.claims(each)) == LOCKED
        each.status = "editable"
        assert (await visitor.claims(each)).status == 201


async def test_another_design_is_refused(stage: Stage, visitor: Visitor) -> None:
    """Of what was made in the session; of what was not, nothing is said."""
    assert refusal(await visitor.claims(made(stage, design=382))) == WRONG_DESIGN
    assert refusal(await visitor.claims(made(stage, design=382, ago=LEEWAY + 60))) == UNKNOWN


async def test_an_order_must_be_made_within_the_session(stage: Stage, visitor: Visitor) -> None:
    """From two minutes before it to two minutes after it: clocks differ."""
    assert (await visitor.claims(made(stage, ago=LEEWAY - 10))).status == 201
    assert refusal(await visitor.claims(made(stage, ago=LEEWAY + 10))) == UNKNOWN
    end = visitor.session["expiresIn"] if visitor.session else 0
    assert (await visitor.claims(made(stage, ago=-end - LEEWAY + 10))).status == 201
    assert refusal(await visitor.claims(made(stage, ago=-end - LEEWAY - 10))) == UNKNOWN


async def test_alters_clock_may_be_a_minute_off(stage: Stage, visitor: Visitor) -> None:
    """Whichever way; an order that starts as `editable` is as good."""
    stage.sandbox.knobs.order_status = "editable"
    for seconds in (-60, 60):
        stage.sandbox.knobs.order_clock_ahead = seconds
        assert (await visitor.claims(await visitor.presses())).status == 201
    stage.sandbox.knobs.order_clock_ahead = -600
    assert refusal(await visitor.claims(await visitor.presses())) == UNKNOWN


async def test_a_claim_may_come_a_day_after_its_session(stage: Stage, visitor: Visitor) -> None:
    """A laptop slept, or the connector did; after WooCommerce's 48 hours the session is forgotten."""
    order, late = await visitor.presses(), await visitor.presses()
    end = Retention().sessions.total_seconds()
    stage.clock.shift(end)
    await stage.work()
    assert (await visitor.claims(order)).status == 201
    stage.clock.shift(3700)
    await KeepHouse(stage.database, stage.clock)()
    assert refusal(await visitor.claims(late)) == SESSION_UNKNOWN
    assert (await visitor.claims(order)).status == 201


async def test_a_renewed_session_still_claims_with_the_old_one(
    stage: Stage, visitor: Visitor
) -> None:
    """Renewed long after the order: the session that it was made in claims it, the new one does not."""
    order, first = await visitor.presses(), visitor.session
    stage.clock.shift(LEEWAY + 60)
    await visitor.opens()
    assert refusal(await visitor.claims(order)) == UNKNOWN
    visitor.session = first
    assert (await visitor.claims(order)).status == 201


async def test_the_session_must_be_of_this_product_and_runtime_type(
    stage: Stage, visitor: Visitor
) -> None:
    """Wherever it is bound to the same design; and a reference that was never issued."""
    await visitor.store.put_bindings(item("wc_2"), item("wc_1", runtimeType="viewer"), wait=0)
    await stage.work()
    order = await visitor.presses()
    wrong: list[dict[str, Any]] = [
        {"externalProductId": "wc_2"},
        {"externalProductId": "wc_404"},
        {"runtimeType": "viewer"},
        {"sessionRef": "ss_nobodys"},
    ]
    for fields in wrong:
        assert refusal(await visitor.claims(order, **fields)) == SESSION_UNKNOWN, fields
        assert refusal(await visitor.claims(None, **fields)) == SESSION_UNKNOWN, fields
    assert (await visitor.claims(order)).status == 201


async def test_a_parents_session_covers_its_unbound_variations(
    stage: Stage, visitor: Visitor
) -> None:
    """As when it is opened: a variation with a live binding of its own has sessions of its own."""
    order, other = await visitor.presses(), await visitor.presses()
    assert (await visitor.claims(order, externalProductId="wc_1_7")).status == 201
    await visitor.store.put_bindings(item("wc_1_8", 382), wait=0)
    await stage.work()
    assert refusal(await visitor.claims(other, externalProductId="wc_1_8")) == SESSION_UNKNOWN
    await visitor.opens("wc_1_8")
    own = await visitor.presses()
    assert refusal(await visitor.claims(own)) == SESSION_UNKNOWN
    assert (await visitor.claims(own, externalProductId="wc_1_8")).status == 201


async def test_a_product_switched_off_meanwhile_is_still_claimed(
    stage: Stage, visitor: Visitor
) -> None:
    """The shopper was let in and has made the order; what is sold is WooCommerce's to say."""
    order = await visitor.presses()
    await visitor.store.put_bindings(item("wc_1", status="inactive"), wait=0)
    await stage.work()
    assert (await visitor.claims(order)).status == 201


async def test_another_sessions_design_of_the_same_product_is_wrong_after_a_change(
    stage: Stage, visitor: Visitor
) -> None:
    """The product opens another design now; what was claimed before stays claimed."""
    claimed, order = await visitor.presses(), await visitor.presses()
    first = await visitor.claims(claimed)
    await visitor.store.put_bindings(item("wc_1", 382), wait=0)
    await stage.work()
    assert refusal(await visitor.claims(order)) == WRONG_DESIGN
    assert (await visitor.claims(claimed)).json == first.json


async def test_the_same_key_gets_the_same_claim(stage: Stage, visitor: Visitor) -> None:
    """One after the other, at once, with a newer session, and as the order is by now."""
    order = await visitor.presses(2)
    at_once = await asyncio.gather(*(visitor.claims(order) for _ in range(6)))
    assert {answer.status for answer in at_once} == {201}
    assert len({answer.json["claimId"] for answer in at_once}) == 1
    await visitor.opens()
    order.lines[0].quantity = 5
    again = (await visitor.claims(order, sessionRef="ss_forgotten")).json
    assert again["claimId"] == at_once[0].json["claimId"]
    assert again["lines"][0]["quantity"] == 5


async def test_another_key_finds_it_taken(visitor: Visitor) -> None:
    """Also the same key for another product: it lies in the cart already."""
    order = await visitor.presses()
    await visitor.claims(order)
    assert refusal(await visitor.another().claims(order)) == TAKEN
    assert refusal(await visitor.claims(order, externalProductId="wc_1_7")) == TAKEN
    assert refusal(await visitor.another().claims(None)) == UNKNOWN


async def test_of_two_keys_at_once_exactly_one_wins(visitor: Visitor) -> None:
    """Ten times over, whoever is first: one 201, one taken, and the winner keeps it."""
    for number in range(10):
        order = await visitor.presses()
        two = [visitor.another(f"racing-visitor-{number}-{side}") for side in "ab"]
        answers = await asyncio.gather(*(each.claims(order) for each in two))
        assert sorted(answer.status for answer in answers) == [201, 409]
        loser, winner = sorted(zip(answers, two, strict=True), key=lambda pair: -pair[0].status)
        assert refusal(loser[0]) == TAKEN
        assert (await winner[1].claims(order)).json == winner[0].json


async def test_an_order_that_is_not_there_is_unknown(stage: Stage, visitor: Visitor) -> None:
    """Never made, deleted (also after the claim), of another storefront."""
    claimed, deleted = await visitor.presses(), await visitor.presses()
    await visitor.claims(claimed)
    for order in (claimed, deleted):
        order.delete(order.created_at)
        assert refusal(await visitor.claims(order)) == UNKNOWN
    elsewhere = stage.sandbox.world.add_storefront()
    designs = stage.sandbox.world.designs.values()
    design = next(each.id for each in designs if each.storefront_id == elsewhere.id)
    assert refusal(await visitor.claims(made(stage, design=design))) == UNKNOWN
    for number in (424242, 2**53 - 1):
        assert refusal(await visitor.claims(number)) == UNKNOWN


async def test_another_stores_order_is_as_if_it_had_never_been(
    stage: Stage, visitor: Visitor
) -> None:
    """Linked to its WooCommerce order, or claimed where this store could not have made it."""
    other = await sharing(stage)
    linked = made(stage)
    await tell(other, 1, "pending", line(linked, 1))
    theirs = await visiting(stage, other, "wc2_1", designId=382)
    claimed = await theirs.presses()
    assert (await theirs.claims(claimed, externalProductId="wc2_1")).status == 201
    never = await visitor.claims(424242)
    for order in (linked, claimed):
        answer = await visitor.claims(order)
        assert without_id(answer) == without_id(never)
    claimed.status = "paid"
    assert without_id(await visitor.claims(claimed)) == without_id(never)
    stage.sandbox.knobs.faults.append(Fault(path="/customer-orders", status=500, times=None))
    assert (await visitor.claims(linked)).status == 503


def without_id(answer: Reply) -> tuple[int, Any]:
    return answer.status, {key: value for key, value in answer.json.items() if key != "requestId"}


async def test_two_stores_of_a_storefront_share_no_order(stage: Stage, visitor: Visitor) -> None:
    """Both sell the design, both have a session: the first gets it, the other hears that it is taken."""
    theirs = await visiting(stage, await sharing(stage), "wc2_1")
    theirs.key = visitor.key
    product = {"externalProductId": "wc2_1"}
    for number in range(3):
        order = await (visitor if number % 2 else theirs).presses()
        answers = await asyncio.gather(visitor.claims(order), theirs.claims(order, **product))
        assert sorted(answer.status for answer in answers) == [201, 409]
    order = await visitor.presses()
    assert (await visitor.claims(order)).status == 201
    assert refusal(await theirs.claims(order, **product)) == TAKEN
    assert refusal(await theirs.claims(order)) == SESSION_UNKNOWN
    assert refusal(await theirs.claims(order, sessionRef=visitor.ref, **product)) == SESSION_UNKNOWN


async def test_a_bought_order_is_in_nobodys_cart_any_more(stage: Stage, visitor: Visitor) -> None:
    """Its own visitor may look at it again while it is open; nobody else, claimed before or not."""
    mine, unclaimed = await visitor.presses(), await visitor.presses()
    await visitor.claims(mine)
    await tell(visitor.store, 1, "pending", line(mine, 1), line(unclaimed, 1))
    assert (await visitor.claims(mine)).status == 201
    assert refusal(await visitor.claims(unclaimed)) == TAKEN
    assert refusal(await visitor.another().claims(mine)) == TAKEN


async def test_an_event_finds_a_claimed_order_taken(stage: Stage, visitor: Visitor) -> None:
    """The other store's event does nothing; the claimant's links it."""
    other = await sharing(stage)
    order, free = await visitor.presses(), await visitor.presses()
    await visitor.claims(order)
    answer = await tell(other, 1, "cancelled", line(order, 1), line(free, 1))
    assert answer.json["accepted"] == [
        {"alterOrderId": order.id, "queued": False, "code": "orders.notOwner"},
        {"alterOrderId": free.id, "queued": True, "code": None},
    ]
    own = await tell(visitor.store, 1, "processing", line(order, 1))
    assert own.json["jobs"] == 1
    await stage.work()
    assert (order.status, free.status) == ("paid", "cancelled")


async def test_old_claims_are_forgotten_and_used_ones_kept(stage: Stage, visitor: Visitor) -> None:
    """Sixty days after the last claim; claiming again starts them anew."""
    used, abandoned = await visitor.presses(), await visitor.presses()
    for order in (used, abandoned):
        await visitor.claims(order)
    days = Retention().claims.total_seconds()
    stage.clock.shift(days - 3600)
    kept = (await visitor.claims(used)).json["claimId"]
    stage.clock.shift(7200)
    await KeepHouse(stage.database, stage.clock)()
    assert (await visitor.claims(used)).json["claimId"] == kept
    assert refusal(await visitor.claims(abandoned)) == SESSION_UNKNOWN
    assert len((await dumped(stage.database))["claims"]) == 1


async def test_the_key_is_stored_as_a_hash(stage: Stage, visitor: Visitor) -> None:
    """And shown nowhere."""
    answer = await visitor.claims(await visitor.presses())
    assert visitor.key not in answer.body.decode()
    (row,) = (await dumped(stage.database))["claims"]
    assert visitor.key not in row


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 503}, {"reset": True}])
async def test_alter_in_trouble_is_503_and_claims_nothing(
    stage: Stage, visitor: Visitor, fault: dict[str, Any]
) -> None:
    """With Retry-After; afterwards the same claim goes through."""
    order = await visitor.presses()
    stage.sandbox.knobs.faults.append(Fault(path="/customer-orders", times=None, **fault))
    for wanted in (order, None):
        answer = await visitor.claims(wanted)
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) >= 1
    assert (await dumped(stage.database))["claims"] == []
    stage.sandbox.knobs.faults.clear()
    stage.clock.shift(60)
    assert (await visitor.claims(order)).status == 201


async def test_an_answer_that_is_no_order_is_503(stage: Stage, visitor: Visitor) -> None:
    """Nothing is guessed of a price that cannot be read."""
    order = await visitor.presses()
    shown: dict[str, Any] = {"id": order.id, "customizerId": 381, "orderStatus": "editable"}
    for wrong in ({}, {"order": shown}, {"order": shown | {"createdAt": "yesterday"}}):
        fault = Fault(path="/customer-orders/", status=200, body=wrong)
        stage.sandbox.knobs.faults.append(fault)
        assert (await visitor.claims(order)).status == 503
    assert (await dumped(stage.database))["claims"] == []


async def test_a_dead_credential_says_so(stage: Stage, visitor: Visitor) -> None:
    """After one probe; the next claim does not even ask."""
    order = await visitor.presses()
    for credential in stage.sandbox.world.credentials.values():
        credential.revoked = True
    for wanted in (order, order, None):
        assert refusal(await visitor.claims(wanted)) == (409, "store.needsReconnect")
    assert len(stage.sandbox.calls_to("GET", f"/customer-orders/{order.id}")) == 1


async def test_a_refused_scope_is_named(stage: Stage, visitor: Visitor) -> None:
    """403 disconnects nobody."""
    order = await visitor.presses()
    stage.sandbox.knobs.faults.append(Fault(path="/customer-orders/", status=403))
    answer = await visitor.claims(order)
    assert (refusal(answer), answer.json["upstreamStatus"]) == ((409, "alter.refused"), 403)
    assert (await visitor.claims(order)).status == 201


async def test_it_takes_the_stores_own_token(stage: Stage, visitor: Visitor) -> None:
    """Not a browser, not nobody."""
    for headers in ({}, {"Authorization": "Bearer alc_x"}):
        answer = await stage.anyone.post(CLAIMS, {}, headers=headers)
        assert refusal(answer) == (401, "auth.invalidToken")
