"""Wrong input on every route with a body: the answer names what is wrong, and nothing is written.

What wrong input costs is in `test_costly_input.py`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.stage.stage import SHOP, ConnectedStore, Reply, Stage, Staging, item
from tests.web.everything import dumped, routes

START: dict[str, Any] = {"storeUrl": SHOP, "returnUrl": f"{SHOP}/wp-admin/admin.php"}
COMPLETE: dict[str, Any] = {
    "connectionId": "cn_nobodys",
    "connectSecret": "acs_x",
    "state": "s",
    "code": "c",
}
CREDENTIALS: dict[str, Any] = {"storeUrl": SHOP, "accessKey": "ak_x", "accessToken": "at_x"}
SESSION: dict[str, Any] = {"externalProductId": "wc_1", "runtimeType": "viewer"}
RELAYED: dict[str, Any] = SESSION | {"origin": SHOP}
LOCAL: dict[str, Any] = {
    "externalDesignKey": "k",
    "productId": 1,
    "title": "t",
    "manifestUrl": f"{SHOP}/m.json",
    "assetBaseUrl": f"{SHOP}/a/",
    "manifestHash": "a" * 64,
}
ACT: dict[str, Any] = {"action": "activate", "filter": {}}
CLAIM: dict[str, Any] = {
    "externalProductId": "wc_1",
    "runtimeType": "customizer",
    "alterOrderId": None,
    "sessionRef": "ss_nobodys",
    "claimKey": "k" * 16,
}
PLACE: dict[str, Any] = {"manifestUrl": f"{SHOP}/a/m.json", "assetBaseUrl": f"{SHOP}/a/"}
WRONG_PLACES: list[tuple[dict[str, Any], str]] = [
    *[
        ({"manifestUrl": PLACE["manifestUrl"]} | {"assetBaseUrl": x}, "assetBaseUrl")
        for x in ("", 7)
    ],
    (PLACE | {"manifestUrl": None}, "manifestUrl"),
    (PLACE | {"manifestUrl": "x" * 2049}, "manifestUrl"),
    (PLACE | {"manifestUrl": "https://evil.example/m.json"}, "manifestUrl"),
    (PLACE | {"manifestUrl": "file:///etc/passwd"}, "manifestUrl"),
    (PLACE | {"manifestUrl": "http://169.254.169.254/"}, "manifestUrl"),
    (PLACE | {"assetBaseUrl": "//evil.example/"}, "assetBaseUrl"),
    (PLACE | {"assetBaseUrl": f"{SHOP}/a"}, "assetBaseUrl"),
    (PLACE | {"files": []}, "files"),
]
LINE: dict[str, Any] = {"alterOrderId": 123, "quantity": 1}
EVENT: dict[str, Any] = {
    "event": "updated",
    "orderId": 1,
    "status": "processing",
    "sequence": 1,
    "modifiedAt": "2026-01-31T12:00:00Z",
    "lines": [LINE],
}


def nested(depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for _ in range(depth - 1):
        found = {"in": found}
    return found


def without(body: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != name}


# route -> (a body that is taken as readable, [(wrong body, path of the fault)])
BODIES: dict[str, tuple[dict[str, Any], list[tuple[dict[str, Any], str]]]] = {
    "POST /v1/connect/start": (
        START,
        [
            (START | {"extra": 1}, "extra"),
            (START | {"storeUrl": 7}, "storeUrl"),
            (START | {"storeUrl": None}, "storeUrl"),
            (START | {"storeUrl": "http://" + "a" * 3000}, "storeUrl"),
            (without(START, "returnUrl"), "returnUrl"),
            (START | {"plugin": []}, "plugin"),
            (START | {"plugin": {"version": 1}}, "plugin.version"),
            (START | {"plugin": {"version": "1\n2"}}, "plugin.version"),
            (START | {"plugin": {"locale": "x" * 101}}, "plugin.locale"),
            (START | {"plugin": {"contract": "1"}}, "plugin.contract"),
            (START | {"plugin": {"rest_url": "x"}}, "plugin.rest_url"),
        ],
    ),
    "POST /v1/connect/complete": (
        COMPLETE,
        [
            *[(without(COMPLETE, name), name) for name in COMPLETE],
            *[(COMPLETE | {name: ""}, name) for name in COMPLETE],
            *[(COMPLETE | {name: "a b"}, name) for name in COMPLETE],
            *[(COMPLETE | {name: "x" * 513}, name) for name in COMPLETE],
            (COMPLETE | {"shareStorefront": "yes"}, "shareStorefront"),
            (COMPLETE | {"share": True}, "share"),
        ],
    ),
    "POST /v1/connect/credentials": (
        CREDENTIALS,
        [
            *[(without(CREDENTIALS, name), name) for name in CREDENTIALS],
            *[(CREDENTIALS | {name: 1}, name) for name in CREDENTIALS],
            (CREDENTIALS | {"accessToken": "a\r\nb"}, "accessToken"),
            (CREDENTIALS | {"accessToken": "ż"}, "accessToken"),
            (CREDENTIALS | {"storefrontId": 12}, "storefrontId"),
        ],
    ),
    "PATCH /v1/store": (
        {},
        [
            ({"origins": []}, "origins"),
            ({"origins": SHOP}, "origins"),
            ({"origins": [SHOP] * 21}, "origins"),
            ({"origins": [1]}, "origins.0"),
            ({"origins": [SHOP, f"{SHOP}/"]}, "origins.1"),
            ({"origins": ["null"]}, "origins.0"),
            ({"origins": ["x" * 513]}, "origins.0"),
            ({"assetOrigins": [SHOP] * 21}, "assetOrigins"),
            ({"assetOrigins": ["ftp://shop.localhost"]}, "assetOrigins.0"),
            ({"orderStatusMap": []}, "orderStatusMap"),
            ({"orderStatusMap": {"completed": "shipped"}}, "orderStatusMap.completed"),
            ({"orderStatusMap": {"completed": 1}}, "orderStatusMap.completed"),
            ({"orderStatusMap": {"two words": None}}, "orderStatusMap.two words.[key]"),
            ({"orderStatusMap": {f"s{n}": None for n in range(101)}}, "orderStatusMap"),
            ({"storeUrl": SHOP}, "storeUrl"),
        ],
    ),
    "POST /v1/store/token": (
        {"revokePrevious": "no"},
        [
            ({"revokePrevious": "no"}, "revokePrevious"),
            ({"revokePrevious": None}, "revokePrevious"),
            ({"revoke": True}, "revoke"),
        ],
    ),
    "POST /v1/store/move": (
        {"storeUrl": "nowhere"},
        [
            ({}, "storeUrl"),
            ({"storeUrl": None}, "storeUrl"),
            ({"storeUrl": "nowhere"}, "storeUrl"),
            ({"storeUrl": "http://" + "a" * 3000}, "storeUrl"),
            ({"storeUrl": SHOP, "force": True}, "force"),
        ],
    ),
    "PUT /v1/bindings": (
        {"bindings": []},
        [
            ({}, "bindings"),
            ({"bindings": {}}, "bindings"),
            ({"bindings": None}, "bindings"),
            ({"bindings": [{}] * 10_001}, "bindings"),
            ({"bindings": [], "mode": "overwrite"}, "mode"),
            ({"bindings": [], "dryRun": True}, "dryRun"),
        ],
    ),
    "PATCH /v1/bindings/{bindingId}": (
        {},
        [
            ({"status": None}, "status"),
            ({"status": "live"}, "status"),
            ({"designId": -1}, "designId"),
            ({"designId": 0}, "designId"),
            ({"designId": 2**53}, "designId"),
            ({"designId": 10**40}, "designId"),
            ({"designId": "381"}, "designId"),
            ({"designId": True}, "designId"),
            ({"designId": 381.0}, "designId"),
            ({"designId": 1, "externalDesign": LOCAL}, "externalDesign"),
            ({"designId": 1, "localDesignId": "ld_1"}, "localDesignId"),
            ({"externalDesign": LOCAL, "localDesignId": "ld_1"}, "localDesignId"),
            ({"localDesignId": "ld_nobodys"}, "localDesignId"),
            ({"externalProductId": "wc_2"}, "externalProductId"),
            ({"legacyStorefrontProductId": -1}, "legacyStorefrontProductId"),
            ({"legacyBindingMeta": []}, "legacyBindingMeta"),
            ({"legacyBindingMeta": {"a": "x" * 8190}}, "legacyBindingMeta"),
            ({"legacyBindingMeta": nested(9)}, "legacyBindingMeta"),
            ({"externalDesign": without(LOCAL, "title")}, "externalDesign.title"),
            ({"externalDesign": LOCAL | {"productId": -1}}, "externalDesign.productId"),
            ({"externalDesign": LOCAL | {"more": 1}}, "externalDesign.more"),
            ({"externalDesign": LOCAL | {"manifestHash": "A" * 64}}, "externalDesign.manifestHash"),
            ({"externalDesign": LOCAL | {"sourceMeta": nested(9)}}, "externalDesign.sourceMeta"),
            (
                {"externalDesign": LOCAL | {"manifestUrl": "https://evil.example/m.json"}},
                "externalDesign.manifestUrl",
            ),
            (
                {"externalDesign": LOCAL | {"assetBaseUrl": "file:///etc/"}},
                "externalDesign.assetBaseUrl",
            ),
        ],
    ),
    "POST /v1/bindings/actions": (
        ACT,
        [
            ({"filter": {}}, "action"),
            (ACT | {"action": "delete"}, "action"),
            ({"action": "retry"}, "bindingIds"),
            (ACT | {"bindingIds": []}, "filter"),
            ({"action": "retry", "bindingIds": "bd_1"}, "bindingIds"),
            ({"action": "retry", "bindingIds": [1]}, "bindingIds.0"),
            ({"action": "retry", "bindingIds": ["x"] * 10_001}, "bindingIds"),
            ({"action": "retry", "externalProductIds": ["x"] * 10_001}, "externalProductIds"),
            ({"action": "retry", "filter": {"status": "active"}}, "filter.status"),
            ({"action": "retry", "filter": {"sync": ["maybe"]}}, "filter.sync.0"),
            ({"action": "retry", "filter": {"search": "x" * 201}}, "filter.search"),
            ({"action": "retry", "filter": {"search": "a\u0000b"}}, "filter.search"),
            ({"action": "retry", "filter": {"sync": ["failed"] * 1200}}, "filter.sync"),
            ({"action": "retry", "filter": {"status": ["active"] * 1200}}, "filter.status"),
            ({"action": "retry", "filter": {"runtimeType": ["viewer"] * 4}}, "filter.runtimeType"),
            (
                {"action": "retry", "filter": {"externalProductId": ["a\u0000"]}},
                "filter.externalProductId.0",
            ),
            ({"action": "retry", "bindingIds": ["bd_1", "x" * 201]}, "bindingIds.1"),
            ({"action": "retry", "externalProductIds": ["a\u0000"]}, "externalProductIds.0"),
            ({"action": "retry", "filter": {"status": [], "q": 1}}, "filter.q"),
        ],
    ),
    "POST /v1/sync/retry": (
        {},
        [
            ({"bindingIds": "bd_1"}, "bindingIds"),
            ({"bindingIds": [None]}, "bindingIds.0"),
            ({"bindingIds": ["a\u0000"]}, "bindingIds.0"),
            ({"bindingIds": ["x" * 201]}, "bindingIds.0"),
            ({"bindingIds": ["x"] * 10_001}, "bindingIds"),
            ({"all": True}, "all"),
        ],
    ),
    "POST /v1/sync/reconcile": ({}, [({"force": True}, "force")]),
    "POST /v1/sessions": (
        RELAYED,
        [
            *[(without(RELAYED, name), name) for name in RELAYED],
            (RELAYED | {"externalProductId": "wc 1"}, "externalProductId"),
            (RELAYED | {"externalProductId": "wc_1\u0000"}, "externalProductId"),
            (RELAYED | {"externalProductId": "x" * 192}, "externalProductId"),
            (RELAYED | {"runtimeType": "designer"}, "runtimeType"),
            (RELAYED | {"client": ""}, "client"),
            (RELAYED | {"client": "x" * 201}, "client"),
            (RELAYED | {"ticket": "x" * 2049}, "ticket"),
            (RELAYED | {"orderId": 1}, "orderId"),
        ],
    ),
    "POST /v1/cart/claims": (
        CLAIM,
        [
            *[(without(CLAIM, name), name) for name in CLAIM],
            *[(CLAIM | {name: None}, name) for name in CLAIM if name != "alterOrderId"],
            (CLAIM | {"externalProductId": "wc 1"}, "externalProductId"),
            (CLAIM | {"runtimeType": "designer"}, "runtimeType"),
            (CLAIM | {"alterOrderId": 0}, "alterOrderId"),
            (CLAIM | {"alterOrderId": 2**53}, "alterOrderId"),
            (CLAIM | {"alterOrderId": "123"}, "alterOrderId"),
            (CLAIM | {"alterOrderId": 1.0}, "alterOrderId"),
            (CLAIM | {"sessionRef": ""}, "sessionRef"),
            (CLAIM | {"sessionRef": "x" * 65}, "sessionRef"),
            (CLAIM | {"sessionRef": "a\u0000"}, "sessionRef"),
            (CLAIM | {"claimKey": "k" * 15}, "claimKey"),
            (CLAIM | {"claimKey": "k" * 201}, "claimKey"),
            (CLAIM | {"claimKey": "k" * 16 + "\n"}, "claimKey"),
            (CLAIM | {"claimKey": "k" * 16 + "/"}, "claimKey"),
            (CLAIM | {"unitPrice": 1}, "unitPrice"),
            (CLAIM | {"quantity": 1}, "quantity"),
        ],
    ),
    "POST /v1/local-designs": (
        {"designId": 381},
        [
            ({}, "designId"),
            ({"designId": None}, "designId"),
            ({"designId": "381"}, "designId"),
            ({"designId": 0}, "designId"),
            ({"designId": 2**53}, "designId"),
            ({"designId": 381, "force": True}, "force"),
        ],
    ),
    "POST /v1/local-designs/{localDesignId}/installed": (
        PLACE,
        [*WRONG_PLACES, (PLACE | {"manifestHash": "a" * 64}, "manifestHash")],
    ),
    "POST /v1/manifests/verify": (
        PLACE,
        [
            *WRONG_PLACES,
            (PLACE | {"manifestHash": "A" * 64}, "manifestHash"),
            (PLACE | {"manifestHash": "a" * 63}, "manifestHash"),
        ],
    ),
    "POST /v1/orders/events": (
        EVENT,
        [
            *[(without(EVENT, name), name) for name in EVENT],
            (EVENT | {"event": "shipped"}, "event"),
            (EVENT | {"orderId": -1}, "orderId"),
            (EVENT | {"orderId": 2**53}, "orderId"),
            (EVENT | {"orderId": "1"}, "orderId"),
            (EVENT | {"status": "two words"}, "status"),
            (EVENT | {"sequence": -1}, "sequence"),
            (EVENT | {"sequence": 1.5}, "sequence"),
            (EVENT | {"modifiedAt": "2026-01-31T12:00:00"}, "modifiedAt"),
            (EVENT | {"modifiedAt": "0001-01-01T00:00:00+14:00"}, "modifiedAt"),
            (EVENT | {"lines": [LINE] * 201}, "lines"),
            (EVENT | {"lines": [LINE | {"quantity": -1}]}, "lines.0.quantity"),
            (EVENT | {"lines": [LINE | {"price": 1}]}, "lines.0.price"),
            (EVENT | {"lines": [LINE, {"quantity": 1}]}, "lines.1.alterOrderId"),
            (EVENT | {"total": 1}, "total"),
        ],
    ),
    "POST /storefront/v1/{key}/session": (
        SESSION,
        [
            *[(without(SESSION, name), name) for name in SESSION],
            (SESSION | {"externalProductId": "../wc_1"}, "externalProductId"),
            (SESSION | {"externalProductId": 1}, "externalProductId"),
            (SESSION | {"runtimeType": None}, "runtimeType"),
            (SESSION | {"ticket": 1}, "ticket"),
            (SESSION | {"origin": SHOP}, "origin"),
        ],
    ),
}
GATEWAY = (
    "POST /public-api/v1/embed/session",
    "POST /public-api/v1/runtime-bindings/sync-from-wordpress",
    "PATCH /public-api/v1/runtime-bindings/{id}",
    "POST /public-api/v1/customer-orders/batch",
    "PATCH /public-api/v1/customer-orders/{id}/status",
    "PATCH /public-api/v1/customer-orders/{orderId}/quantity",
    "PATCH /public-api/v1/customer-orders/{orderId}/quantity/all",
    "POST /public-api/v1/wp-connect/exchange",
)
BODILESS = (
    "POST /v1/store/check",
    "POST /v1/store/probe",
    "POST /v1/store/storefront-key",
    "POST /v1/store/ticket-secret",
    "POST /v1/bindings/{bindingId}/activate",
    "POST /v1/bindings/{bindingId}/deactivate",
    "POST /public-api/v1/runtime-bindings/{id}/activate",
    "POST /public-api/v1/runtime-bindings/{id}/deactivate",
)
NEEDS_NO_BODY = ("POST /v1/sync/retry", "POST /v1/sync/reconcile", "POST /v1/store/token")
JSON = {"Content-Type": "application/json"}
SERVED = {f"{method} {path}" for method, path in routes()}
READ = [route for route in BODIES if route in SERVED]
MIB = 1024 * 1024
SMALL = 16 * 1024
LIMITS = {
    "PUT /v1/bindings": 16 * MIB,
    "POST /public-api/v1/runtime-bindings/sync-from-wordpress": 16 * MIB,
    "POST /v1/connect/start": SMALL,
    "POST /v1/connect/complete": SMALL,
    "POST /v1/connect/credentials": SMALL,
    "POST /storefront/v1/{key}/session": SMALL,
}


@dataclass
class Target:
    """A store with one binding, at rest, and what its database held before the wrong input came."""

    stage: Stage
    store: ConnectedStore
    row: dict[str, Any]
    before: dict[str, list[str]]

    async def send(self, route: str, body: Any = None, **kwargs: Any) -> Reply:
        method, _, template = route.partition(" ")
        path = template.replace("{bindingId}", self.row["bindingId"])
        path = path.replace("{id}", str(self.row["runtimeBindingId"]))
        path = path.replace("{key}", self.store.storefront_key).replace("{orderId}", "123")
        path = path.replace("{localDesignId}", "ld_nobodys")
        headers = dict(kwargs.pop("headers", {}))
        if template.startswith("/storefront"):
            headers["Origin"] = SHOP
        if template == "/v1/store/token":
            headers["X-Connector-Site"] = SHOP
        return await self.store.call(method, path, body, headers=headers, **kwargs)

    async def unchanged(self) -> bool:
        return await dumped(self.stage.database) == self.before


@pytest.fixture
async def target(staging: Staging) -> AsyncIterator[Target]:
    async with staging(worker=False) as stage:
        store = await stage.connect()
        await store.put_bindings(item("wc_1", status="inactive"), wait=0)
        await stage.work()
        row = (await store.get("/v1/bindings")).json["items"][0]
        yield Target(stage, store, row, await dumped(stage.database))


def test_no_route_with_a_body_is_forgotten() -> None:
    """A new route has to say here what it refuses."""
    written = {route for route in SERVED if route.startswith(("POST", "PUT", "PATCH"))}
    assert written <= {*BODIES, *GATEWAY, *BODILESS}
    assert len(READ) >= 9


def is_problem(answer: Reply, status: int) -> bool:
    """A whole problem document, with the request's id in body and header."""
    body = answer.json or {}
    return (
        answer.status == body.get("status") == status
        and answer.headers["Content-Type"] == "application/problem+json"
        and body["requestId"] == answer.headers["X-Request-Id"]
        and bool(body["code"] and body["title"] and body["detail"] and body["type"])
    )


