"""WooCommerce > Settings > Alter."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect

from scripts.store.site import Site


def place(page: Page) -> Locator:
    return page.locator("div.alter-connector")


async def open_tab(page: Page, site: Site) -> None:
    """As an owner comes there: by WooCommerce's menu, then by the tab."""
    await page.goto(site.admin("admin.php?page=wc-settings"))
    await page.locator(".nav-tab-wrapper").get_by_role("link", name="Alter", exact=True).click()
    await expect(place(page)).to_be_visible()


async def press(page: Page, label: str) -> None:
    """A button of ours. What comes of it stands on the page that follows."""
    await place(page).get_by_role("button", name=label, exact=True).first.click()
    await page.wait_for_load_state("load")


async def says(page: Page, text: str) -> None:
    await expect(place(page).locator(".notice").filter(has_text=text).first).to_be_visible()


async def shows_connection(page: Page, site: Site) -> None:
    """The facts of a connected shop, its own address among them."""
    facts = place(page).locator(".alter-connector-facts")
    await expect(facts).to_contain_text(f"{site.home}/")
    await expect(facts).to_contain_text("Storefront at Alter")


async def told(page: Page, address: str, kept: dict[str, str]) -> list[str]:
    """The secrets' names that a page gives away, in its text or anywhere in its source."""
    await page.goto(address)
    source = await page.content()
    return [name for name, value in kept.items() if value in source]
