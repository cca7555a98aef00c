"""Orders, assets, imports and lists beside the documents' own examples: same keys, same types."""

from __future__ import annotations

from connector.sandbox.server import Sandbox

from .callers import Answer, Caller, example, shape

ORDERS = "/customer-orders"


def alike(answer: Answer, name: str) -> None:
    assert answer.status == 200, answer.body
    assert shape(answer.body) == shape(example(name))


async def test_the_seeded_order_is_the_example_itself(api: Caller, sandbox: Sandbox) -> None:
    sandbox.knobs.public_url = "https://alterproduct.com"
    assert (await api("GET", f"{ORDERS}/123")).body == example("order.response")


async def test_the_documents_requests_are_accepted(api: Caller) -> None:
    """Each answer is the older document's, which alone shows one; the order is 123, not its 1."""
    query = {"limit": "20", "offset": "0", "order_status": "shopping_cart"}
    query |= {"order_by": "created_at", "direction": "DESC"}
    listed = await api("GET", ORDERS, params=query)
    assert shape(listed.body["order"]["items"][0]) == shape(example("order.response")["order"])
    batch = await api("POST", f"{ORDERS}/batch", json=example("order-batch.request"))
    assert [each["id"] for each in batch.body["orders"]] == [123]

    for method, path, name in (
        ("PATCH", "/status", "order-status"),
        ("PATCH", "/quantity", "order-quantity"),
        ("PATCH", "/quantity/all", "order-quantity-all"),
        ("DELETE", "", "order-delete"),
    ):
        body = {"json": example(f"{name}.request")} if method == "PATCH" else {}
        answer = await api(method, f"{ORDERS}/123{path}", **body)
        assert answer.body == example(f"older/{name}.response") | {"orderId": 123}


async def test_the_older_documents_orders(api: Caller, sandbox: Sandbox) -> None:
    sandbox.knobs.document = "older"
    alike(await api("GET", ORDERS, params={"limit": "1"}), "older/orders.response")
    # Its other examples are a mug, which has measures; the T-shirt has none.
    mug = sandbox.world.place_order(382, status="editable")
    alike(await api("GET", f"{ORDERS}/{mug.id}"), "older/order.response")
    batch = await api("POST", f"{ORDERS}/batch", json={"customerOrderIds": [mug.id]})
    # The example's mug counts no stock and costs whole euros, neither of which is a type.
    alike(batch, "older/orders-batch.response")


async def test_assets(api: Caller) -> None:
    query = {"type": "products", "limit": "20", "offset": "0", "search": "mug"}
    answer = await api("GET", "/assets", params=query)
    alike(answer, "assets.response")
    assert answer.body["total"] == 2
    shirt = (await api("GET", "/assets/products/4")).body
    files = shirt.pop("files")
    example_item = example("assets.response")["items"][0]
    assert shirt == example_item | {
        "title": "Men's T-Shirt",
        "metadata": {"productCategoryId": 1, "productModelCount": 1, "isDedicated": False},
    }
    assert len(files) == shirt["fileCount"] == 8


async def test_design_imports(api: Caller) -> None:
    query = {"limit": "20", "offset": "0", "search": "mug"}
    assert (await api("GET", "/design-imports", params=query)).body["total"] > 1
    listed = await api("GET", "/design-imports", params={"limit": "1"})
    alike(listed, "design-imports.response")
    first, documented = listed.body["designs"][0], example("design-imports.response")["designs"][0]
    assert first | {"thumbnail": ...} == documented | {"thumbnail": ...}
    path = first["thumbnail"]["downloadPath"]
    assert path == f"/v1/design-imports/381/files/{first['thumbnail']['fileId']}"


async def test_fonts_and_currencies(stranger: Caller) -> None:
    fonts = await stranger("GET", "/fonts")
    inter = fonts.body[0]
    # The example leaves two of the three files out.
    inter["files"] = {"regular": inter["files"]["regular"]}
    assert shape(fonts.body) == shape(example("fonts.response"))
    assert inter | {"files": ...} == example("fonts.response")[0] | {"files": ...}
    currencies = await stranger("GET", "/currencies")
    assert currencies.body[0] == example("currencies.response")[0]
