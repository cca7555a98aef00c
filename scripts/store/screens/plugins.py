"""Plugins: the list, and Add New > Upload Plugin."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Locator, Page, expect

from scripts.store.site import Site


def row(page: Page, slug: str) -> Locator:
    """The row of the plugin in this folder, whose main file has the folder's name."""
    return page.locator(f'tr[data-plugin="{slug}/{slug}.php"]:not(.plugin-update-tr)')


async def says(page: Page, text: str) -> None:
    """One of the messages above the list does; other plugins have theirs there too."""
    await expect(page.locator(".notice, #message").filter(has_text=text).first).to_be_visible()


async def open_list(page: Page, site: Site) -> None:
    await page.goto(site.admin("plugins.php"))


async def upload(page: Page, site: Site, zip_file: Path) -> None:
    """Add New > Upload Plugin > Install Now, until WordPress says that it is installed."""
    await page.goto(site.admin("plugin-install.php?tab=upload"))
    await page.set_input_files("#pluginzip", zip_file)
    await page.click("#install-plugin-submit")
    await expect(page.locator(".wrap")).to_contain_text("Plugin installed successfully")


async def activate_after_upload(page: Page) -> None:
    await page.get_by_role("link", name="Activate Plugin").click()
    await says(page, "Plugin activated")


async def deactivate(page: Page, site: Site, slug: str) -> None:
    await open_list(page, site)
    await row(page, slug).locator(".deactivate a").click()
    await says(page, "Plugin deactivated")


async def delete(page: Page, site: Site, slug: str) -> None:
    """Delete, the question that WordPress asks answered with yes: its uninstall runs."""
    await open_list(page, site)
    page.once("dialog", lambda dialog: dialog.accept())
    await row(page, slug).locator(".delete a").click()
    await expect(row(page, slug)).to_contain_text("successfully deleted")


async def replace(page: Page, site: Site, zip_file: Path) -> None:
    """Upload Plugin over one that is there, newer or older: WordPress shows both versions and asks."""
    await page.goto(site.admin("plugin-install.php?tab=upload"))
    await page.set_input_files("#pluginzip", zip_file)
    await page.click("#install-plugin-submit")
    await page.get_by_role("link", name="Replace current with uploaded").click()
    await expect(page.locator(".wrap")).to_contain_text("successfully")


async def update(page: Page, site: Site, slug: str) -> None:
    """The link "update now" below the plugin's row, until WordPress says that it is done."""
    await open_list(page, site)
    below = page.locator(f'tr.plugin-update-tr[data-plugin="{slug}/{slug}.php"]')
    await below.locator("a.update-link").click()
    await expect(below).to_contain_text("Updated!", timeout=60_000)
