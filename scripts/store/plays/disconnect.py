"""The owner disconnects, while the connector is down and while it is there; mappings outlast both."""

from __future__ import annotations

from playwright.async_api import expect

from scripts.store import connection
from scripts.store.scene import Scene
from scripts.store.screens import approval, tab

TITLE = "The owner disconnects, with the service down and up"
NEEDS = ("connect",)

_DOWN = (
    "The connector could not be told",
    "stay active at Alter",
    "Only you can revoke it",
)


async def play(scene: Scene) -> None:
    await _leaves_while_down(scene)
    await _connects(scene)
    await _leaves(scene)
    await _connects(scene)


async def _leaves_while_down(scene: Scene) -> None:
    page = scene.owner
    await scene.service.stop()
    await _asks_to_leave(scene)
    await scene.tale.show(page, "question")
    await tab.press(page, "Disconnect")
    await tab.says(page, "Disconnected on this site only")
    left = page.locator(".alter-connector .notice li")
    for sentence in _DOWN:
        await expect(left.filter(has_text=sentence)).to_have_count(1)
    assert not await connection.secrets(scene.site)
    await scene.tale.show(page, "while-down")
    scene.tale.tell(
        "With the connector down the shop disconnects all the same: its token is gone, and three things are named "
        "that stay behind."
    )
    await scene.service.start()


async def _leaves(scene: Scene) -> None:
    page = scene.owner
    await _asks_to_leave(scene)
    await tab.press(page, "Disconnect")
    await tab.says(page, "Disconnected")
    left = page.locator(".alter-connector .notice li")
    await expect(left.filter(has_text="Only you can revoke it")).to_have_count(1)
    assert not await connection.secrets(scene.site)
    await scene.tale.show(page, "told")
    scene.tale.tell(
        "With the connector up: it ends tokens and keys, and names the credential that stays at Alter."
    )


async def _asks_to_leave(scene: Scene) -> None:
    page = scene.owner
    await tab.open_tab(page, scene.site)
    await page.get_by_role("link", name="Disconnect…", exact=True).click()
    await expect(page.get_by_role("heading", name="Disconnect this shop")).to_be_visible()


async def _connects(scene: Scene) -> None:
    page, site = scene.owner, scene.site
    mapped = await _mapped(scene)
    await tab.open_tab(page, site)
    await tab.press(page, "Connect with Alter")
    await approval.stands(page, site)
    await approval.decide(page, "Approve")
    await tab.says(page, "This shop is connected")
    assert await _mapped(scene) == mapped
    scene.tale.tell(f"Connected again; {len(mapped)} choices of products are as they were.")


async def _mapped(scene: Scene) -> list[list[str]]:
    return await scene.site.database.query(
        "SELECT post_id, meta_key, meta_value FROM shop_postmeta WHERE meta_key LIKE '\\_alter\\_%' "
        "ORDER BY post_id, meta_key"
    )
