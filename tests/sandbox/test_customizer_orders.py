"""Add to cart: the route behind the button, and the button itself in a real browser."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from playwright.async_api import FrameLocator, Page

from connector.sandbox import tokens
from connector.sandbox.clock import HandClock
from connector.sandbox.conduct import OrderNumber, ToolPage
from connector.sandbox.faults import Fault
from connector.sandbox.orders import Item
from connector.sandbox.server import Sandbox

from .callers import Answer, Caller, binding, example, shape
from .hosting import host_page

PATH = "/app/customizer/orders"
ONE = {"items": [{"quantity": 1}]}

Shop = tuple[str, dict[str, str]]


async def press(sandbox: Sandbox, stranger: Caller, token: str, body: Any = ONE) -> Answer:
    stranger.base = sandbox.url
    return await stranger("POST", PATH, json=body, headers={"Authorization": f"Bearer {token}"})


async def opened(api: Caller, **wanted: Any) -> str:
    answer = await api.open(**wanted)
    assert answer.status == 200, answer.body
    return str(answer.body["token"])


async def test_an_order_knows_its_session(
    api: Caller, stranger: Caller, sandbox: Sandbox, clock: HandClock
) -> None:
    await api.sync(binding(1, runtimeType="customizer", designId=382))
    token = await opened(api, runtimeBindingId=42, cartKey="k1", cartMode="edit")
    clock.advance(30)
    made = await press(sandbox, stranger, token, {"items": [{"quantity": 2}], "text": "Ola"})
    order = sandbox.world.orders[made.body["orderId"]]
    claims = tokens.verify(sandbox.scene, token)
    assert claims is not None
    assert (made.status, order.status, order.created_at) == (201, "shopping_cart", clock.now())
    assert (order.session_jti, order.cart_key) == (claims.jti, "k1")
    assert (order.runtime_binding_id, order.design.id) == (42, 382)
    assert (order.text, list(order.quantities.values())) == ("Ola", [2])
    shown = (await api("GET", f"/customer-orders/{order.id}")).body["order"]
    assert (shown["customizerId"], shown["totalPrice"]["value"]) == (382, 19.8)


async def test_the_order_id_in_the_payload_is_a_knob(
    api: Caller, stranger: Caller, sandbox: Sandbox
) -> None:
    """Where the id sits is undocumented; the example has none (alter-facts.md, a)."""
    token = await opened(api, tool="customizer", designId=382)
    with_id = (await press(sandbox, stranger, token)).body
    assert with_id["payload"].pop("orderId") == with_id["orderId"]
    assert shape(with_id["payload"]) == shape(
        example("customizer-cart.payload") | {"totalPrice": {"value": 1, "currency": "EUR"}}
    )
    sandbox.knobs.tool_page = ToolPage(order_id=OrderNumber(key=None))
    without = (await press(sandbox, stranger, token)).body
    assert without["payload"] == with_id["payload"]
    assert without["orderId"] == with_id["orderId"] + 1


async def test_a_session_changes_the_order_that_it_made(
    api: Caller, stranger: Caller, sandbox: Sandbox
) -> None:
    """And no other: one page sends the same order again (toolPage.click, sameOrder)."""
    token = await opened(api, tool="customizer", designId=381)
    number = (await press(sandbox, stranger, token)).body["orderId"]
    again = await press(sandbox, stranger, token, {"items": [{"quantity": 4}], "orderId": number})
    assert (again.status, again.body["orderId"]) == (200, number)
    assert list(sandbox.world.orders[number].quantities.values()) == [4]
    other = await opened(api, tool="customizer", designId=381)
    refused = await press(sandbox, stranger, other, ONE | {"orderId": number})
    assert (refused.status, refused.code) == (404, "customerOrder.notFound")


async def test_one_load_of_a_page_may_behave_otherwise(
    api: Caller, stranger: Caller, sandbox: Sandbox, session: aiohttp.ClientSession
) -> None:
    """What its query leaves out is as the knobs say; a knob that is none is refused."""
    sandbox.knobs.tool_page = ToolPage(price="cheap")
    token = await opened(api, tool="customizer", designId=381)
    stranger.base, headers = sandbox.url, {"Authorization": f"Bearer {token}"}
    for query, unit, has_number in (
        ({}, 0.01, True),
        ({"toolPage": '{"orderId": {"key": null}}'}, 0.01, False),
        ({"toolPage": '{"price": "true"}'}, 12.5, True),
    ):
        answer = await stranger("POST", PATH, json=ONE, headers=headers, params=query)
        payload = answer.body["payload"]
        assert payload["productItems"][0]["unitPrice"]["value"] == unit
        assert ("orderId" in payload) == has_number
    for wrong, code in (
        ("{", "invalidToolPage"),
        ("[]", "invalidToolPage"),
        ('{"a":1}', "invalid"),
    ):
        url, query = f"{sandbox.url}/app/customizer/381", {"toolPage": wrong}
        async with session.get(url, params=query) as page:
            assert (await page.json())["code"] == f"sandbox.{code}"


async def test_how_an_order_starts_is_a_knob(
    api: Caller, stranger: Caller, sandbox: Sandbox, clock: HandClock
) -> None:
    """Its status, and how far Alter's clock is off."""
    token = await opened(api, tool="customizer", designId=382)
    sandbox.knobs.order_status = "editable"
    sandbox.knobs.order_clock_ahead = -90
    made = await press(sandbox, stranger, token)
    order = sandbox.world.orders[made.body["orderId"]]
    assert (order.status, order.is_editable) == ("editable", True)
    assert order.created_at == clock.now() - timedelta(seconds=90)


