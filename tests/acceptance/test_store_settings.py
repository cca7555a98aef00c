"""`PATCH /v1/store`, `POST /v1/store/probe`, and plugins that are too old."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from aiohttp import web

from connector.domain.store import DEFAULT_ORDER_STATUS_MAP
from connector.sandbox.orders import Order
from tests.acceptance.ordering import line, placed, tell
from tests.acceptance.shop import Shop
from tests.stage.stage import SHOP, ConnectedStore, Reply, Stage, item
from tests.stage.waiting import until

SITE = {"X-Connector-Site": SHOP}


async def test_origins_say_where_sessions_come_from(stage: Stage) -> None:
    """The list replaces what was there, each origin once; sessions follow at once."""
    store = await stage.connect()
    await store.put_bindings(item("wc_1"))
    shown = await store.patch(
        "/v1/store",
        {"origins": [SHOP, "http://cdn.localhost", SHOP], "assetOrigins": ["http://a.localhost"]},
    )
    assert shown.status == 200, shown.body
    assert shown.json["origins"] == [SHOP, "http://cdn.localhost"]
    assert shown.json["assetOrigins"] == ["http://a.localhost"]
    assert shown.json == (await store.get("/v1/store")).json
    assert await session(stage, store, "http://cdn.localhost") == 201
    await store.patch("/v1/store", {"origins": ["http://cdn.localhost"]})
    assert await session(stage, store, SHOP) == 403


async def test_what_is_left_out_stays(store: ConnectedStore) -> None:
    before = (await store.get("/v1/store")).json
    assert (await store.patch("/v1/store", {})).json == before
    changed = await store.patch("/v1/store", {"orderStatusMap": {"wc-on-hold": "paid"}})
    assert changed.json == before | {"orderStatusMap": {"on-hold": "paid"}}


async def test_every_bad_origin_is_named(store: ConnectedStore) -> None:
    """And none of the good ones beside them is taken."""
    before = (await store.get("/v1/store")).json
    refused = await store.patch(
        "/v1/store", {"origins": [SHOP, f"{SHOP}/shop", "null"], "assetOrigins": ["*"]}
    )
    assert refused.status == 422
    assert [fault["path"] for fault in refused.json["errors"]] == ["origins.1", "origins.2"]
    assert (await store.get("/v1/store")).json == before


async def test_order_statuses_are_alters_own(store: ConnectedStore) -> None:
    """A word that Alter does not know would be refused with every order, days later."""
    refused = await store.patch("/v1/store", {"orderStatusMap": {"completed": "done"}})
    assert (refused.status, refused.json["errors"][0]["path"]) == (422, "orderStatusMap.completed")
    shown = (await store.get("/v1/store")).json["orderStatusMap"]
    assert shown == dict(DEFAULT_ORDER_STATUS_MAP)


async def test_the_map_decides_what_orders_become(stage: Stage) -> None:
    store = await stage.connect()
    order = placed(stage)
    await store.patch("/v1/store", {"orderStatusMap": {"on-hold": "paid"}})
    await tell(store, 1, "on-hold", line(order, 1))
    await until(lambda: is_paid(order))


async def is_paid(order: Order) -> bool:
    return order.status == "paid"


async def test_a_shop_that_answers_the_probe_is_reached(stage: Stage) -> None:
    """With the secret of now: after a rotation the plugin's new one is asked for."""
    async with Shop() as shop:
        store = await stage.connect(shop.url)
        shop.ticket_secret = store.ticket_secret
        assert await probed(store) == (True, 200, None)
        fresh = await store.post("/v1/store/ticket-secret")
        assert await probed(store) == (True, 200, "mismatch")
        shop.ticket_secret = fresh.json["ticketSecret"]
        assert await probed(store) == (True, 200, None)


