"""An existing Alter integration, pointed at the connector: same routes, same answers, our store's rights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from yarl import URL

from connector.sandbox.faults import Fault
from tests.acceptance.ordering import line, placed, tell
from tests.stage.stage import SHOP, Caller, ConnectedStore, Reply, Stage, Staging, item
from tests.web.everything import routes

API = "/public-api/v1"
SYNC = f"{API}/runtime-bindings/sync-from-wordpress"
UNAUTHORIZED = (401, {"error": "Unauthorized"})


@pytest.fixture
def backend(stage: Stage, store: ConnectedStore) -> Caller:
    """A backend with the store's id and token in Alter's two headers."""
    caller = stage.anyone
    return Caller(caller.session, caller.base, store.gateway_headers())


@pytest.fixture
def direct(stage: Stage, backend: Caller) -> Caller:
    """The same backend with a credential of Alter's own, talking to Alter."""
    issued = stage.sandbox.issue_credential()
    return Caller(backend.session, stage.sandbox.url, dict(issued.headers))


async def rows(store: ConnectedStore) -> list[Any]:
    found: list[Any] = (await store.get("/v1/bindings")).json["items"]
    return found


def said(answer: Reply) -> tuple[int, bytes, str | None]:
    return answer.status, answer.body, answer.headers.get("Content-Type")


async def test_both_ways_of_showing_a_credential(
    stage: Stage, store: ConnectedStore, backend: Caller
) -> None:
    """Alter's two headers, or Bearer, or both if they agree."""
    token = {"Authorization": f"Bearer {store.token}"}
    for headers in (store.gateway_headers(), token, store.gateway_headers() | token):
        answer = await stage.anyone.get(f"{API}/auth/check", headers=headers)
        assert (answer.status, answer.json["storefrontId"]) == (200, 12)


async def test_any_other_credential_is_unauthorized_in_alters_words(
    stage: Stage, store: ConnectedStore
) -> None:
    """Nothing, half, wrong, or two that differ: the same 401, and Alter is not asked."""
    other = await stage.connect("http://other.localhost", share=True)
    key, token = store.gateway_headers().values()
    calls = len(stage.sandbox.calls)
    wrong: list[Mapping[str, str]] = [
        {},
        {"x-alter-access-key": key},
        {"x-alter-access-token": token},
        {"x-alter-access-key": key, "x-alter-access-token": token + "x"},
        {"x-alter-access-key": other.id, "x-alter-access-token": token},
        {"Authorization": "Bearer nonsense"},
        {"Authorization": f"Bearer {other.token}"} | store.gateway_headers(),
        {"Authorization": f"Bearer {token}", "x-alter-access-key": other.id},
        {"Authorization": f"Bearer {token}", "x-alter-access-token": other.token},
    ]
    for headers in wrong:
        answer = await stage.anyone.get(f"{API}/auth/check", headers=headers)
        assert (answer.status, answer.json) == UNAUTHORIZED, headers
    assert len(stage.sandbox.calls) == calls


async def test_browsers_are_refused(stage: Stage, backend: Caller) -> None:
    """`Origin` or `Referer` on an authenticated route is 403, as upstream refuses them."""
    for name in ("Origin", "Referer"):
        for path in ("auth/check", "embed/session"):
            method = "GET" if path == "auth/check" else "POST"
            answer = await backend.call(method, f"{API}/{path}", headers={name: SHOP})
            assert (answer.status, answer.json) == (403, {"code": "connector.browserRefused"})


