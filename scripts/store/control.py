"""A plugin that does nothing, installed like ours before ours: what WordPress then complains of is not our doing.

It needs WooCommerce as ours does, for which alone WordPress asks wordpress.org on some screens.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from playwright.async_api import Page

from scripts.store.screens import plugins
from scripts.store.site import Site

_SLUG = "does-nothing"
_CODE = """\
<?php
/**
 * Plugin Name: Does nothing
 * Version: 1.0.0
 * Requires Plugins: woocommerce
 * Update URI: false
 */
"""


async def come_and_go(page: Page, site: Site) -> None:
    """Uploaded, activated, deactivated, deleted: every screen that ours passes through."""
    file = site.layout.root / f"{_SLUG}.zip"
    _write(file)
    await plugins.upload(page, site, file)
    await plugins.activate_after_upload(page)
    await plugins.deactivate(page, site, _SLUG)
    await plugins.delete(page, site, _SLUG)


def _write(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(f"{_SLUG}/{_SLUG}.php", _CODE)
