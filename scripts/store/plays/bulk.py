"""The owner maps, switches and sends many products from WooCommerce's own list."""

from __future__ import annotations

from playwright.async_api import expect

from scripts.store import held, jobs
from scripts.store.scene import Scene
from scripts.store.screens import connecting, picker, product_list

TITLE = "The owner maps and switches many products from the list"
NEEDS: tuple[str, ...] = ("install",)


async def play(scene: Scene) -> None:
    await connecting.make_sure(scene)
    ids = scene.site.products["simple"][1:6]
    await _map(scene, ids)
    await _switch(scene, ids)
    await _edit(scene, ids)
    await _filter(scene, ids)


async def _map(scene: Scene, ids: list[int]) -> None:
    page, grouped = scene.owner, scene.site.products["grouped"]
    await product_list.open_list(scene)
    await product_list.bulk(scene, [*ids, grouped], "alter_connector_map")
    await expect(page.get_by_role("heading", name="Map products to a design")).to_be_visible()
    await page.get_by_role("button", name="Map products").click()
    await expect(page.locator(".notice-error")).to_contain_text("Choose a design")
    field = page.locator("#alter_connector_design")
    await picker.choose(page, field, "Travel Mug")
    for box in ("viewer", "configurator"):
        await page.check(f'input[name="alter_connector[types][]"][value={box}]')
    await scene.tale.show(page, "map")
    await page.get_by_role("button", name="Map products").click()
    await product_list.says(scene, f"{len(ids)} products changed")
    await product_list.says(scene, "1 was left out")
    scene.tale.tell(
        f"Map to a design… for {len(ids) + 1} products: {len(ids)} mapped, a grouped one left out, and said so."
    )
    await jobs.done(scene)
    for product_id in ids:
        await held.status_everywhere(scene, f"wc_{product_id}", "active")
    await product_list.open_list(scene)
    await expect(product_list.cell(scene, ids[0])).to_contain_text("Synced")
    await expect(product_list.cell(scene, ids[0])).to_contain_text("Travel Mug")
    await product_list.row(scene, ids[0]).scroll_into_view_if_needed()
    await scene.tale.show(page, "list", ours=False, around=product_list.row(scene, ids[0]))
    scene.tale.tell(
        "The column shows the design and that it is synced; connector and Alter hold all of them as active."
    )


async def _switch(scene: Scene, ids: list[int]) -> None:
    for action, status in (("deactivate", "inactive"), ("activate", "active")):
        await product_list.open_list(scene)
        await product_list.bulk(scene, ids[:3], f"alter_connector_{action}")
        await product_list.says(scene, "3 products changed")
        await jobs.done(scene)
        for product_id in ids[:3]:
            await held.status_everywhere(scene, f"wc_{product_id}", status)
        await held.status_everywhere(scene, f"wc_{ids[3]}", "active")
    scene.tale.tell(
        "Deactivate for three, and Activate again: both arrive at Alter, and the fourth stays as it is."
    )
    before = await scene.service.requests()
    await product_list.open_list(scene)
    await product_list.bulk(scene, ids[:2], "alter_connector_resync")
    await product_list.says(scene, "2 products changed")
    await jobs.done(scene)
    assert await scene.service.requests() > before, "nothing was sent again"
    scene.tale.tell("Send again goes to the connector once more, although nothing has changed.")


async def _edit(scene: Scene, ids: list[int]) -> None:
    page = scene.owner
    await product_list.open_list(scene)
    form = await product_list.bulk_edit(scene, ids[3:])
    await form.locator('select[name="alter_connector_bulk[do]"]').select_option("set")
    await picker.choose(page, form.locator("#alter_connector_bulk_design"), "Gift Box")
    await form.locator('input[name="alter_connector_bulk[types][]"][value=viewer]').check()
    await form.locator('select[name="alter_connector_bulk[status]"]').select_option("draft")
    await form.locator(".alter-bulk").scroll_into_view_if_needed()
    await scene.tale.show(page, "edit", ours=False, around=form.locator(".alter-bulk"))
    await product_list.update(scene)
    await jobs.done(scene)
    for product_id in ids[3:]:
        found = await held.at_alter(scene, f"wc_{product_id}")
        assert found["viewer"][1] == "draft", found
        assert found["configurator"][1] == "archived", found
    scene.tale.tell(
        "Bulk edit changes design, type and status; the type that is no longer ticked is archived at Alter."
    )


async def _filter(scene: Scene, ids: list[int]) -> None:
    page = scene.owner
    await product_list.open_list(scene)
    await product_list.filter_by(scene, "active")
    await expect(product_list.row(scene, ids[0])).to_be_visible()
    await expect(product_list.row(scene, ids[4])).to_have_count(0)
    await product_list.filter_by(scene, "none")
    await expect(product_list.row(scene, ids[0])).to_have_count(0)
    await expect(product_list.row(scene, scene.site.products["grouped"])).to_be_visible()
    await product_list.filter_by(scene, "failed")
    await expect(page.locator("#the-list")).to_contain_text("No products found")
    scene.tale.tell("The filter shows active ones, unmapped ones, and that none failed.")
