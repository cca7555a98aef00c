"""What each of Alter's answers does to a sync: against a served sandbox that misbehaves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Any

import pytest

from connector.alter.endpoint import LimitClass
from connector.domain.binding import SyncState
from connector.domain.ids import StoreId
from connector.domain.store import StoreState
from connector.domain.sync import Pause
from connector.flows.sync.run import UNCONFIRMED_TRIES
from connector.store import stores
from tests.domain.rows import binding, desired
from tests.flows.sync.playing import (
    calls,
    fault,
    fill,
    held,
    rows,
    run_of,
    sizes,
    states,
    status,
    turn,
)
from tests.stage.stage import ConnectedStore, Stage, item
from tests.stage.waiting import struck
from tests.store.rows import put_bindings

Staging = Callable[..., AbstractAsyncContextManager[Stage]]


@pytest.fixture
async def stage(staging: Staging) -> AsyncIterator[Stage]:
    async with staging(worker=False) as opened:
        yield opened


async def store_state(stage: Stage, store: ConnectedStore) -> StoreState:
    async with stage.database.read() as connection:
        found = await stores.get(connection, StoreId(store.id))
    assert found is not None
    return found.state


async def test_a_batch_goes_out_and_every_row_is_confirmed(
    stage: Stage, store: ConnectedStore
) -> None:
    """One call, full rows, Alter's ids and the turn's figures written."""
    await fill(store, 3)
    await stage.work()
    assert sizes(stage) == [3]
    assert held(stage) == dict.fromkeys(("wc_0", "wc_1", "wc_2"), "active")
    found = await rows(stage, store)
    known = {each.external_product_id: each.id for each in stage.sandbox.world.bindings}
    assert {name: row.runtime_binding_id for name, row in found.items()} == known
    assert all(row.is_live for row in found.values())
    line = await status(stage, store)
    assert (line.last_calls, line.last_bindings, line.in_flight) == (1, 3, 0)
    assert (line.lease_owner, line.pause) == (None, None)
    await stage.work()
    assert len(calls(stage)) == 1


async def test_a_backlog_goes_out_in_batches(staging: Staging) -> None:
    """As many as the setting says, none twice."""
    async with staging(worker=False, sync_batch=4) as stage:
        store = await stage.connect()
        await fill(store, 10)
        await stage.work()
        assert sizes(stage) == [4, 4, 2]
        assert len(held(stage)) == 10


@pytest.mark.parametrize("refusal", [400, 409, 422])
async def test_a_refused_batch_is_split_until_the_bad_row_stands_alone(
    stage: Stage, store: ConnectedStore, refusal: int
) -> None:
    """The bad row fails with Alter's own status and code, all others are synced."""
    if refusal == 400:
        await fill(store, 7)
        meta = {"more": "than our own surface takes" * 3_000}
        giant = binding(
            store=StoreId(store.id),
            desired=desired("wc_7", legacy_binding_meta=meta),
            due_at=stage.clock.now(),
        )
        await put_bindings(stage.database, giant)
    elif refusal == 422:
        await fill(store, 8, bad=[5])
    else:
        stage.sandbox.knobs.active_runtime_bindings = 7
        await fill(store, 8)
    await stage.work()
    found = await rows(stage, store)
    failed = {name: row for name, row in found.items() if row.sync_state is SyncState.FAILED}
    assert len(failed) == 1
    (row,) = failed.values()
    assert row.upstream_status == refusal
    assert row.code is not None
    assert row.code.startswith("runtimeBinding.")
    assert set(held(stage)) == set(found) - set(failed)
    assert all(
        row.sync_state is SyncState.SYNCED for name, row in found.items() if name not in failed
    )


async def test_two_bad_rows_in_a_hundred_are_found_in_27_calls(
    stage: Stage, store: ConnectedStore
) -> None:
    """The first call included, and nothing is sent after it by itself."""
    await fill(store, 100, bad=[33, 66])
    await stage.work()
    found = await states(stage, store)
    assert {name for name, state in found.items() if state == "failed"} == {"wc_33", "wc_66"}
    assert len(held(stage)) == 98
    assert len(calls(stage)) <= 27
    before = len(calls(stage))
    stage.clock.shift(3600)
    await stage.work()
    assert len(calls(stage)) == before


