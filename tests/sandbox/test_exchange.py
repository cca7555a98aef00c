"""The whole handoff: the connect page approves, the exchange proves the verifier."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from connector.sandbox.clock import HandClock
from connector.sandbox.handoff import challenge_of
from connector.sandbox.server import Sandbox

from .callers import VERIFIER, Answer, Caller

STORE = "https://yourstore.com/"
SITE = "https://yourstore.com"


def authorize_url(sandbox: Sandbox, **changes: str) -> str:
    wanted = {
        "store_url": STORE,
        "site_origin": SITE,
        "redirect_uri": f"{SITE}/wp-admin/admin.php?page=alter&tab=a%26b",
        "state": "s-1",
        "code_challenge": challenge_of(VERIFIER),
        "code_challenge_method": "S256",
        **changes,
    }
    return f"{sandbox.connect_url}?{urlencode(wanted)}"


async def exchange(stranger: Caller, approved: str | None, **changes: Any) -> Answer:
    body = {"code": approved, "storeUrl": STORE, "siteOrigin": SITE, "codeVerifier": VERIFIER}
    return await stranger("POST", "/wp-connect/exchange", json={**body, **changes})


async def test_a_code_buys_one_working_credential(stranger: Caller, sandbox: Sandbox) -> None:
    approval = await sandbox.approve(authorize_url(sandbox))
    assert approval.location.startswith(f"{SITE}/wp-admin/admin.php?page=alter&tab=a%26b&code=")
    assert approval.state == "s-1"
    answer = await exchange(stranger, approval.code)
    key, token = answer.body["accessKey"], answer.body["accessToken"]
    stranger.credential = {"x-alter-access-key": key, "x-alter-access-token": token}
    check = await stranger("GET", "/auth/check")
    assert check.body["scopes"] == [
        "orders:read",
        "orders:write",
        "products:read",
        "embed:session:create",
        "files:read",
    ]
    assert (await exchange(stranger, approval.code)).code == "wpConnect.exchange.invalidCode"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"codeVerifier": VERIFIER + "x"}, "invalidVerifier"),
        ({"codeVerifier": "x" * 31}, "invalidVerifier"),
        ({"codeVerifier": "x" * 129}, "invalidVerifier"),
        ({"codeVerifier": "ü" * 43}, "invalidVerifier"),
        ({"code": "made-up"}, "invalidCode"),
        ({"storeUrl": "https://yourstore.com"}, "siteMismatch"),
        ({"siteOrigin": "https://other.example"}, "siteMismatch"),
        ({"codeVerifier": 7}, "invalidRequest"),
        ({"extra": "x"}, "invalidRequest"),
    ],
)
async def test_what_does_not_fit_is_refused(
    stranger: Caller, sandbox: Sandbox, changes: dict[str, Any], code: str
) -> None:
    approval = await sandbox.approve(authorize_url(sandbox))
    answer = await exchange(stranger, approval.code, **changes)
    assert (answer.status, answer.code) == (400, f"wpConnect.exchange.{code}")
    assert sandbox.world.credentials == {}


async def test_a_failed_proof_spends_the_code(stranger: Caller, sandbox: Sandbox) -> None:
    approval = await sandbox.approve(authorize_url(sandbox))
    await exchange(stranger, approval.code, codeVerifier=VERIFIER + "x")
    assert (await exchange(stranger, approval.code)).code == "wpConnect.exchange.invalidCode"


async def test_a_code_lives_ten_minutes(
    stranger: Caller, sandbox: Sandbox, clock: HandClock
) -> None:
    approval = await sandbox.approve(authorize_url(sandbox))
    clock.advance(600)
    assert (await exchange(stranger, approval.code)).code == "wpConnect.exchange.codeExpired"


async def test_the_exchange_grants_what_the_knob_says(stranger: Caller, sandbox: Sandbox) -> None:
    sandbox.knobs.scopes = ("orders:read",)
    approval = await sandbox.approve(authorize_url(sandbox))
    key = (await exchange(stranger, approval.code)).body["accessKey"]
    assert sandbox.world.credentials[key].scopes == ("orders:read",)
