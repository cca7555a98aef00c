"""From a mapping in the shop to a runtime binding at Alter, and what happens when Alter objects."""

from __future__ import annotations

import asyncio
from typing import Any

from connector.sandbox.faults import Fault
from tests.stage.stage import ConnectedStore, Reply, Stage, item
from tests.stage.waiting import until

SYNC = "/runtime-bindings/sync-from-wordpress"


def sent(stage: Stage) -> list[Any]:
    """The bindings of every sync call, call by call."""
    return [call.body["bindings"] for call in stage.sandbox.calls_to("POST", SYNC)]


async def rows(store: ConnectedStore) -> dict[str, Any]:
    """The store's bindings by product."""
    found = (await store.get("/v1/bindings?limit=500")).json["items"]
    return {row["externalProductId"]: row for row in found}


async def state_of(store: ConnectedStore, product: str = "wc_1") -> str:
    return str((await rows(store))[product]["sync"]["state"])


async def mapped(store: ConnectedStore, *items: dict[str, Any]) -> dict[str, Any]:
    """Puts and waits; the rows by product."""
    answer = await store.put_bindings(*items)
    assert answer.status == 200, answer.body
    return {row["externalProductId"]: row for row in answer.json["bindings"]}


async def test_a_mapping_becomes_a_runtime_binding(stage: Stage, store: ConnectedStore) -> None:
    """`Prefer: wait` answers with what Alter made of it, field by field."""
    row = (await mapped(store, item("wc_1", legacyBindingMeta={"a": 1})))["wc_1"]
    (upstream,) = stage.sandbox.world.bindings
    assert row["runtimeBindingId"] == upstream.id
    assert row["sync"]["state"] == "synced"
    assert row["sync"]["syncedAt"].endswith("Z")
    assert (upstream.status, upstream.design_id) == ("active", 381)
    assert sorted(row) == [
        "bindingId",
        "designId",
        "externalDesign",
        "externalProductId",
        "legacyBindingMeta",
        "legacyStorefrontProductId",
        "localDesignId",
        "runtimeBindingId",
        "runtimeType",
        "status",
        "sync",
        "updatedAt",
    ]
    assert sorted(row["sync"]) == [
        "attempts",
        "code",
        "detail",
        "nextAttemptAt",
        "state",
        "syncedAt",
        "upstreamStatus",
    ]


async def test_what_did_not_change_is_not_sent(stage: Stage, store: ConnectedStore) -> None:
    """The same again is accepted, counted as unchanged, and costs no call."""
    await mapped(store, item("wc_1"))
    again = await store.put_bindings(item("wc_1"))
    assert (again.json["accepted"], again.json["unchanged"]) == (1, 1)
    assert again.json["rejected"] == []
    assert again.json["pending"] == 0
    assert len(sent(stage)) == 1


async def test_omitted_fields_keep_what_is_there_and_alter_gets_the_full_row(
    stage: Stage, store: ConnectedStore
) -> None:
    """A put with a new design alone keeps status and meta."""
    await mapped(store, item("wc_1", legacyBindingMeta={"a": 1}))
    key = {"externalProductId": "wc_1", "runtimeType": "customizer"}
    row = (await mapped(store, key | {"designId": 382}))["wc_1"]
    assert (row["status"], row["legacyBindingMeta"]) == ("active", {"a": 1})
    assert sent(stage)[-1] == [item("wc_1", 382, legacyBindingMeta={"a": 1})]


async def test_a_new_binding_is_a_draft_unless_it_says_otherwise(store: ConnectedStore) -> None:
    """Nothing goes live by being mentioned."""
    answer = await store.put_bindings({"externalProductId": "wc_1", "runtimeType": "viewer"})
    assert answer.json["bindings"][0]["status"] == "draft"


async def test_of_two_items_for_one_product_the_last_counts(
    stage: Stage, store: ConnectedStore
) -> None:
    """Alter sees one binding, not a duplicate."""
    await mapped(store, item("wc_1"), item("wc_1", 382))
    assert sent(stage) == [[item("wc_1", 382)]]


async def test_a_patch_changes_one_binding(stage: Stage, store: ConnectedStore) -> None:
    """With `Prefer: wait` the answer is already confirmed."""
    row = (await mapped(store, item("wc_1")))["wc_1"]
    path = f"/v1/bindings/{row['bindingId']}"
    patched = await store.patch(path, {"designId": 382}, headers={"Prefer": "wait=5"})
    assert (patched.status, patched.json["designId"]) == (200, 382)
    assert patched.json["sync"]["state"] == "synced"
    assert stage.sandbox.world.bindings[0].design_id == 382
    assert (await store.get(path)).json == patched.json


