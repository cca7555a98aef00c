"""Embed sessions: who gets a token, for what, how often, and what Alter learns of it."""

from __future__ import annotations

from typing import Any

import pytest

from connector.sandbox.faults import Fault
from tests.acceptance.browser import Browser
from tests.stage.stage import SHOP, ConnectedStore, Reply, Stage, Staging, item
from wp_bridge.tickets import Mode, Ticket, issue

SESSION = "/embed/session"


@pytest.fixture
async def shop(store: ConnectedStore) -> ConnectedStore:
    """A store whose product wc_1 opens the customizer and the viewer."""
    await store.put_bindings(item("wc_1"), item("wc_1", runtimeType="viewer"))
    return store


@pytest.fixture
def browser(stage: Stage, shop: ConnectedStore) -> Browser:
    return Browser.on(stage, shop)


def ticket(
    stage: Stage,
    store: ConnectedStore,
    product: str = "wc_1",
    *,
    order: str | None = None,
    cart: str | None = None,
    mode: Mode | None = None,
    lives: int = 600,
    secret: str | None = None,
) -> str:
    """As the plugin issues it."""
    expires = int(stage.clock.now().timestamp()) + lives
    content = Ticket(product, order, cart, mode, expires)
    return issue(content, secret or store.ticket_secret)


def asked(stage: Stage) -> list[Any]:
    return stage.sandbox.calls_to("POST", SESSION)


async def test_a_shopper_gets_a_session(stage: Stage, browser: Browser) -> None:
    """201 with every documented field; the token is Alter's, and the answer is kept by nobody."""
    answer = await browser.session()
    assert answer.status == 201
    assert sorted(answer.json) == [
        "appOrigin",
        "cartKey",
        "expiresIn",
        "iframeUrl",
        "runtimeType",
        "sessionRef",
        "sessionToken",
        "token",
    ]
    assert answer.json["token"] == answer.json["sessionToken"]
    assert answer.json["expiresIn"] == 900
    assert len(bytes.fromhex(answer.json["cartKey"])) == 16
    assert answer.json["iframeUrl"] == f"{stage.sandbox.origin}/app/customizer/381"
    assert answer.headers["Cache-Control"] == "no-store"


async def test_alter_learns_the_binding_and_the_origin_and_nothing_of_the_shopper(
    stage: Stage, browser: Browser
) -> None:
    """No Origin, Referer or cookie goes upstream; the fingerprint is not the address."""
    answer = await browser.session()
    (call,) = asked(stage)
    assert call.body == {
        "runtimeBindingId": next(b.id for b in stage.sandbox.world.bindings if "c" in b.key[1]),
        "origin": SHOP,
        "cartKey": answer.json["cartKey"],
        "cartMode": "edit",
    }
    assert not {"origin", "referer", "cookie", "x-forwarded-for"} & call.headers.keys()
    fingerprint = call.headers["x-alter-client-fingerprint"]
    assert len(bytes.fromhex(fingerprint)) == 16
    told = {name: value for name, value in call.headers.items() if name != "host"}
    assert "127.0.0.1" not in str(told)


async def test_the_fingerprint_is_one_per_client_day_and_store(
    staging: Staging,
) -> None:
    """Stable within a day, another the next day, another for another client and another store."""
    async with staging(trusted_proxies="127.0.0.1/32") as stage:
        stage.sandbox.knobs.storefront_per_store = True
        shops = [await opened(stage, url) for url in (SHOP, "http://other.localhost")]

        async def fingerprint(store: ConnectedStore, client: str) -> str:
            browser = Browser.on(stage, store, store.origin)
            browser.headers["X-Forwarded-For"] = client
            assert (await browser.session()).status == 201
            return str(asked(stage)[-1].headers["x-alter-client-fingerprint"])

        first = await fingerprint(shops[0], "203.0.113.1")
        assert await fingerprint(shops[0], "203.0.113.1") == first
        others = [
            await fingerprint(shops[0], "203.0.113.2"),
            await fingerprint(shops[1], "203.0.113.1"),
        ]
        stage.clock.shift(24 * 3600)
        others.append(await fingerprint(shops[0], "203.0.113.1"))
        assert len({first, *others}) == 4


async def opened(stage: Stage, url: str) -> ConnectedStore:
    """A store on a storefront of its own, with wc_1 open."""
    store = await stage.connect(url)
    number = store.answer["store"]["storefrontId"]
    design = next(d.id for d in stage.sandbox.world.designs.values() if d.storefront_id == number)
    await store.put_bindings(item("wc_1", design))
    return store


async def test_only_the_stores_own_pages_get_a_session(stage: Stage, shop: ConnectedStore) -> None:
    """403 before anything is counted or asked; the page may not even read why."""
    for origin in (None, "null", "https://evil.example", f"{SHOP}:8080", ""):
        answer = await Browser.on(stage, shop, origin).session()
        assert (answer.status, answer.code) == (403, "storefront.originNotAllowed"), origin
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert answer.headers["Vary"] == "Origin"
    assert asked(stage) == []


