from __future__ import annotations

import aiohttp
import pytest

from connector.sandbox.server import Sandbox

from .callers import Caller, caller


@pytest.mark.parametrize("header", ["Origin", "Referer"])
async def test_browser_calls_are_rejected(api: Caller, header: str) -> None:
    """ "Authenticated endpoints reject browser-origin calls that include Origin or Referer." """
    answer = await api("GET", "/auth/check", headers={header: "https://yourstore.com"})
    assert (answer.status, answer.body) == (403, {"error": "Forbidden"})


async def test_wrong_token_or_key_is_unauthorized(api: Caller) -> None:
    for header in ("x-alter-access-token", "x-alter-access-key"):
        answer = await api("GET", "/auth/check", headers={header: "wrong"})
        assert (answer.status, answer.body) == (401, {"error": "Unauthorized"})


async def test_a_revoked_credential_is_unauthorized(api: Caller, sandbox: Sandbox) -> None:
    sandbox.world.credentials[api.credential["x-alter-access-key"]].revoked = True
    assert (await api("GET", "/auth/check")).status == 401


async def test_scopes_open_their_routes_only(
    session: aiohttp.ClientSession, sandbox: Sandbox
) -> None:
    reader = caller(session, sandbox, scopes=("products:read",))
    assert (await reader("GET", "/products")).status == 200
    refused = await reader.open(tool="viewer", designId=381)
    assert (refused.status, refused.body) == (403, {"error": "Forbidden"})
    # "any authenticated credential"
    assert (await reader("GET", "/auth/check")).status == 200


async def test_health_asks_nobody(stranger: Caller, sandbox: Sandbox) -> None:
    stranger.base = sandbox.url + "/public-api"
    assert (await stranger("GET", "/healthz")).status == 200


async def test_unknown_routes_and_methods(api: Caller) -> None:
    assert (await api("GET", "/nowhere")).code == "route.notFound"
    assert (await api("DELETE", "/auth/check")).code == "route.methodNotAllowed"
