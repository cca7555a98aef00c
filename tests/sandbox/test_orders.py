from __future__ import annotations

import aiohttp
import pytest

from connector.sandbox.clock import HandClock
from connector.sandbox.orders import Item, UnknownOption
from connector.sandbox.server import Sandbox

from .callers import Caller, caller

ORDERS = "/customer-orders"


async def ids(api: Caller, **query: str) -> list[int]:
    answer = await api("GET", ORDERS, params=query)
    assert answer.status == 200, answer.body
    return [each["id"] for each in answer.body["order"]["items"]]


async def test_pages_of_nine(api: Caller, sandbox: Sandbox) -> None:
    """ "Default 9 for this controller, maximum 50." """
    for _ in range(60):
        sandbox.world.place_order(381)
    assert await ids(api) == list(range(123, 132))
    pages = [await ids(api, limit="50", offset=str(offset)) for offset in (0, 50, 100)]
    assert [each for page in pages for each in page] == list(range(123, 184))


async def test_filters(api: Caller, sandbox: Sandbox) -> None:
    mug = sandbox.world.place_order(382, status="paid")
    sandbox.world.place_order(383)
    assert await ids(api, name="MUG") == [mug.id]
    assert await ids(api, name="123") == [123]
    assert await ids(api, name="12") == []
    assert await ids(api, order_status="paid") == [mug.id]
    assert await ids(api, category_id="2") == [mug.id]
    assert await ids(api, category_id="2", order_status="editable") == []


async def test_sorting(api: Caller, sandbox: Sandbox, clock: HandClock) -> None:
    clock.advance(24 * 3600)
    mug = sandbox.world.place_order(382)
    clock.advance(60)
    bag = sandbox.world.place_order(383)
    assert await ids(api, order_by="created_at", direction="DESC") == [bag.id, mug.id, 123]
    assert await ids(api, order_by="design_name") == [bag.id, 123, mug.id]
    assert await ids(api, order_by="id", direction="DESC") == [bag.id, mug.id, 123]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"limit": "51"}, "invalidLimit"),
        ({"limit": "0"}, "invalidLimit"),
        ({"limit": "9" * 5_000}, "invalidLimit"),
        ({"offset": "-1"}, "invalidOffset"),
        ({"category_id": "mugs"}, "invalidCategoryId"),
        ({"order_status": "pending"}, "invalidOrderStatus"),
        ({"order_by": "price"}, "invalidOrderBy"),
        ({"direction": "desc"}, "invalidDirection"),
    ],
)
async def test_values_outside_the_documented_ones(
    api: Caller, query: dict[str, str], code: str
) -> None:
    answer = await api("GET", ORDERS, params=query)
    assert (answer.status, answer.code) == (400, f"customerOrder.{code}")


async def test_another_storefronts_order_is_none(api: Caller, sandbox: Sandbox) -> None:
    other = sandbox.world.add_storefront()
    design = next(each for each in sandbox.world.designs.values() if each.storefront_id == other.id)
    theirs = sandbox.world.place_order(design.id)
    changes = (
        ("GET", "", None),
        ("PATCH", "/status", {"status": "paid"}),
        ("PATCH", "/quantity", {"items": [{"orderDetailId": 1, "quantity": 1}]}),
        ("PATCH", "/quantity/all", {"quantity": 1}),
        ("DELETE", "", None),
    )
    for number in (theirs.id, 999):
        for method, path, body in changes:
            answer = await api(method, f"{ORDERS}/{number}{path}", json=body)
            assert (answer.status, answer.code) == (404, "customerOrder.notFound")
    assert await ids(api) == [123]
    assert theirs.counts == {"created": 1}
    assert (await api("GET", f"{ORDERS}/x1")).code == "customerOrder.invalidId"


async def test_a_batch_answers_what_there_is(api: Caller, sandbox: Sandbox) -> None:
    other = sandbox.world.place_order(382)
    wanted = {"customerOrderIds": [other.id, 7, 123, other.id]}
    answer = await api("POST", f"{ORDERS}/batch", json=wanted)
    assert [each["id"] for each in answer.body["orders"]] == [other.id, 123]


@pytest.mark.parametrize(
    "ids_sent", [None, [], list(range(1, 102)), ["123"], [0], [True], {"a": 1}]
)
async def test_a_batch_is_of_one_to_a_hundred_ids(api: Caller, ids_sent: object) -> None:
    answer = await api("POST", f"{ORDERS}/batch", json={"customerOrderIds": ids_sent})
    assert (answer.status, answer.code) == (400, "customerOrder.invalidIds")


async def test_scopes(session: aiohttp.ClientSession, sandbox: Sandbox) -> None:
    reader = caller(session, sandbox, scopes=("orders:read",))
    writer = caller(session, sandbox, scopes=("orders:write",))
    assert (await reader("GET", ORDERS)).status == 200
    assert (await writer("GET", ORDERS)).status == 403
    assert (await writer("POST", f"{ORDERS}/batch", json={})).status == 403
    status = {"status": "paid"}
    refused = await reader("PATCH", f"{ORDERS}/123/status", json=status)
    assert (refused.status, refused.body) == (403, {"error": "Forbidden"})
    assert (await writer("PATCH", f"{ORDERS}/123/status", json=status)).status == 200
    assert (await reader("DELETE", f"{ORDERS}/123")).status == 403


async def test_reads_and_writes_share_their_documented_windows(
    api: Caller, sandbox: Sandbox
) -> None:
    """Orders read with products read; order writes with embed sessions."""
    sandbox.knobs.limit_scale = 1 / 120
    assert (await api("GET", ORDERS)).status == 200
    assert (await api("GET", "/products")).status == 200
    assert (await api("POST", f"{ORDERS}/batch", json={"customerOrderIds": [123]})).status == 429
    assert (await api("DELETE", f"{ORDERS}/123")).status == 200
    assert (await api.open(tool="viewer", designId=381)).status == 429


def test_an_option_the_product_does_not_have_makes_no_order(sandbox: Sandbox) -> None:
    with pytest.raises(UnknownOption):
        sandbox.world.place_order(381, items=[Item(), Item(size_id=9)])
    assert list(sandbox.world.orders) == [123]
