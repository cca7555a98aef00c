"""Tool pages that behave otherwise than documented, in a real browser and with a documented host.

Each starts a browser: those marked slow are left to `scripts/test` and CI.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

import pytest
from playwright.async_api import FrameLocator, Page

from connector.sandbox.clock import HandClock
from connector.sandbox.faults import Fault
from connector.sandbox.orders import Order
from connector.sandbox.server import Sandbox

from .callers import Caller
from .hosting import host_page

pytestmark = pytest.mark.browser

HELLO, INIT, READY = "ALTER_CHILD_HELLO", "ALTER_TOOL_INIT_SESSION", "ALTER_TOOL_READY"
ERROR, CART = "ALTER_TOOL_ERROR", "ALTER_CUSTOMIZER_ADD_TO_CART"

Shop = tuple[str, dict[str, str]]
Load = Callable[..., Awaitable[FrameLocator]]


@pytest.fixture
def load(page: Page, shop: Shop, api: Caller, sandbox: Sandbox) -> Load:
    """Shows a tool whose load behaves as said, in a host with these tokens or one of its own."""

    async def loaded(
        path: str = "/app/customizer/381", *tokens: str, **conduct: object
    ) -> FrameLocator:
        tool = path.split("/")[2]
        own = tokens or ((await api.open(tool=tool, designId=381)).body["token"],)
        answers = [{"type": "ALTER_TOOL_SESSION_READY", "token": each} for each in own]
        url, shown = shop
        query = f"toolPage={quote(json.dumps(conduct))}"
        joined = f"{path}{'&' if '?' in path else '?'}{query}"
        shown["page"] = host_page(sandbox, joined, *answers)
        await page.goto(url)
        return page.frame_locator("#tool")

    return loaded


async def heard(page: Page, count: int) -> list[Any]:
    """The types of messages, once there are so many of them."""
    await page.wait_for_function("(count) => seen.length >= count", arg=count)
    return list(await page.evaluate("seen.map((message) => message && message.type)"))


async def carts(page: Page, count: int) -> list[Any]:
    """The payloads of the customizer's carts."""
    found = "seen.filter((m) => m && m.type === 'ALTER_CUSTOMIZER_ADD_TO_CART')"
    await page.wait_for_function(f"(count) => {found}.length >= count", arg=count)
    return list(await page.evaluate(f"{found}.map((m) => m.payload)"))


def made(sandbox: Sandbox) -> list[Order]:
    return [each for each in sandbox.world.orders.values() if each.id != 123]


async def ready(tool: FrameLocator) -> None:
    await tool.locator("#status[data-state=ready]").wait_for(timeout=10_000)


async def test_the_conversation_takes_other_courses(page: Page, load: Load) -> None:
    for conduct, expected in (
        ({"hello": "twice"}, [HELLO, HELLO, INIT, READY]),
        ({"init": "twice"}, [HELLO, INIT, INIT, READY]),
        ({"init": "early"}, [HELLO, INIT, INIT, READY]),
        ({"ready": "twice"}, [HELLO, INIT, READY, READY]),
        ({"ready": "never"}, [HELLO, INIT]),
        ({"errorsAt": ["beforeReady"]}, [HELLO, INIT, ERROR]),
        ({"errorsAt": ["afterReady"]}, [HELLO, INIT, READY, ERROR]),
    ):
        tool = await load(**conduct)
        await tool.locator("#bootstrap:not([data-state=waiting])").wait_for(timeout=10_000)
        assert await heard(page, len(expected)) == expected, conduct


@pytest.mark.slow
async def test_a_page_is_silent_or_has_no_nonce_or_is_another(page: Page, load: Load) -> None:
    tool = await load(hello="never")
    await tool.locator("#status[data-state=silent]").wait_for(timeout=10_000)
    assert await heard(page, 0) == []
    await load(hello="withoutNonce")
    await heard(page, 1)
    assert await page.evaluate("seen[0]") == {"type": HELLO}
    await load(init="otherDesign")
    await heard(page, 2)
    asked = {"tool": "designer", "mode": "design", "uiDesignId": 382}
    assert await page.evaluate("seen[1].payload") == asked


