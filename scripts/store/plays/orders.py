"""What the owner does with orders reaches Alter; a customer orders again."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from scripts.store import bought, held, jobs, shelves
from scripts.store.scene import Scene
from scripts.store.screens import api_keys, storefront
from scripts.store.screens import order as order_screen
from scripts.store.shelves import Dress, Shelves
from scripts.store.shopper import M, shopper

_AGAIN, _SEEN = "alter_connector_order_again", "alter_connector_order_seen"

TITLE = "Orders change, and Alter hears of it; a customer orders again"
NEEDS: tuple[str, ...] = ("install",)


async def play(scene: Scene) -> None:
    things = await shelves.filled(scene)
    await _changes(scene, things)
    await _cancels(scene, things)
    await _goes_to_the_trash(scene, things)
    await _differs(scene, things)
    if not scene.site.wanted.plain_permalinks:
        await _by_a_program(scene, things)
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


async def _differs(scene: Scene, things: Shelves) -> None:
    """Somebody changes at Alter what was paid for; the owner looks into it."""
    order = await _bought(scene, things, (M, 2))
    assert await _told(scene, order) == ("paid", [2])
    await order_screen.open_order(scene, order.id)
    await expect(order_screen.action(scene, _SEEN)).to_have_count(0)
    await held.change_quantities(scene, order.item.alter_order, 5)
    await order_screen.act(scene, order.id, _AGAIN)
    await jobs.told(scene)
    notes = (await bought.order(scene, order.id)).notes
    assert any("is not what was sold" in note for note in notes), notes
    assert "Differs" in await order_screen.marks(scene, order.id)
    await scene.tale.show(scene.owner, "marks", ours=False)
    await order_screen.open_order(scene, order.id)
    await expect(order_screen.action(scene, _SEEN)).to_have_count(1)
    await order_screen.act(scene, order.id, _SEEN)
    await expect(order_screen.action(scene, _SEEN)).to_have_count(0)
    assert "Differs" not in await order_screen.marks(scene, order.id)
    scene.tale.tell(
        "Somebody makes five of two at Alter. The order action “Tell Alter again, and compare” finds it: a note, and "
        "a mark in the list of orders; the other action takes the mark away."
    )


async def _by_a_program(scene: Scene, things: Shelves) -> None:
    """A stock program or an ERP: WooCommerce's REST API."""
    api = await api_keys.add(scene, "An order program")
    order = await _bought(scene, things, (M, 2))
    assert await _told(scene, order) == ("paid", [2])
    await api.call("PUT", f"orders/{order.id}", status="completed")
    assert await _told(scene, order) == ("completed", [2])
    copied = {"key": "_alter_order_id", "value": str(order.item.alter_order)}
    made = await api.call(
        "POST",
        "orders",
        status="processing",
        line_items=[
            {"product_id": things.own, "quantity": 1, "meta_data": [copied]},
            {"product_id": things.plain, "quantity": 2},
        ],
    )
    await jobs.told(scene)
    rows = await scene.site.database.query(
        f"SELECT COUNT(*) FROM shop_alter_connector_order_events WHERE order_id = {int(made['id'])}"  # noqa: S608 - a number
    )
    assert int(rows[0][0]) == 0, rows
    await order_screen.open_order(scene, int(made["id"]))
    await api.call("DELETE", f"orders/{made['id']}", force=True)
    await api.call("DELETE", f"orders/{order.id}", force=True)
    await jobs.told(scene)
    status, _ = await bought.at_alter(scene, order.item.alter_order)
    assert status == "deleted", status
    scene.tale.tell(
        "Through WooCommerce's REST API: completed and deleted reach Alter; an order that a program makes, with the "
        "number of one of Alter's copied into it, says nothing to Alter."
    )


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
    await _looks_at_it(page)
    await page.locator(".order-again a").click()
    await page.wait_for_url("**/cart/**")
    repeated = re.compile(rf"Repeat of order:?\s*{first.id}\b")
    await expect(page.locator("tr.cart_item")).to_contain_text(repeated)
    await expect(page.locator('[data-alter-open="edit"]')).to_have_count(0)
    await expect(page.locator('[data-alter-open="view"]')).to_have_count(1)
    await scene.tale.show(page, "again", ours=False)
    await _looks_at_it(page)
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
        "A customer looks at the design in My account. Order again brings it back as a repeat, to be looked at in "
        "the cart and not edited; paid and cancelled, it changes nothing at Alter: that order is the first one's."
    )


async def _looks_at_it(page: Page) -> None:
    """The link of an order or of the cart opens the tool, which lets nobody change what was bought."""
    await page.locator('[data-alter-open="view"]').click()
    inside = await storefront.ready(page)
    await expect(inside.locator("p.order")).to_contain_text("can be viewed, no longer edited")
    await page.get_by_role("button", name="Close", exact=True).click()
    await expect(page.locator(".alter-connector-dialog")).to_have_count(0)
