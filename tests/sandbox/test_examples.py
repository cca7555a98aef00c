"""The documents' own examples: requests are accepted, answers have the same keys and types.

The JSON files are copied from `alter-public-api.txt` and, under `older/`, `alter-public-api-older.txt`.
"""

from __future__ import annotations

import jwt

from connector.sandbox import handoff
from connector.sandbox.server import Sandbox

from .callers import Answer, Caller, example, shape


def alike(answer: Answer, name: str) -> None:
    assert answer.status == 200, answer.body
    assert shape(answer.body) == shape(example(name))


async def test_auth_check_is_the_example_itself(api: Caller, sandbox: Sandbox) -> None:
    sandbox.world.credentials[api.credential["x-alter-access-key"]].scopes = (
        "orders:read",
        "orders:write",
        "products:read",
    )
    assert (await api("GET", "/auth/check")).body == example("auth-check.response")


async def test_sync_answers_the_example_itself(api: Caller) -> None:
    answer = await api(
        "POST", "/runtime-bindings/sync-from-wordpress", json=example("sync.request")
    )
    assert (answer.status, answer.body) == (200, example("sync.response"))


async def test_wordpress_local_sync(api: Caller) -> None:
    body = example("sync-wordpress-local.request")
    alike(await api("POST", "/runtime-bindings/sync-from-wordpress", json=body), "sync.response")


async def test_patch_and_the_two_switches(api: Caller) -> None:
    await api("POST", "/runtime-bindings/sync-from-wordpress", json=example("sync.request"))
    one = example("sync.response")["runtimeBindings"][0]
    patched = await api("PATCH", "/runtime-bindings/42", json=example("binding-patch.request"))
    activated = await api("POST", "/runtime-bindings/42/activate")
    deactivated = await api("POST", "/runtime-bindings/42/deactivate")
    assert [each.body["runtimeBinding"] for each in (patched, activated, deactivated)] == [
        one | {"status": "inactive"},
        one,
        one | {"status": "inactive"},
    ]


async def test_products(api: Caller) -> None:
    await api("POST", "/runtime-bindings/sync-from-wordpress", json=example("sync.request"))
    query = {"limit": "20", "offset": "0", "name": "t-shirt", "customizer": "true"}
    query |= {"order_by": "created_at", "direction": "DESC"}
    assert (await api("GET", "/products", params=query)).body["products"]["total"] > 1
    alike(await api("GET", "/products", params={"limit": "1"}), "products.response")
    single = await api("GET", "/products/381")
    assert shape(single.body) == shape(example("products.response")["products"]["items"][0])


async def test_embed_session_and_bootstrap(api: Caller, stranger: Caller) -> None:
    body = example("sync-wordpress-local.request")
    body["bindings"][0]["runtimeType"] = "customizer"
    await api("POST", "/runtime-bindings/sync-from-wordpress", json=body)
    fingerprint = {"x-alter-client-fingerprint": "9f1b7a5e4b3c2d1f9f1b7a5e4b3c2d1f"}
    wanted = example("embed-session-binding.request")
    issued = await api("POST", "/embed/session", json=wanted, headers=fingerprint)
    alike(issued, "embed-session.response")
    assert jwt.get_unverified_header(issued.body["token"]) == {"alg": "HS256", "kid": "1"}
    assert issued.body["token"].startswith("eyJhbGciOiJIUzI1NiIsImtpZCI6IjEifQ.")

    bearer = {"Authorization": f"Bearer {issued.body['token']}"}
    shown = await stranger("GET", "/runtime/bootstrap", headers=bearer)
    assert shown.body == example("runtime-bootstrap.response") | {
        "designId": shown.body["designId"]
    }


async def test_embed_session_by_design_and_by_order(api: Caller) -> None:
    for name in ("embed-session-order.request", "embed-session-design.request"):
        assert (await api("POST", "/embed/session", json=example(name))).status == 200


async def test_exchange(stranger: Caller, sandbox: Sandbox) -> None:
    body = example("exchange.request")
    approved = handoff.approve(
        sandbox.scene,
        store_url=body["storeUrl"],
        site_origin=body["siteOrigin"],
        code_challenge=handoff.challenge_of(body["codeVerifier"]),
        storefront_id=12,
    )
    answer = await stranger("POST", "/wp-connect/exchange", json=body | {"code": approved.code})
    alike(answer, "exchange.response")
    assert answer.body["message"] == "wpConnect.exchange.ok"


async def test_refusals(stranger: Caller, api: Caller, sandbox: Sandbox) -> None:
    refused = await stranger("GET", "/auth/check")
    assert (refused.status, refused.body) == (401, example("error-authentication.response"))
    unknown = await api("GET", "/products/999999")
    assert shape(unknown.body) == shape(example("error-controller.response"))
    sandbox.knobs.limit_scale = 0.01
    await api("GET", "/auth/check")
    limited = await api("GET", "/auth/check")
    assert (limited.status, limited.body) == (429, example("error-limit.response"))


async def test_the_older_document(api: Caller, sandbox: Sandbox) -> None:
    sandbox.knobs.document = "older"
    alike(await api("GET", "/auth/check"), "older/auth-check.response")
    alike(await api("GET", "/products", params={"limit": "1"}), "older/products.response")
    alike(await api("GET", "/products/381"), "older/product.response")
    wanted = example("embed-session-design.request")
    session = await api("POST", "/embed/session", json=wanted)
    alike(session, "older/embed-session.response")
    assert session.body["expiresIn"] == 3600
