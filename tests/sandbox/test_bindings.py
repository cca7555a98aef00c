from __future__ import annotations

import io
import json
from typing import Any

import aiohttp
import pytest

from connector.sandbox.clock import HandClock
from connector.sandbox.server import Sandbox

from .callers import Caller, binding, caller

LOCAL = {
    "externalDesignKey": "wp-design-1",
    "productId": 4,
    "title": "Local",
    "manifestUrl": "https://yourstore.com/u/1/manifest.json",
    "assetBaseUrl": "https://yourstore.com/u/1/",
    "manifestHash": "a3b1",
}


async def test_sync_is_an_upsert_by_product_and_runtime(api: Caller, sandbox: Sandbox) -> None:
    await api.sync(binding(1), binding(1, runtimeType="customizer"))
    again = await api.sync(binding(1, designId=382), binding(2))
    assert [(each["id"], each["designId"]) for each in again.body["runtimeBindings"]] == [
        (42, 382),
        (44, 381),
    ]
    assert len(sandbox.world.bindings) == 3


async def test_omitted_fields_keep_what_is_there(api: Caller, sandbox: Sandbox) -> None:
    await api.sync(binding(1, legacyStorefrontProductId=7, legacyBindingMeta={"a": 1}))
    await api.sync(binding(1, designId=..., status="inactive"))
    kept = sandbox.world.bindings[0]
    assert (kept.design_id, kept.status, kept.legacy_storefront_product_id) == (381, "inactive", 7)
    assert kept.legacy_binding_meta == {"a": 1}


async def test_a_new_binding_defaults_to_a_draft_that_needs_no_design(api: Caller) -> None:
    answer = await api.sync(binding(status=..., designId=...))
    assert answer.body["runtimeBindings"][0]["status"] == "draft"
    assert answer.body["runtimeBindings"][0]["designId"] is None


@pytest.mark.parametrize(
    ("item", "status", "code"),
    [
        (binding(externalProductId=...), 400, "invalidExternalProductId"),
        (binding(externalProductId=123), 400, "invalidExternalProductId"),
        (binding(runtimeType="designer"), 400, "invalidRuntimeType"),
        (binding(runtimeType=...), 400, "invalidRuntimeType"),
        (binding(status="paused"), 400, "invalidStatus"),
        (binding(designId="381"), 400, "invalidDesignId"),
        (binding(designId=True), 400, "invalidDesignId"),
        (binding(designId=None), 400, "invalidDesignId"),
        (binding(localDesignId="x"), 400, "invalidField"),
        (binding(legacyBindingMeta="x"), 400, "invalidLegacyBindingMeta"),
        (binding(legacyStorefrontProductId=0), 400, "invalidLegacyStorefrontProductId"),
        (binding(externalDesign=LOCAL), 400, "conflictingDesign"),
        (binding(designId=..., externalDesign=LOCAL | {"extra": 1}), 400, "invalidExternalDesign"),
        (binding(designId=..., externalDesign=None), 400, "invalidExternalDesign"),
        (binding(designId=...), 422, "designRequired"),
        (binding(designId=..., status="inactive"), 422, "designRequired"),
        (binding(designId=999_999), 422, "designNotFound"),
        (binding(designId=385, runtimeType="customizer"), 422, "notEmbeddable"),
    ],
)
async def test_one_bad_item_refuses_the_whole_batch(
    api: Caller, sandbox: Sandbox, item: dict[str, Any], status: int, code: str
) -> None:
    answer = await api.sync(binding(1), item)
    assert (answer.status, answer.code) == (status, f"runtimeBinding.{code}")
    assert sandbox.world.bindings == []


@pytest.mark.parametrize("name", sorted(LOCAL))
async def test_a_local_design_must_be_complete(api: Caller, name: str) -> None:
    broken = {key: value for key, value in LOCAL.items() if key != name}
    answer = await api.sync(binding(designId=..., externalDesign=broken))
    assert answer.code == "runtimeBinding.invalidExternalDesign"


async def test_a_local_design_keeps_its_id_when_its_files_change(api: Caller) -> None:
    first = await api.sync(binding(designId=..., externalDesign=LOCAL))
    changed = LOCAL | {"manifestHash": "ffff"}
    second = await api.sync(binding(designId=..., externalDesign=changed))
    assert first.body == second.body
    listed = await api("GET", "/products", params={"name": "Local"})
    assert listed.body["products"]["total"] == 0


async def test_the_same_key_twice_in_a_batch_is_refused(api: Caller) -> None:
    assert (await api.sync(binding(1), binding(1))).code == "runtimeBinding.duplicateInBatch"