async def test_a_batch_fault_fails_all_in_few_calls(stage: Stage, store: ConnectedStore) -> None:
    """Nobody sends a hundred rows one by one to a plan that ended."""
    fault(stage, status=409, body={"code": "plan.ended"}, times=None)
    await fill(store, 100)
    await stage.work()
    found = (await rows(stage, store)).values()
    assert {(row.sync_state, row.code) for row in found} == {(SyncState.FAILED, "plan.ended")}
    assert len(calls(stage)) <= 15


async def test_413_halves_the_batch_for_good(stage: Stage, store: ConnectedStore) -> None:
    """No row fails for standing in a crowd, and the next batches begin with the size that fits."""
    stage.sandbox.knobs.max_batch = 30
    await fill(store, 100)
    await stage.work()
    assert sizes(stage) == [100, 50, 25, 25, 25, 25]
    assert set((await states(stage, store)).values()) == {"synced"}
    await fill(store, 100, legacyStorefrontProductId=5)
    await stage.work()
    assert sizes(stage)[6:] == [25, 25, 25, 25]


async def test_a_row_too_large_alone_fails_and_the_batch_recovers(
    stage: Stage, store: ConnectedStore
) -> None:
    """One giant must not leave its store with batches of one for ever."""
    await fill(store, 8)
    giant = fault(stage, status=413, times=4)
    await stage.work()
    assert giant.fired == 4
    found = await rows(stage, store)
    failed = [row for row in found.values() if row.sync_state is SyncState.FAILED]
    assert [(row.upstream_status, row.code) for row in failed] == [(413, "sync.tooLarge")]
    assert sizes(stage) == [8, 4, 2, 1, 7]
    assert len(held(stage)) == 7


async def test_a_single_401_disconnects_nobody(stage: Stage, store: ConnectedStore) -> None:
    """One probe finds the credential alive; the row goes out again."""
    fault(stage, status=401, body={"error": "no"})
    await fill(store, 1)
    probes = len(stage.sandbox.calls_to("GET", "/auth/check"))
    await turn(stage)
    assert len(stage.sandbox.calls_to("GET", "/auth/check")) == probes + 1
    assert await store_state(stage, store) is StoreState.CONNECTED
    assert (await status(stage, store)).pause is Pause.UNAUTHORISED
    assert held(stage) == {}
    stage.clock.shift(5)
    await stage.work()
    assert held(stage) == {"wc_0": "active"}


async def test_a_confirmed_401_disconnects_the_store_and_keeps_its_rows(
    stage: Stage, store: ConnectedStore
) -> None:
    """No call follows until the owner reconnects; then the rows go out by themselves."""
    await fill(store, 2)
    for credential in stage.sandbox.world.credentials.values():
        credential.revoked = True
    await stage.work()
    assert await store_state(stage, store) is StoreState.NEEDS_RECONNECT
    before = len(calls(stage))
    stage.clock.shift(3600)
    await stage.work()
    assert len(calls(stage)) == before == 1
    assert set((await states(stage, store)).values()) == {"pending"}
    await stage.connect()
    await stage.work()
    assert held(stage) == {"wc_0": "active", "wc_1": "active"}


TROUBLE: dict[str, tuple[dict[str, Any], Pause]] = {
    "403": ({"status": 403, "body": {"code": "no"}}, Pause.FORBIDDEN),
    "404": ({"status": 404}, Pause.DOWN),
    "408": ({"status": 408}, Pause.DOWN),
    "429": ({"status": 429, "headers": {"Retry-After": "30"}}, Pause.CLOSED),
    "429 unnamed": ({"status": 429}, Pause.CLOSED),
    "500": ({"status": 500}, Pause.DOWN),
    "503 named": ({"status": 503, "headers": {"Retry-After": "7"}}, Pause.DOWN),
    "reset": ({"reset": True}, Pause.DOWN),
    "html": ({"html": "<h1>Bad gateway</h1>"}, Pause.DOWN),
    "html with 200": ({"html": "<h1>Hello</h1>", "status": 200}, Pause.DOWN),
    "truncated": ({"truncate": True}, Pause.DOWN),
    "answer lost": ({"answer_lost": True}, Pause.DOWN),
    "other json": ({"status": 200, "body": {"ok": True}}, Pause.DOWN),
}


