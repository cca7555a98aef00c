"""What the owner does with orders reaches Alter; a customer orders again."""

from __future__ import annotations

from playwright.async_api import Page, expect

from scripts.store import bought, jobs, shelves
from scripts.store.scene import Scene
from scripts.store.screens import order as order_screen
from scripts.store.screens import storefront
from scripts.store.shelves import Dress, Shelves
from scripts.store.shopper import M, shopper

TITLE = "Orders change, and Alter hears of it; a customer orders again"
NEEDS: tuple[str, ...] = ("install",)


async def play(scene: Scene) -> None:
    things = await shelves.filled(scene)
    await _changes(scene, things)
    await _cancels(scene, things)
    await _goes_to_the_trash(scene, things)
    if not scene.site.wanted.plain_permalinks:
        await _again(scene, things)


async def _bought(scene: Scene, things: Shelves, *items: tuple[int, int]) -> bought.Order:
    async with shopper(scene) as guest:
        number = await guest.buy_one(things.own, *items)
    return await bought.order(scene, number)


async def _told(scene: Scene, order: bought.Order) -> tuple[str, list[int]]:
    await jobs.told(scene)
    return await bought.at_alter(scene, order.items[0].alter_order)


async def _changes(scene: Scene, things: Shelves) -> None:
    order = await _bought(scene, things, (M, 3))
    assert await _told(scene, order) == ("paid", [3])
    await order_screen.open_order(scene, order.id)
    await expect(order_screen.line(scene)).to_contain_text("Alter knows this order as it is")
    await expect(order_screen.line(scene)).to_contain_text(
        f"Open Alter's order {order.item.alter_order}"
    )
    await scene.tale.show(scene.owner, "order", ours=False, around=order_screen.line(scene))
    scene.tale.tell("Placed: paid at Alter, three pieces; the order's screen says so.")
    await order_screen.refund(scene, order.id, 1)
    assert await _told(scene, order) == ("paid", [2])
    scene.tale.tell("One of three refunded: two at Alter.")
    await order_screen.set_status(scene, order.id, "on-hold")
    assert await _told(scene, order) == ("paid", [2])
    await order_screen.set_status(scene, order.id, "completed")
    assert await _told(scene, order) == ("completed", [2])
    scene.tale.tell("On hold says nothing to Alter, completed is completed there.")
    history = (await scene.service.order(order.item.alter_order))["history"]
    await order_screen.set_status(scene, order.id, "completed")
    await jobs.told(scene)
    assert (await scene.service.order(order.item.alter_order))["history"] == history
    scene.tale.tell("Saved once more as it is: Alter hears nothing.")


async def _cancels(scene: Scene, things: Shelves) -> None:
    order = await _bought(scene, things, (394, 1), (M, 2))
    assert await _told(scene, order) == ("paid", [1, 2])
    await order_screen.set_status(scene, order.id, "cancelled")
    status, _ = await _told(scene, order)
    assert status == "cancelled", status
    await order_screen.set_status(scene, order.id, "processing")
    assert await _told(scene, order) == ("paid", [1, 2])
    scene.tale.tell(
        "Two sizes of one design are two lines of one order: cancelled, and taken up again, at Alter as here."
    )


async def _goes_to_the_trash(scene: Scene, things: Shelves) -> None:
    order = await _bought(scene, things, (M, 2))
    assert await _told(scene, order) == ("paid", [2])
    await order_screen.trash(scene, order.id)
    status, _ = await _told(scene, order)
    assert status == "cancelled", status
    await order_screen.restore(scene, order.id)
    restored = await bought.order(scene, order.id)
    assert restored.status == "processing", restored
    assert await _told(scene, order) == ("paid", [2])
    scene.tale.tell("In the trash: cancelled at Alter. Restored: paid again, with its two pieces.")


async def _again(scene: Scene, things: Shelves) -> None:
    await shelves.wear(scene.site, Dress("-", "classic"))
    try:
        page = await scene.visitors.arrive()
        await page.goto(f"{scene.site.home}/my-account/")
        await page.fill("#username", "customer")
        await page.fill("#password", scene.site.password)
        await page.locator('button[name="login"]').click()
        await expect(page.locator(".woocommerce-MyAccount-content")).to_be_visible()
        first = await _buys_as_customer(scene, page, things)
        await order_screen.set_status(scene, first.id, "completed")
        assert await _told(scene, first) == ("completed", [2])
        await _repeats(scene, page, first)
        await page.context.close()
    finally:
        await shelves.undress(scene.site)


async def _buys_as_customer(scene: Scene, page: Page, things: Shelves) -> bought.Order:
    await page.goto(things.urls["own"])
    inside = await storefront.customise(page)
    await storefront.choose(inside, {M: 2}, text="For me")
    await storefront.press_add(inside)
    await storefront.is_added(page)
    number = await storefront.check_out(page, scene.site, "classic")
    order = await bought.order(scene, number)
    assert await _told(scene, order) == ("paid", [2])
    return order


async def _repeats(scene: Scene, page: Page, first: bought.Order) -> None:
    await page.goto(f"{scene.site.home}/my-account/view-order/{first.id}/")
    await scene.tale.show(page, "my-account", ours=False)
    await page.locator(".order-again a").click()
    await page.wait_for_url("**/cart/**")
    await expect(page.locator("tr.cart_item")).to_contain_text(f"of order {first.id}")
    await expect(page.locator('[data-alter-open="edit"]')).to_have_count(0)
    await expect(page.locator('[data-alter-open="view"]')).to_have_count(1)
    await scene.tale.show(page, "again", ours=False)
    number = await storefront.check_out(page, scene.site, "classic")
    second = await bought.order(scene, number)
    assert second.item.metas["Repeat of order"] == str(first.id), second.item.metas
    history = (await scene.service.order(first.item.alter_order))["history"]
    await jobs.told(scene)
    await order_screen.set_status(scene, second.id, "cancelled")
    await jobs.told(scene)
    assert (await scene.service.order(first.item.alter_order))["history"] == history
    assert await bought.at_alter(scene, first.item.alter_order) == ("completed", [2])
    await order_screen.open_order(scene, second.id)
    await expect(order_screen.line(scene)).to_contain_text(f"Repeat of order #{first.id}")
    scene.tale.tell(
        "A customer's Order again brings the design back as a repeat, to be looked at and not edited; paid and "
        "cancelled, it changes nothing at Alter: that order is the first one's."
    )
