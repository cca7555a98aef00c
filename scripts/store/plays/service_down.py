"""The connector is down while the owner maps; it comes back."""

from __future__ import annotations

from playwright.async_api import expect

from scripts.store import held, jobs
from scripts.store.scene import Scene
from scripts.store.screens import bindings_list, connecting, product, product_list

TITLE = "The connector is down while the owner maps, and comes back"
NEEDS: tuple[str, ...] = ("install",)


async def play(scene: Scene) -> None:
    await connecting.make_sure(scene)
    mapped, new, _ = scene.site.products["simple"][20:23]
    await product.open_tab(scene, mapped)
    await product.choose_design(scene.owner, "Espresso Cup")
    await product.tick(scene.owner, ("viewer",))
    await product.save(scene.owner)
    await jobs.done(scene)
    before = await held.at_alter(scene, f"wc_{mapped}")
    await scene.service.stop()
    try:
        await _map(scene, mapped, new)
    finally:
        await scene.service.start()
    await _back(scene, mapped, new, before)


async def _map(scene: Scene, mapped: int, new: int) -> None:
    page = scene.owner
    await product.open_tab(scene, mapped)
    await product.tick(page, ("viewer", "configurator"))
    await product.set_status(page, "inactive")
    await product.save(page)
    await product.open_tab(scene, new)
    await product.design(page).click()
    await product.design(page).press_sequentially("383", delay=20)
    await expect(page.locator(f"{product.PANEL} .alter-picker-list")).to_contain_text(
        "Nothing answers at the connector's address"
    )
    await scene.tale.show(page, "picker", around=product.design(page))
    # Pictures move WordPress' boxes about, and close the list.
    await product.open_tab(scene, new)
    async with page.expect_response(lambda answer: "search=383" in answer.url):
        await product.design(page).fill("383")
    await expect(page.locator(f"{product.PANEL} [role=option]")).to_contain_text("Design no. 383")
    await product.design(page).press("ArrowDown")
    await product.design(page).press("Enter")
    await expect(product.design(page)).to_have_value("Design no. 383")
    await product.tick(page, ("viewer",))
    await product.save(page)
    scene.tale.tell(
        "The connector is off: one product is changed, another gets a design by its number, since the list of names "
        "can not be had. Both are saved."
    )
    await jobs.once(scene.site)
    for each, count in ((mapped, 2), (new, 1)):
        rows = await held.in_shop(scene, each)
        assert [row.state for row in rows.values()] == ["queued"] * count, rows
    await bindings_list.open_list(scene, "&view=waiting")
    await expect(page.locator("#the-list tr")).to_have_count(3)
    await expect(page.locator("#the-list")).to_contain_text("tried again by itself")
    await scene.tale.show(page, "waiting")
    await product_list.open_list(scene)
    await product_list.filter_by(scene, "waiting")
    await expect(product_list.row(scene, new)).to_be_visible()
    scene.tale.tell(
        "The job tries, and keeps all three bindings; lists say that they wait, why, and that nothing has to be done."
    )


async def _back(scene: Scene, mapped: int, new: int, before: held.Bindings) -> None:
    seconds = await jobs.visited(scene)
    design = before["viewer"][0]
    await held.everywhere(
        scene,
        f"wc_{mapped}",
        {"viewer": (design, "inactive"), "configurator": (design, "inactive")},
    )
    await held.everywhere(scene, f"wc_{new}", {"viewer": (383, "active")})
    scene.tale.tell(
        f"The connector is back: by visits alone, without a click, all is at Alter after {seconds:.0f} s."
    )
