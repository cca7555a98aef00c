"""The owner maps one product by hand, and a variation of another one to a design of its own."""

from __future__ import annotations

from playwright.async_api import expect

from scripts.store import held, jobs
from scripts.store.scene import Scene
from scripts.store.screens import connecting, picker, product

TITLE = "The owner maps a product in its tab, and a variation otherwise"
NEEDS: tuple[str, ...] = ("install",)


async def play(scene: Scene) -> None:
    await connecting.make_sure(scene)
    await _simple(scene, scene.site.products["simple"][0])
    await _variable(scene)
    await _others(scene)


async def _simple(scene: Scene, product_id: int) -> None:
    page = scene.owner
    await product.open_tab(scene, product_id)
    await scene.tale.show(page, "tab", around=page.locator(product.PANEL))
    options = await picker.search(page, product.design(page), "Mug")
    count = await options.count()
    await product.design(page).press("ArrowDown")
    await scene.tale.show(page, "picker", around=product.design(page))
    shown = await product.choose_design(page, "Mug")
    scene.tale.tell(
        f"In the tab Alter 3D, “Mug” finds {count} designs; arrow and Enter take {shown}."
    )
    await product.tick(page, ("viewer", "customizer"))
    await product.save(page)
    await product.open_tab(scene, product_id)
    await expect(product.states(page)).to_have_count(2)
    await expect(product.states(page).first).to_contain_text("Waiting to be sent")
    scene.tale.tell("Saved: two bindings wait to be sent, and the page has asked nobody.")
    seconds = await jobs.visited(scene)
    await product.open_tab(scene, product_id)
    for line in await product.states(page).all():
        await expect(line).to_contain_text("Synced")
    await scene.tale.show(page, "synced", around=page.locator(product.PANEL))
    design = int(shown.rsplit(" ", 1)[1].rstrip(")"))
    wanted: held.Bindings = {"viewer": (design, "active"), "customizer": (design, "active")}
    await held.everywhere(scene, f"wc_{product_id}", wanted)
    scene.tale.tell(
        f"People look at the shop, WP-Cron runs the job: synced after {seconds:.0f} s; connector and Alter hold both."
    )


async def _variable(scene: Scene) -> None:
    page, product_id = scene.owner, scene.site.products["variable"]
    await product.open_tab(scene, product_id)
    await product.choose_design(page, "Women's T-Shirt")
    await product.tick(page, ("viewer",))
    await product.save(page)
    await product.open_tab(scene, product_id)
    await product.open_variations(page)
    field = page.locator("#alter_connector_variation_1_design")
    await field.scroll_into_view_if_needed()
    await picker.choose(page, field, "Kids' Hoodie")
    await page.select_option("#alter_connector_variation_2_status", "inactive")
    first, second, third = await product.variation_ids(page)
    await scene.tale.show(page, "variations", around=field)
    await product.save_variations(page)
    scene.tale.tell(
        "A shirt gets a design; its second size another one, its third none to be seen."
    )
    await jobs.done(scene)
    assert await held.in_shop(scene, first) == {}, "the first size says nothing of its own"
    parent = await held.at_alter(scene, f"wc_{product_id}")
    own = await held.at_alter(scene, f"wc_{product_id}_{second}")
    assert parent["viewer"][0] != own["viewer"][0], "the second size has its own design"
    await held.everywhere(
        scene, f"wc_{product_id}_{second}", {"viewer": (own["viewer"][0], "active")}
    )
    await held.everywhere(
        scene, f"wc_{product_id}_{third}", {"viewer": (parent["viewer"][0], "inactive")}
    )
    await product.open_tab(scene, product_id)
    await expect(product.states(page)).to_have_count(3)
    await scene.tale.show(page, "variations-synced", around=page.locator(product.PANEL))
    scene.tale.tell(
        "Alter holds three bindings: the shirt's and two of its sizes; the first size has none of its own."
    )


async def _others(scene: Scene) -> None:
    page = scene.owner
    await product.open_tab(scene, scene.site.products["external"])
    await expect(page.locator(product.PANEL)).to_contain_text(
        "works with simple and variable products"
    )
    await expect(product.design(page)).to_be_hidden()
    scene.tale.tell("A product of another type shows one sentence instead of fields.")
