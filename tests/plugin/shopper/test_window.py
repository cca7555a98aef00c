"""The window and the place in the page: keyboard, Back, work in progress, variations, one add for two clicks."""

from __future__ import annotations

import pytest
from playwright.async_api import FrameLocator, Page, expect

from connector.sandbox.conduct import ToolPage

from .shop import FORM, Shop, stand

pytestmark = pytest.mark.browser


async def opened(shop: Shop, page: Page) -> FrameLocator:
    await page.goto(shop.base)
    await page.get_by_role("button", name="[customizer]").click()
    tool = page.frame_locator("iframe")
    await expect(tool.locator("#status")).to_have_text("Ready")
    return tool


@pytest.mark.parametrize("way", ["cross", "escape", "back"])
async def test_every_way_out_leads_back_to_the_button(shop: Shop, page: Page, way: str) -> None:
    await opened(shop, page)
    length = await page.evaluate("history.length")
    await leave(page, way)
    await expect(page.locator("dialog")).to_have_count(0)
    await expect(page.get_by_role("button", name="[customizer]")).to_be_focused()
    assert page.url == f"{shop.base}/"
    assert await page.evaluate("history.state") is None
    assert await page.evaluate("history.length") <= length


async def test_the_focus_stays_in_the_window(shop: Shop, page: Page) -> None:
    await opened(shop, page)
    for _ in range(12):
        await page.keyboard.press("Tab")
        inside = (
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
        assert await page.evaluate(inside)
    assert await page.locator("dialog").get_attribute("aria-label") == "Mug in 3D"


async def leave(page: Page, way: str) -> None:
    cross = page.get_by_role("button", name="[close]")
    if way == "cross":
        await cross.click()
    elif way == "escape":
        await cross.press("Escape")
    else:
        await page.go_back()


@pytest.mark.parametrize("way", ["cross", "escape", "back"])
async def test_work_in_progress_is_asked_about(shop: Shop, page: Page, way: str) -> None:
    tool = await opened(shop, page)
    await tool.locator("#text").fill("For Ann")
    await leave(page, way)
    await expect(page.get_by_role("alert")).to_have_text("[unsaved][stay][leave]")
    await expect(page.get_by_role("button", name="[stay]")).to_be_focused()
    await page.get_by_role("button", name="[stay]").click()
    await expect(tool.locator("#text")).to_have_value("For Ann")
    await leave(page, way)
    await page.get_by_role("button", name="[leave]").click()
    await expect(page.locator("dialog")).to_have_count(0)
    assert page.url == f"{shop.base}/"
    assert shop.added == []


async def test_what_is_in_the_cart_is_not_asked_about(shop: Shop, page: Page) -> None:
    tool = await opened(shop, page)
    await tool.locator("#text").fill("For Ann")
    await tool.locator("#add-to-cart").click()
    await expect(page.get_by_role("status")).to_contain_text("[added]")
    await page.get_by_role("link", name="Elsewhere").click()
    await page.wait_for_url("**/elsewhere")


async def test_two_messages_are_one_add(shop: Shop, page: Page) -> None:
    shop.sandbox.knobs.tool_page = ToolPage(click="twoMessages")
    shop.slow = 0.3
    tool = await opened(shop, page)
    await tool.locator("#add-to-cart").click()
    await expect(page.get_by_role("status")).to_contain_text("[added]")
    await page.wait_for_timeout(200)
    assert len(shop.added) == 1


async def test_what_the_shop_refuses_is_read_and_tried_again(shop: Shop, page: Page) -> None:
    shop.status = 422
    shop.answer = {"code": "pairs.unknown", "message": "<b>This size</b> is not sold here."}
    tool = await opened(shop, page)
    await tool.locator("#add-to-cart").click()
    await expect(page.get_by_role("alert")).to_have_text("<b>This size</b> is not sold here.")
    shop.status, shop.answer = 200, {"cartUrl": "/cart", "redirect": True}
    await tool.locator("#add-to-cart:enabled").click()
    await page.wait_for_url("**/cart")
    assert len(shop.added) == 2


async def test_inline_shows_a_picture_first(shop: Shop, page: Page) -> None:
    shop.product = {"display": "inline", "picture": f"{shop.sandbox.url}/none.png"}
    await page.goto(shop.base)
    await expect(page.locator(".alter-connector-start img")).to_have_count(1)
    await page.get_by_role("button", name="[customizer]").click()
    tool = page.frame_locator("section iframe")
    await expect(tool.locator("#status")).to_have_text("Ready")
    await expect(page.locator(".alter-connector-start")).to_be_hidden()
    await tool.locator("#add-to-cart").click()
    await expect(page.get_by_role("status")).to_contain_text("[added]")
    await expect(page.locator(".alter-connector-start")).to_be_visible()


async def test_variations_open_what_is_theirs(shop: Shop, page: Page) -> None:
    """WooCommerce's scripts set the field's value without an event of the browser's."""
    shop.before = FORM
    shop.product = {
        "runtimes": ["customizer"],
        "variations": {"34": ["viewer"], "35": []},
    }
    await page.goto(shop.base)
    design, view = (page.get_by_role("button", name=name) for name in ("[customizer]", "[viewer]"))
    plain = page.locator(".single_add_to_cart_button")
    choose = "(id) => { document.querySelector('[name=variation_id]').value = id; }"
    await expect(design).to_be_visible()
    await expect(plain).to_be_hidden()
    await page.evaluate(choose, "34")
    await expect(view).to_be_visible()
    await expect(design).to_be_hidden()
    await expect(plain).to_be_visible()
    await view.click()
    await expect(page.frame_locator("iframe").locator("#status")).to_have_text("Ready")
    await page.keyboard.press("Escape")
    await page.evaluate(choose, "35")
    await expect(view).to_be_hidden()
    await page.evaluate(choose, "36")
    await design.click()
    await expect(page.frame_locator("iframe").locator("#status")).to_have_text("Ready")
    assert [each["externalProductId"] for each in shop.direct] == ["wc_12_34", "wc_12"]


async def test_another_variation_ends_an_inline_tool(shop: Shop, page: Page) -> None:
    shop.before = FORM
    shop.product = {"display": "inline", "variations": {"34": ["customizer"]}}
    await opened(shop, page)
    await page.evaluate("document.querySelector('[name=variation_id]').value = '34'")
    await expect(page.locator("iframe")).to_have_count(0)
    await page.get_by_role("button", name="[customizer]").click()
    await expect(page.frame_locator("iframe").locator("#status")).to_have_text("Ready")
    assert [each["externalProductId"] for each in shop.direct] == ["wc_12", "wc_12_34"]


async def test_a_place_by_hand_takes_the_found_ones(shop: Shop, page: Page) -> None:
    data = {"product": 12, "externalProductId": "wc_12", "runtimes": ["viewer"], "variations": {}}
    shop.more = stand(data | {"display": "modal", "required": False, "isAuto": False, "title": "T"})
    await page.goto(shop.base)
    await expect(page.get_by_role("button", name="[viewer]")).to_be_visible()
    await expect(page.get_by_role("button", name="[customizer]")).to_have_count(0)


async def test_nothing_turns_for_who_asks_for_stillness(shop: Shop, page: Page) -> None:
    await page.emulate_media(reduced_motion="reduce")
    shop.product = {"way": "relay", "api": None}
    await page.goto(shop.base)
    await page.route("**/*wc-ajax=session", lambda route: None)
    await page.get_by_role("button", name="[customizer]").click()
    name = "getComputedStyle(document.querySelector('.alter-connector-waits'), '::before').animationName"
    await expect(page.get_by_text("[opening]")).to_be_visible()
    assert await page.evaluate(name) == "none"