async def test_deleting_archives(stage: Stage, store: ConnectedStore) -> None:
    """The row stays, archived, and Alter hears of it."""
    row = (await mapped(store, item("wc_1")))["wc_1"]
    path = f"/v1/bindings/{row['bindingId']}"
    deleted = await store.delete(path, headers={"Prefer": "wait=5"})
    assert (deleted.status, deleted.json["status"]) == (200, "archived")
    assert stage.sandbox.world.bindings[0].status == "archived"


async def test_activate_and_deactivate_wait_for_alter(stage: Stage, store: ConnectedStore) -> None:
    """200 once Alter confirmed it, without asking for a wait; a repeat changes nothing."""
    row = (await mapped(store, item("wc_1", status="draft")))["wc_1"]
    path = f"/v1/bindings/{row['bindingId']}"
    for verb, status in (("activate", "active"), ("deactivate", "inactive")):
        done = await store.post(f"{path}/{verb}")
        assert (done.status, done.json["status"]) == (200, status)
        assert stage.sandbox.world.bindings[0].status == status
    calls = len(sent(stage))
    assert (await store.post(f"{path}/deactivate")).status == 200
    assert len(sent(stage)) == calls


async def test_a_click_that_is_only_queued_answers_202(stage: Stage, store: ConnectedStore) -> None:
    """`Prefer: wait=0` does not wait; neither does anybody wait longer than asked when Alter is slow."""
    row = (await mapped(store, item("wc_1", status="draft")))["wc_1"]
    stage.sandbox.knobs.faults.append(Fault(path=SYNC, delay=0.4))
    path = f"/v1/bindings/{row['bindingId']}/activate"
    queued = await store.post(path, headers={"Prefer": "wait=0"})
    assert (queued.status, queued.json["sync"]["state"]) == (202, "pending")
    await until(lambda: is_synced(store))


async def is_synced(store: ConnectedStore, product: str = "wc_1") -> bool:
    return await state_of(store, product) == "synced"


async def test_a_refused_activation_says_why_and_keeps_the_previous_status(
    stage: Stage, store: ConnectedStore
) -> None:
    """409 with Alter's code; the binding is what it was, here and at Alter, and not retried."""
    # Every fifth design of the sandbox has no customizer.
    row = (await mapped(store, item("wc_1", 385, status="draft")))["wc_1"]
    path = f"/v1/bindings/{row['bindingId']}"
    refused = await store.post(f"{path}/activate")
    assert (refused.status, refused.code) == (409, "runtimeBinding.notEmbeddable")
    assert refused.json["upstreamCode"] == "runtimeBinding.notEmbeddable"
    assert refused.json["upstreamStatus"] == 422
    shown = (await store.get(path)).json
    assert (shown["status"], shown["sync"]["state"]) == ("draft", "synced")
    assert shown["sync"]["code"] == "runtimeBinding.notEmbeddable"
    assert stage.sandbox.world.bindings[0].status == "draft"


async def test_a_click_without_a_design_never_reaches_alter(
    stage: Stage, store: ConnectedStore
) -> None:
    """422 at once, nothing changed."""
    row = (await mapped(store, item("wc_1", None, status="draft")))["wc_1"]
    calls = len(sent(stage))
    refused = await store.post(f"/v1/bindings/{row['bindingId']}/activate")
    assert (refused.status, refused.code) == (422, "binding.designRequired")
    assert len(sent(stage)) == calls


async def test_a_wrong_design_fails_alone(store: ConnectedStore) -> None:
    """The rest of its batch syncs; the bad one shows Alter's code and is not sent again by itself."""
    found = await mapped(store, item("wc_1"), item("wc_2", 999_999), item("wc_3"))
    assert [row["sync"]["state"] for row in found.values()] == ["synced", "failed", "synced"]
    failed = found["wc_2"]["sync"]
    assert (failed["code"], failed["upstreamStatus"]) == ("runtimeBinding.designNotFound", 422)
    assert failed["nextAttemptAt"] is None
    progress = (await store.get("/v1/sync")).json
    assert (progress["failed"], progress["pending"], progress["synced"]) == (1, 0, 2)


