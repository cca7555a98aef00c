"""The owner looks at everything that is mapped, and does something about what failed."""

from __future__ import annotations

import asyncio

from playwright.async_api import expect

from scripts.store import held, jobs
from scripts.store.scene import Scene
from scripts.store.screens import bindings_list, connecting, product, product_list

TITLE = "The owner looks at all bindings, switches some, and retries what failed"
NEEDS: tuple[str, ...] = ("install",)

_UNKNOWN = "999999"
_SOME = "&s=Mug%20no.%201"
"""Of the list: everything of a whole run does not stand on one page."""

_SYNC_CALLS = "runtime-bindings"
"""In the path of Alter's API."""
_SLOWLY = 25
"""Seconds; an owner's click waits for five."""


async def play(scene: Scene) -> None:
    await connecting.make_sure(scene)
    ids = scene.site.products["simple"][12:16]
    await _map(scene, ids)
    await _find(scene)
    await _switch(scene, ids[0])
    await _retry(scene, ids[3])
    await _progress(scene)


def _name(scene: Scene, product_id: int) -> str:
    return f"Mug no. {scene.site.products['simple'].index(product_id) + 1:02d}"


async def _map(scene: Scene, ids: list[int]) -> None:
    """Three good ones, and one with a design that Alter does not have."""
    for number, each in enumerate(ids):
        await product_list.open_list(scene)
        form = await product_list.bulk_edit(scene, [each])
        await form.locator('select[name="alter_connector_bulk[do]"]').select_option("set")
        design = _UNKNOWN if number == 3 else str(381 + number)
        # As a form without our script would send it: the picker offers what there is.
        await form.locator('input[name="alter_connector_bulk[design]"]').evaluate(
            "(field, number) => { field.value = number; }", design
        )
        await form.locator('input[name="alter_connector_bulk[types][]"][value=viewer]').check()
        await form.locator('select[name="alter_connector_bulk[status]"]').select_option("active")
        await product_list.update(scene)
    await jobs.done(scene)
    await bindings_list.open_list(scene, _SOME)
    line = bindings_list.row(scene, _name(scene, ids[3]))
    await expect(line).to_contain_text("Failed")
    await expect(line).to_contain_text("Alter has no design with this number")
    await expect(bindings_list.progress(scene)).to_contain_text("1 binding failed")
    await scene.tale.show(scene.owner, "list", around=line)
    scene.tale.tell(
        "WooCommerce > Alter bindings shows product, type, design, status, sync and time; of a failed one why, "
        "and what to do."
    )


async def _find(scene: Scene) -> None:
    page = scene.owner
    await bindings_list.open_list(scene)
    await page.locator(".subsubsub").get_by_role("link", name="Failed").click()
    await expect(page.locator("#the-list tr")).to_have_count(1)
    await bindings_list.open_list(scene)
    await bindings_list.search(scene, "no. 13")
    assert await bindings_list.titles(scene) == ["Mug no. 13"]
    await bindings_list.open_list(scene)
    await page.select_option("#alter-filter-type", "configurator")
    await page.get_by_role("button", name="Filter", exact=True).click()
    await page.wait_for_load_state("load")
    kinds = await page.locator("#the-list td.column-type").all_inner_texts()
    assert all("Configurator" in kind for kind in kinds), kinds
    await bindings_list.open_list(scene)
    await bindings_list.sort(scene, "product")
    rising = await bindings_list.titles(scene)
    assert rising == sorted(rising), rising
    await bindings_list.sort(scene, "product")
    falling = await bindings_list.titles(scene)
    assert falling == sorted(falling, reverse=True), falling
    scene.tale.tell(
        "The view “Failed” shows one, a search finds one by name, the filter one type, the heading sorts both ways."
    )


async def _switch(scene: Scene, product_id: int) -> None:
    page, external, name = scene.owner, f"wc_{product_id}", _name(scene, product_id)
    await bindings_list.open_list(scene, _SOME)
    address = page.url
    line = bindings_list.row(scene, name)
    for verb, status in (("Deactivate", "inactive"), ("Activate", "active")):
        await bindings_list.act(line, verb)
        await bindings_list.says(scene, f"1 binding {verb.lower()}d")
        await expect(bindings_list.cell(line, "wanted")).to_contain_text(status.capitalize())
        await expect(bindings_list.cell(line, "state")).to_contain_text("Synced")
        await held.status_everywhere(scene, external, status)
        if verb == "Deactivate":
            await scene.tale.show(page, "switched", around=line)
    assert page.url == address, "the page was left"
    scene.tale.tell(
        "Deactivate and Activate in place: the row says so, and Alter has it before the owner looks away."
    )
    for box in await page.locator('#the-list input[name="row[]"]').all():
        await box.check()
    await page.select_option("#bulk-action-selector-top", "resync")
    await page.click("#doaction")
    await expect(page.locator("#alter-notices")).to_contain_text("sent again")
    await expect(bindings_list.cell(line, "state")).to_contain_text("Synced")
    assert page.url == address, "the page was left"
    scene.tale.tell("All of them ticked, Send again: done in place too.")
    await jobs.done(scene)


async def _retry(scene: Scene, product_id: int) -> None:
    page, name = scene.owner, _name(scene, product_id)
    await bindings_list.open_list(scene, _SOME)
    line = bindings_list.row(scene, name)
    await bindings_list.act(line, "Retry")
    await bindings_list.says(scene, "1 binding is tried again")
    await expect(bindings_list.cell(line, "state")).to_contain_text(
        "Alter has no design with this number"
    )
    await jobs.done(scene)
    assert (await held.in_shop(scene, product_id))["viewer"].state == "failed"
    scene.tale.tell("Retry asks Alter once more, and is refused once more.")
    await line.get_by_role("link", name=name, exact=True).click()
    await page.wait_for_load_state("load")
    await page.locator(".alter_connector_options a").click()
    await product.choose_design(page, "Canvas Tote Bag")
    await product.save(page)
    await jobs.done(scene)
    await held.status_everywhere(scene, f"wc_{product_id}", "active")
    await bindings_list.open_list(scene)
    await expect(bindings_list.progress(scene)).to_contain_text("Everything is synced")
    scene.tale.tell(
        "Its name leads to the product; with another design it is synced, and so is everything."
    )


async def _progress(scene: Scene) -> None:
    """While Alter answers slowly, the bar moves without a reload."""
    page = scene.owner
    await scene.service.slow_down(_SYNC_CALLS, _SLOWLY)
    await product_list.open_list(scene)
    ids = scene.site.products["simple"][12:16]
    await product_list.bulk(scene, ids, "alter_connector_deactivate")
    await product_list.says(scene, f"{len(ids)} products changed")
    await bindings_list.open_list(scene)
    await expect(bindings_list.progress(scene)).to_contain_text("on their way to Alter")
    await scene.tale.show(page, "progress")
    await scene.service.recover()
    await _ends_at_alter(scene, [f"wc_{each}" for each in ids])
    await jobs.done(scene)
    await expect(bindings_list.progress(scene)).to_contain_text("Everything is synced")
    scene.tale.tell("While Alter is slow a bar says how many are on their way; it ends by itself.")


async def _ends_at_alter(scene: Scene, external_ids: list[str]) -> None:
    """What Alter has begun slowly it ends slowly."""
    for _ in range(2 * _SLOWLY):
        found = [await held.at_alter(scene, each) for each in external_ids]
        if all(one["viewer"][1] == "inactive" for one in found):
            return
        await asyncio.sleep(1)
    raise AssertionError(f"Alter still has {found}")
