"""The whole story in a real browser: approve at Alter, land in the shop, open a product's tool."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from playwright.async_api import Page, expect

from scripts.story import catalogue
from scripts.story.processes import free_port
from scripts.story.shop import Shop, open_shop
from tests.stage.stage import ConnectedStore, Stage

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
async def shop(stage: Stage) -> AsyncIterator[Shop]:
    """The demo's shop; the tools ask the connector, not the sandbox, for their bootstrap."""
    stage.sandbox.knobs.bootstrap_url = f"{stage.base}/public-api/v1/runtime/bootstrap"
    async with open_shop(free_port(), stage.base) as opened:
        yield opened


async def connected(stage: Stage, shop: Shop, page: Page) -> ConnectedStore:
    """The owner presses Connect and approves."""
    async with aiohttp.ClientSession() as session:
        await page.goto(await shop.connect(session))
    await page.get_by_role("button", name="Approve").click()
    await expect(page.locator("#outcome")).to_have_text("Connected to Alter")
    assert shop.connected is not None
    store = stage.as_store(shop.connected)
    wanted = catalogue.bindings(shop.products, prefix="wc_", shop=shop.base)
    put = await store.put_bindings(*wanted, wait=20)
    assert (put.json["rejected"], put.json["pending"]) == ([], 0)
    return store


@pytest.mark.parametrize("kind", ["viewer", "configurator", "customizer"])
async def test_a_shopper_opens_every_kind_of_tool(
    stage: Stage, shop: Shop, page: Page, kind: str
) -> None:
    """Handshake, session and bootstrap happen between three origins, with CORS as browsers keep it."""
    await connected(stage, shop, page)
    product = next(p for p in shop.products if p.runtime_type == kind and not p.is_local)
    await page.goto(f"{shop.base}/product/{product.id}")
    tool = page.frame_locator("iframe")
    await expect(tool.locator("#bootstrap")).to_contain_text(product.external_id("wc_"))
    await expect(page.locator("#status")).to_have_text("Open.")


async def test_a_local_design_shows_its_manifest(stage: Stage, shop: Shop, page: Page) -> None:
    """`wordpress_local`: the bootstrap names the manifest in the shop."""
    await connected(stage, shop, page)
    product = next(p for p in shop.products if p.is_local)
    await page.goto(f"{shop.base}/product/{product.id}")
    tool = page.frame_locator("iframe")
    await expect(tool.locator("#bootstrap")).to_contain_text("wordpress_local")
    await expect(tool.locator("#bootstrap")).to_contain_text(
        f"{shop.base}/wp-content/uploads/alter"
    )


async def test_an_owner_who_declines_is_told_so(stage: Stage, shop: Shop, page: Page) -> None:
    """Nothing was exchanged; the shop says it in its own words."""
    async with aiohttp.ClientSession() as session:
        await page.goto(await shop.connect(session))
    await page.get_by_role("button", name="Decline").click()
    await expect(page.locator("#outcome")).to_have_text("Not connected")
    assert stage.sandbox.calls_to("POST", "/wp-connect/exchange") == []
