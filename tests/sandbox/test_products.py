from __future__ import annotations

import pytest

from connector.sandbox.server import Sandbox

from .callers import Caller, binding


async def ids(api: Caller, **query: str) -> list[int]:
    answer = await api("GET", "/products", params=query)
    return [each["id"] for each in answer.body["products"]["items"]]


async def test_pages_of_nine_that_do_not_overlap(api: Caller) -> None:
    """ "Default 9, maximum 50." """
    assert await ids(api) == list(range(381, 390))
    pages = [await ids(api, limit="50", offset=str(offset)) for offset in (0, 50, 100)]
    assert [each for page in pages for each in page] == list(range(381, 461))


async def test_searching_and_filtering(api: Caller) -> None:
    answer = await api("GET", "/products", params={"name": "MUG", "limit": "50"})
    names = [each["name"] for each in answer.body["products"]["items"]]
    assert names
    assert all("Mug" in name for name in names)
    answer = await api("GET", "/products", params={"customizer": "false", "limit": "50"})
    flags = {each["storefrontProduct"]["isCustomizer"] for each in answer.body["products"]["items"]}
    assert (flags, answer.body["products"]["total"]) == ({0}, 16)


async def test_sorting(api: Caller) -> None:
    assert (await ids(api, order_by="created_at", direction="DESC"))[0] == 460
    assert (await ids(api, order_by="id", direction="DESC"))[0] == 460
    answer = await api("GET", "/products", params={"order_by": "name", "limit": "50"})
    names = [each["name"] for each in answer.body["products"]["items"]]
    assert names == sorted(names)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"limit": "51"}, "invalidLimit"),
        ({"limit": "0"}, "invalidLimit"),
        ({"limit": "x"}, "invalidLimit"),
        ({"offset": "-1"}, "invalidOffset"),
        ({"customizer": "1"}, "invalidCustomizer"),
        ({"order_by": "price"}, "invalidOrderBy"),
        ({"direction": "up"}, "invalidDirection"),
    ],
)
async def test_values_outside_the_documented_ones(
    api: Caller, query: dict[str, str], code: str
) -> None:
    answer = await api("GET", "/products", params=query)
    assert (answer.status, answer.code) == (400, f"product.{code}")


async def test_a_product_names_its_bindings(api: Caller) -> None:
    await api.sync(binding(1), binding(2, status="archived"))
    answer = await api("GET", "/products/381")
    assert answer.body["runtimeBindings"] == [
        {"id": 42, "runtimeType": "viewer", "status": "active", "externalProductId": "wc_1"}
    ]
    assert (await api("GET", "/products/x")).code == "product.invalidId"


async def test_a_list_that_changes_between_two_pages(api: Caller, sandbox: Sandbox) -> None:
    """`grows`: the total tells; `shifts`: it does not, and one product is on neither page."""
    first = await ids(api, limit="50")
    sandbox.knobs.product_list = "grows"
    answer = await api("GET", "/products", params={"limit": "50", "offset": "50"})
    assert answer.body["products"]["total"] == 81
    sandbox.knobs.product_list = "shifts"
    answer = await api("GET", "/products", params={"limit": "50", "offset": "50"})
    assert answer.body["products"]["total"] == 80
    assert 431 not in [*first, *(each["id"] for each in answer.body["products"]["items"])]
    assert await ids(api, limit="50") == first
