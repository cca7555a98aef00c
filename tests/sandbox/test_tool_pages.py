"""The iframe pages in a real browser, embedded in a page that speaks the host's half of the handshake."""

from __future__ import annotations

import aiohttp
import pytest
from playwright.async_api import Page

from connector.sandbox.server import Sandbox

from .callers import Caller
from .hosting import host_page


async def message_types(page: Page) -> list[str]:
    return list(await page.evaluate("seen.map((message) => message.type)"))


@pytest.mark.browser
async def test_the_customizer_shakes_hands_and_starts(
    page: Page, shop: tuple[str, dict[str, str]], api: Caller, sandbox: Sandbox
) -> None:
    url, shown = shop
    token = (await api.open(tool="customizer", designId=381)).body["token"]
    answer = {"type": "ALTER_TOOL_SESSION_READY", "token": token}
    shown["page"] = host_page(sandbox, "/app/customizer/381", answer)
    await page.goto(url)
    tool = page.frame_locator("#tool")
    await tool.locator("#status[data-state=ready]").wait_for(timeout=10_000)
    assert "alter" in await tool.locator("#bootstrap").inner_text()

    seen = await page.evaluate("seen")
    assert [each["type"] for each in seen] == [
        "ALTER_CHILD_HELLO",
        "ALTER_TOOL_INIT_SESSION",
        "ALTER_TOOL_READY",
    ]
    assert seen[1]["payload"] == {"tool": "customizer", "mode": "design", "uiDesignId": 381}

    await tool.locator("#add-to-cart").click()
    await page.wait_for_function("seen.length === 4")
    cart = (await page.evaluate("seen"))[3]
    assert cart["type"] == "ALTER_CUSTOMIZER_ADD_TO_CART"
    assert cart["payload"]["userDesignId"] == 381
    assert cart["payload"]["productItems"][0]["quantity"] == 1


@pytest.mark.slow
@pytest.mark.browser
async def test_the_viewer_sells_only_when_asked_and_reports_failures_quietly(
    page: Page, shop: tuple[str, dict[str, str]], sandbox: Sandbox
) -> None:
    """The viewer's message table lists neither ALTER_TOOL_READY nor ALTER_TOOL_ERROR."""
    url, shown = shop
    answer = {"type": "ALTER_TOOL_SESSION_ERROR", "error": "No session today"}
    tool = page.frame_locator("#tool")
    for query, buttons in (("", 0), ("?add_to_cart=1", 1)):
        shown["page"] = host_page(sandbox, f"/app/viewer/381{query}", answer)
        await page.goto(url)
        await tool.locator("#status[data-state=error]").wait_for(timeout=10_000)
        assert await tool.locator("#status").inner_text() == "No session today"
        assert await tool.locator("#add-to-cart").count() == buttons
        assert await message_types(page) == ["ALTER_CHILD_HELLO", "ALTER_TOOL_INIT_SESSION"]


@pytest.mark.slow
@pytest.mark.browser
async def test_a_token_for_another_design_is_an_error(
    page: Page, shop: tuple[str, dict[str, str]], api: Caller, sandbox: Sandbox
) -> None:
    url, shown = shop
    token = (await api.open(tool="configurator", designId=382)).body["token"]
    answer = {"type": "ALTER_TOOL_SESSION_READY", "token": token}
    shown["page"] = host_page(sandbox, "/app/configurator/381", answer)
    await page.goto(url)
    await page.wait_for_function("seen.length === 3")
    assert (await page.evaluate("seen"))[2] == {
        "type": "ALTER_TOOL_ERROR",
        "error": "bootstrap.otherDesign",
    }


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/app/viewer/381", 200),
        ("/app/configurator/381", 200),
        ("/app/customizer/381/123", 200),
        ("/app/viewer/381/123", 404),
        ("/app/viewer/0", 404),
        ("/app/viewer/381x", 404),
        ("/app/viewer/999999", 404),
        ("/app/designer/381", 404),
    ],
)
async def test_addresses(
    session: aiohttp.ClientSession, sandbox: Sandbox, path: str, status: int
) -> None:
    async with session.get(sandbox.url + path) as answer:
        assert answer.status == status
