"""The plan: counted, warned about, kept before the call, and Alter believed when it disagrees."""

from __future__ import annotations

from typing import Any

from tests.acceptance.browser import Browser
from tests.stage.stage import ConnectedStore, Stage, item
from tests.stage.waiting import until

SYNC, CHECK = "/runtime-bindings/sync-from-wordpress", "/auth/check"


async def shown(store: ConnectedStore) -> dict[str, Any]:
    return dict((await store.get("/v1/store")).json)


async def warned(store: ConnectedStore) -> list[str]:
    return [each["code"] for each in (await shown(store))["warnings"]]


async def allow(stage: Stage, store: ConnectedStore, **limits: int) -> None:
    for name, value in limits.items():
        setattr(stage.sandbox.knobs, name, value)
    assert (await store.post("/v1/store/check")).status == 200


async def test_active_bindings_are_warned_about(stage: Stage, store: ConnectedStore) -> None:
    """From 80 %, and when all are used; drafts use none."""
    await allow(stage, store, active_runtime_bindings=5)
    await store.put_bindings(*(item(f"wc_{number}") for number in range(3)))
    await store.put_bindings(item("wc_9", status="draft"))
    assert await warned(store) == []
    await store.put_bindings(item("wc_3"))
    assert await warned(store) == ["plan.activeBindingsNear"]
    await store.put_bindings(item("wc_4"))
    assert await warned(store) == ["plan.activeBindingsFull"]
    assert (await shown(store))["usage"]["activeBindings"] == 5


async def test_embed_tokens_are_warned_about_by_their_pace(
    stage: Stage, store: ConnectedStore
) -> None:
    """And nobody is refused for it."""
    await store.put_bindings(item("wc_1"))
    browser = Browser.on(stage, store)
    assert (await browser.session()).status == 201
    assert await warned(store) == []
    await allow(stage, store, monthly_embed_tokens=1)
    stage.sandbox.knobs.monthly_embed_tokens = None
    assert await warned(store) == ["plan.embedTokensNear"]
    assert (await browser.session()).status == 201


async def test_a_full_plan_says_how_to_ask_again(stage: Stage, store: ConnectedStore) -> None:
    """Refused before the call; after an extension and a check it goes through."""
    await allow(stage, store, active_runtime_bindings=1)
    await store.put_bindings(item("wc_1"))
    calls = len(stage.sandbox.calls_to("POST", SYNC))
    answer = (await store.put_bindings(item("wc_2"), wait=0)).json
    (rejected,) = answer["rejected"]
    assert rejected["code"] == "plan.activeBindingsLimit"
    assert "POST /v1/store/check" in rejected["detail"]
    assert len(stage.sandbox.calls_to("POST", SYNC)) == calls
    await allow(stage, store, active_runtime_bindings=2)
    assert (await store.put_bindings(item("wc_2"))).json["rejected"] == []


async def test_alter_is_believed_when_it_disagrees(stage: Stage, store: ConnectedStore) -> None:
    """A plan that shrank unnoticed: the row fails with Alter's code, once, and the plan is asked for."""
    await store.put_bindings(item("wc_1"))
    stage.sandbox.knobs.active_runtime_bindings = 1
    stage.clock.shift(10)
    answer = (await store.put_bindings(item("wc_2"))).json
    sync = answer["bindings"][0]["sync"]
    assert (sync["state"], sync["code"], sync["attempts"], sync["nextAttemptAt"]) == (
        "failed",
        "runtimeBinding.activeLimitReached",
        1,
        None,
    )

    async def learnt() -> bool:
        return bool((await shown(store))["plan"]["limits"]["activeBindings"] == 1)

    await until(learnt)
    assert await warned(store) == ["plan.activeBindingsFull"]
    calls = len(stage.sandbox.calls_to("POST", SYNC))
    checks = len(stage.sandbox.calls_to("GET", CHECK))
    stage.clock.shift(7200)
    rejected = (await store.put_bindings(item("wc_3"))).json["rejected"]
    assert [each["code"] for each in rejected] == ["plan.activeBindingsLimit"]
    assert len(stage.sandbox.calls_to("POST", SYNC)) == calls
    assert len(stage.sandbox.calls_to("GET", CHECK)) == checks


async def test_other_refusals_ask_nobody_about_the_plan(
    stage: Stage, store: ConnectedStore
) -> None:
    stage.clock.shift(10)
    checks = len(stage.sandbox.calls_to("GET", CHECK))
    await store.put_bindings(item("wc_1", 999_999))
    assert len(stage.sandbox.calls_to("GET", CHECK)) == checks


async def reassigned(store: ConnectedStore) -> tuple[int, bool]:
    found = (await shown(store))["usage"]["reassignments"]
    assert sorted(found) == ["count", "month", "pace"]
    return found["count"], found["pace"] >= found["count"]


async def test_reassignments_are_counted_and_never_refused_here(
    stage: Stage, store: ConnectedStore
) -> None:
    """Another design confirmed for what had one, through either door; as Alter counts them."""
    await allow(stage, store, monthly_reassignments=100)
    await store.put_bindings(item("wc_1", 381), item("wc_2", 381))
    assert await reassigned(store) == (0, True)
    await store.put_bindings(item("wc_1", 382), item("wc_2", 381, status="inactive"))
    assert await reassigned(store) == (1, True)
    body = {
        "bindings": [{"externalProductId": "wc_1", "runtimeType": "customizer", "designId": 383}]
    }
    headers = store.gateway_headers()
    passed = await stage.anyone.post(f"/public-api/v1{SYNC}", body, headers=headers)
    assert passed.status == 200
    number = stage.sandbox.world.bindings[0].id
    patched = await stage.anyone.patch(
        f"/public-api/v1/runtime-bindings/{number}", {"designId": 384}, headers=headers
    )
    assert patched.status == 200
    assert await reassigned(store) == (3, True)
    assert stage.sandbox.world.reassignments.total() == 3
    await allow(stage, store, monthly_reassignments=3)
    refused = (await store.put_bindings(item("wc_1", 381))).json["bindings"][0]["sync"]
    assert refused["code"] == "runtimeBinding.reassignmentLimitReached"
    assert await reassigned(store) == (3, True)
