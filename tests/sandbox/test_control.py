from __future__ import annotations

from connector.sandbox.server import Sandbox

from .callers import Caller, binding


async def test_state_shows_everything_but_tokens(
    operator: Caller, api: Caller, sandbox: Sandbox
) -> None:
    await api.sync(binding(1))
    opened = await api.open(runtimeBindingId=42)
    state = await operator("GET", "/state")
    assert {
        "method": "POST",
        "route": "/public-api/v1/embed/session",
        "status": 200,
        "count": 1,
    } in state.body["calls"]
    assert state.body["refusedByLimits"] == 0
    assert state.body["bindings"][0]["storefrontId"] == 12
    assert state.body["sessionsIssued"] == len(state.body["sessions"]) == 1
    for secret in (api.credential["x-alter-access-token"], opened.body["token"]):
        assert secret not in str(state.body)
        assert secret not in str(sandbox.calls)


async def test_knobs_turn_all_or_none(operator: Caller, sandbox: Sandbox) -> None:
    turned = await operator("PATCH", "/knobs", json={"limitScale": 2, "document": "older"})
    assert (turned.status, turned.body["limitScale"]) == (200, 2)
    assert sandbox.knobs.document == "older"
    for wrong in ({"limitScale": 3, "unheardOf": 1}, {"limitScale": 3, "limitKey": "colour"}):
        refused = await operator("PATCH", "/knobs", json=wrong)
        assert (refused.status, refused.code) == (422, "sandbox.invalid")
    assert sandbox.knobs.limit_scale == 2


async def test_faults_come_and_go(operator: Caller, api: Caller) -> None:
    fault = {"path": "/auth/check", "status": 500, "times": None}
    assert (await operator("POST", "/faults", json=fault)).status == 201
    assert (await api("GET", "/auth/check")).status == 500
    await operator("DELETE", "/faults")
    assert (await api("GET", "/auth/check")).status == 200
    assert (await operator("POST", "/faults", json={})).code == "sandbox.invalid"


async def test_credentials_by_hand(operator: Caller, stranger: Caller) -> None:
    wanted = {"accessKey": "key", "accessToken": "token", "scopes": ["products:read"]}
    made = await operator("POST", "/credentials", json=wanted)
    assert (made.status, made.body) == (201, wanted | {"storefrontId": 12})
    assert (await operator("POST", "/credentials", json=wanted)).code == "sandbox.accessKeyTaken"
    stranger.credential = {"x-alter-access-key": "key", "x-alter-access-token": "token"}
    assert (await stranger("GET", "/auth/check")).body["scopes"] == ["products:read"]
    await operator("POST", "/credentials/key/revoke")
    assert (await stranger("GET", "/auth/check")).status == 401
    assert (await operator("POST", "/credentials/no/revoke")).status == 404
    elsewhere = await operator("POST", "/credentials", json={"storefrontId": 99})
    assert elsewhere.code == "sandbox.storefrontNotFound"


async def test_reset_starts_a_new_world(operator: Caller, api: Caller, sandbox: Sandbox) -> None:
    await api.sync(binding(1))
    await operator("POST", "/reset")
    assert (sandbox.world.bindings, sandbox.calls) == ([], [])
    assert (await api("GET", "/auth/check")).status == 401


async def test_other_sites_pages_cannot_press_buttons(operator: Caller) -> None:
    answer = await operator("POST", "/reset", headers={"Origin": "https://evil.example"})
    assert answer.status == 403


async def test_orders_by_hand_and_in_the_state(
    operator: Caller, api: Caller, sandbox: Sandbox
) -> None:
    wanted = {"designId": 381, "items": [{"quantity": 2, "sizeId": 396}], "status": "paid"}
    made = await operator("POST", "/orders", json=wanted)
    assert (made.status, made.body["id"], made.body["status"]) == (201, 124, "paid")
    dated = {"designId": 382, "createdAt": "2026-05-01T10:00:00Z"}
    assert (await operator("POST", "/orders", json=dated)).status == 201
    assert (
        (await api("GET", "/customer-orders/125"))
        .body["order"]["createdAt"]
        .startswith("2026-05-01T10:00:00")
    )
    await api("PATCH", "/customer-orders/124/status", json={"status": "completed"})
    await api("DELETE", "/customer-orders/124")
    state = (await operator("GET", "/state")).body
    (shown,) = [each for each in state["orders"] if each["id"] == 124]
    assert shown == {
        "id": 124,
        "storefrontId": 12,
        "designId": 381,
        "status": "completed",
        "deleted": True,
        "quantities": {"988": 2},
        "sessionJti": None,
        "runtimeBindingId": None,
        "cartKey": None,
        "history": {"created": 1, "status": 1, "deleted": 1},
    }
    for body, code in (
        ({"designId": 9}, "designNotFound"),
        ({"designId": 381, "items": [{"colorId": 1}]}, "unknownOption"),
        ({"designId": 381, "items": []}, "invalid"),
        ({"designId": 381, "status": "pending"}, "invalid"),
        ({"designId": 381, "createdAt": "2026-05-01T10:00:00"}, "invalid"),
    ):
        assert (await operator("POST", "/orders", json=body)).code == f"sandbox.{code}"
    await operator("POST", "/reset")
    assert list(sandbox.world.orders) == [123]


async def test_the_log_of_calls_is_read_in_parts(operator: Caller, api: Caller) -> None:
    """With bodies and access keys, never a token; what was read is not read again."""
    await api("GET", "/auth/check")
    first = (await operator("GET", "/calls")).body
    assert (first["first"], first["next"], len(first["calls"])) == (0, 1, 1)
    (call,) = first["calls"]
    assert (call["method"], call["status"]) == ("GET", 200)
    assert call["accessKey"]
    await api("POST", "/runtime-bindings/sync-from-wordpress", json={"bindings": []})
    later = (await operator("GET", f"/calls?after={first['next']}")).body
    assert [each["body"] for each in later["calls"]] == [{"bindings": []}]
    assert (await operator("GET", "/calls?after=x")).status == 400


async def test_a_binding_vanishes(operator: Caller, api: Caller, sandbox: Sandbox) -> None:
    """As if it had never been: the same sync makes a new one."""
    await api.sync(binding(1))
    assert (await operator("DELETE", "/bindings/42")).body == {"id": 42, "dropped": True}
    assert sandbox.world.bindings == []
    assert (await api("GET", "/products/381")).body["runtimeBindings"] == []
    again = await api.sync(binding(1))
    assert again.body["runtimeBindings"][0]["id"] == 43
    for unknown in ("42", "x"):
        assert (await operator("DELETE", f"/bindings/{unknown}")).code == "sandbox.bindingNotFound"