async def test_the_page_may_read_answers_and_errors(stage: Stage, browser: Browser) -> None:
    """CORS names the page's origin on success and on every refusal, and never allows credentials."""
    stage.sandbox.knobs.faults.append(Fault(path=SESSION, status=500, times=1))
    answers = [
        await browser.session(),
        await browser.session(),
        await browser.session("wc_99"),
        await browser.session("no id"),
        await browser.session(ticket="v1.x.y"),
    ]
    assert [answer.status for answer in answers] == [503, 201, 404, 422, 403]
    for answer in answers:
        assert answer.headers["Access-Control-Allow-Origin"] == SHOP
        assert answer.headers["Vary"] == "Origin"
        assert "Retry-After" in answer.headers["Access-Control-Expose-Headers"]
        assert "Access-Control-Allow-Credentials" not in answer.headers
    assert int(answers[0].headers["Retry-After"]) >= 1


async def test_preflights_are_answered_alike(stage: Stage, shop: ConnectedStore) -> None:
    """Whoever asks and for whatever key: a preflight tells nothing about stores."""
    answers = []
    for key in (shop.storefront_key, "pk_nobodys"):
        asking = {"Origin": "https://any.example", "Access-Control-Request-Method": "POST"}
        path = f"/storefront/v1/{key}/session"
        answers.append(await stage.anyone.call("OPTIONS", path, headers=asking))
    for answer in answers:
        assert answer.status == 204
        assert answer.headers["Access-Control-Allow-Origin"] == "https://any.example"
        assert answer.headers["Access-Control-Allow-Methods"] == "POST"
        assert answer.headers["Access-Control-Allow-Headers"] == "Content-Type"
        assert answer.headers["Access-Control-Max-Age"] == "7200"
        assert answer.headers["Vary"] == "Origin"


async def test_what_is_not_live_opens_no_session(stage: Stage, browser: Browser) -> None:
    """404: an unmapped product, a tool that was not mapped, an unknown key."""
    for answer in (await browser.session("wc_99"), await browser.session(tool="configurator")):
        assert (answer.status, answer.code) == (404, "storefront.noActiveBinding")
    browser.key = "pk_nobodys"
    answer = await browser.session()
    assert (answer.status, answer.code) == (404, "storefront.unknownKey")
    assert asked(stage) == []


async def test_an_unbound_variation_opens_its_parent(
    stage: Stage, shop: ConnectedStore, browser: Browser
) -> None:
    """A variation of its own comes first; without one the product's binding serves."""
    await shop.put_bindings(item("wc_1_7", 382))
    own, parent = await browser.session("wc_1_7"), await browser.session("wc_1_8")
    assert own.json["iframeUrl"].endswith("/382")
    assert parent.json["iframeUrl"].endswith("/381")


@pytest.mark.parametrize(
    ("status", "answer"), [("inactive", 404), ("draft", 404), ("archived", 201)]
)
async def test_a_variation_that_is_hidden_does_not_open_its_parent(
    stage: Stage, shop: ConnectedStore, browser: Browser, status: str, answer: int
) -> None:
    """Archived, it is unbound again; another tool of it was never bound."""
    await shop.put_bindings(item("wc_1_7", 382, status=status))
    assert (await browser.session("wc_1_7")).status == answer
    assert (await browser.session("wc_1_7", tool="viewer")).json["iframeUrl"].count("/viewer/381")


async def test_a_variation_that_waits_for_alter_opens_its_parent_meanwhile(
    stage: Stage, shop: ConnectedStore, browser: Browser
) -> None:
    stage.sandbox.knobs.faults.append(Fault(path="/runtime-bindings", status=503, times=None))
    await shop.put_bindings(item("wc_1_7", 382), wait=0)
    opened = await browser.session("wc_1_7")
    assert opened.json["iframeUrl"].endswith("/381")


async def test_only_the_customizer_has_a_cart(stage: Stage, browser: Browser) -> None:
    """The viewer's session carries none, upstream neither."""
    answer = await browser.session(tool="viewer")
    assert (answer.status, answer.json["cartKey"]) == (201, None)
    assert not {"cartKey", "cartMode"} & asked(stage)[0].body.keys()


async def test_a_client_has_a_limit(staging: Staging) -> None:
    """429 with Retry-After, readable by the page; another client and the next minute are free."""
    async with staging(storefront_client_limit="3/min", trusted_proxies="127.0.0.1") as stage:
        store = await opened(stage, SHOP)
        browser = Browser.on(stage, store)
        browser.headers["X-Forwarded-For"] = "203.0.113.1"
        assert [(await browser.session()).status for _ in range(4)] == [201, 201, 201, 429]
        refused = await browser.session()
        assert refused.code == "storefront.tooManySessions"
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
        assert refused.headers["Access-Control-Allow-Origin"] == SHOP
        browser.headers["X-Forwarded-For"] = "203.0.113.2"
        assert (await browser.session()).status == 201
        browser.headers["X-Forwarded-For"] = "203.0.113.1"
        stage.clock.shift(61)
        assert (await browser.session()).status == 201


