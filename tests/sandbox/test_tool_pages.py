"""The iframe pages in a real browser, embedded in a page that speaks the host's half of the handshake."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from playwright.async_api import Page

from connector.sandbox.server import Sandbox

from .callers import Caller

# The host of alter-customizer-postmessage.txt ("Full Example"), reduced to its checks and answers.
HOST = """<!DOCTYPE html><title>Shop</title>
<iframe id="tool" width="900" height="560" src="%(src)s"></iframe>
<script>
const origin = %(origin)s, answer = %(answer)s, seen = [];
const frame = document.getElementById("tool");
let handshakeOk = false;
window.addEventListener("message", (event) => {
  if (event.origin !== origin || event.source !== frame.contentWindow) return;
  const post = (message) => frame.contentWindow.postMessage(message, origin);
  seen.push(event.data);
  if (event.data.type === "ALTER_CHILD_HELLO") {
    post({ type: "ALTER_PARENT_ACK", nonce: "another" });
    post({ type: "ALTER_TOOL_SESSION_READY", token: "too-early" });
    handshakeOk = true;
    post({ type: "ALTER_PARENT_ACK", nonce: event.data.nonce });
  } else if (handshakeOk && event.data.type === "ALTER_TOOL_INIT_SESSION") post(answer);
});
</script>"""


@pytest.fixture
async def shop() -> AsyncIterator[tuple[str, dict[str, str]]]:
    """An origin of its own, and the text of the page it shows."""
    shown: dict[str, str] = {}

    async def show(_request: web.Request) -> web.Response:
        return web.Response(text=shown["page"], content_type="text/html")

    app = web.Application()
    app.router.add_get("/", show)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/", shown
    await runner.cleanup()


def host_page(sandbox: Sandbox, path: str, answer: dict[str, str]) -> str:
    return HOST % {
        "src": sandbox.url + path,
        "origin": json.dumps(sandbox.origin),
        "answer": json.dumps(answer),
    }


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