async def test_wrong_fields_are_named(target: Target) -> None:
    """422 for each, `errors[].path` says which field, and not one row differs afterwards."""
    wrong = []
    for route in READ:
        for body, path in BODIES[route][1]:
            answer = await target.send(route, body)
            paths = [fault["path"] for fault in (answer.json or {}).get("errors", [])]
            if not is_problem(answer, 422) or path not in paths:
                wrong.append((route, str(body)[:80], path, answer.status, answer.body[:200]))
    assert wrong == []
    assert await target.unchanged()


async def test_what_is_no_json_object_is_refused(target: Target) -> None:
    """400 for what is not JSON, 422 for JSON that is no object or nested absurdly deep."""
    deep = b'{"a":' * 600 + b"1" + b"}" * 600
    unreadable = (
        b"",
        b"{",
        b"nonsense",
        b"{'a': 1}",
        b"\xff\xfe",
        b'{"a": "\\ud800"}',
        b"[" * 5000,
    )
    for route in READ:
        for data in unreadable:
            if not data and route in NEEDS_NO_BODY:
                continue
            answer = await target.send(route, data=data, headers=JSON)
            assert is_problem(answer, 400), (route, data[:20], answer.body)
        for data in (b"[]", b"1", b'"text"', b"null", deep):
            assert is_problem(await target.send(route, data=data, headers=JSON), 422), (route, data)
    assert await target.unchanged()


