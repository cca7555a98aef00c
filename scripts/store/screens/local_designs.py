"""WooCommerce > Alter local designs."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect

from scripts.store.scene import Scene
from scripts.store.screens import picker

PATIENCE = 180_000


async def open_page(scene: Scene) -> Page:
    page = scene.owner
    await page.goto(scene.site.admin("admin.php?page=alter-connector-designs"))
    await expect(page.get_by_role("heading", name="Alter local designs")).to_be_visible()
    return page


async def import_design(page: Page, text: str) -> int:
    """The first design that has this in its name. Returns its number."""
    shown = await picker.choose(page, page.locator("#alter_connector_import"), text)
    await page.get_by_role("button", name="Import and install").click()
    await says(page, "being fetched from Alter")
    return int(shown.rsplit(" ", 1)[1].rstrip(")"))


def row(page: Page, design: int) -> Locator:
    return page.locator("tr[data-alter-design]").filter(has_text=f"no. {design}")


async def comes_to(page: Page, design: int, state: str) -> Locator:
    """Looks on, as an owner would, until the design is in this state."""
    found = row(page, design)
    await expect(found).to_have_attribute("data-state", state, timeout=PATIENCE)
    return found


async def press(page: Page, design: int, label: str) -> None:
    await row(page, design).locator("a.button", has_text=label).click()


async def says(page: Page, text: str) -> None:
    await expect(page.locator("#alter-notices .notice")).to_contain_text(text, timeout=60_000)
