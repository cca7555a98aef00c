"""Whose an order of Alter's is: numbers made up, strangers', used, used twice, and from two tabs."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from playwright.async_api import expect

from scripts.store import bought, jobs
from scripts.store.forged import reach
from scripts.store.scene import Scene
from scripts.store.screens import product, storefront
from scripts.store.shelves import Shelves
from scripts.store.shopper import Answer, Json, M, Made, Shopper, shopper

S, L = 394, 396
_OWN = 381


async def play(scene: Scene, things: Shelves) -> None:
    await _numbers(scene, things)
    await _the_same_twice(scene, things)
    await _bought_elsewhere(scene, things)
    await _several_clicks(scene, things)
    await _two_tabs(scene, things)
    await _unknown_options(scene, things)


def _numbered(made: Made, number: Any) -> Made:
    return replace(made, payload=made.payload | {"orderId": number})


def refused(answer: Answer, *codes: str) -> None:
    """With a status, a code, and a sentence for people."""
    assert answer.status in (404, 409, 422), answer
    assert answer.code in codes, answer
    assert answer.message.endswith("."), answer
    assert "<" not in answer.message, answer


async def _numbers(scene: Scene, things: Shelves) -> None:
    foreign = await scene.service.foreign_order(_OWN)
    await reach.of_the_next_session_alone()
    async with shopper(scene) as stranger, shopper(scene) as guest:
        others = await stranger.make(things.own)
        assert (await stranger.add(things.own, others)).status == 200
        made = await guest.make(things.own)
        for number in (999_999, foreign, 123):
            refused(
                await guest.add(things.own, _numbered(made, number)),
                "claim.orderUnknown",
                "claim.wrongDesign",
            )
        refused(
            await guest.add(things.own, _numbered(made, others.order)),
            "claim.taken",
            "claim.orderUnknown",
        )
        assert (await guest.cart())["items"] == []
        stolen = replace(made, session=others.session)
        refused(await guest.add(things.own, replace(stolen, payload=others.payload)), "claim.taken")
        refused(await guest.add(things.free, made), "claim.sessionUnknown", "claim.orderUnknown")
        assert (await guest.cart())["items"] == []
        for odd in ("1; DROP TABLE", [made.order], {"id": 1}, -1, 1.5, True, None):
            added = await guest.add(things.own, _numbered(made, odd))
            assert added.status == 200, (odd, added)
        (line,) = (await guest.cart())["items"]
        assert line["quantity"] == 2, line
        (theirs,) = (await stranger.cart())["items"]
        assert theirs["quantity"] == 2, theirs
    scene.tale.tell(
        "A made-up number, an order without a shopper, a stranger's, a stranger's session, another product's "
        "session: refused, and nothing lies in the cart. What is no number is asked for by session instead."
    )


async def _the_same_twice(scene: Scene, things: Shelves) -> None:
    async with shopper(scene) as guest, shopper(scene) as other:
        made = await guest.make(things.own)
        first, second = await guest.add(things.own, made), await guest.add(things.own, made)
        assert first.json["added"] == second.json["added"], (first, second)
        (line,) = (await guest.cart())["items"]
        assert line["quantity"] == 2, line
        number = await guest.pay()
        # Alter has not heard of the payment, so the shop itself has to know.
        assert await bought.at_alter(scene, made.order) == ("shopping_cart", [2])
        refused(await other.add(things.own, made), "claim.taken")
        refused(await guest.add(things.own, made), "cart.bought")
        assert (await guest.cart())["items"] == []
        await jobs.told(scene)
        for each in (guest, other):
            refused(await each.add(things.own, made), "claim.taken", "claim.locked")
            assert (await each.cart())["items"] == []
        assert (await bought.order(scene, number)).item.alter_order == made.order
    scene.tale.tell(
        "The same order twice is one line; bought, nobody puts it into a cart again, neither before Alter knows of "
        "the payment nor after."
    )


async def _bought_elsewhere(scene: Scene, things: Shelves) -> None:
    """What lies in a cart was bought by another order meanwhile, as on the customer's other device."""
    async with shopper(scene) as guest:
        made = await guest.make(things.own)
        (key,) = (await guest.add(things.own, made)).json["added"]
        for attempt in ("pending", "failed", "cancelled"):
            await scene.site.php("order", str(things.own), str(made.order), attempt)
            assert (await guest.cart())["errors"] == [], attempt
        await scene.site.php("order", str(things.own), str(made.order), "processing")
        (error,) = (await guest.cart())["errors"]
        assert "was ordered already" in error["message"], error
        page = await guest.get(f"{scene.site.home}/?pagename=cart")
        assert page.status == 200, page.status
        paid = await guest.try_to_pay()
        assert paid.status >= 400, paid
        assert "was ordered already" in paid.text, paid
        await guest.store("POST", "cart/remove-item", {"key": key})
        assert (await guest.cart())["errors"] == []
    scene.tale.tell(
        "Bought by another order while it lay in the cart: the cart says so and is not paid for until it is taken "
        "out. Attempts that were never paid keep nobody from buying."
    )