async def test_other_content_types_are_refused(target: Target) -> None:
    """415, also without any: a form of another site cannot speak to these routes."""
    for route in READ:
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
            answer = await target.send(route, data=b"{}", headers={"Content-Type": kind})
            assert is_problem(answer, 415), (route, kind, answer.status)
    assert await target.unchanged()


async def test_bodies_past_their_limit_are_refused(target: Target) -> None:
    """413 above 1 MiB, before anything is parsed. Bindings take 16 MiB, callers without a token 16 KiB."""
    for route in READ:
        size = LIMITS.get(route, MIB)
        for length in (size + 1, size * 2):
            answer = await target.send(route, data=b" " * length, headers=JSON)
            assert is_problem(answer, 413), (route, answer.status)
        answer = await target.send(route, data=b"1".rjust(size), headers=JSON)
        assert answer.status == 422, route
    assert await target.unchanged()


async def test_encoded_bodies_are_refused(target: Target) -> None:
    """415 whatever they are encoded with, whole or broken; `identity` is none."""
    for route in READ:
        for encoding in ("gzip", "deflate", "br", "nonsense", "identity, gzip"):
            headers = JSON | {"Content-Encoding": encoding}
            answer = await target.send(route, data=b"not packed at all", headers=headers)
            assert is_problem(answer, 415), (route, encoding, answer.body)
        plain = JSON | {"Content-Encoding": "identity"}
        assert is_problem(await target.send(route, data=b"[]", headers=plain), 422), route
    for route in GATEWAY:
        headers = JSON | {"Content-Encoding": "gzip"}
        answer = await target.send(route, data=b"not packed at all", headers=headers)
        assert (answer.status, answer.json) == (415, {"code": "connector.request.encoded"})
    assert await target.unchanged()


