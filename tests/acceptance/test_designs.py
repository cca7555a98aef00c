"""The picker in WP admin: an owner searches designs, pages through them, and picks one that can be embedded."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest

from connector.sandbox.faults import Fault
from connector.sandbox.knobs import Knobs
from tests.stage.stage import ConnectedStore, Reply, Stage, Staging, item

PRODUCTS = "/public-api/v1/products$"


async def listed(store: ConnectedStore, query: str = "") -> Reply:
    return await store.get(f"/v1/designs?{query}")


async def walked(store: ConnectedStore, query: str) -> list[dict[str, Any]]:
    seen: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = (await listed(store, f"{query}{cursor}")).json
        seen += page["items"]
        if page["nextCursor"] is None:
            assert page["total"] == len(seen)
            return seen
        cursor = f"&cursor={page['nextCursor']}"


def owned(stage: Stage) -> dict[int, Any]:
    return {each.id: each for each in stage.sandbox.world.designs.values() if not each.local}


async def test_a_design_is_shown_with_name_picture_and_tools(
    stage: Stage, store: ConnectedStore
) -> None:
    """The documents' own example; newest first, so it comes last."""
    page = await listed(store, "search=Men%27s%20T-Shirt&limit=50")
    assert page.status == 200
    shown = page.json["items"][-1]
    picture = shown.pop("thumbnailUrl")
    assert picture.startswith("http://127.0.0.1:8080/storefront/v1/" + store.storefront_key)
    assert shown == {
        "designId": 381,
        "name": "Men's T-Shirt",
        "productId": 4,
        "embeddable": {"viewer": True, "configurator": True, "customizer": True},
        "localDesign": None,
    }
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("limit", [pytest.param(1, marks=pytest.mark.slow), 7, 50])
@pytest.mark.parametrize("runtime", ["", "runtimeType=customizer", "runtimeType=viewer"])
async def test_paging_reaches_everything_once(
    stage: Stage, store: ConnectedStore, limit: int, runtime: str
) -> None:
    """Newest first to the end; the total is what the pages add up to."""
    world = owned(stage)
    kind = runtime.partition("=")[2]
    expected = [n for n in sorted(world, reverse=True) if not kind or world[n].embeddable[kind]]
    assert len(expected) >= 60
    seen = [each["designId"] for each in await walked(store, f"limit={limit}&{runtime}")]
    assert seen == expected


async def test_several_types_find_what_opens_in_any(stage: Stage, store: ConnectedStore) -> None:
    """As filters of lists do here."""
    mixed = await walked(store, "runtimeType=customizer,viewer&limit=50")
    assert len(mixed) == len(owned(stage))


async def test_a_search_narrows_by_name(stage: Stage, store: ConnectedStore) -> None:
    """Whatever the case; non-ASCII too; an empty one narrows nothing; nothing found is an empty page."""
    found = await walked(store, "search=MUG&limit=3")
    assert {each["designId"] for each in found} == {
        each.id for each in owned(stage).values() if "mug" in each.name.casefold()
    }
    assert all(
        "Zażółć" in each["name"] for each in await walked(store, f"search={quote('Zażółć')}")
    )
    assert len(await walked(store, "search=&limit=50")) == len(owned(stage))
    nothing = (await listed(store, "search=no-such-design")).json
    assert nothing == {"items": [], "nextCursor": None, "total": 0}


@pytest.mark.parametrize("runtime", ["", "&runtimeType=viewer"])
async def test_designs_made_meanwhile_repeat_nothing(
    stage: Stage, store: ConnectedStore, runtime: str
) -> None:
    """What is new pushes the old down Alter's pages; the cursor remembers what was shown."""
    before = sorted(owned(stage), reverse=True)
    page = (await listed(store, f"limit=10{runtime}")).json
    seen = [each["designId"] for each in page["items"]]
    world = stage.sandbox.world
    while page["nextCursor"] is not None:
        world.put_design(replace(world.designs[381], id=world.next_design_id()))
        stage.clock.shift(61)
        page = (await listed(store, f"limit=10{runtime}&cursor={page['nextCursor']}")).json
        seen += [each["designId"] for each in page["items"]]
    assert seen == before


async def test_a_cursor_that_was_changed_is_named(store: ConnectedStore) -> None:
    """Every character of it; one of another search or type; and what never was one."""
    cursor = (await listed(store, "limit=5")).json["nextCursor"]
    forged = [
        cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1 :]
        for place in range(len(cursor))
    ]
    queries = [f"cursor={each}" for each in (*forged, cursor[:-1], cursor + "A", "", "x", "%C5%BC")]
    queries += [f"search=mug&cursor={cursor}", f"runtimeType=viewer&cursor={cursor}"]
    for query in queries:
        answer = await listed(store, query)
        paths = [each["path"] for each in answer.json.get("errors", [])]
        assert (answer.status, paths) == (422, ["cursor"]), query


