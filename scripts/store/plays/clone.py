"""A staging copy of the shop: it writes nothing until its owner has said what it is."""

from __future__ import annotations

import asyncio

from playwright.async_api import Page, expect

from scripts.store import connection
from scripts.store.clone import clone
from scripts.store.scene import Scene
from scripts.store.screens import tab
from scripts.store.screens.login import log_in
from scripts.store.site import Site
from scripts.store.watch import Watch

TITLE = "The shop is copied to another address"
NEEDS = ("connect",)

_DESIGN = "381"
_CHOICES = [
    "This is the new address",
    "This is a copy: connect it separately",
    "Stay safe",
]


async def play(scene: Scene) -> None:
    product = scene.site.products["simple"][-1]
    await _map(scene.site, product, "active")
    await _becomes_active(scene, product)
    async with clone(scene.site) as copy:
        watch = Watch(copy.layout.debug_log, copy.layout.calls, scene.service.connector)
        page = await scene.visitors.arrive()
        await _asks(scene, copy, page)
        await _works_in_vain(scene, copy, product)
        await _stays(scene, copy, page)
        await _separates(scene, copy, page)
        assert not watch.calls(), watch.calls()
        ours = [entry for entry in watch.entries() if "alter" in entry.lower()]
        assert not ours, ours
        await page.context.close()
        scene.tale.tell(
            "All that time the copy has not called the connector once, and its log says nothing of ours."
        )
    await _original_goes_on(scene, product)


async def _asks(scene: Scene, copy: Site, page: Page) -> None:
    await log_in(page, copy)
    await page.goto(copy.admin("edit.php?post_type=product"))
    notice = page.locator(".alter-connector-safe")
    await expect(notice.get_by_role("button")).to_have_text(_CHOICES)
    await scene.tale.show(page, "notice", ours=False)
    await tab.open_tab(page, copy)
    await expect(tab.place(page).locator("dt button")).to_have_text(_CHOICES)
    await expect(tab.place(page)).to_contain_text(f"{scene.site.home}/")
    await scene.tale.show(page, "safe-mode")
    scene.tale.tell(
        "The copy is in safe mode at once: a notice on the shop's screens and the tab ask, with three answers."
    )


async def _works_in_vain(scene: Scene, copy: Site, product: int) -> None:
    await _map(copy, product, "inactive")
    await asyncio.sleep(5)
    await copy.php("work")
    assert await _status(scene, product) == "active"
    scene.tale.tell(
        "A product is switched off on the copy, and its jobs run: at Alter it stays active."
    )


async def _stays(scene: Scene, copy: Site, page: Page) -> None:
    await tab.press(page, "Stay safe")
    await tab.says(page, "Safe mode stays on")
    await scene.tale.show(page, "stays")
    await page.goto(copy.admin("edit.php?post_type=product"))
    await expect(page.locator(".alter-connector-safe")).to_have_count(0)
    scene.tale.tell("Stay safe: the other screens do not ask any more; the tab still does.")


async def _separates(scene: Scene, copy: Site, page: Page) -> None:
    await tab.open_tab(page, copy)
    await tab.press(page, "This is a copy: connect it separately")
    await tab.says(page, "This copy stands on its own")
    assert not await connection.secrets(copy)
    await scene.tale.show(page, "on-its-own")
    scene.tale.tell("This is a copy: it has forgotten token and keys, and offers to connect.")


async def _original_goes_on(scene: Scene, product: int) -> None:
    page = scene.owner
    await tab.open_tab(page, scene.site)
    await tab.press(page, "Test both ways")
    await tab.says(page, "Both ways work")
    assert await _status(scene, product) == "active"
    scene.tale.tell("The original has noticed nothing: both ways work, its product is active.")


async def _map(site: Site, product: int, status: str) -> None:
    await site.php("map", str(product), status, _DESIGN)
    await site.php("work")


async def _becomes_active(scene: Scene, product: int) -> None:
    for _ in range(20):
        if await _status(scene, product) == "active":
            return
        await asyncio.sleep(1)
        await scene.site.php("work")
    raise AssertionError("What was mapped has not reached Alter.")


async def _status(scene: Scene, product: int) -> str | None:
    found = (await scene.service.state())["bindings"]
    return next(
        (each["status"] for each in found if each["externalProductId"].endswith(f"_{product}")),
        None,
    )