WRONG_ITEMS: list[Any] = [
    7,
    None,
    [],
    {},
    {"externalProductId": "wc_2"},
    {"runtimeType": "viewer"},
    item("wc 2"),
    item("wc_2\u0000"),
    item("x" * 192),
    item(""),
    item("wc_2", runtimeType="designer"),
    item("wc_2", status="live"),
    item("wc_2", status=None),
    item("wc_2", None),
    item("wc_2", -1),
    item("wc_2", 2**53),
    item("wc_2", 10**30),
    item("wc_2", externalDesign=LOCAL),
    item("wc_2", None, localDesignId="ld_nobodys"),
    item("wc_2", None, externalDesign=LOCAL | {"manifestUrl": "https://evil.example/"}),
    item("wc_2", legacyBindingMeta={"a": "x" * 8190}),
    item("wc_2", legacyBindingMeta=nested(9)),
    item("wc_2", price=1),
    item("wc_2", **{f"field{n}": 1 for n in range(200)}),
    item("wc_2", legacyBindingMeta=nested(600)),
]


async def test_wrong_items_are_rejected_alone(target: Target) -> None:
    """Each by index, key and code; an unknown field too; the good ones beside them are taken."""
    answer = await target.store.put_bindings(*WRONG_ITEMS, item("wc_1", status="inactive"), wait=0)
    assert answer.status == 200
    assert (answer.json["accepted"], answer.json["unchanged"]) == (1, 1)
    assert [each["index"] for each in answer.json["rejected"]] == list(range(len(WRONG_ITEMS)))
    assert all(each["code"] and each["detail"] for each in answer.json["rejected"])
    named = answer.json["rejected"][6]
    assert (named["externalProductId"], named["runtimeType"]) == ("wc 2", "customizer")
    assert await target.unchanged()