async def test_beyond_the_stores_limit_a_ticket_opens(staging: Staging) -> None:
    """401 `ticketRequired`; with the shop's ticket the session opens, and is not counted."""
    async with staging(storefront_store_limit="2/min") as stage:
        store = await opened(stage, SHOP)
        browser = Browser.on(stage, store)
        assert [(await browser.session()).status for _ in range(3)] == [201, 201, 401]
        refused = await browser.session()
        assert refused.code == "storefront.ticketRequired"
        for _ in range(3):
            assert (await browser.session(ticket=ticket(stage, store))).status == 201


async def test_a_ticket_that_is_not_the_shops_opens_nothing(
    stage: Stage, shop: ConnectedStore, browser: Browser
) -> None:
    """403, whether forged, expired, too long-lived, for another product or for another tool."""
    wrong = {
        "no ticket": "hello",
        "forged": ticket(stage, shop, secret="ats_somebody-elses"),
        "expired": ticket(stage, shop, lives=-1),
        "for years": ticket(stage, shop, lives=3600),
        "another product": ticket(stage, shop, "wc_2"),
        "order of no number": ticket(stage, shop, order="abc", mode="view"),
        "order with underscore": ticket(stage, shop, order="1_2", mode="view"),
    }
    for name, text in wrong.items():
        answer = await browser.session(ticket=text)
        assert (answer.status, answer.code) == (403, "storefront.ticketInvalid"), name
    order = ticket(stage, shop, order="123", mode="view")
    assert (await browser.session(tool="viewer", ticket=order)).status == 403
    assert asked(stage) == []


async def test_an_order_is_opened_with_its_ticket(
    stage: Stage, shop: ConnectedStore, browser: Browser
) -> None:
    """Alter is asked for that order, the iframe's address names it, the mode is the ticket's."""
    text = ticket(stage, shop, order="123", cart="c" * 32, mode="view")
    answer = await browser.session(ticket=text)
    assert answer.status == 201
    assert asked(stage)[0].body == {
        "origin": SHOP,
        "tool": "customizer",
        "orderId": 123,
        "cartKey": "c" * 32,
        "cartMode": "view",
    }
    assert answer.json["iframeUrl"] == f"{stage.sandbox.origin}/app/customizer/381/123"
    assert answer.json["cartKey"] == "c" * 32


async def test_a_ticket_brings_its_cart_back(
    stage: Stage, shop: ConnectedStore, browser: Browser
) -> None:
    """Editing a cart line again keeps its key."""
    answer = await browser.session(ticket=ticket(stage, shop, cart="k" * 22, mode="edit"))
    assert answer.json["cartKey"] == "k" * 22
    assert asked(stage)[0].body["cartKey"] == "k" * 22


async def test_a_shopper_is_not_refused_on_our_own_count_of_the_month(
    stage: Stage, shop: ConnectedStore, browser: Browser
) -> None:
    """Alter alone decides; the store shows the count and its pace."""
    stage.sandbox.knobs.monthly_embed_tokens = 1
    await shop.post("/v1/store/check")
    stage.sandbox.knobs.monthly_embed_tokens = None
    assert [(await browser.session()).status for _ in range(2)] == [201, 201]
    usage = (await shop.get("/v1/store")).json["usage"]["embedSessions"]
    assert usage["count"] == 2
    assert usage["pace"] >= 2


async def relayed(store: ConnectedStore, **fields: Any) -> Reply:
    body = {"externalProductId": "wc_1", "runtimeType": "customizer", "origin": SHOP}
    return await store.post("/v1/sessions", body | fields)


async def test_a_store_may_relay_its_visitors(
    stage: Stage, shop: ConnectedStore, browser: Browser
) -> None:
    """With the store token, the visitor's origin and a keyed hash of him: the same session."""
    answer = await relayed(shop, client="visitor-1")
    assert answer.status == 201
    assert (await browser.bootstrap(answer.json["token"])).status == 200
    first = asked(stage)[0].headers["x-alter-client-fingerprint"]
    await relayed(shop, client="visitor-2")
    await relayed(shop)
    calls = asked(stage)
    assert calls[1].headers["x-alter-client-fingerprint"] != first
    assert "x-alter-client-fingerprint" not in calls[2].headers


async def test_a_relaying_store_speaks_for_its_own_origins_only(
    stage: Stage, shop: ConnectedStore
) -> None:
    """Another page's origin is 403, no token is 401; the anonymous limit is not its own."""
    foreign = await relayed(shop, origin="https://evil.example")
    assert (foreign.status, foreign.code) == (403, "storefront.originNotAllowed")
    body = {"externalProductId": "wc_1", "runtimeType": "customizer", "origin": SHOP}
    anonymous = await stage.anyone.post("/v1/sessions", body)
    assert (anonymous.status, anonymous.code) == (401, "auth.invalidToken")