@pytest.mark.slow
async def test_a_page_that_loads_itself_anew_starts_from_the_beginning(
    page: Page, load: Load
) -> None:
    tool = await load(hello="reload")
    assert await heard(page, 6) == [HELLO, INIT, READY] * 2
    await ready(tool)
    assert await page.evaluate("seen[0].nonce !== seen[3].nonce")
    # Back leads out of the shop, not to the tool before it was loaded anew.
    assert await page.evaluate("history.length") == 2


@pytest.mark.slow
async def test_errors_carry_what_they_are_told(page: Page, load: Load, sandbox: Sandbox) -> None:
    markup = "<img src=x onerror=alert(1)>"
    tool = await load(errorsAt=["onAdd"], error=markup)
    await ready(tool)
    await tool.locator("#add-to-cart").click()
    assert await heard(page, 4) == [HELLO, INIT, READY, ERROR]
    assert await page.evaluate("seen[3].error") == markup
    assert made(sandbox) == []
    tool = await load(errorsAt=["afterAdd"], error={"code": 7})
    await ready(tool)
    await tool.locator("#add-to-cart").click()
    assert (await heard(page, 5))[3:] == [CART, ERROR]
    assert await page.evaluate("seen[4].error") == {"code": 7}


async def test_a_click_may_count_twice(page: Page, load: Load, sandbox: Sandbox) -> None:
    for click, orders, numbers in (
        ("twoMessages", 1, [124, 124]),
        ("twoOrders", 3, [125, 126]),
    ):
        tool = await load(click=click)
        await ready(tool)
        await tool.locator("#add-to-cart").click()
        sent = [each["orderId"] for each in await carts(page, 2)]
        assert (sorted(sent), len(made(sandbox))) == (numbers, orders)


@pytest.mark.slow
async def test_the_same_order_is_sent_again(page: Page, load: Load, sandbox: Sandbox) -> None:
    """Changed in between: what was claimed is then no longer what the order holds."""
    tool = await load(click="sameOrder")
    await ready(tool)
    await tool.locator("#add-to-cart").click()
    await carts(page, 1)
    await tool.locator("#quantity").fill("5")
    await tool.locator("#add-to-cart").click()
    sent = await carts(page, 2)
    assert [each["orderId"] for each in sent] == [124, 124]
    assert [each["productItems"][0]["quantity"] for each in sent] == [1, 5]
    (order,) = made(sandbox)
    assert order.counts == {"created": 1, "edited": 1}


async def test_an_expired_token_is_asked_for_again(
    page: Page, load: Load, api: Caller, sandbox: Sandbox, clock: HandClock
) -> None:
    """At bootstrap, then at the button: the order is made once, with the new token."""
    stale = (await api.open(tool="customizer", designId=381)).body["token"]
    clock.advance(901)
    good = (await api.open(tool="customizer", designId=381)).body["token"]
    sandbox.knobs.token_lifetime = 4_000
    long = (await api.open(tool="customizer", designId=381)).body["token"]
    tool = await load("/app/customizer/381", stale, good, long, expired="asksAgain")
    await ready(tool)
    assert await heard(page, 4) == [HELLO, INIT, INIT, READY]
    clock.advance(901)
    await tool.locator("#add-to-cart").click()
    await carts(page, 1)
    assert (await heard(page, 6))[4:] == [INIT, CART]
    assert len(made(sandbox)) == 1
    assert await tool.locator("[data-name=Sessions]").inner_text() == "2"

    await load("/app/customizer/381", stale)
    assert await heard(page, 3) == [HELLO, INIT, ERROR]


