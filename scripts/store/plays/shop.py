"""A guest buys something of their own: from a page of the cache to an order that Alter can produce."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Page, Request, expect

from scripts.store import bought, jobs, shelves, web
from scripts.store.scene import Scene
from scripts.store.screens import storefront
from scripts.store.shelves import Dress, Shelves
from scripts.store.shopper import M

TITLE = "A guest customises, edits in the cart, and pays"
NEEDS: tuple[str, ...] = ("install",)

L = 396
_PRICE = 20
_STAND = frozenset(
    [
        "product",
        "externalProductId",
        "runtimes",
        "variations",
        "display",
        "required",
        "way",
        "api",
        "appOrigin",
        "title",
        "isAuto",
        "picture",
        "ids",
    ]
)
"""All that a cached page may hold of a product: nothing of a visitor, nothing that ends."""


async def play(scene: Scene) -> None:
    things = await shelves.filled(scene)
    if scene.site.wanted.plain_permalinks:
        scene.tale.tell(
            "With plain permalinks a cache does not know a cart by its address: left out."
        )
        return
    try:
        with shelves.cached(scene.site):
            for number, dress in enumerate(shelves.dresses(scene.site)):
                await shelves.wear(scene.site, dress)
                await _buys(scene, things, dress, is_first=number == 0)
    finally:
        await shelves.undress(scene.site)
    if scene.site.classic_theme is None:
        scene.tale.tell("No --theme was given: the classic theme is left out.")


@dataclass
class Traffic:
    """What a page asks of others than the shop; `usual` is what its theme does on any page, as letters of a font."""

    home: str
    usual: frozenset[str] = frozenset()
    urls: list[str] = field(default_factory=list)

    def note(self, request: Request) -> None:
        place = urlsplit(request.url)
        own = urlsplit(self.home).netloc
        if place.scheme in ("http", "https") and place.netloc not in (own, *self.usual):
            self.urls.append(request.url)


async def _usual(scene: Scene, things: Shelves) -> frozenset[str]:
    """Hosts that a page without anything of ours speaks to."""
    page = await scene.visitors.arrive()
    traffic = Traffic(scene.site.home)
    page.on("request", traffic.note)
    await page.goto(things.urls["plain"], wait_until="networkidle")
    await page.context.close()
    return frozenset(urlsplit(url).netloc for url in traffic.urls)


async def _buys(scene: Scene, things: Shelves, dress: Dress, *, is_first: bool) -> None:
    traffic = Traffic(scene.site.home, await _usual(scene, things))
    page = await scene.visitors.arrive()
    page.on("request", traffic.note)
    await _opens_a_cached_page(scene, page, things, traffic)
    first = await _customises(scene, page, things, show=is_first)
    asked = {urlsplit(url).netloc for url in traffic.urls}
    known = {urlsplit(scene.service.connector).netloc, urlsplit(scene.service.sandbox).netloc}
    assert asked <= known, asked - known
    await _edits(scene, page, dress, first, show=is_first)
    number = await storefront.check_out(page, scene.site, dress.kind)
    await _is_whole(scene, things, number, first)
    await _views(scene, page, show=is_first)
    scene.tale.tell(
        f"{dress.words}: the page comes from the cache, with 0 requests of ours to third parties; three of size L "
        f"instead of two of M after an edit in the cart, paid in cash, order #{number}; at Alter it is paid, in a "
        "quantity of 3."
    )
    await page.context.close()


async def _opens_a_cached_page(scene: Scene, page: Page, things: Shelves, traffic: Traffic) -> None:
    async with web.caller() as other, other.get(things.urls["own"]) as answer:
        await answer.read()
        assert "Set-Cookie" not in answer.headers, answer.headers["Set-Cookie"]
    came = await page.goto(things.urls["own"], wait_until="networkidle")
    assert came is not None
    headers = await came.all_headers()
    assert headers["x-cache"] == "HIT", headers
    assert "set-cookie" not in headers, headers
    stands = page.locator(".alter-connector-shopper")
    said = [json.loads(await each.get_attribute("data-alter") or "") for each in await stands.all()]
    (stand,) = [each for each in said if "product" in each]
    assert set(stand) <= _STAND, set(stand) - _STAND
    await expect(storefront.opener(page)).to_have_count(1)
    assert not traffic.urls, traffic.urls


async def _customises(scene: Scene, page: Page, things: Shelves, *, show: bool) -> int:
    """Returns the number of Alter's order."""
    plain = page.locator("form.cart .single_add_to_cart_button")
    await expect(plain).to_be_hidden()
    if show:
        await scene.tale.show(page, "product", ours=False, around=storefront.opener(page))
    inside = await storefront.customise(page)
    if show:
        await scene.tale.show(page, "customizer", ours=False)
    await storefront.choose(inside, {M: 2}, text="For Ann", colour="Coral")
    await storefront.press_add(inside)
    await storefront.is_added(page)
    (line,) = (await storefront.cart(page, scene.site))["items"]
    assert (line["id"], line["quantity"]) == (things.own, 2), line
    assert _minor(line["prices"], "price") == _PRICE, line["prices"]
    told = {each.get("name") or each.get("key"): each["value"] for each in line["item_data"]}
    assert (told["Size"], told["Color"]) == ("M", "Coral"), told
    orders = (await scene.service.state())["orders"]
    made = orders[-1]
    assert (made["status"], bought.quantities(made)) == ("shopping_cart", [2]), made
    return int(made["id"])


