"""The forms that WooCommerce has for a product: each gets one place for the tools, and sells what was made."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from scripts.store import shelves
from scripts.store.scene import Scene
from scripts.store.screens import storefront
from scripts.store.shelves import Dress, Shelves

TITLE = "Every form of a product, and every place that an owner chooses"
NEEDS: tuple[str, ...] = ("install",)

S, M = 394, 395
_NAMES = {
    "classic": "the classic form",
    "form": "the add-to-cart-form block",
    "options": "the add-to-cart-with-options block",
}


async def play(scene: Scene) -> None:
    things = await shelves.filled(scene)
    await scene.service.turn(variants={"metadata": {"size": shelves.SIZES}})
    try:
        for theme in ["-", *([scene.site.classic_theme] if scene.site.classic_theme else [])]:
            dress = Dress(theme, "block")
            await shelves.wear(scene.site, dress)
            await _products_own_pages(scene, things, dress)
            for form, name in _NAMES.items():
                if form == "options" and theme != "-":
                    # WooCommerce registers it where the theme is made of blocks.
                    continue
                if f"{form}-own" in things.pages:
                    await _simple(scene, things, form, dress)
                    await _sized(scene, things, form, dress)
                elif theme == "-":
                    scene.tale.tell(f"This WooCommerce does not have {name}.")
        await shelves.undress(scene.site)
        await _by_hand(scene, things)
    finally:
        await shelves.undress(scene.site)
        await scene.service.turn(variants={})


async def _products_own_pages(scene: Scene, things: Shelves, dress: Dress) -> None:
    """As the theme makes them."""
    page = await scene.visitors.arrive()
    await page.goto(things.urls["sized"])
    await _adds_sized(scene, page, things)
    await page.goto(things.urls["plain"])
    await expect(page.locator(".alter-connector-shopper")).to_have_count(0)
    await expect(
        page.locator('script[src*="alter-connector"], link[href*="alter-connector"]')
    ).to_have_count(0)
    await page.goto(things.urls["seen"])
    await expect(page.locator(".single_add_to_cart_button")).to_be_visible()
    inside = await storefront.customise(page, "Configure")
    await storefront.press_add(inside)
    await storefront.is_added(page)
    lines = (await storefront.cart(page, scene.site))["items"]
    assert things.seen in [line["id"] for line in lines], lines
    await page.context.close()
    scene.tale.tell(
        f"{dress.words.split(',')[0]}, the products' own pages: two sizes in one click become two variations; a "
        "configurator sells beside the plain button; a product without a design has nothing of ours in its page."
    )


async def _simple(scene: Scene, things: Shelves, form: str, dress: Dress) -> None:
    page = await scene.visitors.arrive()
    await page.goto(things.pages[f"{form}-own"])
    await expect(storefront.opener(page)).to_have_count(1)
    await expect(
        page.locator(".single_add_to_cart_button, .wc-block-components-product-button__button")
    ).to_be_hidden()
    inside = await storefront.customise(page)
    await storefront.choose(inside, {M: 1})
    await storefront.press_add(inside)
    await storefront.is_added(page)
    (line,) = (await storefront.cart(page, scene.site))["items"]
    assert (line["id"], line["quantity"]) == (things.own, 1), line
    await page.context.close()
    scene.tale.tell(
        f"{dress.words.split(',')[0]}, {_NAMES[form]} in a page: one button, one line in the cart."
    )


async def _sized(scene: Scene, things: Shelves, form: str, dress: Dress) -> None:
    page = await scene.visitors.arrive()
    await page.goto(things.pages[f"{form}-sized"])
    await _adds_sized(scene, page, things)
    await page.context.close()
    scene.tale.tell(
        f"{dress.words.split(',')[0]}, {_NAMES[form]} of a product with sizes: L was chosen in the form, S and M in "
        "the customizer, and S and M are in the cart."
    )


async def _adds_sized(scene: Scene, page: Page, things: Shelves) -> None:
    """What was made counts, and not what the form says."""
    await expect(storefront.opener(page)).to_have_count(1)
    await _choose_l(page)
    inside = await storefront.customise(page)
    await storefront.choose(inside, {S: 1, M: 2})
    await storefront.press_add(inside)
    await storefront.is_added(page)
    lines = {
        line["id"]: line["quantity"] for line in (await storefront.cart(page, scene.site))["items"]
    }
    assert lines == {things.sizes["s"]: 1, things.sizes["m"]: 2}, lines


async def _choose_l(page: Page) -> None:
    """In a list, or among pills."""
    choice = page.locator('select[name="attribute_pa_size"], select[id*="size" i]')
    if await choice.count():
        await choice.first.select_option("l")
    else:
        await page.get_by_text(re.compile(r"^\s*L\s*$")).first.click()


async def _by_hand(scene: Scene, things: Shelves) -> None:
    page = await scene.visitors.arrive()
    await page.goto(things.pages["shortcode"])
    await expect(storefront.opener(page)).to_have_count(1)
    await expect(page.locator(".alter-connector-start img")).to_be_visible()
    await scene.tale.show(page, "shortcode", ours=False, around=storefront.opener(page))
    inside = await storefront.customise(page)
    await expect(page.locator("section.alter-connector-place")).to_be_visible()
    await scene.tale.show(
        page, "inline", ours=False, around=page.locator("section.alter-connector-place")
    )
    await storefront.choose(inside, {M: 1})
    await storefront.press_add(inside)
    await storefront.is_added(page)
    await page.goto(things.pages["block"])
    await expect(storefront.opener(page)).to_have_count(1)
    inside = await storefront.customise(page)
    await storefront.choose(inside, {S: 1})
    await storefront.press_add(inside)
    await storefront.is_added(page)
    lines = (await storefront.cart(page, scene.site))["items"]
    assert [line["quantity"] for line in lines] == [1, 1], lines
    await page.context.close()
    scene.tale.tell(
        "The shortcode shows a picture first and opens in the page, the block “Alter 3D product” in a "
        "window; both sell."
    )
