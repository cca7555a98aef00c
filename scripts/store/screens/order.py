"""WooCommerce > Orders: the list, and one order, with orders in tables of their own or as posts."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect

from scripts.store.scene import Scene


async def open_order(scene: Scene, order_id: int) -> Page:
    """WooCommerce leads from the old address to the new one."""
    await scene.owner.goto(scene.site.admin(_address(scene, order_id)))
    await expect(scene.owner.locator("#order_status")).to_be_attached()
    return scene.owner


async def set_status(scene: Scene, order_id: int, status: str) -> None:
    page = await open_order(scene, order_id)
    await page.select_option("#order_status", f"wc-{status}", force=True)
    await page.locator("button.save_order").first.click()
    await page.wait_for_load_state("load")
    await expect(
        page.locator("#message, .notice-success").filter(has_text="Order updated").first
    ).to_be_visible()


async def refund(scene: Scene, order_id: int, quantity: int) -> None:
    """So many of the first line, by hand: cash knows no other way."""
    page = await open_order(scene, order_id)
    page.on("dialog", lambda dialog: dialog.accept())
    await page.locator("button.refund-items").click()
    await page.locator("input.refund_order_item_qty").first.fill(str(quantity))
    await page.locator("input.refund_order_item_qty").first.blur()
    button = page.locator("button.do-manual-refund")
    await expect(button).to_be_visible()
    async with page.expect_navigation():
        await button.click()
    await expect(page.locator("tr.refund")).to_have_count(1)


def line(scene: Scene) -> Locator:
    """The first line of the order that is open."""
    return scene.owner.locator("#order_line_items tr.item").first


async def trash(scene: Scene, order_id: int) -> None:
    await _bulk(scene, order_id, "", "trash")


async def restore(scene: Scene, order_id: int) -> None:
    await _bulk(scene, order_id, "trash", "untrash")


async def _bulk(scene: Scene, order_id: int, view: str, action: str) -> None:
    page = scene.owner
    if scene.site.wanted.hpos:
        address = "admin.php?page=wc-orders" + (f"&status={view}" if view else "")
        box = f'input[name="id[]"][value="{order_id}"]'
    else:
        address = "edit.php?post_type=shop_order" + (f"&post_status={view}" if view else "")
        box = f'input[name="post[]"][value="{order_id}"]'
    await page.goto(scene.site.admin(address))
    await page.locator(box).check()
    await page.select_option("#bulk-action-selector-top", action)
    await page.click("#doaction")
    await page.wait_for_load_state("load")
    await expect(page.locator(box)).to_have_count(0)


def _address(scene: Scene, order_id: int) -> str:
    if scene.site.wanted.hpos:
        return f"admin.php?page=wc-orders&action=edit&id={order_id}"
    return f"post.php?post={order_id}&action=edit"
