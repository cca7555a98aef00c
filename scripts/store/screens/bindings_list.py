"""WooCommerce > Alter bindings."""

from __future__ import annotations

from playwright.async_api import Locator, expect

from scripts.store.scene import Scene

PAGE = "admin.php?page=alter-connector-bindings"


async def open_list(scene: Scene, query: str = "") -> None:
    await scene.owner.goto(scene.site.admin(f"{PAGE}{query}"))
    await expect(scene.owner.get_by_role("heading", name="Alter bindings")).to_be_visible()


def row(scene: Scene, text: str, kind: str = "") -> Locator:
    """The row of a product, by its name, and by its runtime type where it has several."""
    return scene.owner.locator("#the-list tr").filter(has_text=text).filter(has_text=kind)


def cell(line: Locator, column: str) -> Locator:
    return line.locator(f'[data-alter-cell="{column}"]')


async def act(line: Locator, name: str) -> None:
    """A link below a product's name, which shows when somebody points at the row."""
    await line.hover()
    await line.get_by_role("link", name=name, exact=True).click()


async def titles(scene: Scene) -> list[str]:
    return await scene.owner.locator("#the-list .row-title").all_inner_texts()


async def search(scene: Scene, text: str) -> None:
    await scene.owner.fill("#alter-bindings-search-input", text)
    await scene.owner.click("#search-submit")
    await scene.owner.wait_for_load_state("load")


async def sort(scene: Scene, column: str) -> None:
    await scene.owner.locator(f"thead th.column-{column} a").click()
    await scene.owner.wait_for_load_state("load")


async def says(scene: Scene, text: str) -> None:
    await expect(scene.owner.locator("#alter-notices")).to_contain_text(text)


def progress(scene: Scene) -> Locator:
    return scene.owner.locator("[data-alter-progress] [role=status]")
