"""The shop is connected with another storefront of Alter, whose designs are others: all that was mapped waits."""

from __future__ import annotations

from playwright.async_api import expect

from scripts.store import held, jobs
from scripts.store.scene import Scene
from scripts.store.screens import approval, bindings_list, connecting, product, tab

TITLE = "The owner connects the shop with another storefront"
NEEDS: tuple[str, ...] = ("install",)

_CHOICES = """\
SELECT meta_value, COUNT(*) FROM shop_postmeta WHERE meta_key = '_alter_status' GROUP BY meta_value"""
_PAGES = 20
"""More than a whole run maps."""

_TOLD = '[data-alter-connector="drafted"]'


async def play(scene: Scene) -> None:
    await connecting.make_sure(scene)
    live, hidden = scene.site.products["simple"][4:6]
    await scene.site.php("map", str(live), "active", "381")
    await scene.site.php("map", str(hidden), "inactive", "382")
    await jobs.done(scene)
    await held.everywhere(scene, f"wc_{live}", {"viewer": (381, "active")})
    number = await _changes_storefront(scene)
    await _everything_waits(scene, live, hidden, number)
    await _is_told(scene)
    await _activates(scene, live, number)


async def _changes_storefront(scene: Scene) -> int:
    """Disconnects, and approves for a storefront that is new. Returns its number."""
    page, site = scene.owner, scene.site
    await tab.open_tab(page, site)
    await page.get_by_role("link", name="Disconnect…", exact=True).click()
    await tab.press(page, "Disconnect")
    await tab.says(page, "Disconnected")
    before = {each["id"] for each in (await scene.service.state())["storefronts"]}
    await scene.service.turn(storefrontPerStore=True)
    try:
        await tab.open_tab(page, site)
        await tab.press(page, "Connect with Alter")
        await approval.stands(page, site)
        await approval.decide(page, "Approve")
        await tab.says(page, "This shop is connected")
    finally:
        await scene.service.turn(storefrontPerStore=False)
    (number,) = {each["id"] for each in (await scene.service.state())["storefronts"]} - before
    await expect(tab.place(page).locator(".alter-connector-facts")).to_contain_text(str(number))
    scene.tale.tell(f"Disconnected, and connected again for another storefront, number {number}.")
    return int(number)


async def _everything_waits(scene: Scene, live: int, hidden: int, number: int) -> None:
    await jobs.done(scene)
    kept = dict(await scene.site.database.query(_CHOICES))
    assert not {"active", "inactive"} & set(kept), kept
    row = (await held.in_shop(scene, live))["viewer"]
    assert (row.wanted, row.design) == ("draft", 381), row
    found = await held.at_connector(scene, f"wc_{live}")
    assert found["viewer"] == (381, "draft"), found
    row = (await held.in_shop(scene, hidden))["viewer"]
    assert row.wanted == "draft", row
    active = [
        each
        for each in (await scene.service.state())["bindings"]
        if each["storefrontId"] == number and each["status"] == "active"
    ]
    assert not active, active
    await _agrees(scene, live)
    scene.tale.tell(
        f"All that was mapped is a draft, in the shop and at the connector; nothing is active for {number}."
    )


async def _agrees(scene: Scene, product_id: int) -> None:
    """The product's own page: what WordPress keeps in memory is not what it was before."""
    page = scene.owner
    await page.goto(scene.site.admin(f"post.php?post={product_id}&action=edit"))
    await page.locator(".alter_connector_options a").click()
    await expect(page.locator("#alter_connector_status")).to_have_value("draft")


async def _is_told(scene: Scene) -> None:
    page = scene.owner
    await page.goto(scene.site.admin("edit.php?post_type=product"))
    notice = page.locator(_TOLD)
    await expect(notice).to_contain_text("connected to another Alter storefront")
    await scene.tale.show(page, "notice", ours=False)
    await notice.get_by_role("link", name="Look through them").click()
    await expect(page.get_by_role("heading", name="Alter bindings")).to_be_visible()
    said = await page.locator("#the-list tr").all_inner_texts()
    assert said, "no draft is listed"
    await scene.tale.show(page, "drafts")
    scene.tale.tell("A notice says so on WooCommerce's screens; its link opens the list of drafts.")


async def _activates(scene: Scene, live: int, number: int) -> None:
    """One with a design of the new storefront; then all that waits, ticked at once."""
    page = scene.owner
    await product.open_tab(scene, live)
    await product.choose_design(page, "Mug")
    await product.save(page)
    await jobs.done(scene)
    for _ in range(_PAGES):
        await bindings_list.open_list(scene, "&view=draft")
        if await page.locator('#the-list input[name="row[]"]').count() == 0:
            break
        await page.locator("#cb-select-all-1").check()
        await page.select_option("#bulk-action-selector-top", "activate")
        await page.click("#doaction")
        await expect(page.locator("#alter-notices")).to_contain_text("activated")
    await jobs.done(scene)
    row = (await held.in_shop(scene, live))["viewer"]
    assert (row.wanted, row.state) == ("active", "synced"), row
    found = [
        each["designId"]
        for each in (await scene.service.state())["bindings"]
        if (each["storefrontId"], each["status"]) == (number, "active")
    ]
    assert set(found) == {row.design}, found
    await page.goto(scene.site.admin("edit.php?post_type=product"))
    await expect(page.locator(_TOLD)).to_have_count(0)
    scene.tale.tell(
        "The one with a design of the new storefront is live there after all were ticked and activated in one go; "
        "the notice is gone."
    )