@pytest.mark.parametrize(("trouble", "pause"), TROUBLE.values(), ids=TROUBLE.keys())
async def test_trouble_pauses_the_store_and_loses_nothing(
    stage: Stage, store: ConnectedStore, trouble: dict[str, Any], pause: Pause
) -> None:
    """The rows show why they wait; later they go out, once, whatever became of the first call."""
    fault(stage, **trouble)
    await fill(store, 3)
    await turn(stage)
    line = await status(stage, store)
    assert (line.pause, line.pauses, line.lease_owner) == (pause, 1, None)
    assert line.not_before is not None
    assert line.last_started_at is not None
    assert 1.0 <= (line.not_before - line.last_started_at).total_seconds() < 40
    waiting = (await rows(stage, store)).values()
    assert {row.sync_state for row in waiting} == {SyncState.PENDING}
    assert {row.attempts for row in waiting} == {1}
    assert {row.code or row.upstream_status for row in waiting} != {None}
    assert len(calls(stage)) == 1
    stage.clock.shift(45)
    await stage.work()
    assert held(stage) == dict.fromkeys(("wc_0", "wc_1", "wc_2"), "active")
    assert len(stage.sandbox.world.bindings) == 3
    assert set((await states(stage, store)).values()) == {"synced"}
    line = await status(stage, store)
    assert (line.pause, line.pauses) == (None, 0)


async def test_a_named_wait_is_kept(stage: Stage, store: ConnectedStore) -> None:
    """`Retry-After` is a promise: not a second earlier."""
    fault(stage, status=429, headers={"Retry-After": "30"})
    await fill(store, 1)
    await stage.work()
    stage.clock.shift(20)
    await stage.work()
    assert len(calls(stage)) == 1
    stage.clock.shift(15)
    await stage.work()
    assert len(calls(stage)) == 2


async def test_a_call_that_hangs_is_given_up_and_repeated(
    stage: Stage, store: ConnectedStore
) -> None:
    """Its outcome is unknown, so it goes out again: an upsert."""
    fault(stage, delay=1.5)
    await fill(store, 2)
    stage.clock.shift(1)
    assert await run_of(stage, deadline=0.3)("lane")
    assert (await status(stage, store)).pause is Pause.DOWN
    stage.clock.shift(10)
    await stage.work()
    assert set((await states(stage, store)).values()) == {"synced"}
    assert len(stage.sandbox.world.bindings) == 2


async def test_pauses_grow_and_end_with_a_success(stage: Stage, store: ConnectedStore) -> None:
    """Four refusals of the whole store: 1 to 2 s, 2 to 4, 4 to 8, 8 to 16."""
    fault(stage, status=403, times=4)
    await fill(store, 1)
    waits = []
    for _ in range(4):
        await turn(stage)
        line = await status(stage, store)
        assert line.not_before is not None
        wait = (line.not_before - stage.clock.now()).total_seconds()
        waits.append(wait)
        stage.clock.shift(wait)
    for number, wait in enumerate(waits):
        assert 2.0**number - 0.5 <= wait <= 2.0 ** (number + 1)
    await stage.work()
    assert held(stage) == {"wc_0": "active"}
    assert (await status(stage, store)).pauses == 0


async def test_a_row_missing_from_the_answer_is_sent_again_and_then_shown(
    stage: Stage, store: ConnectedStore
) -> None:
    """Not confirmed is not synced; after some tries it is failed, and its neighbour is not."""
    answer = {
        "runtimeBindings": [
            {
                "id": 42,
                "designId": 381,
                "externalProductId": "wc_0",
                "runtimeType": "customizer",
                "status": "active",
            }
        ]
    }
    fault(stage, status=200, body=answer, times=None)
    await fill(store, 2)
    for attempt in range(1, UNCONFIRMED_TRIES + 1):
        stage.clock.shift(60)
        assert await run_of(stage)("lane")
        found = await rows(stage, store)
        assert found["wc_0"].sync_state is SyncState.SYNCED
        assert found["wc_1"].attempts == attempt
        assert found["wc_1"].code == "sync.notConfirmed"
    assert found["wc_1"].sync_state is SyncState.FAILED
    assert sizes(stage) == [2, 1, 1, 1, 1]