async def test_only_a_customizers_living_token_orders(
    api: Caller, stranger: Caller, sandbox: Sandbox, clock: HandClock
) -> None:
    viewer = await opened(api, tool="viewer", designId=381)
    assert (await press(sandbox, stranger, viewer)).code == "customizer.notAllowed"
    cart = {"cartKey": "k1", "cartMode": "view"}
    viewing = await opened(api, tool="customizer", designId=381, **cart)
    assert (await press(sandbox, stranger, viewing)).status == 403
    await api.sync(binding(1, runtimeType="customizer"))
    bound = await opened(api, runtimeBindingId=42)
    await api("POST", "/runtime-bindings/42/deactivate")
    assert (await press(sandbox, stranger, bound)).code == "runtime.bindingInactive"
    for wrong in ("", "x.y.z"):
        assert (await press(sandbox, stranger, wrong)).status == 401
    living = await opened(api, tool="customizer", designId=381)
    clock.advance(901)
    assert (await press(sandbox, stranger, living)).status == 401
    assert list(sandbox.world.orders) == [123]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "invalidCart"),
        ({"items": []}, "invalidCart"),
        ({"items": [{"quantity": 0}]}, "invalidCart"),
        ({"items": [{"quantity": "2"}]}, "invalidCart"),
        ({"items": [{"price": 1}]}, "invalidCart"),
        ({"items": [{}] * 51}, "invalidCart"),
        ({"items": [{"sizeId": 9}]}, "unknownOption"),
        ({"items": [{"colorId": 1}]}, "unknownOption"),
    ],
)
async def test_carts_that_are_none(
    api: Caller, stranger: Caller, sandbox: Sandbox, body: dict[str, Any], code: str
) -> None:
    token = await opened(api, tool="customizer", designId=381)
    answer = await press(sandbox, stranger, token, body)
    assert (answer.status, answer.code) == (400, f"customizer.{code}")


async def test_an_order_is_edited_while_it_may_be(
    api: Caller, stranger: Caller, sandbox: Sandbox
) -> None:
    """ "Once the status changes to other than shopping_cart or editable, editing is locked." """
    order = sandbox.world.orders[123]
    token = await opened(api, tool="customizer", orderId=123)
    two = {"items": [{"quantity": 7}, {"quantity": 1, "sizeId": 397}]}
    edited = await press(sandbox, stranger, token, two)
    assert (edited.status, edited.body["orderId"]) == (200, 123)
    # What the store knows of the first line still holds.
    assert (order.quantities[987], len(order.lines)) == (7, 2)
    order.set_status("editable", sandbox.scene.clock.now())
    assert (await press(sandbox, stranger, token)).status == 200
    assert order.counts["edited"] == 2
    order.set_status("paid", sandbox.scene.clock.now())
    locked = await press(sandbox, stranger, token)
    assert (locked.status, locked.code) == (409, "customizer.orderLocked")
    order.delete(sandbox.scene.clock.now())
    assert (await press(sandbox, stranger, token)).code == "customerOrder.notFound"


async def test_another_storefronts_order_opens_no_session(api: Caller, sandbox: Sandbox) -> None:
    other = sandbox.world.add_storefront()
    design = next(d.id for d in sandbox.world.designs.values() if d.storefront_id == other.id)
    theirs = sandbox.world.place_order(design)
    refused = await api.open(tool="customizer", orderId=theirs.id)
    assert (refused.status, refused.code) == (404, "embed.orderNotFound")


@pytest.mark.parametrize(
    ("path", "status"), [("/381/123", 200), ("/382/123", 404), ("/381/124", 404)]
)
async def test_an_orders_page_is_its_designs(
    session: aiohttp.ClientSession, sandbox: Sandbox, path: str, status: int
) -> None:
    async with session.get(f"{sandbox.url}/app/customizer{path}") as answer:
        assert answer.status == status