async def test_body_rules(api: Caller, sandbox: Sandbox) -> None:
    path = "/runtime-bindings/sync-from-wordpress"
    text = await api("POST", path, data="{}", headers={"Content-Type": "text/plain"})
    assert (text.status, text.code) == (400, "request.invalidContentType")
    json_type = {"Content-Type": "application/json"}
    for data, code in (("{", "request.invalidJson"), ("[]", "request.invalidBody")):
        assert (await api("POST", path, data=data, headers=json_type)).code == code
    assert (await api.sync()).code == "runtimeBinding.invalidBindings"
    sandbox.knobs.max_batch = 2
    large = await api.sync(*(binding(n) for n in range(1, 4)))
    assert (large.status, large.code) == (413, "runtimeBinding.batchTooLarge")
    heavy = json.dumps({"bindings": [binding(legacyBindingMeta={"x": "y" * 1024 * 1024})]})
    huge = await api("POST", path, data=io.BytesIO(heavy.encode()), headers=json_type)
    assert (huge.status, huge.code) == (413, "request.tooLarge")


async def test_the_plan_limits_active_bindings(api: Caller, sandbox: Sandbox) -> None:
    sandbox.knobs.active_runtime_bindings = 2
    await api.sync(binding(1), binding(2))
    refused = await api.sync(binding(3))
    assert (refused.status, refused.code) == (409, "runtimeBinding.activeLimitReached")
    # What stands may be swapped within one batch, and drafts do not count.
    swapped = await api.sync(binding(1, status="inactive"), binding(3), binding(4, status="draft"))
    assert swapped.status == 200
    assert (await api("POST", "/runtime-bindings/42/activate")).status == 409


async def test_reassigning_designs_is_limited_by_the_month(
    api: Caller, sandbox: Sandbox, clock: HandClock
) -> None:
    sandbox.knobs.monthly_reassignments = 1
    await api.sync(binding(1))
    await api.sync(binding(1, designId=382))
    refused = await api.sync(binding(1, designId=383))
    assert (refused.status, refused.code) == (409, "runtimeBinding.reassignmentLimitReached")
    assert (await api.sync(binding(1, designId=382))).status == 200
    clock.advance(32 * 24 * 3600)
    assert (await api.sync(binding(1, designId=383))).status == 200


async def test_another_storefronts_binding_does_not_exist(
    api: Caller, session: aiohttp.ClientSession, sandbox: Sandbox
) -> None:
    await api.sync(binding(1))
    other = sandbox.world.add_storefront()
    neighbour = caller(session, sandbox, storefront_id=other.id)
    for path in ("/runtime-bindings/42/activate", "/runtime-bindings/4711/activate"):
        answer = await neighbour("POST", path)
        assert (answer.status, answer.code) == (404, "runtimeBinding.notFound")
    assert (await neighbour.sync(binding(1))).code == "runtimeBinding.designNotFound"


async def test_switching_refuses_what_cannot_be_active(api: Caller) -> None:
    await api.sync(binding(1, status="archived"), binding(2, status=..., designId=...))
    assert (await api("POST", "/runtime-bindings/42/activate")).code == "runtimeBinding.archived"
    assert (await api("POST", "/runtime-bindings/42/deactivate")).code == "runtimeBinding.archived"
    draft = await api("POST", "/runtime-bindings/43/activate")
    assert (draft.status, draft.code) == (409, "runtimeBinding.designRequired")
    assert (await api("POST", "/runtime-bindings/x/activate")).code == "runtimeBinding.invalidId"


async def test_a_patch_may_move_a_binding_but_not_onto_another(
    api: Caller, sandbox: Sandbox
) -> None:
    await api.sync(binding(1), binding(2))
    taken = await api("PATCH", "/runtime-bindings/42", json={"externalProductId": "wc_2"})
    assert (taken.status, taken.code) == (409, "runtimeBinding.duplicate")
    await api("PATCH", "/runtime-bindings/42", json={"externalProductId": "wc_3"})
    assert [each.external_product_id for each in sandbox.world.bindings] == ["wc_3", "wc_2"]
    assert (
        await api("PATCH", "/runtime-bindings/42", json={})
    ).code == "runtimeBinding.invalidPatch"


async def test_a_lapsed_plan_may_only_stop(api: Caller, sandbox: Sandbox) -> None:
    await api.sync(binding(1))
    sandbox.knobs.plan_name = "Free"
    assert (await api.sync(binding(1))).code == "plan.notEligible"
    assert (await api("POST", "/runtime-bindings/42/deactivate")).status == 200


async def test_a_runtime_outside_the_plan_cannot_be_active(api: Caller, sandbox: Sandbox) -> None:
    sandbox.knobs.runtime_flags = {"viewer": False, "configurator": True, "customizer": True}
    assert (await api.sync(binding(1))).code == "runtimeBinding.runtimeNotInPlan"
    assert (await api.sync(binding(1, status="draft"))).status == 200
