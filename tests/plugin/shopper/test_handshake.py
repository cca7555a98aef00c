"""The conversation with a tool: the documented one, and what a hostile or broken page makes of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import FrameLocator, Page, expect

from connector.sandbox.conduct import ToolPage

from .shop import Shop

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LISTEN = """
window.toldByShop = [];
window.addEventListener("message", (event) => window.toldByShop.push(event.data && event.data.type));
"""
"""In the tool's frame: what the shop says to it."""


def behave(shop: Shop, **conduct: Any) -> None:
    shop.sandbox.knobs.tool_page = ToolPage(**conduct)


async def opened(shop: Shop, page: Page, label: str = "[customizer]") -> FrameLocator:
    await page.goto(shop.base)
    await page.get_by_role("button", name=label).click()
    return page.frame_locator("iframe")


async def test_a_customizer_opens_and_its_design_is_added(shop: Shop, page: Page) -> None:
    tool = await opened(shop, page)
    await expect(tool.locator("#status")).to_have_text("Ready")
    frame = page.locator("iframe")
    for name, value in (
        ("title", "Mug in 3D"),
        ("allow", "fullscreen"),
        ("referrerpolicy", "strict-origin"),
    ):
        await expect(frame).to_have_attribute(name, value)
    await tool.locator("#add-to-cart").click()
    await expect(page.get_by_role("status")).to_have_text("[added] [viewCart]")
    await expect(page.locator("dialog")).to_have_count(0)
    (sent,) = shop.added
    assert sent["payload"]["userDesignId"] == 381
    assert (sent["product"], sent["variation"], sent["runtime"]) == (12, 0, "customizer")
    # Of a customizer, quantity and price are what its order says.
    assert "quantity" not in sent
    assert sent["sessionRef"] == "ss_1"
    assert shop.direct == [{"externalProductId": "wc_12", "runtimeType": "customizer"}]
    assert shop.relayed == []


@pytest.mark.slow
@pytest.mark.parametrize("runtime", ["viewer", "configurator"])
async def test_the_other_tools_are_sold_in_the_forms_quantity(
    shop: Shop, page: Page, runtime: str
) -> None:
    """The viewer never says that it is ready."""
    shop.product = {"runtimes": ["viewer", "configurator"]}
    tool = await opened(shop, page, f"[{runtime}]")
    await tool.locator("#add-to-cart:enabled").click()
    await expect(page.get_by_role("status")).to_contain_text("[added]")
    assert [(each["runtime"], each["quantity"]) for each in shop.added] == [(runtime, 2)]


@pytest.mark.slow
@pytest.mark.parametrize(
    "conduct",
    [
        {"ready": "never"},
        {"ready": "twice"},
        {"hello": "twice"},
        {"hello": "reload"},
        {"init": "twice"},
        {"init": "early"},
        {
            "noise": [
                "unknownType",
                "untyped",
                "prototype",
                "huge",
                "flood",
                "earlyCart",
                "otherTool",
            ]
        },
    ],
    ids=str,
)
async def test_a_tool_that_talks_otherwise_still_opens(
    shop: Shop, page: Page, conduct: dict[str, Any]
) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    behave(shop, **conduct)
    tool = await opened(shop, page)
    await expect(tool.locator("#status")).to_have_text("Ready")
    await expect(page.locator(".alter-connector-stage")).not_to_have_attribute("aria-busy", "true")
    # Neither a cart before there was a session nor another tool's is anybody's order.
    assert shop.added == []
    await tool.locator("#add-to-cart:enabled").click()
    await expect(page.get_by_role("status")).to_contain_text("[added]")
    assert len(shop.added) == 1
    assert faults == []
    assert await page.evaluate("[window.struck, ({}).struck]") == [None, None]


@pytest.mark.slow
async def test_without_a_nonce_nothing_is_said(shop: Shop, page: Page) -> None:
    behave(shop, hello="withoutNonce", noise=["earlyCart"])
    tool = await opened(shop, page)
    await expect(tool.locator("#status")).to_have_text("Connecting…")
    await page.wait_for_timeout(300)
    await expect(tool.locator("#bootstrap")).to_contain_text("waiting for the store")
    assert shop.added == []


FORGE = """async ({url, origin}) => {
    const frame = document.createElement("iframe");
    frame.id = "stranger";
    document.querySelector("dialog, body").append(frame);
    frame.srcdoc = `<script>
        window.heard = [];
        addEventListener("message", (event) => heard.push(event.data.type));
        parent.postMessage({type: "ALTER_CHILD_HELLO", nonce: "n"}, "*");
        parent.postMessage({type: "ALTER_TOOL_INIT_SESSION", payload: {}}, "*");
        parent.postMessage({type: "ALTER_CUSTOMIZER_ADD_TO_CART", payload: {orderId: 1}}, "*");
    <\\/script>`;
    await new Promise((done) => setTimeout(done, 400));
    return frame.contentWindow.heard;
}"""