async def started(page: Page, shop: Shop, sandbox: Sandbox, path: str, token: str) -> FrameLocator:
    url, shown = shop
    answer = {"type": "ALTER_TOOL_SESSION_READY", "token": token}
    shown["page"] = host_page(sandbox, path, answer)
    await page.goto(url)
    tool = page.frame_locator("#tool")
    await tool.locator("#status[data-state=ready]").wait_for(timeout=10_000)
    return tool


async def messages(page: Page, kind: str) -> list[Any]:
    return list(await page.evaluate("(kind) => seen.filter((m) => m.type === kind)", kind))


@pytest.mark.browser
async def test_the_button_makes_an_order_and_then_tells_the_shop(
    page: Page, shop: Shop, api: Caller, sandbox: Sandbox
) -> None:
    token = await opened(api, tool="customizer", designId=381, cartKey="k1", cartMode="edit")
    tool = await started(page, shop, sandbox, "/app/customizer/381", token)
    await tool.locator("#text").fill("Ola")
    await tool.locator("[data-name=Coral]").click()
    await tool.locator("[data-size='396']").fill("2")
    await tool.locator("#add-to-cart").click()
    await page.wait_for_function("seen.some((m) => m.type === 'ALTER_CUSTOMIZER_ADD_TO_CART')")

    (order,) = [each for each in sandbox.world.orders.values() if each.id != 123]
    assert (order.status, order.text, order.cart_key) == ("shopping_cart", "Ola", "k1")
    assert [(each.size.en, each.colour.en, each.quantity) for each in order.lines] == [
        ("M", "Coral", 1),
        ("L", "Coral", 2),
    ]
    (message,) = await messages(page, "ALTER_CUSTOMIZER_ADD_TO_CART")
    payload = message["payload"]
    assert payload.pop("orderId") == order.id
    documented = example("customizer-cart.payload")
    assert payload.keys() == documented.keys()
    for item in payload["productItems"]:
        assert item.keys() == documented["productItems"][0].keys()
    assert payload["totalPrice"] == {"value": 37.5, "currency": "EUR"}


@pytest.mark.browser
async def test_an_order_is_reopened_and_changed(
    page: Page, shop: Shop, api: Caller, sandbox: Sandbox
) -> None:
    order = sandbox.world.place_order(382, items=[Item(4, colour_id=15)], text="Jan")
    token = await opened(api, tool="customizer", orderId=order.id)
    tool = await started(page, shop, sandbox, f"/app/customizer/382/{order.id}", token)
    assert await tool.locator("#quantity").input_value() == "4"
    assert await tool.locator("#text").input_value() == "Jan"
    assert await tool.locator("[aria-pressed=true]").get_attribute("data-name") == "Green"
    assert "Order" in await tool.locator("#bootstrap").inner_text()
    await tool.locator("#quantity").fill("6")
    await tool.locator("#add-to-cart").click()
    await page.wait_for_function("seen.some((m) => m.type === 'ALTER_CUSTOMIZER_ADD_TO_CART')")
    assert list(order.quantities.values()) == [6]
    assert order.lines[0].colour.en == "Green"
    assert sorted(sandbox.world.orders) == [123, order.id]


@pytest.mark.browser
async def test_a_locked_order_is_only_shown(
    page: Page, shop: Shop, api: Caller, sandbox: Sandbox
) -> None:
    order = sandbox.world.place_order(381, status="processing")
    token = await opened(api, tool="customizer", orderId=order.id)
    tool = await started(page, shop, sandbox, f"/app/customizer/381/{order.id}", token)
    assert await tool.locator("#add-to-cart").count() == 0
    assert await tool.locator("#text").is_disabled()
    assert "no longer edited" in await tool.locator(".order").inner_text()


@pytest.mark.browser
async def test_a_token_for_another_order_and_an_order_that_is_not_saved(
    page: Page, shop: Shop, api: Caller, sandbox: Sandbox
) -> None:
    url, shown = shop
    token = await opened(api, tool="customizer", designId=381)
    answer = {"type": "ALTER_TOOL_SESSION_READY", "token": token}
    shown["page"] = host_page(sandbox, "/app/customizer/381/123", answer)
    await page.goto(url)
    await page.wait_for_function("seen.length === 3")
    (error,) = await messages(page, "ALTER_TOOL_ERROR")
    assert error["error"] == "bootstrap.otherOrder"

    tool = await started(page, shop, sandbox, "/app/customizer/381", token)
    sandbox.knobs.faults.append(Fault(path=PATH, status=503, body={"code": "down"}))
    await tool.locator("#add-to-cart").click()
    await tool.locator("#status[data-state=error]").wait_for(timeout=10_000)
    (error,) = await messages(page, "ALTER_TOOL_ERROR")
    assert error["error"] == "down"
    assert await messages(page, "ALTER_CUSTOMIZER_ADD_TO_CART") == []
