"""Who is sent for, when: fairness, limits, leases, restarts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from connector.domain.ids import StoreId
from connector.domain.priority import Priority
from connector.domain.sync import LEASE, Pause
from connector.sandbox.knobs import Knobs
from connector.sandbox.server import Sandbox
from connector.store import spends, sync_states
from tests.flows.sync.playing import (
    calls,
    fault,
    fill,
    held,
    run_of,
    sizes,
    states,
    status,
    turn,
    until_in_flight,
)
from tests.stage.spent import all_answered, table_of, writes_spent
from tests.stage.stage import ConnectedStore, Stage, item, staged

Staging = Callable[..., AbstractAsyncContextManager[Stage]]

# With a tenth of the documented limits: 12 writes a minute, 8 of them for bulk work.
SCALE, WRITES, BULK = 0.1, 12, 8


@pytest.fixture
async def stage(staging: Staging) -> AsyncIterator[Stage]:
    async with staging(worker=False) as opened:
        yield opened


async def another_store(stage: Stage) -> tuple[ConnectedStore, int]:
    """On a storefront of its own, with one of its designs."""
    storefront = stage.sandbox.world.add_storefront()
    store = await stage.connect("http://other.localhost", storefront_id=storefront.id)
    world = stage.sandbox.world
    return store, next(d.id for d in world.designs.values() if d.storefront_id == storefront.id)


async def test_a_large_store_does_not_starve_a_small_one(staging: Staging) -> None:
    """However much one has, another's single change waits for one call at most."""
    async with staging(worker=False, sync_batch=5) as stage:
        large = await stage.connect()
        small, design = await another_store(stage)
        await fill(large, 100)
        for _ in range(3):
            await turn(stage)
        await small.put_bindings(item("wc_small", design), wait=0)
        stage.clock.shift(1)
        before = len(calls(stage))
        while (await states(stage, small))["wc_small"] != "synced":
            assert await run_of(stage)("lane")
        assert len(calls(stage)) - before <= 2


async def test_a_killed_workers_store_is_taken_over_within_ten_seconds(
    stage: Stage, store: ConnectedStore
) -> None:
    """Its lease is never released; it ends."""
    await fill(store, 1)
    stage.clock.shift(1)
    async with stage.database.write() as connection:
        assert await sync_states.claim_next(connection, "killed", stage.clock.now()) == store.id
    stage.clock.shift(LEASE.total_seconds() - 0.5)
    assert not await run_of(stage)("lane")
    stage.clock.shift(1.0)
    await stage.work()
    assert held(stage) == {"wc_0": "active"}
    assert LEASE.total_seconds() + 1.0 < 10


async def test_what_a_killed_call_did_is_repeated_and_not_doubled(
    stage: Stage, store: ConnectedStore
) -> None:
    """The answer never arrived, nobody released the lease: the same upsert goes out again."""
    fault(stage, answer_lost=True)
    await fill(store, 2)
    await turn(stage)
    assert len(stage.sandbox.world.bindings) == 2
    stage.clock.shift(10)
    await stage.work()
    assert len(stage.sandbox.world.bindings) == 2
    assert set((await states(stage, store)).values()) == {"synced"}


async def test_a_turn_that_is_cut_off_frees_its_store_at_once(
    stage: Stage, store: ConnectedStore
) -> None:
    """A stopping process waits for nobody's lease to end."""
    fault(stage, delay=5)
    await fill(store, 1)
    under_way = asyncio.create_task(turn(stage))
    await until_in_flight(stage, store)
    under_way.cancel()
    with pytest.raises(asyncio.CancelledError):
        await under_way
    line = await status(stage, store)
    assert (line.lease_owner, line.in_flight, line.pause) == (None, 0, None)
    await stage.work()
    assert held(stage) == {"wc_0": "active"}


async def test_a_spend_is_written_before_its_call(stage: Stage, store: ConnectedStore) -> None:
    """And answered with it."""
    slow = fault(stage, delay=30)
    await fill(store, 1)
    under_way = asyncio.create_task(turn(stage))
    await until_in_flight(stage, store)
    assert [each.answered for each in await writes_spent(stage, store)] == [False]
    slow.delay = 0
    await under_way
    assert len(await all_answered(stage, store)) == 1


async def test_bulk_leaves_room_for_clicks_and_causes_no_429(staging: Staging) -> None:
    """Bulk takes two thirds of a minute's writes; a click goes out while bulk waits."""
    knobs = Knobs(limit_scale=SCALE)
    async with staging(worker=False, sync_batch=1, limit_scale=SCALE, knobs=knobs) as stage:
        store = await stage.connect()
        await fill(store, 20)
        await stage.work()
        assert len(calls(stage)) == BULK
        line = await status(stage, store)
        assert (line.pause, line.pauses) == (Pause.THROTTLED, 0)
        for number in range(WRITES - BULK):
            click = await store.put_bindings(item(f"wc_{19 - number}"), wait=0)
            assert click.status == 200
        async with stage.database.write() as connection:
            await connection.execute(
                sa.text("UPDATE bindings SET urgent = true WHERE due_at IS NOT NULL")
            )
        await stage.work()
        assert len(calls(stage)) == WRITES
        assert (await status(stage, store)).pause is Pause.CLOSED
        assert stage.sandbox.refused == 0