@pytest.mark.slow
async def test_another_window_is_not_heard(shop: Shop, page: Page) -> None:
    """Of the shop's own origin, or of the tool's: only the tool's window counts."""
    tool = await opened(shop, page)
    await expect(tool.locator("#status")).to_have_text("Ready")
    assert await page.evaluate(FORGE, {"url": shop.base, "origin": shop.sandbox.origin}) == []
    # The same origin as the tool, another window.
    await page.evaluate(
        """(url) => { const frame = document.createElement("iframe"); frame.id = "twin"; frame.src = url;
        document.querySelector("dialog").append(frame); }""",
        f"{shop.sandbox.url}/app/customizer/381",
    )
    await page.wait_for_timeout(500)
    twin = page.frame_locator("#twin")
    await expect(twin.locator("#status")).to_have_text("Connecting…")
    assert shop.added == []
    assert len(shop.direct) == 1


@pytest.mark.slow
async def test_another_origin_in_the_tools_window_is_not_heard(shop: Shop, page: Page) -> None:
    """A tool that was led astray has the right window and the wrong origin."""
    tool = await opened(shop, page)
    await expect(tool.locator("#status")).to_have_text("Ready")
    await page.evaluate(
        """() => { document.querySelector("iframe").src = URL.createObjectURL(new Blob([`<script>
        window.heard = [];
        addEventListener("message", (event) => heard.push(event.data));
        parent.postMessage({type: "ALTER_CHILD_HELLO", nonce: "n"}, "*");
        parent.postMessage({type: "ALTER_TOOL_INIT_SESSION", payload: {}}, "*");
        parent.postMessage({type: "ALTER_CUSTOMIZER_ADD_TO_CART", payload: {orderId: 1}}, "*");
        <\\/script>`], {type: "text/html"})); }"""
    )
    await page.wait_for_timeout(500)
    stranger = page.frames[-1]
    assert await stranger.evaluate("window.heard") == []
    assert shop.added == []
    assert len(shop.direct) == 1


@pytest.mark.slow
async def test_a_session_for_a_frame_elsewhere_opens_nothing(shop: Shop, page: Page) -> None:
    shop.session = {"iframeUrl": f"{shop.base}/app/customizer/381"}
    await page.goto(shop.base)
    await page.get_by_role("button", name="[customizer]").click()
    await expect(page.get_by_role("alert")).to_contain_text("[down]")
    await expect(page.locator("iframe")).to_have_count(0)


@pytest.mark.slow
async def test_a_session_is_renewed_before_it_ends(shop: Shop, page: Page) -> None:
    shop.session = {"expiresIn": 2, "cartKey": "k" * 22}
    await page.context.add_init_script(LISTEN)
    tool = await opened(shop, page)
    await expect(tool.locator("#bootstrap")).to_contain_text("cartKey")
    await page.wait_for_timeout(2500)
    # What the tool was given: one session when it asked, and one three quarters of its life later.
    said = await page.frames[-1].evaluate("window.toldByShop")
    assert said.count("ALTER_TOOL_SESSION_READY") >= 2
    assert len(shop.direct) >= 2


@pytest.mark.slow
async def test_a_tool_that_asks_again_gets_a_new_session(shop: Shop, page: Page) -> None:
    behave(shop, renew_after=0.3)
    tool = await opened(shop, page)
    await expect(tool.locator("[data-name=Sessions]")).to_have_text(re.compile(r"[2-9]|\d\d"))
    await tool.locator("#add-to-cart:enabled").click()
    await expect(page.get_by_role("status")).to_contain_text("[added]")
    # The session that was current when the button was pressed.
    assert int(shop.added[0]["sessionRef"].removeprefix("ss_")) >= 2


@pytest.mark.slow
async def test_a_refused_renewal_is_told_to_the_tool(shop: Shop, page: Page) -> None:
    behave(shop, renew_after=0.5)
    tool = await opened(shop, page)
    await expect(tool.locator("#status")).to_have_text("Ready")
    shop.refusal = (404, {"code": "storefront.noActiveBinding"})
    await expect(tool.locator("#status")).to_have_text("[gone]")


@pytest.mark.slow
async def test_wordpress_messages_are_answered(shop: Shop, page: Page) -> None:
    shop.product = {"runtimes": ["viewer"]}
    behave(shop, asks_context=True)
    tool = await opened(shop, page, "[viewer]")
    shown = tool.locator("#wordpress")
    await expect(shown).to_contain_text("ALTER_WP_RUNTIME_CONTEXT_RESPONSE")
    await expect(shown).to_contain_text('"productId":"wc_12"')


@pytest.mark.slow
async def test_a_tools_complaint_reaches_the_shopper(shop: Shop, page: Page) -> None:
    """Without a word of the tool's own: it is nobody's language, and anybody's text."""
    behave(shop, errors_at=["afterReady"], error="<b>struck</b>")
    tool = await opened(shop, page)
    await expect(tool.locator("#status")).to_have_text("Ready")
    await expect(page.get_by_role("alert")).to_have_text("[broken][again]")
    await page.get_by_role("button", name="[again]").click()
    await expect(page.frame_locator("iframe").locator("#status")).to_have_text("Ready")
