"""An older plugin is too old for the connector; WordPress' own updater mends it, and the connection is kept."""

from __future__ import annotations

from playwright.async_api import expect

from scripts.store import connection, older
from scripts.store.scene import Scene
from scripts.store.screens import plugins, tab

TITLE = "The owner updates from an older plugin"
NEEDS = ("connect",)

_SLUG = "alter-connector"


async def play(scene: Scene) -> None:
    before = await connection.secrets(scene.site)
    today = await _installs_the_older(scene)
    await _is_too_old(scene)
    await _updates(scene, today)
    assert await connection.secrets(scene.site) == before
    await _goes_on(scene)


async def _installs_the_older(scene: Scene) -> str:
    page, site = scene.owner, scene.site
    file = site.layout.root / "older" / f"{_SLUG}.zip"
    file.parent.mkdir(exist_ok=True)
    today = older.write(file, scene.service.connector)
    await plugins.replace(page, site, file)
    await plugins.open_list(page, site)
    await expect(plugins.row(page, _SLUG)).to_contain_text(f"Version {older.VERSION}")
    scene.tale.tell(
        f"A zip of the same plugin that calls itself {older.VERSION} is uploaded over {today}: the shop is as it "
        "was before an update, and connected."
    )
    return today


async def _is_too_old(scene: Scene) -> None:
    page = scene.owner
    await tab.open_tab(page, scene.site)
    await tab.press(page, "Refresh")
    await tab.says(page, "This plugin is too old for the connector")
    await expect(tab.place(page).locator(".notice-error .button-primary")).to_have_text(
        ["Look for updates"]
    )
    await scene.tale.show(page, "too-old")
    scene.tale.tell(
        "Asked, the connector refuses it as too old, and the tab says so, with one way out."
    )


async def _updates(scene: Scene, today: str) -> None:
    page, site = scene.owner, scene.site
    site.layout.directory.touch()
    try:
        await tab.place(page).locator(".notice-error .button-primary").click()
        await expect(page.locator("#update-plugins-table")).to_contain_text(f"Update to {today}")
        await scene.tale.show(page, "offered", ours=False)
        scene.tale.tell(
            f"Look for updates: Dashboard > Updates asks anew and offers {today}. wordpress.org is out of reach on "
            "this stage: its answer, that it has no updates, is made up; info.json and the zip are the connector's."
        )
        await plugins.update(page, site, _SLUG)
    finally:
        site.layout.directory.unlink()
    await plugins.open_list(page, site)
    row = plugins.row(page, _SLUG)
    await expect(row).to_contain_text(f"Version {today}")
    await expect(row.locator(".deactivate")).to_be_visible()
    scene.tale.tell(
        f"Plugins > Update now: WordPress downloads the zip from the connector and installs {today}."
    )


async def _goes_on(scene: Scene) -> None:
    page, site = scene.owner, scene.site
    await tab.open_tab(page, site)
    await expect(tab.place(page).locator(".notice-error")).to_have_count(0)
    await tab.shows_connection(page, site)
    await tab.press(page, "Test both ways")
    await tab.says(page, "Both ways work")
    await scene.tale.show(page, "kept")
    scene.tale.tell(
        "The connection is the one of before, with the same token, and works both ways."
    )
