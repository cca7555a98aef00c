"""A security policy forbids frames: shoppers read why nothing opens, and the owner reads what to do."""

from __future__ import annotations

from playwright.async_api import expect

from scripts.store import shelves
from scripts.store.scene import Scene
from scripts.store.screens import health, storefront, tab
from scripts.store.shelves import Shelves

TITLE = "A security policy forbids frames of other sites"
NEEDS: tuple[str, ...] = ("install",)

_CHECK = "frame_policy"


async def play(scene: Scene) -> None:
    things = await shelves.filled(scene)
    with shelves.strict(scene.site):
        await _is_blocked(scene, things)
        await tab.open_tab(scene.owner, scene.site)
        levels = await health.run_all(scene.owner)
        assert levels[_CHECK] == "Critical", levels
        row = scene.owner.locator(f'tr[data-check="{_CHECK}"]')
        await expect(row).to_contain_text("frame-src")
        await scene.tale.show(scene.owner, "checks", around=row)
        rows = await health.site_health(scene.owner, scene.site)
        assert any("security policy keeps 3D tools" in each for each in rows), rows
        scene.tale.tell(
            "The tab's tests and Site Health name the policy, its frame-src, and what to add to it."
        )
    await tab.open_tab(scene.owner, scene.site)
    assert (await health.run_all(scene.owner))[_CHECK] == "Good"
    page = await scene.visitors.arrive()
    await page.goto(things.urls["own"])
    await storefront.customise(page)
    await page.context.close()
    scene.tale.tell("Without the policy the tool opens, and the test is passed.")


async def _is_blocked(scene: Scene, things: Shelves) -> None:
    page = await scene.visitors.arrive()
    await page.goto(things.urls["own"])
    await storefront.opener(page).click()
    await expect(storefront.bar(page)).to_contain_text(
        "security settings keep the 3D tool from opening"
    )
    await scene.tale.show(page, "blocked", ours=False)
    await page.get_by_role("button", name="Close", exact=True).click()
    await expect(storefront.opener(page)).to_be_focused()
    await page.goto(things.urls["free"])
    await page.locator(".single_add_to_cart_button").click()
    await page.wait_for_load_state("load")
    lines = (await storefront.cart(page, scene.site))["items"]
    assert [line["id"] for line in lines] == [things.free], lines
    await page.context.close()
    scene.tale.tell(
        "The window names the shop's security settings; a product that may be sold as it is is still "
        "bought so."
    )