async def test_a_change_made_during_the_call_goes_out_next(
    stage: Stage, store: ConnectedStore
) -> None:
    """Confirmed is what was sent; the newer version stays dirty and follows."""
    slow = fault(stage, delay=30)
    await fill(store, 1)
    under_way = asyncio.create_task(turn(stage))
    await struck(slow)
    await store.put_bindings(item("wc_0", status="inactive"), wait=0)
    slow.delay = 0
    await under_way
    row = (await rows(stage, store))["wc_0"]
    assert (row.desired_version, row.confirmed_version) == (2, 1)
    assert row.sync_state is SyncState.PENDING
    assert not row.is_live
    await stage.work()
    assert held(stage) == {"wc_0": "inactive"}
    assert [call.body["bindings"][0]["status"] for call in calls(stage)] == ["active", "inactive"]


async def test_a_change_made_while_the_older_one_is_refused_is_not_judged_by_it(
    stage: Stage, store: ConnectedStore
) -> None:
    """The correction was already on its way to us."""
    slow = fault(stage, delay=30)
    await fill(store, 1, bad=[0])
    under_way = asyncio.create_task(turn(stage))
    await struck(slow)
    await store.put_bindings(item("wc_0"), wait=0)
    slow.delay = 0
    await under_way
    assert (await rows(stage, store))["wc_0"].sync_state is SyncState.PENDING
    await stage.work()
    assert held(stage) == {"wc_0": "active"}


async def test_an_answer_for_a_storefront_left_meanwhile_says_nothing(
    stage: Stage, store: ConnectedStore
) -> None:
    """Reconnected to another storefront during the call: its bindings are drafts, confirmed by nobody."""
    other = stage.sandbox.world.add_storefront()
    slow = fault(stage, delay=30)
    await fill(store, 1)
    under_way = asyncio.create_task(turn(stage))
    await struck(slow)
    await stage.connect(storefront_id=other.id, headers=store.headers)
    slow.delay = 0
    await under_way
    row = (await rows(stage, store))["wc_0"]
    assert row.desired.status.value == "draft"
    assert (row.confirmed_status, row.runtime_binding_id, row.due_at) == (None, None, None)


async def test_an_open_breaker_costs_no_attempt_and_no_pause(
    stage: Stage, store: ConnectedStore
) -> None:
    """The outage is Alter's: the store waits for the breaker and goes out with its first success."""
    await (
        stage.work()
    )  # The address proof: a slow name server must not outlast the breaker's pause.
    for _ in range(5):
        stage.connector.adapters.breaker.enter().failed()
    await fill(store, 2)
    await stage.work()
    line = await status(stage, store)
    assert (line.pause, line.pauses) == (Pause.DOWN, 0)
    assert {row.attempts for row in (await rows(stage, store)).values()} == {0}
    assert calls(stage) == []
    stage.clock.shift(61)
    await stage.work()
    assert set((await states(stage, store)).values()) == {"synced"}


async def test_a_fault_of_our_own_pauses_only_its_store(
    stage: Stage, store: ConnectedStore
) -> None:
    """A credential that does not open is tried again ever more rarely, and costs no slot for good."""
    neighbour = await stage.connect(
        "http://other.localhost", storefront_id=stage.sandbox.world.add_storefront().id
    )
    async with stage.database.write() as connection:
        found = await stores.get(connection, StoreId(store.id))
        assert found is not None
        broken = found.sealed_credential[:-1] + bytes([found.sealed_credential[-1] ^ 1])
        await stores.update(connection, replace(found, sealed_credential=broken))
    await fill(store, 1)
    design = next(d.id for d in stage.sandbox.world.designs.values() if d.storefront_id != 12)
    await neighbour.put_bindings(item("wc_0", design), wait=0)
    stage.clock.shift(1)
    failures = 0
    for _ in range(4):
        try:
            await run_of(stage)("lane")
        except Exception:
            failures += 1
    assert failures == 1
    assert set((await states(stage, neighbour)).values()) == {"synced"}
    line = await status(stage, store)
    assert (line.pause, line.pauses, line.lease_owner) == (Pause.DOWN, 1, None)
    assert line.not_before is not None
    assert line.not_before > stage.clock.now()
    stage.clock.shift(130)
    _, windows = stage.connector.adapters.budget._windows(store.id, LimitClass.WRITES)
    assert windows[0].idle(stage.clock.monotonic())
