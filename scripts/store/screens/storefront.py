"""What shoppers see: product pages, the tool in its window, the cart, the checkout, the page that thanks."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from playwright.async_api import FrameLocator, Locator, Page, Request, TimeoutError, expect

from scripts.store.shopper import ADDRESS
from scripts.store.site import Site

READY_PATIENCE = 60_000
_PRESSES = 4


def opener(page: Page, label: str = "Customise") -> Locator:
    """The button that opens a tool."""
    return page.locator(".alter-connector-buttons").get_by_role("button", name=label, exact=True)


def tool(page: Page) -> FrameLocator:
    return page.frame_locator(".alter-connector-stage iframe")


def bar(page: Page) -> Locator:
    """Where the window tells what is wrong."""
    return page.locator(".alter-connector-bar")


async def ready(page: Page, *, status: str = "Ready") -> FrameLocator:
    inside = tool(page)
    await expect(inside.locator("#status")).to_have_text(status, timeout=READY_PATIENCE)
    return inside


async def customise(page: Page, label: str = "Customise") -> FrameLocator:
    await opener(page, label).click()
    return await ready(page)


async def choose(
    inside: FrameLocator, sizes: dict[int, int], *, text: str = "", colour: str = ""
) -> None:
    """Quantities by size, and what else the customizer asks for."""
    for box in await inside.locator(".sizes input").all():
        size = int(await box.get_attribute("data-size") or 0)
        await box.fill(str(sizes.get(size, 0)))
    if text:
        await inside.locator("#text").fill(text)
    if colour:
        await inside.locator(f'.swatches [data-name="{colour}"]').click()


async def press_add(inside: FrameLocator) -> None:
    await inside.locator("#add-to-cart:enabled").click()


async def is_added(page: Page) -> None:
    """The window closes and the page says so."""
    await expect(page.locator(".alter-connector-added")).to_contain_text(
        "is in your cart", timeout=READY_PATIENCE
    )
    await expect(page.locator(".alter-connector-dialog")).to_have_count(0)


async def cart(page: Page, site: Site) -> dict[str, Any]:
    """What lies in this visitor's cart, by the Store API."""
    answer = await page.request.get(f"{site.home}/?rest_route=/wc/store/v1/cart")
    found: dict[str, Any] = await answer.json()
    return found


async def open_cart(page: Page, site: Site, kind: str) -> None:
    """Until what lies in it is shown."""
    await page.goto(f"{site.home}/cart/")
    # The block shows grey rows without links first.
    line = "a.wc-block-components-product-name" if kind == "block" else "tr.cart_item"
    await expect(page.locator(line).first).to_be_visible(timeout=READY_PATIENCE)


async def edit_from_cart(page: Page, kind: str) -> FrameLocator:
    """The first line's way back into the customizer."""
    if kind == "block":
        await page.locator("a.wc-block-components-product-name").first.click()
    else:
        await page.locator('a[data-alter-open="edit"]').first.click()
    return await ready(page)


async def is_back_in_cart(page: Page, site: Site) -> None:
    """An edit ends where the cart is."""
    await page.wait_for_url(f"{site.home}/cart/", timeout=READY_PATIENCE)
    await expect(page.locator(".alter-connector-dialog")).to_have_count(0)


async def check_out(page: Page, site: Site, kind: str) -> int:
    """Cash on delivery. Returns the order's number."""
    await page.goto(f"{site.home}/checkout/")
    if kind == "block":
        await _fill_block(page)
    else:
        await _fill_classic(page)
    await page.wait_for_url(re.compile("order-received"), timeout=READY_PATIENCE)
    found = re.search(r"order-received/(\d+)", page.url)
    assert found, page.url
    return int(found[1])


async def _fill_block(page: Page) -> None:
    await expect(page.locator("#email")).to_be_visible(timeout=READY_PATIENCE)
    await page.fill("#email", ADDRESS["email"])
    for name in ("first_name", "last_name", "address_1", "city", "postcode"):
        box = page.locator(f"#billing-{name}")
        if await box.count():
            await box.fill(ADDRESS[name])
    button = page.locator(".wc-block-components-checkout-place-order-button")
    await expect(button).to_be_enabled(timeout=READY_PATIENCE)
    for _ in range(_PRESSES):
        try:
            async with page.expect_request(_is_order, timeout=8_000):
                await button.click()
            return
        except TimeoutError:
            # WooCommerce 8.6 forgets a click while it still sends the address; people press again.
            continue
    raise AssertionError(f"{_PRESSES} clicks on the order's button sent no order")


def _is_order(request: Request) -> bool:
    return request.method == "POST" and "/wc/store/v1/checkout" in unquote(request.url)


async def _fill_classic(page: Page) -> None:
    await expect(page.locator("#billing_email")).to_be_visible(timeout=READY_PATIENCE)
    for name in ("first_name", "last_name", "address_1", "city", "postcode", "phone", "email"):
        await page.fill(f"#billing_{name}", ADDRESS[name])
    await page.locator("#billing_email").blur()
    # WooCommerce's script asks for the totals anew, under a cover.
    await expect(page.locator(".woocommerce-checkout-review-order-table")).to_be_visible()
    await expect(page.locator(".blockUI")).to_have_count(0, timeout=READY_PATIENCE)
    await page.click("#place_order")
