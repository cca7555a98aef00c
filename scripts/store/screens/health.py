"""The checks where owners meet them: the settings tab, Site Health, WooCommerce's status report."""

from __future__ import annotations

from playwright.async_api import Page, expect

from scripts.store.site import Site

_PATIENCE = 120_000


async def run_all(page: Page) -> dict[str, str]:
    """On the settings tab: Run all tests. Returns the levels by the checks' ids."""
    button = page.get_by_role("button", name="Run all tests", exact=True)
    await button.click()
    await expect(button).to_be_enabled(timeout=_PATIENCE)
    rows = page.locator("tr[data-check]")
    found = await rows.evaluate_all(
        "rows => rows.map(row => [row.dataset.check, row.children[1].textContent.trim()])"
    )
    return dict(found)


async def site_health(page: Page, site: Site) -> list[str]:
    """What Tools > Site Health says of us once it has run everything, passed tests too."""
    await page.goto(site.admin("site-health.php"))
    await page.wait_for_function(
        "() => !document.querySelector('.site-health-progress-wrapper.loading')", timeout=_PATIENCE
    )
    await page.locator(".site-health-view-passed").click()
    titles = page.locator(".health-check-accordion-heading .title").filter(
        has_text="Alter Product Connector: "
    )
    await titles.first.scroll_into_view_if_needed()
    return [title.strip() for title in await titles.all_text_contents()]


async def status_report(page: Page, site: Site) -> dict[str, str]:
    """Our section of WooCommerce > Status, as its "copy for support" reads it."""
    await page.goto(site.admin("admin.php?page=wc-status"))
    head = page.locator('th[data-export-label="Alter Product Connector"]')
    await head.scroll_into_view_if_needed()
    rows = page.locator("table.wc_status_table", has=head).locator("tbody tr")
    found = await rows.evaluate_all(
        "rows => rows.map(row => [row.children[0].dataset.exportLabel, row.children[2].textContent.trim()])"
    )
    return dict(found)
