"""The login."""

from __future__ import annotations

from playwright.async_api import Page, expect

from scripts.store.site import Site


async def log_in(page: Page, site: Site, login: str = "owner") -> None:
    await page.goto(f"{site.siteurl}/wp-login.php")
    await fill_in(page, site, login)
    await expect(page.locator("#wpadminbar")).to_be_visible()


async def fill_in(page: Page, site: Site, login: str = "owner") -> None:
    """The form that is on the screen already: a session that ran out shows it in between."""
    await page.fill("#user_login", login)
    await page.fill("#user_pass", site.password)
    await page.click("#wp-submit")
    await page.wait_for_load_state("load")