async def test_a_patch_of_a_failed_binding_is_taken(store: ConnectedStore) -> None:
    """A patch that changes nothing shows the failure; one that mends it is confirmed."""
    row = (await mapped(store, item("wc_1", 999_999)))["wc_1"]
    path = f"/v1/bindings/{row['bindingId']}"
    same = await store.patch(path, {"designId": 999_999})
    assert (same.status, same.json["sync"]["state"]) == (200, "failed")
    worse = await store.patch(path, {"designId": 999_998}, headers={"Prefer": "wait=5"})
    assert (worse.status, worse.json["sync"]["state"]) == (200, "failed")
    mended = await store.patch(path, {"designId": 381}, headers={"Prefer": "wait=5"})
    assert (mended.status, mended.json["sync"]["state"]) == (200, "synced")
    assert mended.json["sync"]["code"] is None


async def test_two_bad_in_a_hundred_cost_few_calls(stage: Stage, store: ConnectedStore) -> None:
    """98 sync, 2 fail by name, within 27 calls, and no limit is hit."""
    items = [item(f"wc_{n}", status="inactive") for n in range(100)]
    items[13]["designId"] = items[77]["designId"] = 999_999
    found = await mapped(store, *items)
    failed = [name for name, row in found.items() if row["sync"]["state"] == "failed"]
    assert failed == ["wc_13", "wc_77"] or sorted(failed) == ["wc_13", "wc_77"]
    assert sum(row["sync"]["state"] == "synced" for row in found.values()) == 98
    assert len(sent(stage)) <= 27
    assert stage.sandbox.refused == 0


async def test_twenty_and_two_bad_are_one_good_call_after_the_split(
    stage: Stage, store: ConnectedStore
) -> None:
    """The good ones are each confirmed exactly once."""
    items = [item(f"wc_{n}") for n in range(20)] + [item("wc_x", 999_999), item("wc_y", 999_998)]
    found = await mapped(store, *items)
    assert {name for name, row in found.items() if row["sync"]["state"] == "failed"} == {
        "wc_x",
        "wc_y",
    }
    good = [call for call in stage.sandbox.calls_to("POST", SYNC) if call.status == 200]
    confirmed = [each["externalProductId"] for call in good for each in call.body["bindings"]]
    assert len(confirmed) == len(set(confirmed)) == 20


async def is_down(store: ConnectedStore) -> bool:
    upstream = (await store.get("/v1/sync")).json["upstream"]
    return bool(upstream["state"] == "down" and upstream["retryAt"])


async def test_an_outage_loses_nothing(stage: Stage, store: ConnectedStore) -> None:
    """While Alter is down the binding is pending and says why; afterwards it goes out by itself."""
    stage.sandbox.knobs.faults.append(Fault(path=SYNC, status=503, times=None))
    answer = await store.put_bindings(item("wc_1"), wait=1)
    (row,) = answer.json["bindings"]
    assert (row["sync"]["state"], row["sync"]["upstreamStatus"]) == ("pending", 503)
    # Between two tries there is a moment without a pause: whoever asks just then hears "ok".
    await until(lambda: is_down(store))
    progress = (await store.get("/v1/sync")).json
    assert progress["pending"] == 1
    assert progress["oldestPendingAt"] is not None
    assert progress["etaSeconds"] >= 1
    stage.sandbox.knobs.faults.clear()
    stage.clock.shift(600)
    await until(lambda: is_synced(store))


async def test_an_answer_that_is_lost_is_asked_for_again(
    stage: Stage, store: ConnectedStore
) -> None:
    """Alter did it, nobody heard: the same upsert again, one binding upstream."""
    for fault in ({"answer_lost": True}, {"truncate": True}, {"status": 200, "body": {}}):
        stage.sandbox.knobs.faults[:] = [Fault(path=SYNC, **fault)]
        await store.put_bindings(item("wc_1", legacyBindingMeta=fault), wait=1)
        stage.clock.shift(600)
        await until(lambda: is_synced(store))
    assert len(stage.sandbox.world.bindings) == 1


async def test_retry_now_does_not_wait_for_the_pause(stage: Stage, store: ConnectedStore) -> None:
    """`POST /v1/sync/retry` makes waiting and failed rows due and lets one probe through."""
    stage.sandbox.knobs.faults.append(Fault(path=SYNC, status=500, times=1))
    await store.put_bindings(item("wc_1"), item("wc_2", 999_999), wait=1)
    retried = await store.post("/v1/sync/retry")
    assert (retried.status, retried.json) == (200, {"changed": 2})
    await until(lambda: is_synced(store))
    await until(lambda: has_failed(store, "wc_2"))
    calls = len(sent(stage))
    failed = (await rows(store))["wc_2"]["bindingId"]
    again = await store.post("/v1/sync/retry", {"bindingIds": [failed, "bd_nobodys"]})
    assert again.json == {"changed": 1}
    await until(lambda: has_failed(store, "wc_2"))
    assert len(sent(stage)) == calls + 1