@pytest.mark.parametrize(
    ("says", "seen"),
    [
        (lambda: web.Response(status=503, text="s3cr3t"), (True, 503, "status")),
        (lambda: web.Response(status=301, headers={"Location": "/x"}), (True, 301, "redirect")),
        (lambda: web.Response(text="<html>"), (True, 200, "malformed")),
        (lambda: web.json_response(["probe"]), (True, 200, "mismatch")),
        (lambda: web.json_response({"probe": None}), (True, 200, "mismatch")),
    ],
)
async def test_a_shop_that_answers_otherwise_is_told_why(
    stage: Stage, says: Callable[[], web.Response], seen: tuple[bool, int | None, str]
) -> None:
    async with Shop() as shop:
        store = await stage.connect(shop.url)
        shop.says = says
        answer = (await store.post("/v1/store/probe")).json
        assert (answer["reached"], answer["status"], answer["code"]) == seen
        assert answer["problem"].endswith(".")
        assert "s3cr3t" not in str(answer)


async def test_a_shop_that_is_not_there_is_an_answer_too(stage: Stage) -> None:
    async with Shop() as shop:
        store = await stage.connect(shop.url)
    answer = (await store.post("/v1/store/probe")).json
    assert (answer["reached"], answer["code"]) == (False, "connect")
    assert isinstance(answer["ms"], int)


async def test_probes_are_counted(stage: Stage) -> None:
    """A token must not turn the connector into a hammer."""
    async with Shop() as shop:
        store = await stage.connect(shop.url)
        for _ in range(10):
            assert (await store.post("/v1/store/probe")).status == 200
        asked = shop.asked
        refused = await store.post("/v1/store/probe")
        assert (refused.status, refused.code) == (429, "store.tooManyProbes")
        assert int(refused.headers["Retry-After"]) > 0
        assert shop.asked == asked


async def test_a_plugin_that_is_too_old_is_told_what_to_install(stage: Stage) -> None:
    """Never when it disconnects or reports an order, nor to shoppers."""
    store = await stage.connect()
    old = {"X-Connector-Plugin": "0.0.9"}
    refused = await store.get("/v1/store", headers=old)
    assert (refused.status, refused.code) == (426, "plugin.tooOld")
    facts = (await store.get("/v1/store")).json["plugin"]
    assert {name: refused.json[name] for name in ("minimum", "latest")} == facts
    base = stage.connector.settings.service.public_url
    assert refused.json["zipUrl"] == f"{base}/plugin/alter-connector.zip"
    assert (await store.put("/v1/bindings", {"bindings": []}, headers=old)).status == 426
    event = await store.post("/v1/orders/events", {}, headers=old)
    assert (event.status, event.code) == (422, "request.invalid")
    for path in ("/v1/sessions", "/v1/cart/claims"):
        assert (await store.post(path, {}, headers=old)).code == "request.invalid"
    shown = await stage.anyone.get(
        f"/storefront/v1/{store.storefront_key}/products/wc_1", headers=old
    )
    assert shown.status == 200
    assert (await store.delete("/v1/store", headers=old | SITE)).status == 200


@pytest.mark.parametrize("version", ["0.1.0", "0.1", "1", "0.2.0-beta.1", "99999.0.0"])
async def test_a_plugin_that_is_new_enough_is_served(store: ConnectedStore, version: str) -> None:
    assert (await store.get("/v1/store", headers={"X-Connector-Plugin": version})).status == 200


@pytest.mark.parametrize("version", ["", "new", "1.2.3.4", "-1", "0.1.0\tx"])
async def test_what_is_no_version_is_refused(store: ConnectedStore, version: str) -> None:
    refused = await store.get("/v1/store", headers={"X-Connector-Plugin": version})
    assert (refused.status, refused.code) == (422, "plugin.invalidVersion")


async def probed(store: ConnectedStore) -> tuple[bool, int | None, str | None]:
    answer: Reply = await store.post("/v1/store/probe")
    assert answer.status == 200, answer.body
    return answer.json["reached"], answer.json["status"], answer.json["code"]


async def session(stage: Stage, store: ConnectedStore, origin: str) -> int:
    answer = await stage.anyone.post(
        f"/storefront/v1/{store.storefront_key}/session",
        {"externalProductId": "wc_1", "runtimeType": "customizer"},
        headers={"Origin": origin},
    )
    return answer.status
