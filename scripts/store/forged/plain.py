"""A product that is only sold customised is tried plain, and what is sold is tried at another price."""

from __future__ import annotations

import json

from scripts.store import bought
from scripts.store.scene import Scene
from scripts.store.shelves import Shelves
from scripts.store.shopper import Answer, Shopper, shopper

_WORDS = "can only be bought customised"
_LINE = {
    "runtime": "customizer",
    "externalProductId": "wc_1",
    "alterOrderId": 123,
    "orderDetailId": 1,
    "checked": True,
    "unitPrice": 0.01,
    "currency": "EUR",
    "claimId": "made-up",
}


async def play(scene: Scene, things: Shelves) -> None:
    async with shopper(scene) as guest:
        await _is_refused(guest, things)
    async with shopper(scene) as guest:
        await _costs_what_it_costs(scene, guest, things)
    async with shopper(scene) as guest:
        await _is_asked_by_another_site(scene, guest, things)


async def _is_refused(guest: Shopper, things: Shelves) -> None:
    """By each way that WooCommerce has into a cart."""
    home = guest.scene.site.home
    form = await guest.post(things.urls["own"], {"add-to-cart": str(things.own), "quantity": "1"})
    assert _WORDS in form.text, "the classic form"
    link = await guest.get(f"{home}/?add-to-cart={things.own}")
    assert link.status == 200, link.status
    ajax = await guest.post(
        f"{home}/?wc-ajax=add_to_cart", {"product_id": str(things.own), "quantity": "1"}
    )
    assert ajax.json.get("error") is True, ajax.text[:500]
    block = await guest.store("POST", "cart/add-item", {"id": things.own, "quantity": 1})
    _says(block, 400)
    variation = await guest.store("POST", "cart/add-item", {"id": things.sizes["m"], "quantity": 1})
    _says(variation, 400)
    one = {
        "path": "/wc/store/v1/cart/add-item",
        "method": "POST",
        "body": {"id": things.own, "quantity": 1},
    }
    batch = {"requests": [one | {"headers": {"Nonce": await guest.nonce()}}]}
    assert _WORDS in (await guest.store("POST", "batch", batch)).text, "a batch"
    assert (await guest.cart())["items"] == []
    guest.scene.tale.tell(
        "A product that is only sold customised, bought plain by form, link, AJAX, Store API, as a variation and in "
        "a batch: refused each time with one sentence."
    )


def _says(answer: Answer, status: int) -> None:
    assert answer.status == status, answer
    assert _WORDS in answer.message, answer


async def _costs_what_it_costs(scene: Scene, guest: Shopper, things: Shelves) -> None:
    extras = {
        "alter": _LINE,
        "price": "0.01",
        "cart_item_data": {"alter": _LINE},
        "extensions": {"alter": _LINE},
    }
    await guest.store("POST", "cart/add-item", {"id": things.plain, "quantity": 1, **extras})
    fields = {f"alter[{key}]": json.dumps(value) for key, value in _LINE.items()}
    fields |= {
        "add-to-cart": str(things.free),
        "quantity": "1",
        "price": "0.01",
        "custom_price": "0.01",
    }
    await guest.post(things.urls["free"], fields)
    made = await guest.make(things.own)
    added = await guest.add(
        things.own,
        made,
        unitPrice=0.01,
        price=0.01,
        quantity=1,
        alter=_LINE,
        options=[],
        checked=False,
    )
    assert added.status == 200, added
    prices = {
        item["id"]: (item["quantity"], int(item["prices"]["price"]))
        for item in (await guest.cart())["items"]
    }
    assert prices == {things.plain: (1, 1000), things.free: (1, 1800), things.own: (2, 2000)}, (
        prices
    )
    order = await guest.pay()
    from_shop = await _kept(scene, order)
    assert from_shop == {things.own}, from_shop
    scene.tale.tell(
        "Prices, quantities and whole lines sent along by form, Store API and the plugin's own address change "
        "nothing: each costs what the shop says, and only what was claimed has a design in the order."
    )


async def _kept(scene: Scene, order_id: int) -> set[int]:
    """Products of an order that have something of ours."""
    order = await bought.order(scene, order_id)
    return {
        item.product for item in order.items if any(key.startswith("_alter") for key in item.metas)
    }


async def _is_asked_by_another_site(scene: Scene, guest: Shopper, things: Shelves) -> None:
    made = await guest.make(things.own)
    body = {"want": "session", "product": things.own, "runtime": "customizer"}
    for origin in ("https://elsewhere.example", "null", "", f"{scene.site.home}.elsewhere.example"):
        for answer in (
            await guest.ask("session", body, Origin=origin),
            await guest.add_as(origin, things.own, made),
        ):
            assert (answer.status, answer.code) == (403, "request.origin"), (origin, answer)
    cross = await guest.ask("session", body, **{"Sec-Fetch-Site": "cross-site"})
    assert cross.status == 403, cross
    assert (await guest.get(f"{scene.site.home}/?wc-ajax=alter_connector_session")).status == 405
    for odd in ("", "[]", "nonsense", '{"product":' * 40, "[" * 9000):
        answer = await guest.ask("session", odd)
        assert answer.status in (400, 413), (odd[:20], answer)
    assert (await guest.cart())["items"] == []
    # The same from the shop's own page; and the design lies in a cart, where no later click can mean it.
    assert (await guest.add(things.own, made)).status == 200
    scene.tale.tell(
        "Pages of other sites, and what is no page, get neither sessions nor anything into the cart."
    )