async def test_the_edges_of_the_limits_are_taken(target: Target) -> None:
    """8 KiB and depth 8 of metadata, the longest id, the largest number."""
    fits: list[Any] = [
        item("wc_2", 2**53 - 1, legacyBindingMeta={"a": "x" * (8192 - 8)}),
        item("wc_3", legacyBindingMeta=nested(8)),
        item("w" * 191),
    ]
    answer = await target.store.put_bindings(*fits, wait=0)
    assert (answer.json["accepted"], answer.json["rejected"]) == (3, [])


async def test_the_gateway_refuses_what_is_no_json_in_alters_shape(target: Target) -> None:
    """400, 413 and 422 with a `connector.…` code; Alter is not asked. Only the sync takes 16 MiB."""
    calls = len(target.stage.sandbox.calls)
    deep = b'{"legacyBindingMeta":' + b'{"a":' * 600 + b"1" + b"}" * 601
    wrong = [(b"{", 400), (b"\xff", 400), (b"[]", 422), (deep, 422)]
    for route in GATEWAY:
        for data, status in (*wrong, (b" " * (LIMITS.get(route, MIB) + 1), 413)):
            answer = await target.send(route, data=data, headers=JSON)
            assert answer.status == status, (route, data[:10], answer.body)
            assert answer.json["code"].startswith("connector.")
    assert len(target.stage.sandbox.calls) == calls
    assert await target.unchanged()


async def test_bodiless_routes_mind_no_body(target: Target) -> None:
    """Whatever comes along is left unread."""
    for route in BODILESS:
        if route.endswith("deactivate"):
            answer = await target.send(route, data=b"{nonsense", headers=JSON)
            assert answer.status < 500
