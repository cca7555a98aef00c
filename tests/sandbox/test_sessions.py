from __future__ import annotations

from typing import Any

import pytest

from connector.sandbox.clock import HandClock
from connector.sandbox.server import Sandbox

from .callers import ORIGIN, Caller, binding


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"tool": "viewer"}, "oneIdentifierRequired"),
        ({"tool": "customizer", "designId": 381, "orderId": 123}, "oneIdentifierRequired"),
        ({"designId": 381}, "invalidTool"),
        ({"tool": "painter", "designId": 381}, "invalidTool"),
        ({"tool": "viewer", "orderId": 123}, "customizerOnly"),
        ({"tool": "viewer", "designId": 381, "cartKey": "k", "cartMode": "view"}, "customizerOnly"),
        ({"tool": "customizer", "designId": 381, "cartKey": "k"}, "incompleteCart"),
        (
            {"tool": "customizer", "designId": 381, "cartKey": "k", "cartMode": "write"},
            "invalidCartMode",
        ),
        (
            {"tool": "customizer", "designId": 381, "cartKey": "", "cartMode": "view"},
            "invalidCartKey",
        ),
        ({"runtimeBindingId": 42, "tool": "viewer"}, "conflictingIdentifiers"),
        ({"runtimeBindingId": 42, "designId": 381}, "conflictingIdentifiers"),
        ({"runtimeBindingId": "42"}, "invalidRuntimeBindingId"),
        ({"tool": "viewer", "designId": "381"}, "invalidDesignId"),
        ({"tool": "viewer", "designId": 381, "lang": "en"}, "invalidField"),
    ],
)
async def test_wrong_combinations_are_refused(
    api: Caller, wanted: dict[str, Any], code: str
) -> None:
    answer = await api.open(**wanted)
    assert (answer.status, answer.code) == (400, f"embed.{code}")


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "",
        "yourstore.com",
        "https://yourstore.com/",
        "https://yourstore.com/shop",
        "https://yourstore.com:443",
        "https://YourStore.com",
        "https://u@yourstore.com",
        "https://yourstore.com:99999",
        "ftp://yourstore.com",
        "null",
    ],
)
async def test_the_origin_must_be_a_bare_origin(api: Caller, origin: str | None) -> None:
    answer = await api.open(tool="viewer", designId=381, origin=origin)
    assert (answer.status, answer.code) == (400, "embed.invalidOrigin")


@pytest.mark.parametrize("origin", ["http://localhost:3000", "https://[::1]:8443"])
async def test_ports_and_literals_are_origins_too(api: Caller, origin: str) -> None:
    assert (await api.open(tool="viewer", designId=381, origin=origin)).status == 200


async def test_only_active_bindings_open(api: Caller) -> None:
    await api.sync(binding(1, status="inactive"), binding(2, status="legacy_active"))
    inactive = await api.open(runtimeBindingId=42)
    assert (inactive.status, inactive.code) == (409, "embed.bindingInactive")
    assert (await api.open(runtimeBindingId=43)).body["runtimeType"] == "viewer"
    assert (await api.open(runtimeBindingId=99)).code == "embed.bindingNotFound"


async def test_cart_context_needs_a_customizer_binding(api: Caller) -> None:
    await api.sync(binding(1), binding(1, runtimeType="customizer"))
    cart = {"cartKey": "k1", "cartMode": "edit"}
    assert (await api.open(runtimeBindingId=42, **cart)).code == "embed.customizerOnly"
    assert (await api.open(runtimeBindingId=43, **cart)).status == 200


async def test_unknown_designs_and_orders(api: Caller) -> None:
    assert (await api.open(tool="viewer", designId=9)).code == "embed.designNotFound"
    assert (await api.open(tool="customizer", orderId=9)).code == "embed.orderNotFound"
    assert (await api.open(tool="customizer", designId=385)).code == "embed.notEmbeddable"
    assert (await api.open(tool="designer", designId=381)).status == 200


async def test_only_registered_domains_where_there_is_a_list(api: Caller, sandbox: Sandbox) -> None:
    sandbox.knobs.embed_domains = ["https://elsewhere.example"]
    refused = await api.open(tool="viewer", designId=381)
    assert (refused.status, refused.code) == (403, "embed.originNotAllowed")
    sandbox.knobs.embed_domains = [ORIGIN]
    assert (await api.open(tool="viewer", designId=381)).status == 200


async def test_tokens_are_counted_by_the_month(
    api: Caller, sandbox: Sandbox, clock: HandClock
) -> None:
    sandbox.knobs.monthly_embed_tokens = 1
    await api.open(tool="viewer", designId=381)
    refused = await api.open(tool="viewer", designId=381)
    assert (refused.status, refused.code) == (403, "embed.monthlyTokenLimitReached")
    clock.advance(32 * 24 * 3600)
    assert (await api.open(tool="viewer", designId=381)).status == 200


async def test_a_tool_outside_the_plan_does_not_open(api: Caller, sandbox: Sandbox) -> None:
    sandbox.knobs.runtime_flags = {"viewer": False, "configurator": True, "customizer": True}
    assert (await api.open(tool="viewer", designId=381)).code == "embed.toolNotInPlan"
    sandbox.knobs.plan_name = "Free"
    assert (await api.open(tool="customizer", designId=381)).code == "plan.notEligible"


async def test_one_fingerprint_has_a_limit_of_its_own(
    api: Caller, sandbox: Sandbox, clock: HandClock
) -> None:
    sandbox.knobs.fingerprint_limit = 1
    wanted = {"tool": "viewer", "designId": 381, "origin": ORIGIN}
    statuses = []
    for shopper in ("a", "a", "b"):
        headers = {"x-alter-client-fingerprint": shopper}
        statuses.append((await api("POST", "/embed/session", json=wanted, headers=headers)).status)
    assert statuses == [200, 429, 200]
    clock.advance(61)
    headers = {"x-alter-client-fingerprint": "a"}
    assert (await api("POST", "/embed/session", json=wanted, headers=headers)).status == 200
