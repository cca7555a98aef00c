"""WooCommerce > Settings > Advanced > REST API: a key for an outside program."""

from __future__ import annotations

from playwright.async_api import expect

from scripts.store.scene import Scene
from scripts.store.shop_api import ShopApi

_PAGE = "admin.php?page=wc-settings&tab=advanced&section=keys&create-key=1"


async def add(scene: Scene, description: str) -> ShopApi:
    page = scene.owner
    await page.goto(scene.site.admin(_PAGE))
    await page.fill("#key_description", description)
    await page.select_option("#key_permissions", "read_write", force=True)
    await page.click("#update_api_key")
    await expect(page.locator("#key_consumer_secret")).to_be_visible()
    key = await page.input_value("#key_consumer_key")
    return ShopApi(scene.site.home, key, await page.input_value("#key_consumer_secret"))
