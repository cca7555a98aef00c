"""Products > Export and Products > Import, WooCommerce's own."""

from __future__ import annotations

import csv
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from scripts.store.scene import Scene

Line = dict[str, str]


async def export(scene: Scene) -> list[Line]:
    """All products, all columns."""
    page = scene.owner
    await page.goto(scene.site.admin("edit.php?post_type=product&page=product_exporter"))
    async with page.expect_download() as download:
        await page.click(".woocommerce-exporter-button")
    file = scene.site.layout.root / "export.csv"
    await (await download.value).save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def write(scene: Scene, lines: list[Line]) -> Path:
    file = scene.site.layout.root / "import.csv"
    with file.open("w", encoding="utf-8", newline="") as output:
        writer = csv.DictWriter(output, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    return file


async def begin_import(scene: Scene, file: Path) -> Page:
    """Until the screen on which columns are assigned; existing products are updated."""
    page = scene.owner
    await page.goto(scene.site.admin("edit.php?post_type=product&page=product_importer"))
    await page.set_input_files("#upload", file)
    await page.check("#woocommerce-importer-update-existing")
    await page.click('button[name="save_step"]')
    await expect(page.locator(".wc-importer-mapping-table")).to_be_visible()
    return page


def column(page: Page, name: str) -> Locator:
    """The line of the screen on which columns are assigned."""
    return page.locator(f'tr:has(input[name^="map_from"][value="{name}"])')


async def run_import(page: Page) -> str:
    """Until it is through. Returns what WooCommerce says of it."""
    await page.click('button[name="save_step"]')
    done = page.locator(".woocommerce-importer-done")
    await expect(done).to_be_visible()
    return await done.inner_text()


async def errors(page: Page) -> str:
    """The import log, unfolded: by a script at the end of the page, which must have come before the click."""
    await page.wait_for_load_state()
    await page.click(".woocommerce-importer-done-view-errors")
    table = page.locator(".wc-importer-error-log-table")
    await expect(table).to_be_visible()
    return await table.inner_text()