async def has_failed(store: ConnectedStore, product: str) -> bool:
    return await state_of(store, product) == "failed"


async def test_a_429_is_waited_out(stage: Stage, store: ConnectedStore) -> None:
    """`Retry-After` is kept to: throttled until then, and no call in between."""
    limited = Fault(
        path=SYNC, status=429, headers={"Retry-After": "20"}, body={"error": "Too Many Requests"}
    )
    stage.sandbox.knobs.faults.append(limited)
    await store.put_bindings(item("wc_1"), wait=1)
    upstream = (await store.get("/v1/sync")).json["upstream"]
    assert upstream["state"] == "throttled"
    assert len(sent(stage)) == 1
    stage.clock.shift(15)
    await asyncio.sleep(0.3)
    assert len(sent(stage)) == 1
    stage.clock.shift(60)
    await until(lambda: is_synced(store))
    assert len(sent(stage)) == 2


async def test_a_batch_alter_finds_too_large_is_sent_in_parts(
    stage: Stage, store: ConnectedStore
) -> None:
    """413 halves the size until it fits."""
    stage.sandbox.knobs.max_batch = 10
    found = await mapped(store, *[item(f"wc_{n}") for n in range(40)])
    assert {row["sync"]["state"] for row in found.values()} == {"synced"}
    assert max(len(part) for part in sent(stage)[-4:]) <= 10


LOCAL = {
    "externalDesignKey": "mug-1",
    "productId": 1,
    "title": "Mug",
    "manifestUrl": "http://shop.localhost/wp-content/uploads/alter/mug-1/manifest.json",
    "assetBaseUrl": "http://shop.localhost/wp-content/uploads/alter/mug-1/",
    "manifestHash": "a" * 64,
    "sourceMeta": {"pluginVersion": "1.2.0"},
}


async def test_a_local_design_is_bound_with_its_addresses(
    stage: Stage, store: ConnectedStore
) -> None:
    """`externalDesign` travels as it is; Alter's id for it appears in the viewer's address."""
    local = item("wc_1", None, runtimeType="viewer", externalDesign=LOCAL)
    row = (await mapped(store, local))["wc_1"]
    assert row["externalDesign"] == LOCAL
    assert sent(stage)[-1][0]["externalDesign"] == LOCAL
    design = stage.sandbox.world.bindings[0].design_id
    product = await store.get(f"/storefront/v1/{store.storefront_key}/products/wc_1")
    (runtime,) = product.json["runtimes"]
    assert runtime["iframeUrl"] == (
        f"{stage.sandbox.origin}/app/viewer/{design}?add_to_cart=1&wp_local_design=1"
    )


async def test_a_local_design_lies_on_the_store(stage: Stage, store: ConnectedStore) -> None:
    """Files elsewhere reject the item by name; nothing is sent."""
    for field, url in (
        ("manifestUrl", "https://evil.example/manifest.json"),
        ("assetBaseUrl", "http://shop.localhost.evil.example/"),
        ("assetBaseUrl", "http://user@shop.localhost/"),
        ("manifestUrl", "//shop.localhost/manifest.json"),
    ):
        design = {**LOCAL, field: url}
        answer = await store.put_bindings(item("wc_1", None, externalDesign=design))
        (rejected,) = answer.json["rejected"]
        assert rejected["code"] == "binding.foreignUrl"
        assert f"externalDesign.{field}" in rejected["detail"]
    assert sent(stage) == []


async def test_a_design_of_one_kind_replaces_the_other(store: ConnectedStore) -> None:
    """A binding opens one design."""
    await mapped(store, item("wc_1", None, externalDesign=LOCAL))
    row = (await mapped(store, item("wc_1", 381)))["wc_1"]
    assert (row["designId"], row["externalDesign"]) == (381, None)
    row = (await mapped(store, item("wc_1", None, externalDesign=LOCAL)))["wc_1"]
    assert (row["designId"], row["externalDesign"]) == (None, LOCAL)


async def test_beyond_the_plan_items_are_rejected_one_by_one(
    stage: Stage, store: ConnectedStore
) -> None:
    """The limit auth/check named is kept here, so Alter need not refuse the batch."""
    stage.sandbox.knobs.active_runtime_bindings = 2
    await store.post("/v1/store/check")
    answer = (await store.put_bindings(*[item(f"wc_{n}") for n in range(4)])).json
    assert answer["accepted"] == 2
    assert [(r["index"], r["code"]) for r in answer["rejected"]] == [
        (2, "plan.activeBindingsLimit"),
        (3, "plan.activeBindingsLimit"),
    ]
    assert all(row["sync"]["state"] == "synced" for row in answer["bindings"])


