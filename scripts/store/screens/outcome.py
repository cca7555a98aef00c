"""The page of wp-admin on which a return from Alter ends that did not connect."""

from __future__ import annotations

from playwright.async_api import Page, expect

from scripts.store.screens import approval
from scripts.store.site import Site


def address(site: Site, query: str = "") -> str:
    return site.admin(f"admin.php?page=alter-connector-return{query}")


async def tells(page: Page, title: str, action: str) -> None:
    """One cause and one action, under an address that holds nothing secret."""
    await expect(page.get_by_role("heading", level=1, name=title, exact=True)).to_be_visible()
    place = page.locator(".alter-connector")
    buttons = place.locator(".button-primary")
    await expect(buttons).to_have_count(1)
    await expect(buttons).to_have_text(action)
    assert not approval.carries_proof(page), page.url


async def press(page: Page, action: str) -> None:
    await page.locator(".alter-connector .button-primary", has_text=action).click()
    await page.wait_for_load_state("load")
