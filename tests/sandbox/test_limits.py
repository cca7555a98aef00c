from __future__ import annotations

import aiohttp
import pytest

from connector.sandbox.clock import HandClock
from connector.sandbox.limits import DOCUMENTED, Limiter, limit_class
from connector.sandbox.server import Sandbox

from .callers import Caller, binding, caller


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/auth/check", "authCheck"),
        ("GET", "/customer-orders", "read"),
        ("POST", "/customer-orders/batch", "read"),
        ("GET", "/products/381", "read"),
        ("PATCH", "/customer-orders/1/status", "write"),
        ("DELETE", "/customer-orders/1", "write"),
        ("POST", "/embed/session", "write"),
        ("POST", "/runtime-bindings/sync-from-wordpress", "write"),
        ("PATCH", "/runtime-bindings/42", "write"),
        ("GET", "/assets/products/4", "catalogue"),
        ("GET", "/design-imports", "catalogue"),
        ("GET", "/fonts", "fonts"),
        ("POST", "/wp-connect/exchange", "exchange"),
        ("GET", "/runtime/bootstrap", None),
        ("GET", "/currencies", None),
    ],
)
def test_every_route_is_in_its_documented_class(
    method: str, path: str, expected: str | None
) -> None:
    assert limit_class(method, path) == expected


async def test_sixty_checks_a_minute_and_no_more(api: Caller, sandbox: Sandbox) -> None:
    """ "GET /auth/check: 60 requests, 60 seconds." """
    statuses = [(await api("GET", "/auth/check")).status for _ in range(61)]
    assert statuses == [200] * 60 + [429]
    assert sandbox.refused == 1
    assert DOCUMENTED["authCheck"] == 60


async def test_the_window_slides(clock: HandClock) -> None:
    limiter = Limiter(clock)
    assert limiter.admit("k", [("global", 2)]) is None
    clock.advance(30)
    assert limiter.admit("k", [("global", 2)]) is None
    assert limiter.admit("k", [("global", 2)]) == 30
    clock.advance(30)
    assert limiter.admit("k", [("global", 2)]) is None
    assert limiter.admit("k", [("global", 2)]) == 30


async def test_writes_share_one_window(api: Caller, sandbox: Sandbox, clock: HandClock) -> None:
    sandbox.knobs.limit_scale = 2 / 120
    assert (await api.sync(binding(1))).status == 200
    assert (await api.open(runtimeBindingId=42)).status == 200
    assert (await api("POST", "/runtime-bindings/42/deactivate")).status == 429
    clock.advance(60)
    assert (await api("POST", "/runtime-bindings/42/deactivate")).status == 200


async def test_credentials_have_windows_of_their_own(
    api: Caller, session: aiohttp.ClientSession, sandbox: Sandbox
) -> None:
    sandbox.knobs.limit_scale = 1 / 60
    other = caller(session, sandbox)
    assert [(await each("GET", "/auth/check")).status for each in (api, other, api)] == [
        200,
        200,
        429,
    ]
    sandbox.knobs.limit_key = "address"
    assert [(await each("GET", "/auth/check")).status for each in (api, other)] == [200, 429]


async def test_made_up_keys_share_the_addresss_window(stranger: Caller, sandbox: Sandbox) -> None:
    sandbox.knobs.limit_scale = 1 / 60
    statuses = []
    for key in ("a", "b"):
        headers = {"x-alter-access-key": key, "x-alter-access-token": "x"}
        statuses.append((await stranger("GET", "/auth/check", headers=headers)).status)
    assert statuses == [401, 429]


async def test_retry_after_is_a_knob(api: Caller, sandbox: Sandbox, clock: HandClock) -> None:
    sandbox.knobs.limit_scale = 1 / 60
    await api("GET", "/auth/check")
    clock.advance(10)
    assert "Retry-After" not in (await api("GET", "/auth/check")).headers
    sandbox.knobs.retry_after = True
    assert (await api("GET", "/auth/check")).headers["Retry-After"] == "50"
    sandbox.knobs.limits_enabled = False
    assert (await api("GET", "/auth/check")).status == 200