async def test_wrong_parameters_are_named(store: ConnectedStore) -> None:
    """422 with the parameter's name as path."""
    wrong = {
        "limit=0": "limit",
        "limit=51": "limit",
        "limit=ten": "limit",
        "runtimeType=designer": "runtimeType",
        "page=2": "page",
        f"search={'x' * 201}": "search",
        "search=a%00b": "search",
    }
    for query, field in wrong.items():
        answer = await listed(store, query)
        paths = [each["path"] for each in answer.json["errors"]]
        assert (answer.status, paths) == (422, [field]), query


async def test_a_minute_of_looking_costs_one_call_a_page(
    stage: Stage, store: ConnectedStore
) -> None:
    """Twenty looks at a page, two calls: its products, and the pictures of the imports."""
    before = len(stage.sandbox.calls)
    for _ in range(20):
        assert (await listed(store, "limit=5")).status == 200
    assert len(stage.sandbox.calls) - before == 2


async def test_the_gateway_and_the_picker_share_what_is_kept(
    stage: Stage, store: ConnectedStore
) -> None:
    """The same address of Alter's is asked once."""
    await listed(store, "limit=5")
    path = "/public-api/v1/products?limit=5&offset=0&order_by=id&direction=DESC"
    answer = await store.get(path, headers=store.gateway_headers())
    assert answer.headers["X-Connector-Cache"] == "hit"


@pytest.mark.parametrize("fault", [{"status": 503}, {"status": 429}, {"reset": True}])
@pytest.mark.parametrize("query", ["limit=5", "runtimeType=viewer&limit=5"])
async def test_the_picker_answers_while_alter_is_down(
    stage: Stage, store: ConnectedStore, fault: dict[str, Any], query: str
) -> None:
    """What was seen stays; what was not is 503 with Retry-After."""
    fresh = await listed(store, query)
    stage.sandbox.knobs.faults.append(Fault(path="/public-api/", times=None, **fault))
    stage.clock.shift(61)
    again = await listed(store, query)
    assert (again.status, again.json) == (200, fresh.json)
    unknown = await listed(store, "search=mug")
    assert unknown.status == 503
    assert unknown.code in {"alter.unavailable", "alter.unreachable", "alter.busy"}
    assert int(unknown.headers["Retry-After"]) >= 1


async def test_pictures_that_cannot_be_learnt_cost_no_list(
    stage: Stage, store: ConnectedStore
) -> None:
    """Without the imports a design is shown by its base product; they are asked again with the next look."""
    stage.sandbox.knobs.faults.append(Fault(path="/design-imports", status=500, times=None))
    plain = (await listed(store, "limit=5")).json["items"]
    stage.sandbox.knobs.faults.clear()
    own = (await listed(store, "limit=5")).json["items"]
    assert [each["name"] for each in own] == [each["name"] for each in plain]
    assert None not in [each["thumbnailUrl"] for each in plain]
    assert own[0]["thumbnailUrl"] != plain[0]["thumbnailUrl"]


async def test_no_plan_no_call_for_imports(staging: Staging) -> None:
    """Alter would refuse them; the list is the same."""
    async with staging(knobs=Knobs(plan_name="Free")) as stage:
        store = await stage.connect()
        assert len((await listed(store)).json["items"]) == 20
        assert stage.sandbox.calls_to("GET", "/design-imports") == []


async def test_the_older_document_lists_designs_too(staging: Staging) -> None:
    """It has no mockups, no plan and no imports."""
    async with staging(knobs=Knobs(document="older")) as stage:
        store = await stage.connect()
        assert len(await walked(store, "limit=50&runtimeType=configurator")) == len(owned(stage))


async def test_a_dead_credential_says_reconnect(stage: Stage, store: ConnectedStore) -> None:
    """At once when Alter says so twice, and from then on without asking."""
    for credential in stage.sandbox.world.credentials.values():
        credential.revoked = True
    for _ in range(2):
        answer = await listed(store)
        assert (answer.status, answer.code) == (409, "store.needsReconnect")


async def test_a_confirmed_binding_asks_anew(stage: Stage, store: ConnectedStore) -> None:
    """The store's epoch is part of the key, as in the gateway."""
    await listed(store, "limit=5")
    await store.put_bindings(item("wc_1"))
    before = len(stage.sandbox.calls)
    await listed(store, "limit=5")
    assert len(stage.sandbox.calls) > before


async def test_a_list_too_long_to_filter_says_so(stage: Stage, store: ConnectedStore) -> None:
    """Beyond 2,000 designs the search has to help; without a type the list is any length."""
    world = stage.sandbox.world
    for _ in range(2_000):
        world.put_design(replace(world.designs[382], id=world.next_design_id()))
    answer = await listed(store, "runtimeType=viewer")
    assert [each["path"] for each in answer.json["errors"]] == ["search"]
    assert answer.status == 422
    assert (await listed(store, "runtimeType=viewer&search=hoodie")).status == 200
    assert (await listed(store)).json["total"] == 2_080


async def test_another_store_sees_its_own(stage: Stage, store: ConnectedStore) -> None:
    """Two storefronts, two lists."""
    second = stage.sandbox.world.add_storefront(designs=3).id
    other = await stage.connect("http://other.localhost", storefront_id=second)
    own = {each["designId"] for each in await walked(store, "limit=50")}
    others = {each["designId"] for each in await walked(other, "limit=50")}
    assert len(others) == 3
    assert not own & others