async def test_answers_pass_unchanged(backend: Caller, direct: Caller) -> None:
    """Good ones and refusals: status, body and type are Alter's own, byte for byte."""
    session = {"origin": SHOP, "tool": "customizer"}
    same: list[tuple[str, str, Any]] = [
        ("POST", "embed/session", session),
        ("POST", "embed/session", session | {"designId": 999_999}),
        ("POST", "embed/session", session | {"designId": None}),
        ("POST", "embed/session", session | {"orderId": 999_999}),
        ("POST", "runtime-bindings/sync-from-wordpress", {"bindings": []}),
        ("POST", "runtime-bindings/sync-from-wordpress", {"bindings": [item("wc_1")]}),
        ("POST", "runtime-bindings/sync-from-wordpress", {"bindings": [item("wc_1", 999_999)]}),
        ("POST", "runtime-bindings/sync-from-wordpress", {}),
        ("POST", "runtime-bindings/sync-from-wordpress", {"bindings": None}),
        ("POST", "runtime-bindings/sync-from-wordpress", {"bindings": [{"externalProductId": ""}]}),
        ("PATCH", "runtime-bindings/42", {"status": "inactive"}),
        ("PATCH", "runtime-bindings/42", {"status": "nonsense"}),
        ("PATCH", "runtime-bindings/42", {}),
        ("POST", "runtime-bindings/42/activate", None),
        ("POST", "runtime-bindings/42/deactivate", None),
        ("POST", "runtime-bindings/4242/deactivate", None),
    ]
    for method, path, body in same:
        through = await backend.call(method, f"{API}/{path}", body)
        straight = await direct.call(method, f"{API}/{path}", body)
        assert said(through) == said(straight), (method, path, body)


async def test_auth_check_passes_but_for_the_credential(backend: Caller, direct: Caller) -> None:
    """The same storefront, scopes and plan; the credential's id is the connector's own."""
    through = (await backend.get(f"{API}/auth/check")).json
    straight = (await direct.get(f"{API}/auth/check")).json
    assert through.pop("credentialId") != straight.pop("credentialId")
    assert through == straight


async def test_health_is_ours(stage: Stage) -> None:
    """`/public-api/healthz` tells about this service and asks nobody."""
    answer = await stage.anyone.get("/public-api/healthz")
    assert (answer.status, answer.json) == (200, {"ok": True})
    assert stage.sandbox.calls == []


async def test_an_alter_that_fails_is_said_in_alters_shapes(stage: Stage, backend: Caller) -> None:
    """Its 5xx and 429 pass; no answer at all is ours to tell, with Retry-After."""
    for fault in (
        Fault(path="/auth/check", status=500, body={"code": "oops"}),
        Fault(path="/auth/check", status=429, body={"error": "Too Many Requests"}),
    ):
        stage.sandbox.knobs.faults[:] = [fault]
        answer = await backend.get(f"{API}/auth/check")
        assert (answer.status, answer.json) == (fault.status, fault.body)
    assert int(answer.headers["Retry-After"]) >= 1
    stage.clock.shift(60)
    stage.sandbox.knobs.faults[:] = [Fault(path="/embed/session", reset=True, times=None)]
    answer = await backend.post(f"{API}/embed/session", {"origin": SHOP})
    assert (answer.status, answer.json) == (503, {"code": "connector.upstreamUnavailable"})
    assert int(answer.headers["Retry-After"]) >= 1


async def test_only_known_headers_and_fields_travel(stage: Stage, backend: Caller) -> None:
    """The request is built anew: no cookie, no forwarding header, no field the document lacks."""
    body = {"origin": SHOP, "tool": "customizer", "designId": 381, "admin": True}
    sent = {
        "Cookie": "a=b",
        "X-Forwarded-For": "203.0.113.9",
        "X-Secret": "s",
        "x-alter-client-fingerprint": "f" * 32,
    }
    assert (await backend.post(f"{API}/embed/session", body, headers=sent)).status == 200
    (call,) = stage.sandbox.calls_to("POST", "/embed/session")
    assert call.body == {"origin": SHOP, "tool": "customizer", "designId": 381}
    assert not {"cookie", "x-forwarded-for", "x-secret"} & call.headers.keys()
    assert call.headers["x-alter-client-fingerprint"] == "f" * 32


