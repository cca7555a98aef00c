"""A local design in a real browser: the sandbox's viewer, in the shop's page, loads it and says whether it fits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from playwright.async_api import Page, expect

from tests.acceptance.browser import Browser
from tests.acceptance.local_shop import LocalShop, installed
from tests.acceptance.test_local_designs import local_item
from tests.sandbox.hosting import host_page
from tests.stage.stage import ConnectedStore, Stage

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
async def shop() -> AsyncIterator[LocalShop]:
    async with LocalShop() as opened:
        yield opened


@pytest.fixture
async def store(stage: Stage, shop: LocalShop) -> ConnectedStore:
    return await stage.connect(shop.url)


async def show(stage: Stage, store: ConnectedStore, shop: LocalShop, page: Page) -> None:
    """The product's page, with a session of the connector's; the viewer asks the connector for its bootstrap."""
    stage.sandbox.knobs.bootstrap_url = f"{stage.base}/public-api/v1/runtime/bootstrap"
    session = (await Browser.on(stage, store, shop.url).session(tool="viewer")).json
    parts = urlsplit(session["iframeUrl"])
    answer = {"type": "ALTER_TOOL_SESSION_READY", "token": session["token"]}
    text = host_page(stage.sandbox, f"{parts.path}?{parts.query}", answer)

    async def product(_request: web.Request) -> web.Response:
        return web.Response(text=text, content_type="text/html")

    shop.odd["/product/mug/"] = product
    await page.goto(f"{shop.url}/product/mug/")


async def test_the_viewer_loads_every_file_and_says_so(
    stage: Stage, store: ConnectedStore, shop: LocalShop, page: Page
) -> None:
    """Nobody is asked for them but the shop."""
    local = await installed(store, shop)
    await store.put_bindings(local_item("wc_1", local["localDesignId"]))
    shop.asked.clear()
    calls = len(stage.sandbox.calls)
    await show(stage, store, shop, page)
    shown = page.frame_locator("#tool").locator("#local")
    await expect(shown).to_have_attribute("data-state", "fits", timeout=15_000)
    await expect(shown).to_contain_text("hash fits")
    total = local["files"]["total"]
    await expect(shown).to_contain_text(f"{total} of {total} fit")
    assert len({path for path, _ in shop.asked if "/uploads/" in path}) == total + 1
    assert not [call for call in stage.sandbox.calls[calls:] if "/files/" in call.path]


async def test_the_viewer_notices_what_differs(
    stage: Stage, store: ConnectedStore, shop: LocalShop, page: Page
) -> None:
    """A file that was touched, and answers that a browser keeps from the page."""
    local = await installed(store, shop)
    await store.put_bindings(local_item("wc_1", local["localDesignId"]))
    (glb,) = [name for name in shop.files if name.endswith(".glb")]
    shop.files[glb] += b"\x00"
    await show(stage, store, shop, page)
    shown = page.frame_locator("#tool").locator("#local")
    await expect(shown).to_have_attribute("data-state", "differs", timeout=15_000)
    await expect(shown).to_contain_text("4 of 5 fit")
    shop.headers = {}
    await show(stage, store, shop, page)
    await expect(shown).to_have_attribute("data-state", "error", timeout=15_000)
