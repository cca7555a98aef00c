"""WooCommerce > Settings > Alter, as far as plays about other things need it."""

from __future__ import annotations

from playwright.async_api import expect

from scripts.store import connection
from scripts.store.scene import Scene


async def make_sure(scene: Scene) -> None:
    """Connects through Alter's page unless the shop is connected."""
    if await connection.secrets(scene.site):
        return
    page = scene.owner
    await page.goto(scene.site.admin("admin.php?page=wc-settings&tab=alter"))
    await page.get_by_role("button", name="Connect with Alter").click()
    await page.get_by_role("button", name="Approve").click()
    await page.wait_for_url("**/wp-admin/**tab=alter**")
    assert await connection.secrets(scene.site)
    await expect(page.get_by_role("button", name="Connect with Alter")).to_have_count(0)
    scene.tale.tell("Connect with Alter, Approve: the shop is connected.")
