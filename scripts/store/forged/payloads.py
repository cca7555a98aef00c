"""Messages that say what they like: of prices, in any shape, with markup in every text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from playwright.async_api import expect

from scripts.store.forged import reach
from scripts.store.scene import Scene
from scripts.store.screens import order as order_screen
from scripts.store.screens import storefront
from scripts.store.shelves import Shelves
from scripts.store.shopper import M, Shopper, shopper

_PRICES = ("cheap", "negative", "text", "infinite", "null", "absent", "foreign", "absurd")
_STRUCK = re.compile(r"<script>window\.struck|<img src=x onerror")


async def play(scene: Scene, things: Shelves) -> None:
    await _prices(scene, things)
    await _shapes(scene, things)
    if not scene.site.wanted.plain_permalinks:
        await _in_the_browser(scene, things)
    await _said_by_a_configurator(scene, things)


async def _prices(scene: Scene, things: Shelves) -> None:
    for price in _PRICES:
        await scene.service.turn(toolPage={"price": price})
        async with shopper(scene) as guest:
            added = await guest.add(things.own, await guest.make(things.own))
            assert added.status == 200, (price, added)
            await _costs(guest, 2000, price)
    await scene.service.turn(toolPage={})
    scene.tale.tell(
        f"{len(_PRICES)} untrue prices in the message: each time the cart says the shop's own."
    )


async def _costs(guest: Shopper, cents: int, what: str) -> None:
    (line,) = (await guest.cart())["items"]
    assert int(line["prices"]["price"]) == cents, (what, line["prices"])
    assert int(line["totals"]["line_total"]) == 2 * cents, (what, line["totals"])


def _nested(levels: int) -> str:
    return '{"inner":' * levels + "1" + "}" * levels


_SHAPES: dict[str, tuple[Callable[[dict[str, Any]], Any], int]] = {
    "prototype": (
        lambda payload: (
            payload | {"__proto__": {"price": 0}, "constructor": {"prototype": {"price": 0}}}
        ),
        200,
    ),
    "nothing": (lambda payload: None, 200),
    "a text": (json.dumps, 200),
    "a list": (lambda payload: [payload], 200),
    "items that are none": (
        lambda payload: payload | {"productItems": [None, 7, "x", [], {"size": "M"}]},
        200,
    ),
    # Designs that nobody claims come last: a message without a number could mean them.
    "200 KB": (lambda payload: payload | {"designName": "200 KB " * 30_000}, 413),
    "2000 levels": (lambda payload: payload | {"extra": json.loads(_nested(400))}, 400),
    "1000 items": (lambda payload: payload | {"productItems": payload["productItems"] * 1000}, 413),
}


async def _shapes(scene: Scene, things: Shelves) -> None:
    await reach.of_the_next_session_alone()
    for what, (change, status) in _SHAPES.items():
        async with shopper(scene) as guest:
            made = await guest.make(things.own)
            added = await guest.add(things.own, replace(made, payload=change(made.payload)))
            assert added.status == status, (what, added)
            if status == 200:
                await _costs(guest, 2000, what)
            else:
                assert added.message.endswith("."), (what, added)
                assert (await guest.cart())["items"] == [], what
    scene.tale.tell(
        f"{len(_SHAPES)} shapes of a message: what is too large or too deep is refused with a sentence, the others "
        "sell what was claimed."
    )


async def _in_the_browser(scene: Scene, things: Shelves) -> None:
    """Markup in every text, noise of every kind, and the complaint of a tool."""
    noise = ["unknownType", "untyped", "prototype", "huge", "flood", "earlyCart", "otherTool"]
    await scene.service.turn(toolPage={"payload": "hostile", "noise": noise, "metadata": "hostile"})
    page = await scene.visitors.arrive()
    await page.goto(things.urls["own"])
    inside = await storefront.customise(page)
    await storefront.choose(inside, {M: 2}, text="<b>bold</b>")
    await storefront.press_add(inside)
    await storefront.is_added(page)
    for path in ("/cart/", "/checkout/"):
        await page.goto(f"{scene.site.home}{path}", wait_until="networkidle")
        await expect(page.get_by_text("Tee of your own").first).to_be_visible()
        assert await page.evaluate("[window.struck, ({}).struck, ({}).price]") == [None, None, None]
    await page.context.close()
    await scene.service.turn(toolPage={})
    scene.tale.tell(
        "Markup in every text and seven kinds of noise in a real browser: one line, nothing of it runs."
    )


async def _said_by_a_configurator(scene: Scene, things: Shelves) -> None:
    """Its choices are only what the browser says: text, beside a product that the shop sells."""
    hostile = (
        '"\'><script>window.struck=1</script><img src=x onerror="window.struck=1">\u0000\u202e'
    )
    payload = {
        "userDesignId": 381,
        "price": 0.01,
        "productItems": [
            {"color": {"id": 418, "name": {"en": f"Black{hostile}"}}, "unitPrice": {"value": 0.01}}
        ],
        "engraving": hostile * 100,
        hostile: hostile,
    }
    async with shopper(scene) as guest:
        session = await guest.session(things.seen, runtime="configurator")
        body = {
            "product": things.seen,
            "variation": 0,
            "quantity": 2,
            "runtime": "configurator",
            "payload": payload,
        }
        added = await guest.ask("add", body | {"sessionRef": session["sessionRef"]})
        assert added.status == 200, added
        (line,) = (await guest.cart())["items"]
        assert (line["quantity"], int(line["prices"]["price"])) == (2, 1500), line
        # The Store API answers escaped text, which its blocks put into pages as it is.
        shown = json.dumps(line["item_data"])
        assert not _STRUCK.search(shown), shown
        assert len(shown) < 16_384, len(shown)
        number = await guest.pay()
        await _is_text(scene, number)
    scene.tale.tell(
        "What a configurator's message says is text: cut, escaped in cart and order, and without a word on the price."
    )


async def _is_text(scene: Scene, number: int) -> None:
    page = await order_screen.open_order(scene, number)
    await expect(order_screen.line(scene)).to_contain_text("as the customer's browser sent it")
    assert await page.evaluate("window.struck") is None
    assert not _STRUCK.search(await page.content())