@pytest.mark.slow
async def test_who_never_gets_a_living_token_stops_asking(
    page: Page, load: Load, sandbox: Sandbox
) -> None:
    sandbox.knobs.faults.append(Fault(path="/runtime/bootstrap", status=401, body={}, times=None))
    tool = await load(expired="asksAgain")
    await tool.locator("#status[data-state=error]").wait_for(timeout=10_000)
    assert await heard(page, 8) == [HELLO, *[INIT] * 6, ERROR]


@pytest.mark.slow
async def test_a_token_is_renewed_while_the_page_is_open(
    page: Page, load: Load, api: Caller
) -> None:
    tokens = [(await api.open(tool="customizer", designId=381)).body["token"] for _ in range(3)]
    tool = await load("/app/customizer/381", *tokens, renewAfter=0.05)
    await heard(page, 5)
    # READY was said for the first; what is open stays open.
    assert (await heard(page, 5))[:5] == [HELLO, INIT, READY, INIT, INIT]
    assert await tool.locator("#add-to-cart").is_enabled()
    assert await tool.locator("[data-name=Answer]").inner_text() == "token, type"


async def test_payloads_that_are_none(page: Page, load: Load) -> None:
    """Of the viewer, whose payload is text to a shop anyway. One page says them all, one by one."""
    tool = await load("/app/viewer/381?add_to_cart=1", payload="hostile")
    await ready(tool)
    inside = page.frames[1]
    last = "seen[seen.length - 1]"
    for number, (payload, check) in enumerate(
        (
            ("hostile", f"{last}.payload.designName.includes('<img src=x onerror=')"),
            ("true", f"{last}.payload.designName && !{last}.payload.orderId"),
            ("prototype", f"Object.hasOwn({last}.payload, '__proto__') && !({{}}).struck"),
            ("huge", f"JSON.stringify({last}.payload).length > 200000"),
            ("deep", f"JSON.stringify({last}.payload).split('inner').length > 2000"),
            ("many", f"{last}.payload.productItems.length === 1000"),
            ("null", f"{last}.payload === null"),
            ("text", f"typeof {last}.payload === 'string'"),
            ("list", f"Array.isArray({last}.payload)"),
            ("missing", f"!('payload' in {last})"),
        )
    ):
        if number:
            await inside.evaluate("(name) => { conduct.payload = name; }", payload)
        await tool.locator("#add-to-cart").click()
        assert (await heard(page, number + 3))[number + 2] == "ALTER_VIEWER_ADD_TO_CART"
        assert await page.evaluate(f"Boolean({check})"), payload


@pytest.mark.slow
async def test_a_customizers_payload_is_spoilt_while_its_order_is_true(
    page: Page, load: Load, sandbox: Sandbox
) -> None:
    tool = await load(payload="hostile", price="infinite", mapping="script", orderId={"value": 123})
    await ready(tool)
    await tool.locator("#add-to-cart").click()
    (payload,) = await carts(page, 1)
    assert payload["orderId"] == 123
    assert payload["totalPrice"]["value"] == float("inf")
    term = payload["productItems"][0]["size"]["externalMapping"]["term"]
    assert "</script>" in term["label"]
    (order,) = made(sandbox)
    assert (order.id, order.design.name) == (124, sandbox.world.designs[381].name)


@pytest.mark.slow
async def test_the_configurators_payload_is_what_was_chosen(page: Page, load: Load) -> None:
    tool = await load("/app/configurator/381")
    await ready(tool)
    await tool.locator("[data-name=Coral]").click()
    await tool.locator("#quantity").fill("3")
    await tool.locator("#add-to-cart").click()
    await heard(page, 4)
    payload = await page.evaluate("seen[3].payload")
    (item,) = payload["productItems"]
    assert (item["color"]["name"]["en"], item["variant"]["colorId"]) == ("Coral", 421)
    assert (item["quantity"], payload["totalPrice"]["value"]) == (3, 37.5)
    await page.evaluate(
        "frame.contentWindow.postMessage({ type: 'ALTER_CONFIGURATOR_GET_PRODUCT_DATA' }, origin)"
    )
    assert (await heard(page, 5))[4] == "ALTER_CONFIGURATOR_DATA_RESPONSE"