async def _edits(scene: Scene, page: Page, dress: Dress, number: int, *, show: bool) -> None:
    await storefront.open_cart(page, scene.site, dress.kind)
    if show:
        await scene.tale.show(page, "cart", ours=False)
    inside = await storefront.edit_from_cart(page, dress.kind)
    await expect(inside.locator("#text")).to_have_value("For Ann")
    await expect(inside.locator("#quantity")).to_have_value("2")
    await storefront.choose(inside, {L: 3}, colour="Green")
    await storefront.press_add(inside)
    await storefront.is_back_in_cart(page, scene.site)
    (line,) = (await storefront.cart(page, scene.site))["items"]
    told = {each.get("name") or each.get("key"): each["value"] for each in line["item_data"]}
    assert (line["quantity"], told["Size"], told["Color"]) == (3, "L", "Green"), line
    assert await bought.at_alter(scene, number) == ("shopping_cart", [3])


async def _is_whole(scene: Scene, things: Shelves, number: int, alter: int) -> None:
    """The order in the shop, and at Alter."""
    order = await bought.order(scene, number)
    item = order.item
    assert (order.status, order.total) == ("processing", 3.0 * _PRICE), order
    assert (item.product, item.quantity) == (things.own, 3), item
    assert item.metas["_alter_order_id"] == str(alter), item.metas
    assert item.metas["_alter_order_detail_id"].isdecimal(), item.metas
    assert (item.metas["Size"], item.metas["Color"]) == ("L", "Green"), item.metas
    await jobs.told(scene)
    assert await bought.at_alter(scene, alter) == ("paid", [3])
    after = (await bought.order(scene, number)).item
    assert str(after.metas["_alter_picture"]), after.metas
    assert not [note for note in (await bought.order(scene, number)).notes if "Alter" in note]


async def _views(scene: Scene, page: Page, *, show: bool) -> None:
    """On the page that thanks: the design, to be looked at."""
    await page.reload()
    await expect(page.locator(".alter-connector-picture img")).to_be_visible()
    assert (
        await page.locator(".alter-connector-picture img").evaluate(
            "picture => picture.naturalWidth"
        )
        > 0
    )
    await page.locator('[data-alter-open="view"]').click()
    inside = await storefront.ready(page)
    await expect(inside.locator("p.order")).to_contain_text("can be viewed, no longer edited")
    if show:
        await scene.tale.show(page, "thanks", ours=False)


def _minor(prices: dict[str, Any], name: str) -> float:
    return float(int(prices[name]) / 10 ** int(prices["currency_minor_unit"]))
