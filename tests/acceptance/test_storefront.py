"""What a product page learns of a product: which tools it opens, while they are really open."""

from __future__ import annotations

from typing import Any

from connector.sandbox.faults import Fault
from tests.stage.stage import ConnectedStore, Reply, Stage, item

SYNC = "/runtime-bindings/sync-from-wordpress"


async def product(store: ConnectedStore, name: str = "wc_1") -> Reply:
    """As a browser asks: with no token."""
    anonymous = {"Authorization": ""}
    return await store.get(
        f"/storefront/v1/{store.storefront_key}/products/{name}", headers=anonymous
    )


async def tools(store: ConnectedStore, name: str = "wc_1") -> list[str]:
    return [each["runtimeType"] for each in (await product(store, name)).json["runtimes"]]


async def test_a_product_lists_its_tools_and_its_variations(
    stage: Stage, store: ConnectedStore
) -> None:
    """Every live tool with its address; variations apart, by their own number."""
    await store.put_bindings(
        item("wc_1"),
        item("wc_1", runtimeType="viewer"),
        item("wc_1_7", 382),
        item("wc_1_8", status="draft"),
        item("wc_12"),
    )
    app = stage.sandbox.origin
    answer = await product(store)
    assert answer.status == 200
    assert answer.json == {
        "runtimes": [
            {"runtimeType": "customizer", "iframeUrl": f"{app}/app/customizer/381"},
            {"runtimeType": "viewer", "iframeUrl": f"{app}/app/viewer/381?add_to_cart=1"},
        ],
        "variations": {
            "7": [{"runtimeType": "customizer", "iframeUrl": f"{app}/app/customizer/382"}]
        },
        "appOrigin": app,
    }


async def test_the_answer_may_be_kept_by_everybody_for_a_minute(store: ConnectedStore) -> None:
    """Public and readable from any page; errors are not kept."""
    good = await product(store)
    assert good.headers["Cache-Control"] == "public, max-age=60"
    assert good.headers["Access-Control-Allow-Origin"] == "*"
    for bad in (await product(store, "no%20id"), await unknown(store)):
        assert bad.headers["Cache-Control"] == "no-store"
        assert bad.headers["Access-Control-Allow-Origin"] == "*"


async def unknown(store: ConnectedStore) -> Reply:
    return await store.get("/storefront/v1/pk_nobodys/products/wc_1")


async def test_an_unknown_key_is_404_and_an_unknown_product_is_empty(
    store: ConnectedStore,
) -> None:
    """A shop has many products without a tool; that is no error."""
    answer = await unknown(store)
    assert (answer.status, answer.code) == (404, "storefront.unknownKey")
    assert (await product(store, "wc_99")).json["runtimes"] == []


async def test_what_alter_has_not_confirmed_is_not_shown(
    stage: Stage, store: ConnectedStore
) -> None:
    """Drafts, the inactive, the refused and the not yet sent stay hidden."""
    await store.put_bindings(
        item("wc_1", status="draft"), item("wc_2", status="inactive"), item("wc_3", 999_999)
    )
    stage.sandbox.knobs.faults.append(Fault(path=SYNC, status=503, times=None))
    await store.put_bindings(item("wc_4"), wait=0)
    assert [await tools(store, f"wc_{n}") for n in (1, 2, 3, 4)] == [[], [], [], []]


async def test_a_deactivation_hides_at_once(stage: Stage, store: ConnectedStore) -> None:
    """Before Alter has heard of it."""
    answer = await store.put_bindings(item("wc_1"))
    stage.sandbox.knobs.faults.append(Fault(path=SYNC, status=503, times=None))
    path = f"/v1/bindings/{answer.json['bindings'][0]['bindingId']}/deactivate"
    assert (await store.post(path, headers={"Prefer": "wait=0"})).status == 202
    assert await tools(store) == []


async def test_a_later_change_does_not_hide_what_is_live(
    stage: Stage, store: ConnectedStore
) -> None:
    """Neither while it is pending nor when Alter refused it; the address stays the confirmed one."""
    await store.put_bindings(item("wc_1"))
    live = (await product(store)).json["runtimes"]
    await store.put_bindings(item("wc_1", 999_999))
    assert (await product(store)).json["runtimes"] == live
    stage.sandbox.knobs.faults.append(Fault(path=SYNC, status=503, times=None))
    await store.put_bindings(item("wc_1", 382), wait=0)
    assert (await product(store)).json["runtimes"] == live


async def test_the_address_follows_a_confirmed_change(store: ConnectedStore) -> None:
    """Once Alter has the new design, the page opens it; through the gateway as well."""
    row = (await store.put_bindings(item("wc_1"))).json["bindings"][0]
    await store.put_bindings(item("wc_1", 382))
    assert await design(store) == "382"
    path = f"/public-api/v1/runtime-bindings/{row['runtimeBindingId']}"
    assert (await store.patch(path, {"designId": 383})).status == 200
    assert await design(store) == "383"


async def design(store: ConnectedStore) -> str:
    (runtime,) = (await product(store)).json["runtimes"]
    return str(runtime["iframeUrl"]).rpartition("/")[2]


async def test_templates_of_addresses_are_settings(staging: Any) -> None:
    """What no document says of Alter's addresses is the operator's to say."""
    templates = {"customizer": "/app/customizer/{designId}?bcg=theme"}
    async with staging(iframe_urls=templates) as stage:
        store = await stage.connect()
        await store.put_bindings(item("wc_1"))
        (runtime,) = (await product(store)).json["runtimes"]
        assert runtime["iframeUrl"].endswith("/app/customizer/381?bcg=theme")
