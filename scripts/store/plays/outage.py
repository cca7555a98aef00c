"""Alter is down while somebody buys: refused, or sold with a mark and claimed afterwards, as the owner chose."""

from __future__ import annotations

from playwright.async_api import expect

from scripts.store import bought, jobs, shelves
from scripts.store.scene import Scene
from scripts.store.screens import order as order_screen
from scripts.store.screens import tab
from scripts.store.shelves import Shelves
from scripts.store.shopper import Made, shopper

TITLE = "Alter is down while somebody buys"
NEEDS: tuple[str, ...] = ("install",)

_ORDERS, _SESSIONS = "/public-api/v1/customer-orders", "/public-api/v1/embed"


async def play(scene: Scene) -> None:
    things = await shelves.filled(scene)
    try:
        made, number = await _sells_a_design(scene, things)
        plain = await _sells_without(scene, things)
    finally:
        await scene.service.recover()
    try:
        await _is_claimed_late(scene, made, number, plain)
    finally:
        await tab.choose(scene.owner, scene.site, sell_when_down=False)


async def _sells_a_design(scene: Scene, things: Shelves) -> tuple[Made, int]:
    """The design was made before, the claim comes to nothing."""
    async with shopper(scene) as guest:
        made = await guest.make(things.own)
        await scene.service.break_down(_ORDERS)
        refused = await guest.add(things.own, made)
        assert (refused.status, refused.code) == (503, "cart.outage"), refused
        assert (await guest.cart())["items"] == []
        scene.tale.tell("Alter fails the claim: 503 with a sentence, and nothing in the cart.")
        await tab.choose(scene.owner, scene.site, sell_when_down=True)
        for _ in range(2):
            added = await guest.add(things.own, made)
            assert added.status == 200, added
        (line,) = (await guest.cart())["items"]
        assert (line["quantity"], int(line["prices"]["price"])) == (2, 2000), line
        assert any("could not be reached" in str(each) for each in line["item_data"]), line
        number = await guest.pay()
    item = (await bought.order(scene, number)).item
    assert "_alter_order_id" not in item.metas, item.metas
    assert item.metas["_alter_line"]["checked"] is False, item.metas
    await jobs.once(scene.site)
    assert await bought.at_alter(scene, made.order) == ("shopping_cart", [2])
    await order_screen.open_order(scene, number)
    await expect(order_screen.line(scene)).to_contain_text("not checked yet")
    await scene.tale.show(scene.owner, "unchecked", ours=False, around=order_screen.line(scene))
    assert "Not checked" in await order_screen.marks(scene, number)
    scene.tale.tell(
        "The owner sells all the same: the same click twice is one line of two, which says so; paid, the order is "
        "marked in the list and on its line, and Alter hears nothing of what only a browser named."
    )
    return made, number


async def _sells_without(scene: Scene, things: Shelves) -> int:
    """The tool does not open at all."""
    async with shopper(scene) as guest:
        fields = {"add-to-cart": str(things.own), "quantity": "1"}
        form = await guest.post(things.urls["own"], fields)
        assert "can only be bought customised" in form.text, "nobody has met an outage yet"
        await scene.service.break_down(_SESSIONS)
        body = {"want": "session", "product": things.own, "runtime": "customizer"}
        answer = await guest.ask("session", body)
        assert answer.status == 503, answer
        await guest.post(things.urls["own"], fields)
        (line,) = (await guest.cart())["items"]
        assert (line["id"], line["quantity"]) == (things.own, 1), line
        number = await guest.pay()
    scene.tale.tell(
        "Who has met the outage (this server met it, not the browser) also buys the product without a design, which "
        "is refused to everybody else."
    )
    return number


async def _is_claimed_late(scene: Scene, made: Made, number: int, plain: int) -> None:
    await jobs.told(scene)
    order = await bought.order(scene, number)
    assert order.item.alter_order == made.order, order.item.metas
    assert order.item.metas["_alter_line"]["checked"] is True, order.item.metas
    assert any("as sold" in note for note in order.notes), order.notes
    assert await bought.at_alter(scene, made.order) == ("paid", [2])
    assert "Not checked" not in await order_screen.marks(scene, number)
    without = await bought.order(scene, plain)
    assert "_alter_order_id" not in without.item.metas, without.item.metas
    assert any("its design was not found" in note for note in without.notes), without.notes
    assert "Not checked" in await order_screen.marks(scene, plain)
    scene.tale.tell(
        "Alter is back: the design is claimed and paid there, a note says that it is as sold, the mark is gone. The "
        "order without a design keeps its mark, and its note says what to do."
    )