async def test_a_session_of_the_gateway_boots_here(stage: Stage, backend: Caller) -> None:
    """Its token is one of ours: the bootstrap answers for it. The origin must be the store's."""
    body = {"origin": SHOP, "tool": "customizer", "designId": 381}
    token = (await backend.post(f"{API}/embed/session", body)).json["token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert (await stage.anyone.get(f"{API}/runtime/bootstrap", headers=headers)).status == 200


async def test_a_session_is_for_one_of_the_stores_origins(stage: Stage, backend: Caller) -> None:
    """Another origin, and none at all, are 403 in Alter's shape; Alter is not asked."""
    body = {"tool": "customizer", "designId": 381}
    wrong: list[dict[str, Any]] = [
        {"origin": origin} for origin in ("https://evil.example", "null", "", 7, [SHOP], None)
    ]
    for origin in ({}, *wrong):
        refused = await backend.post(f"{API}/embed/session", body | origin)
        assert (refused.status, refused.json) == (403, {"code": "connector.originNotAllowed"})
    assert stage.sandbox.calls_to("POST", "/embed/session") == []


async def test_a_sync_is_visible_as_confirmed(
    stage: Stage, store: ConnectedStore, backend: Caller
) -> None:
    """What another backend bound, the plugin sees, and the worker does not send again."""
    answer = await backend.post(SYNC, {"bindings": [item("wc_1", legacyBindingMeta={"a": 1})]})
    assert answer.status == 200
    (row,) = await rows(store)
    assert (row["status"], row["designId"], row["legacyBindingMeta"]) == ("active", 381, {"a": 1})
    assert row["runtimeBindingId"] == answer.json["runtimeBindings"][0]["id"]
    assert row["sync"]["state"] == "synced"
    again = await store.put_bindings(item("wc_1", legacyBindingMeta={"a": 1}))
    assert again.json["unchanged"] == 1
    assert len(stage.sandbox.calls_to("POST", SYNC)) == 1


async def test_changes_by_id_are_visible_as_confirmed(
    store: ConnectedStore, backend: Caller
) -> None:
    """PATCH, activate and deactivate of a binding the connector knows."""
    number = (await store.put_bindings(item("wc_1"))).json["bindings"][0]["runtimeBindingId"]
    path = f"{API}/runtime-bindings/{number}"
    for method, rest, body, expected in (
        ("PATCH", "", {"designId": 382, "status": "inactive"}, (382, "inactive")),
        ("POST", "/activate", None, (382, "active")),
        ("POST", "/deactivate", None, (382, "inactive")),
    ):
        assert (await backend.call(method, path + rest, body)).status == 200
        (row,) = await rows(store)
        assert (row["designId"], row["status"]) == expected
        assert row["sync"]["state"] == "synced"


async def test_a_refused_write_writes_nothing(store: ConnectedStore, backend: Caller) -> None:
    """Alter's 4xx passes, and `/v1` shows what it showed before."""
    number = (await store.put_bindings(item("wc_1"))).json["bindings"][0]["runtimeBindingId"]
    before = await rows(store)
    refused = [
        await backend.post(SYNC, {"bindings": [item("wc_1", 999_999)]}),
        await backend.post(SYNC, {"bindings": [item("wc_2"), item("wc_3", 999_999)]}),
        await backend.patch(f"{API}/runtime-bindings/{number}", {"designId": 999_999}),
        await backend.patch(f"{API}/runtime-bindings/{number}", {"status": "nonsense"}),
    ]
    assert [answer.status for answer in refused] == [422, 422, 422, 400]
    assert await rows(store) == before


async def test_a_change_of_ours_under_way_survives_a_sync_through_the_gateway(
    staging: Staging,
) -> None:
    """The plugin's unsent design goes out afterwards, with the status the other backend set."""
    async with staging(worker=False) as stage:
        store = await stage.connect()
        await store.put_bindings(item("wc_1"), wait=0)
        await stage.work()
        await store.put_bindings(item("wc_1", 382), wait=0)
        key = {"externalProductId": "wc_1", "runtimeType": "customizer"}
        assert (await store.post(SYNC, {"bindings": [key | {"status": "inactive"}]})).status == 200
        await stage.work()
        (upstream,) = stage.sandbox.world.bindings
        assert (upstream.design_id, upstream.status) == (382, "inactive")
        (row,) = await rows(store)
        assert (row["designId"], row["status"], row["sync"]["state"]) == (382, "inactive", "synced")


async def test_another_stores_binding_is_not_there(stage: Stage, store: ConnectedStore) -> None:
    """On a shared storefront Alter would open it; here it is the 404 of an id that never was."""
    number = (await store.put_bindings(item("wc_1"))).json["bindings"][0]["runtimeBindingId"]
    other = await stage.connect("http://other.localhost", share=True)
    for method, rest, body in (
        ("PATCH", "", {"status": "inactive"}),
        ("POST", "/activate", None),
        ("POST", "/deactivate", None),
    ):
        foreign = await other.call(method, f"{API}/runtime-bindings/{number}{rest}", body)
        never = await other.call(method, f"{API}/runtime-bindings/424242{rest}", body)
        assert foreign.status == 404
        assert said(foreign) == said(never)
    wish = {"origin": other.origin, "runtimeBindingId": number}
    foreign = await other.post(f"{API}/embed/session", wish)
    never = await other.post(f"{API}/embed/session", wish | {"runtimeBindingId": 424242})
    assert foreign.status == 404
    assert said(foreign) == said(never)
    (row,) = await rows(store)
    assert (row["status"], row["sync"]["state"]) == ("active", "synced")


async def test_another_stores_products_are_not_touched(stage: Stage, store: ConnectedStore) -> None:
    """On a shared storefront, whatever else is in the item."""
    await store.put_bindings(item("wc_1"))
    other = await stage.connect("http://other.localhost", share=True)
    deep: Any = {}
    for _ in range(12):
        deep = {"deeper": deep}
    for foreign in (item("wc_1", status="inactive"), item("wc_1", legacyBindingMeta=deep)):
        answer = await other.post(SYNC, {"bindings": [item("wc2_1"), foreign]})
        assert (answer.status, answer.json) == (422, {"code": "connector.externalProductIdPrefix"})
    assert [each.status for each in stage.sandbox.world.bindings] == ["active"]


async def test_another_stores_order_is_not_there(stage: Stage, store: ConnectedStore) -> None:
    """An Alter order that another store of the storefront follows is answered as one that never was."""
    order = placed(stage)
    await tell(store, 1, "processing", line(order, 1))
    other = await stage.connect("http://other.localhost", share=True)
    wish = {"tool": "customizer", "orderId": order.id}
    foreign = await other.post(f"{API}/embed/session", wish | {"origin": other.origin})
    never = await other.post(f"{API}/embed/session", wish | {"origin": other.origin, "orderId": 1})
    assert foreign.status == 404
    assert said(foreign) == said(never)
    assert (await store.post(f"{API}/embed/session", wish | {"origin": SHOP})).status == 200
    unlinked = wish | {"origin": other.origin, "orderId": placed(stage).id}
    assert (await other.post(f"{API}/embed/session", unlinked)).status == 200


async def test_an_id_in_another_spelling_is_refused(stage: Stage, store: ConnectedStore) -> None:
    """Text, fractions, lists: Alter might read the id of another store's thing in them."""
    number = (await store.put_bindings(item("wc_1"))).json["bindings"][0]["runtimeBindingId"]
    other = await stage.connect("http://other.localhost", share=True)
    calls = len(stage.sandbox.calls_to("POST", "/embed/session"))
    for name in ("runtimeBindingId", "designId", "orderId"):
        code = f"connector.invalid{name[0].upper()}{name[1:]}"
        for value in (str(number), float(number), [number], {"id": number}, True, 0, -number, ""):
            body = {"origin": other.origin, "tool": "customizer", name: value}
            answer = await other.post(f"{API}/embed/session", body)
            assert (answer.status, answer.json) == (400, {"code": code}), (name, value)
    assert len(stage.sandbox.calls_to("POST", "/embed/session")) == calls


async def test_products_in_another_shape_are_refused(stage: Stage, store: ConnectedStore) -> None:
    """What does not say plainly which product it is for could slip past the prefix: 400, Alter not asked."""
    await store.put_bindings(item("wc_1"))
    calls = len(stage.sandbox.calls_to("POST", SYNC))
    shapes: list[Any] = [{"0": item("wc_1")}, item("wc_1"), "wc_1", 1, [[item("wc_1")]], ["wc_1"]]
    for shape in shapes:
        answer = await store.post(SYNC, {"bindings": shape})
        assert (answer.status, answer.json) == (400, {"code": "connector.invalidBindings"}), shape
    for name in (["wc_1"], {"toString": "wc_1"}, 1, None):
        odd = item("wc_1") | {"externalProductId": name}
        answer = await store.post(SYNC, {"bindings": [item("wc_2"), odd]})
        assert answer.status == 400, name
        assert answer.json == {"code": "connector.invalidExternalProductId"}
    assert len(stage.sandbox.calls_to("POST", SYNC)) == calls


async def test_numbers_no_binding_has_are_404(backend: Caller) -> None:
    """Whatever is asked by a path or a body that can be no id, nothing breaks here."""
    for number in ("0", "-1", "abc", "9" * 30, "1%2f2", "%00", "..%2f..%2fauth"):
        answer = await backend.post(f"{API}/runtime-bindings/{number}/activate")
        assert (answer.status, answer.json["code"][:10]) == (404, "connector."), number
    for wrong in (2**63, 2**64 - 1, -5, True, "1", 1.5):
        body = {"origin": SHOP, "runtimeBindingId": wrong}
        answer = await backend.post(f"{API}/embed/session", body)
        assert answer.status in (400, 404), (wrong, answer.body)


CONTRACT = (
    "PATCH /v1/store",
    "DELETE /v1/store",
    "POST /v1/store/probe",
    "POST /v1/store/token",
    "POST /v1/store/storefront-key",
    "POST /v1/store/ticket-secret",
    "POST /v1/store/move",
    "POST /v1/sync/reconcile",
    "GET /v1/designs",
    "POST /v1/cart/claims",
    "POST /v1/local-designs",
    "GET /v1/local-designs",
    "GET /v1/local-designs/{localDesignId}",
    "GET /v1/local-designs/{localDesignId}/bundle.zip",
    "GET /v1/local-designs/{localDesignId}/manifest.json",
    "POST /v1/local-designs/{localDesignId}/installed",
    "POST /v1/manifests/verify",
    "POST /v1/orders/events",
    "GET /v1/orders/{orderId}",
    "GET /v1/orders/export",
    "GET /plugin/alter-connector.zip",
    "GET /plugin/{code}/alter-connector.zip",
    "GET /plugin/info.json",
    "GET /openapi.json",
    "GET /docs",
    "GET /metrics",
    "GET /",
    "GET /public-api/v1/customer-orders",
    "GET /public-api/v1/customer-orders/{id}",
    "POST /public-api/v1/customer-orders/batch",
    "PATCH /public-api/v1/customer-orders/{id}/status",
    "PATCH /public-api/v1/customer-orders/{orderId}/quantity",
    "DELETE /public-api/v1/customer-orders/{id}",
    "GET /public-api/v1/products",
    "GET /public-api/v1/products/{id}",
    "GET /public-api/v1/assets",
    "GET /public-api/v1/assets/{type}/{assetId}/files/{role}",
    "GET /public-api/v1/design-imports",
    "GET /public-api/v1/file/public/products/{productId}/{size}",
    "GET /public-api/v1/file/protected/{key}",
    "GET /public-api/v1/fonts",
    "GET /public-api/v1/currencies",
    "POST /public-api/v1/wp-connect/exchange",
    "GET /public-api/v1/healthz",
)
"""Routes of the contract that came, or will come, with later versions."""


async def test_routes_of_later_versions_are_not_there_yet(
    stage: Stage, store: ConnectedStore
) -> None:
    """404 (405 where the path has another method) in the shape of their surface; Alter is not asked."""
    calls = len(stage.sandbox.calls)
    served = {(method, path.replace(":.+", "")) for method, path in routes()}
    for route in CONTRACT:
        method, _, path = route.partition(" ")
        if (method, path) in served:
            continue
        status = 405 if any(path == each for _, each in served) else 404
        code = "route.unknown" if status == 404 else "route.methodNotAllowed"
        answer = await store.call(method, path.replace("{", "").replace("}", ""))
        if path.startswith("/public-api/"):
            assert (answer.status, answer.json) == (status, {"code": f"connector.{code}"}), route
        else:
            assert (answer.status, answer.code) == (status, code), route
            assert answer.headers["Content-Type"] == "application/problem+json"
    assert len(stage.sandbox.calls) == calls


async def test_paths_cannot_be_walked_out_of(stage: Stage, store: ConnectedStore) -> None:
    """Dot segments and encoded slashes reach no other route, here or upstream."""
    calls = len(stage.sandbox.calls)
    for path in (
        f"{API}/runtime-bindings/..%2f..%2fauth%2fcheck/activate",
        f"{API}/runtime-bindings/1%2f..%2f2/activate",
        f"{API}/runtime-bindings/%2e%2e/activate",
        f"{API}//auth/check",
        f"{API}/auth%2fcheck",
        f"{API}/auth/check/",
        f"{API}/runtime-bindings/1\\2/activate",
    ):
        url = URL(stage.base + path, encoded=True)
        async with store.session.post(url, headers=store.headers) as response:
            assert response.status in (404, 405), path
    assert len(stage.sandbox.calls) == calls