async def test_a_restart_remembers_what_was_spent(tmp_path: Path, database_url: str) -> None:
    """Stopped and started within the minute, Alter's limit still holds."""
    async with Sandbox(knobs=Knobs(limit_scale=SCALE)) as sandbox:
        play = partial(
            staged,
            tmp_path,
            database_url,
            sandbox=sandbox,
            worker=False,
            sync_batch=1,
            limit_scale=SCALE,
        )
        async with play() as first:
            store = await first.connect()
            await fill(store, 20)
            await first.work()
            assert len(calls(first)) == BULK
        for _ in range(2):
            async with play() as again:
                await again.connector.flows.follow_sync.retry(StoreId(store.id), None)
                await again.work()
        assert len(sandbox.calls_to("POST", "/runtime-bindings/sync-from-wordpress")) <= WRITES
        assert sandbox.refused == 0


async def test_a_call_cut_off_by_a_kill_counts_after_the_restart(
    tmp_path: Path, database_url: str
) -> None:
    """Alter may have counted it at any time until now."""
    async with Sandbox() as sandbox:
        play = partial(
            staged,
            tmp_path,
            database_url,
            sandbox=sandbox,
            worker=False,
            sync_batch=1,
            limit_scale=SCALE,
        )
        async with play() as first:
            store = await first.connect()
            await fill(store, 20)
            async with first.database.write() as connection:
                for number in range(5):
                    at = first.clock.now()
                    await spends.begin(
                        connection, f"s{number}", store.id, Priority.BULK, at.replace(year=2020)
                    )
        async with play() as again:
            await again.work()
            assert len(calls(again)) == BULK - 5
            assert len(await all_answered(again, store)) == BULK


async def test_a_split_gets_on_where_slots_come_one_at_a_time(staging: Staging) -> None:
    """A batch whose split is cut short comes back smaller, else its first call were all it ever got."""
    knobs = Knobs(limits_enabled=False)
    async with staging(worker=False, sync_batch=16, limit_scale=SCALE, knobs=knobs) as stage:
        store = await stage.connect()
        for number in range(BULK):
            await store.put_bindings(item(f"wc_early_{number}"), wait=0)
            await turn(stage)
            stage.clock.shift(61 / BULK - 1)
        await fill(store, 16, bad=[3, 12])
        for _ in range(60):
            await run_of(stage)("lane")
            stage.clock.shift(61 / BULK)
            if "pending" not in (await states(stage, store)).values():
                break
        found = await states(stage, store)
        assert {name for name, state in found.items() if state == "failed"} == {"wc_3", "wc_12"}
        assert "pending" not in found.values()


async def test_a_finished_split_leaves_the_batch_as_large_as_it_was(staging: Staging) -> None:
    """Bad rows cost their own calls, not everybody's."""
    async with staging(worker=False, sync_batch=20) as stage:
        store = await stage.connect()
        await fill(store, 1, bad=[0])
        await stage.work()
        await fill(store, 20, legacyStorefrontProductId=1)
        await stage.work()
        assert sizes(stage) == [1, 20]


async def test_a_slot_is_given_back_when_the_claim_is_not_written(
    stage: Stage, store: ConnectedStore
) -> None:
    """A database that fails must not use up the store's budget for good."""
    await fill(store, 1)
    stage.clock.shift(1)
    table = table_of(stage.database).name
    async with stage.database.write() as connection:
        await connection.execute(sa.text(f"ALTER TABLE {table} RENAME TO away"))
    for _ in range(100):
        with pytest.raises(sa.exc.DBAPIError):
            await run_of(stage)("lane")
    async with stage.database.write() as connection:
        await connection.execute(sa.text(f"ALTER TABLE away RENAME TO {table}"))
    await stage.work()
    assert held(stage) == {"wc_0": "active"}


async def test_a_slot_is_given_back_when_the_commit_fails(
    stage: Stage, store: ConnectedStore
) -> None:
    """Of the claim as of a later part of a split: nothing was sent, so nothing is spent."""

    def fail(_connection: sa.Connection) -> None:
        raise ConnectionError

    run, engine = run_of(stage), stage.database._writer.sync_engine
    await fill(store, 1)
    stage.clock.shift(1)
    sa.event.listen(engine, "commit", fail)
    for _ in range(100):
        with pytest.raises(ConnectionError):
            await run("lane")
        with pytest.raises(ConnectionError):
            await run.sender.pay_again(store.id, Priority.BULK)
    sa.event.remove(engine, "commit", fail)
    await stage.work()
    assert held(stage) == {"wc_0": "active"}