async def act(store: ConnectedStore, action: str, **chosen: Any) -> Reply:
    return await store.post("/v1/bindings/actions", {"action": action, **chosen})


async def test_actions_change_many_by_one_word(stage: Stage, store: ConnectedStore) -> None:
    """By id, by product, by filter; what is already so is not counted; strangers' ids are passed over."""
    found = await mapped(store, *[item(f"wc_{n}", status="draft") for n in range(4)])
    ids = [found["wc_0"]["bindingId"], "bd_nobodys"]
    assert (await act(store, "activate", bindingIds=ids)).json == {"changed": 1}
    by_product = await act(store, "activate", externalProductIds=["wc_0", "wc_1", "wc_99"])
    assert by_product.json == {"changed": 1}
    archived = await act(store, "archive", filter={"status": ["draft"]})
    assert archived.json == {"changed": 2}
    assert (await act(store, "deactivate", filter={})).json == {"changed": 4}
    await until(lambda: all_inactive(stage))


async def all_inactive(stage: Stage) -> bool:
    return {each.status for each in stage.sandbox.world.bindings} == {"inactive"}


async def test_an_action_that_does_not_fit_changes_nothing(store: ConnectedStore) -> None:
    """One binding without a design stops the activation of its chunk, and is named."""
    await mapped(store, item("wc_1", status="draft"), item("wc_2", None, status="draft"))
    refused = await act(store, "activate", filter={})
    assert (refused.status, refused.code) == (409, "binding.designRequired")
    assert "wc_2" in refused.json["detail"]
    assert {row["status"] for row in (await rows(store)).values()} == {"draft"}


async def test_an_action_keeps_to_the_stores_own_products(
    stage: Stage, store: ConnectedStore
) -> None:
    """What was mapped before the storefront was shared, and is now another store's to say, stays as it is."""
    await mapped(store, item("wc_1", status="draft"), item("wc2_1", status="draft"))
    other = await stage.connect("http://other.localhost", share=True)
    assert other.answer["store"]["externalIdPrefix"] == "wc2_"
    refused = await act(store, "activate", externalProductIds=["wc2_1"])
    assert (refused.status, refused.code) == (409, "binding.externalProductIdPrefix")
    assert (await act(store, "activate", externalProductIds=["wc_1"])).json == {"changed": 1}
    assert (await rows(store))["wc2_1"]["status"] == "draft"


async def test_sync_progress_has_the_documented_fields(store: ConnectedStore) -> None:
    """Every field, before anything was synced and after."""
    before = (await store.get("/v1/sync")).json
    assert before["last"] == {"startedAt": None, "finishedAt": None, "calls": 0, "bindings": 0}
    await mapped(store, item("wc_1"), item("wc_2"))

    async def closed() -> bool:
        """The turn ends a moment after whoever waited for its rows was told."""
        return (await store.get("/v1/sync")).json["last"]["finishedAt"] is not None

    await until(closed)
    after = (await store.get("/v1/sync")).json
    last = after.pop("last")
    assert (last["calls"], last["bindings"]) == (1, 2)
    assert last["startedAt"] <= last["finishedAt"]
    assert after == {
        "pending": 0,
        "inFlight": 0,
        "synced": 2,
        "failed": 0,
        "oldestPendingAt": None,
        "etaSeconds": 0,
        "upstream": {"state": "ok", "retryAt": None},
    }


async def test_a_change_during_a_call_goes_out_with_the_next(
    stage: Stage, store: ConnectedStore
) -> None:
    """The version that was sent is confirmed, not the newer one."""
    slow = Fault(path=SYNC, delay=30)
    stage.sandbox.knobs.faults.append(slow)
    await store.put_bindings(item("wc_1", 381), wait=0)
    await until(lambda: in_flight(store))
    await store.put_bindings(item("wc_1", 382), wait=0)
    slow.delay = 0
    await until(lambda: upstream_design(stage, 382))
    await until(lambda: is_synced(store))
    assert [part[0]["designId"] for part in sent(stage)] == [381, 382]


async def in_flight(store: ConnectedStore) -> bool:
    return bool((await store.get("/v1/sync")).json["inFlight"])


async def upstream_design(stage: Stage, design: int) -> bool:
    return [each.design_id for each in stage.sandbox.world.bindings] == [design]