async def _several_clicks(scene: Scene, things: Shelves) -> None:
    async with shopper(scene) as guest:
        # The visitor is known to the shop by then, as after any first click.
        await guest.store("POST", "cart/add-item", {"id": things.plain, "quantity": 1})
        made = await guest.make(things.own)
        answers = await asyncio.gather(*(guest.add(things.own, made) for _ in range(4)))
        assert {answer.status for answer in answers} == {200}, answers
        one, other = await guest.make(things.own, (S, 1)), await guest.make(things.own, (L, 1))
        pair = await asyncio.gather(guest.add(things.own, one), guest.add(things.own, other))
        assert {answer.status for answer in pair} == {200}, pair
        found = sorted(line["quantity"] for line in (await guest.cart())["items"])
        assert found == [1, 1, 1, 2], found
    await scene.service.turn(toolPage={"click": "twoMessages"})
    page = await scene.visitors.arrive()
    await page.goto(things.urls["own"])
    inside = await storefront.customise(page)
    await storefront.choose(inside, {M: 1})
    await storefront.press_add(inside)
    await storefront.is_added(page)
    (line,) = (await storefront.cart(page, scene.site))["items"]
    assert line["quantity"] == 1, line
    await page.context.close()
    await scene.service.turn(toolPage={})
    scene.tale.tell(
        "Four requests for one order at the same moment are one line, two orders at the same moment two; a double "
        "click in the customizer is one line."
    )


async def _two_tabs(scene: Scene, things: Shelves) -> None:
    async with shopper(scene) as guest, shopper(scene) as stranger:
        made = await guest.make(things.own)
        (key,) = (await guest.add(things.own, made)).json["added"]
        await _is_only_mine(stranger, key)
        tabs = [await guest.session(things.own, line=key, mode="edit") for _ in range(2)]
        for tab, items in zip(tabs, (((M, 4),), ((L, 7),)), strict=True):
            saved = await guest.save(tab, *items)
            assert saved.status == 200, saved
            answer = await guest.add(
                things.own, Made(tab, made.order, saved.json["payload"]), replaces=key
            )
            assert answer.status == 200, answer
            (line,) = (await guest.cart())["items"]
            assert line["quantity"] == items[0][1], line
            assert line["key"] == key, line
        assert await bought.at_alter(scene, made.order) == ("shopping_cart", [7])
        await guest.store("POST", "cart/remove-item", {"key": key})
        saved = await guest.save(tabs[0], (M, 5))
        late = await guest.add(
            things.own, Made(tabs[0], made.order, saved.json["payload"]), replaces=key
        )
        lines = (await guest.cart())["items"]
        assert late.status == 200, late
        assert [line["quantity"] for line in lines] == [5], lines
    scene.tale.tell(
        "One line edited in two tabs stays one line, as it was saved last; edited after it was taken out, it comes "
        "back once. Another visitor can neither view nor edit it."
    )


async def _is_only_mine(stranger: Shopper, key: str) -> None:
    for mode in ("view", "edit"):
        for want in ("session", "ticket"):
            answer = await stranger.ask(
                "session", {"want": want, "line": key, "mode": mode, "runtime": "customizer"}
            )
            assert (answer.status, answer.code) == (404, "session.gone"), answer


async def _unknown_options(scene: Scene, things: Shelves) -> None:
    """Nobody has told the shop what Alter's sizes mean; then the owner does."""
    async with shopper(scene) as guest:
        made = await guest.make(things.sized, (M, 2))
        refused(await guest.add(things.sized, made), "cart.unknownPair")
        assert (await guest.cart())["items"] == []
        await _confirms(scene, things, "Size: M")
        both = await guest.make(things.sized, (M, 1), (L, 1))
        refused(await guest.add(things.sized, both), "cart.unknownPair")
        assert (await guest.cart())["items"] == [], "half of what was made"
        assert (await guest.add(things.sized, made)).status == 200
        (line,) = (await guest.cart())["items"]
        assert (line["id"], line["quantity"]) == (things.sizes["m"], 2), line
        await _mappings(scene, guest, things)
    scene.tale.tell(
        "Sizes that nobody explained: refused, listed on the product's tab, confirmed there with a click each, sold. "
        "Of a click with one unknown size nothing is sold. A message that maps M to L is refused; one with markup, "
        "5 KB labels or nonsense in its mapping sells what was claimed."
    )


async def _confirms(scene: Scene, things: Shelves, name: str) -> None:
    page = scene.owner
    await product.open_tab(scene, things.sized)
    rows = page.locator(".alter-pairs tr[data-pair]")
    await expect(rows.filter(has_text=name)).to_contain_text("To be confirmed")
    await scene.tale.show(page, "pairs", around=page.locator(".alter-pairs"))
    for number in range(await rows.count()):
        row = rows.nth(number)
        if "To be confirmed" in await row.inner_text():
            await row.locator('[data-do="confirm"]').click()
            await expect(row).to_contain_text("Confirmed")


async def _mappings(scene: Scene, guest: Shopper, things: Shelves) -> None:
    for mapping in ("absent", "null", "html", "script", "huge", "mistyped", "real"):
        await scene.service.turn(toolPage={"mapping": mapping, "metadata": "hostile"})
        answer = await _adds(guest, things)
        assert answer.status == 200, (mapping, answer)
    await scene.service.turn(toolPage={"mapping": "disagreeing"})
    refused(await _adds(guest, things), "cart.contradiction")
    await scene.service.turn(toolPage={"metadata": "disagreeing"}, variants={"metadata": _META})
    assert (await _adds(guest, things)).status == 200
    await scene.service.turn(toolPage={}, variants={})
    lines = (await guest.cart())["items"]
    assert {line["id"] for line in lines} == {things.sizes["m"]}, lines


_META: Json = {"size": {"395": {"pa_size": "m"}, "396": {"pa_size": "l"}}}


async def _adds(guest: Shopper, things: Shelves) -> Answer:
    return await guest.add(things.sized, await guest.make(things.sized, (M, 1)))