@pytest.mark.slow
async def test_noise(page: Page, load: Load) -> None:
    tool = await load(noise=["earlyCart"])
    await ready(tool)
    assert await heard(page, 4) == [HELLO, CART, INIT, READY]
    tool = await load(noise=["otherTool"])
    await ready(tool)
    others = ["ALTER_VIEWER_ADD_TO_CART", "ALTER_CONFIGURATOR_ADD_TO_CART"]
    assert await heard(page, 5) == [HELLO, INIT, READY, *others]
    tool = await load(noise=["unknownType", "untyped", "prototype", "huge", "flood"])
    await ready(tool)
    every = 2 * (2 + 11 + 1 + 1 + 500)
    assert len(await heard(page, every + 3)) == every + 3
    assert await page.evaluate("seen.some((m) => m && Object.hasOwn(m, '__proto__'))")
    assert await page.evaluate("seen.some((m) => m && m.payload && m.payload.length > 1e6)")
    assert await page.evaluate("({}).struck") is None


@pytest.mark.slow
async def test_the_viewer_asks_wordpress_and_shows_what_it_was_told(page: Page, load: Load) -> None:
    tool = await load("/app/viewer/381?add_to_cart=1&wp_local_design=1", asksContext=True)
    await ready(tool)
    requests = ["ALTER_WP_LOCAL_DESIGN_REQUEST", "ALTER_WP_RUNTIME_CONTEXT_REQUEST"]
    assert await heard(page, 4) == [HELLO, INIT, *requests]
    for name in ("RUNTIME_CONTEXT", "LOCAL_DESIGN"):
        message = {"type": f"ALTER_WP_{name}_RESPONSE", "payload": {"currency": "PLN"}}
        await page.evaluate("(m) => frame.contentWindow.postMessage(m, origin)", message)
        shown = tool.locator(f"[data-name={message['type']}]")
        assert json.loads(await shown.inner_text()) == message
    # Without the parameter it has no local design to ask for.
    await ready(await load("/app/viewer/381"))
    assert await heard(page, 2) == [HELLO, INIT]


@pytest.mark.slow
async def test_work_that_no_cart_knows_is_marked(page: Page, load: Load) -> None:
    tool = await load()
    await ready(tool)
    body = tool.locator("body")
    assert await body.get_attribute("data-changed") == "false"
    await tool.locator("#text").fill("Ola")
    assert await body.get_attribute("data-changed") == "true"
    assert await tool.locator("#changes").is_visible()
    await tool.locator("#add-to-cart").click()
    await carts(page, 1)
    assert await body.get_attribute("data-changed") == "false"
    assert not await tool.locator("#changes").is_visible()


@pytest.mark.slow
async def test_two_tabs_change_one_order(
    page: Page, load: Load, api: Caller, sandbox: Sandbox
) -> None:
    """No document says how Alter settles it: the last one is kept, and both are told to the shop."""
    token = (await api.open(tool="customizer", orderId=123)).body["token"]
    first = await load("/app/customizer/381/123", token)
    await ready(first)
    assert page.context.browser is not None
    other = await page.context.browser.new_page()
    await other.goto(page.url)
    second = other.frame_locator("#tool")
    await ready(second)
    for tool, tab, quantity in ((second, other, "8"), (first, page, "9")):
        await tool.locator("#quantity").fill(quantity)
        await tool.locator("#add-to-cart").click()
        (payload,) = await carts(tab, 1)
        assert (payload["orderId"], payload["productItems"][0]["quantity"]) == (123, int(quantity))
    order = sandbox.world.orders[123]
    assert (list(order.quantities.values()), order.counts["edited"]) == ([9], 2)
