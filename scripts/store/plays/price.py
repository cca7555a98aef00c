"""The owner takes Alter's prices: what was claimed costs what Alter says, and nothing else does."""

from __future__ import annotations

from scripts.store import bought, jobs, shelves
from scripts.store.scene import Scene
from scripts.store.screens import tab
from scripts.store.shelves import Shelves
from scripts.store.shopper import Json, Shopper, shopper

TITLE = "Alter's price instead of the shop's"
NEEDS: tuple[str, ...] = ("install",)

_SHOPS, _ALTERS = 2000, 3350
"""Cents for one."""


async def play(scene: Scene) -> None:
    things = await shelves.filled(scene)
    await tab.choose(scene.owner, scene.site, price="alter")
    try:
        await scene.service.turn(variants={"unitPrice": _ALTERS / 100}, toolPage={"price": "cheap"})
        await _costs_alters(scene, things)
        await _is_taxed(scene, things)
        await _is_no_price_here(scene, things)
        await _changes_its_mind(scene, things)
    finally:
        await scene.site.php("taxes", "none")
        await scene.service.turn(variants={}, toolPage={})
        await tab.choose(scene.owner, scene.site, price="shop")


async def _added(guest: Shopper, things: Shelves) -> Json:
    """Two pieces in an empty cart, as the cart shows them."""
    added = await guest.add(things.own, await guest.make(things.own))
    assert added.status == 200, added
    return await _line(guest)


async def _line(guest: Shopper) -> Json:
    (line,) = (await guest.cart())["items"]
    found: Json = line
    return found


def _costs(line: Json, cents: int, pieces: int = 2) -> None:
    assert int(line["prices"]["price"]) == cents, line["prices"]
    assert int(line["totals"]["line_total"]) == pieces * cents, line["totals"]


async def _costs_alters(scene: Scene, things: Shelves) -> None:
    async with shopper(scene) as guest:
        line = await _added(guest, things)
        _costs(line, _ALTERS)
        plain = await guest.store("POST", "cart/add-item", {"id": things.plain, "quantity": 1})
        assert plain.status == 201, plain
        await guest.store("POST", "cart/update-item", {"key": line["key"], "quantity": 3})
        totals = {
            item["id"]: int(item["totals"]["line_total"]) for item in (await guest.cart())["items"]
        }
        assert totals == {things.own: 3 * _ALTERS, things.plain: 1000}, totals
        number = await guest.pay()
    order = await bought.order(scene, number)
    assert order.total == (3 * _ALTERS + 1000) / 100, order
    (item,) = [each for each in order.items if each.product == things.own]
    assert item.metas["_alter_priced"] == "yes", item.metas
    await jobs.told(scene)
    assert await bought.at_alter(scene, item.alter_order) == ("paid", [3])
    assert not [note for note in (await bought.order(scene, number)).notes if "Alter" in note]
    scene.tale.tell(
        "The claim says 33.50, the message says 0.01, the product 20: 33.50 in the cart, three times that for three, "
        "and so in the order; a product without a design keeps its price. Compared after the payment: as sold."
    )


async def _is_taxed(scene: Scene, things: Shelves) -> None:
    sums = {"without": (2 * _ALTERS, 1541, 8241), "with": (5447, 1253, 2 * _ALTERS)}
    for entered, expected in sums.items():
        await scene.site.php("taxes", entered)
        async with shopper(scene) as guest:
            await _added(guest, things)
            totals = (await guest.cart())["totals"]
            found = tuple(
                int(totals[name]) for name in ("total_items", "total_items_tax", "total_price")
            )
            assert found == expected, (entered, found)
    await scene.site.php("taxes", "none")
    scene.tale.tell(
        "A tax of 23 %: where prices are entered without tax it comes on top of Alter's, where they are entered with "
        "tax it is in it."
    )


async def _is_no_price_here(scene: Scene, things: Shelves) -> None:
    await scene.service.turn(variants={"unitPrice": 9, "currency": "USD"}, toolPage={})
    async with shopper(scene) as guest:
        line = await _added(guest, things)
        assert int(line["prices"]["price"]) == _SHOPS, line["prices"]
    await scene.service.turn(variants={"unitPrice": -9})
    async with shopper(scene) as guest:
        answer = await guest.add(things.own, await guest.make(things.own))
        assert (answer.status, answer.code) == (503, "cart.outage"), answer
        assert (await guest.cart())["items"] == []
    scene.tale.tell(
        "In another currency: the shop's own price stays. Below nothing: the connector does not believe it, and "
        "nothing is sold."
    )


async def _changes_its_mind(scene: Scene, things: Shelves) -> None:
    await scene.service.turn(variants={"unitPrice": _ALTERS / 100})
    async with shopper(scene) as guest:
        _costs(await _added(guest, things), _ALTERS)
        await tab.choose(scene.owner, scene.site, price="shop")
        _costs(await _line(guest), _SHOPS)
    scene.tale.tell("Back to the shop's prices: a cart that is there already shows them at once.")
