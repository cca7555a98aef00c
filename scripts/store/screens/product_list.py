"""Products > All Products: bulk actions, bulk edit, our column and filter."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.async_api import Locator, expect

from scripts.store.scene import Scene


async def open_list(scene: Scene, query: str = "") -> None:
    await scene.owner.goto(
        scene.site.admin(f"edit.php?post_type=product&orderby=title&order=asc{query}")
    )


def row(scene: Scene, product_id: int) -> Locator:
    return scene.owner.locator(f"#post-{product_id}")


def cell(scene: Scene, product_id: int) -> Locator:
    """Our column."""
    return row(scene, product_id).locator("td.column-alter_connector")


async def tick(scene: Scene, ids: Sequence[int]) -> None:
    for product_id in ids:
        await row(scene, product_id).locator('input[name="post[]"]').check()


async def bulk(scene: Scene, ids: Sequence[int], action: str) -> None:
    """Ticks, chooses, applies."""
    page = scene.owner
    await tick(scene, ids)
    await page.select_option("#bulk-action-selector-top", action)
    await page.click("#doaction")


async def bulk_edit(scene: Scene, ids: Sequence[int]) -> Locator:
    """Unfolds the form for these."""
    await bulk(scene, ids, "edit")
    form = scene.owner.locator("#bulk-edit")
    await expect(form).to_be_visible()
    return form


async def update(scene: Scene) -> None:
    """Sends the bulk edit."""
    await scene.owner.click("#bulk_edit")
    await expect(
        scene.owner.locator("#message, .notice").filter(has_text="updated").first
    ).to_be_visible()


async def filter_by(scene: Scene, value: str) -> None:
    page = scene.owner
    await page.select_option("#alter_connector_filter", value)
    await page.click("#post-query-submit")
    await expect(page.locator("#alter_connector_filter")).to_have_value(value)


async def row_action(scene: Scene, product_id: int, name: str) -> None:
    """One of the links below a product's name."""
    line = row(scene, product_id)
    await line.hover()
    await line.locator(".row-actions a").filter(has_text=name).first.click()
    await scene.owner.wait_for_load_state("load")


async def says(scene: Scene, text: str) -> None:
    """WooCommerce hides notices until its own script has put them where it wants them: there is enough."""
    await expect(
        scene.owner.locator(".notice, #message").filter(has_text=text).first
    ).to_be_attached()
