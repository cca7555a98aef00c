"""A product's own page in wp-admin: its tab "Alter 3D", its variations."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.async_api import Locator, Page, expect

from scripts.store.scene import Scene
from scripts.store.screens import picker

PANEL = "#alter_connector_product_data"
_DESIGN = "#alter_connector_design"


async def open_tab(scene: Scene, product_id: int) -> None:
    page = scene.owner
    await page.goto(scene.site.admin(f"post.php?post={product_id}&action=edit"))
    await page.locator(".alter_connector_options a").click()
    await expect(page.locator(PANEL)).to_be_visible()
    await page.locator(PANEL).scroll_into_view_if_needed()


def design(page: Page) -> Locator:
    return page.locator(_DESIGN)


async def choose_design(page: Page, text: str) -> str:
    return await picker.choose(page, design(page), text)


async def tick(page: Page, types: Sequence[str]) -> None:
    """These runtime types and no others."""
    for box in await page.locator(f'{PANEL} input[name="alter_connector[types][]"]').all():
        await box.set_checked(await box.get_attribute("value") in types)


async def set_status(page: Page, status: str) -> None:
    await page.select_option("#alter_connector_status", status)


async def save(page: Page) -> None:
    """Update, until WordPress says so."""
    await page.evaluate("window.scrollTo(0, 0)")
    await page.click("#publish")
    await expect(page.locator("#message").first).to_contain_text("Product updated")


def states(page: Page) -> Locator:
    """How far its bindings came, a row each."""
    return page.locator(f"{PANEL} .alter-states tr")


async def open_variations(page: Page) -> Locator:
    """The list of variations, each unfolded."""
    await page.locator(".variations_options a").click()
    rows = page.locator(".woocommerce_variation")
    await expect(rows.first).to_be_visible()
    await page.locator("#variable_product_options .expand_all").first.click()
    await expect(page.locator("#alter_connector_variation_0_design")).to_be_visible()
    return rows


async def variation_ids(page: Page) -> list[int]:
    """In the order of the list."""
    fields = await page.locator(".woocommerce_variation .variable_post_id").all()
    return [int(await field.input_value()) for field in fields]


async def save_variations(page: Page) -> None:
    button = page.locator("button.save-variation-changes")
    await expect(button).to_be_enabled()
    await button.click()
    await expect(page.locator("#variable_product_options .blockUI")).to_have_count(0)
    await expect(button).to_be_disabled()
