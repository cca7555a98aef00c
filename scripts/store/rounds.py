"""Pages that are only looked at: before the plugin is there, and with it."""

from __future__ import annotations

import time
from collections.abc import Sequence

from playwright.async_api import Page

from scripts.store.site import Site

_ADMIN = (
    "index.php",
    "edit.php?post_type=product",
    "post-new.php?post_type=product",
    "plugins.php",
    "update-core.php",
    "site-health.php",
    "site-health.php?tab=debug",
    "options-permalink.php",
    "users.php",
    "admin.php?page=wc-admin",
    "admin.php?page=wc-orders",
    "admin.php?page=wc-settings",
    "admin.php?page=wc-settings&tab=products",
    "admin.php?page=wc-status",
    "admin.php?page=wc-status&tab=action-scheduler",
    "admin.php?page=wc-status&tab=logs",
    "edit.php?post_type=product&page=product_importer",
    "edit.php?post_type=product&page=product_exporter",
)
_LINKS = "a[href*='tab=alter'], a[href*='page=alter-connector']"


class PageBroken(AssertionError):
    """A page that answered with an error, or with WordPress' words for one."""


def shop_pages(site: Site) -> list[str]:
    """The addresses of the shop's own pages."""
    shop = ["/", "/?post_type=product", "/?s=mug", "/?rest_route=/"]
    shop += [f"/?p={site.products['simple'][0]}", f"/?p={site.products['variable']}"]
    shop += [f"/?pagename={name}" for name in ("cart", "checkout", "my-account")]
    return [site.home + path for path in shop]


def pages(site: Site) -> Sequence[str]:
    """The addresses of shop and admin, in the order in which they are looked at."""
    admin = [*_ADMIN, f"post.php?post={site.products['simple'][0]}&action=edit"]
    admin += [f"post.php?post={site.products['variable']}&action=edit"]
    return [*shop_pages(site), *map(site.admin, admin)]


async def own_pages(page: Page, site: Site) -> list[str]:
    """The screens of ours that menus and settings lead to."""
    await page.goto(site.admin("admin.php?page=wc-settings"))
    found = await page.locator(_LINKS).evaluate_all("links => links.map(link => link.href)")
    return sorted(set(found))


async def look(page: Page, addresses: Sequence[str]) -> tuple[float, float]:
    """Opens each and waits until its scripts have loaded what they want. Returns from when to when (Unix)."""
    began = time.time()
    for address in addresses:
        answer = await page.goto(address, wait_until="load")
        status = 0 if answer is None else answer.status
        # Screens that this version does not have, or that are not built yet, say 403 in wp-admin.
        if status >= 500 or "There has been a critical error" in await page.content():
            raise PageBroken(f"{address}: {status}")
        await page.wait_for_timeout(300)
    return began, time.time()
