"""The owner uploads the zip that the operator gave out, and activates it."""

from __future__ import annotations

import re

from playwright.async_api import expect

from scripts.store.scene import Scene
from scripts.store.screens import plugins

TITLE = "The owner installs the zip in wp-admin"
NEEDS: tuple[str, ...] = ()


async def play(scene: Scene) -> None:
    page, site = scene.owner, scene.site
    await plugins.upload(page, site, scene.plugin_zip)
    scene.tale.tell(
        "Plugins > Add New > Upload Plugin takes the zip: Plugin installed successfully."
    )
    await plugins.activate_after_upload(page)
    scene.tale.tell(
        "Activate Plugin: Plugin activated, and the owner stays in the list of plugins."
    )
    row = plugins.row(page, "alter-connector")
    await expect(row).to_have_class(re.compile(r"\bactive\b"))
    await expect(row).to_contain_text("Alter Product Connector for WooCommerce")
    await expect(page.locator(".notice-error:visible")).to_have_count(0)
    await row.scroll_into_view_if_needed()
    await scene.tale.show(page, "plugins", ours=False)
    scene.tale.tell("The list shows it as active and shows no error.")
    await expect(page.locator("body")).not_to_contain_text("This plugin is incompatible")
    await page.goto(site.admin("plugins.php?plugin_status=incompatible_with_feature"))
    await expect(plugins.row(page, "woocommerce")).to_have_count(0)
    await expect(plugins.row(page, "alter-connector")).to_have_count(0)
    scene.tale.tell(
        "WooCommerce's list of plugins that do not go with its features has no row of ours."
    )
