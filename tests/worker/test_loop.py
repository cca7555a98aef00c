"""The worker: lanes that live on, stopping, idling without spinning."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from connector.domain.ids import StoreId
from connector.domain.store import StoreState
from connector.store import stores, sync_states
from tests.flows.sync.playing import calls, fault, fill, held, states, status, until_in_flight
from tests.stage.stage import ConnectedStore, Stage, item

Staging = Callable[..., AbstractAsyncContextManager[Stage]]


@pytest.fixture
async def stage(staging: Staging) -> AsyncIterator[Stage]:
    async with staging(worker=False) as opened:
        yield opened


async def rename(stage: Stage, old: str, new: str) -> None:
    async with stage.database.write() as connection:
        await connection.execute(sa.text(f"ALTER TABLE {old} RENAME TO {new}"))


@contextmanager
def counting(stage: Stage) -> Any:
    """The statements this stage's database runs meanwhile, by their first words."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    engines = {stage.database._readers.sync_engine, stage.database._writer.sync_engine}
    for engine in engines:
        sa.event.listen(engine, "before_cursor_execute", note)
    yield seen
    for engine in engines:
        sa.event.remove(engine, "before_cursor_execute", note)


async def test_changes_are_sent_without_being_asked_for(
    stage: Stage, store: ConnectedStore
) -> None:
    """Woken by the bell: a change that is waited for needs no second."""
    stage.connector.worker.start()
    done = await store.put_bindings(item("wc_1"), wait=5)
    assert done.json["bindings"][0]["sync"]["state"] == "synced"
    await stage.connector.worker.stop(1.0)


async def test_lanes_outlive_a_database_that_fails(stage: Stage, store: ConnectedStore) -> None:
    """All of them, and the work goes on when it is back."""
    worker = stage.connector.worker
    with capture_logs() as logged:
        await rename(stage, "sync_states", "away")
        worker.start()
        await asyncio.sleep(0.5)
        assert not any(task.done() for task in worker._tasks)
        await rename(stage, "away", "sync_states")
    assert len([line for line in logged if line["event"] == "turn_failed"]) >= 4
    done = await store.put_bindings(item("wc_1"), wait=10)
    assert done.json["bindings"][0]["sync"]["state"] == "synced"
    await worker.stop(2.0)


async def test_stop_lets_what_is_in_flight_finish(stage: Stage, store: ConnectedStore) -> None:
    """Gently: the answer is written, no call is repeated."""
    fault(stage, delay=0.7)
    worker = stage.connector.worker
    await fill(store, 1)
    worker.start()
    await until_in_flight(stage, store)
    await worker.stop(5.0)
    assert await states(stage, store) == {"wc_0": "synced"}
    assert len(calls(stage)) == 1


async def test_stop_cuts_off_what_takes_too_long_and_loses_nothing(
    stage: Stage, store: ConnectedStore
) -> None:
    """The row is still due, its store free for the next process."""
    fault(stage, delay=10)
    worker = stage.connector.worker
    await fill(store, 1)
    worker.start()
    await until_in_flight(stage, store)
    async with asyncio.timeout(2):
        await worker.stop(0.2)
    line = await status(stage, store)
    assert (line.lease_owner, line.in_flight) == (None, 0)
    assert await states(stage, store) == {"wc_0": "pending"}
    await stage.work()
    assert held(stage) == {"wc_0": "active"}


async def test_stopping_an_idle_worker_takes_no_time(stage: Stage) -> None:
    """Nobody sleeps through it; stopping twice is fine."""
    worker = stage.connector.worker
    worker.start()
    await asyncio.sleep(0.3)
    async with asyncio.timeout(0.5):
        await worker.stop(5.0)
        await worker.stop(5.0)


async def test_a_worker_that_never_started_can_be_stopped(stage: Stage) -> None:
    """A start that failed half way stops everything alike."""
    await stage.connector.worker.stop(1.0)


async def test_until_idle_does_what_is_due_and_waits_for_nothing_else(
    stage: Stage, store: ConnectedStore
) -> None:
    """A paused store is not waited for."""
    await stage.work()
    fault(stage, status=503, headers={"Retry-After": "60"})
    await fill(store, 1)
    async with asyncio.timeout(3):
        await stage.work()
    assert await states(stage, store) == {"wc_0": "pending"}


WAITING = ("nothing", "leased", "throttled", "disconnected", "paused", "breaker")


@pytest.mark.parametrize("why", WAITING)
async def test_a_waiting_worker_does_not_spin(
    stage: Stage, store: ConnectedStore, why: str
) -> None:
    """Whatever the rows wait for, one of the lanes looks about once a second, and the others wait for it."""
    if why != "nothing":
        await fill(store, 3)
        await asyncio.sleep(0.3)
    await _make_wait(stage, StoreId(store.id), why)
    worker = stage.connector.worker
    worker.start()
    await asyncio.sleep(0.3)
    with counting(stage) as seen:
        await asyncio.sleep(1.0)
    looks = [statement for statement in seen if "sync_states" in statement]
    assert len(looks) <= 3, looks
    assert len(seen) <= 30, seen
    assert calls(stage) == []
    await worker.stop(2.0)


async def _make_wait(stage: Stage, store_id: StoreId, why: str) -> None:
    now = stage.clock.now()
    later = now.replace(year=now.year + 1)
    if why == "breaker":
        for _ in range(5):
            stage.connector.adapters.breaker.enter().failed()
        stage.connector.adapters.breaker._due = stage.clock.monotonic() + 60
        return
    async with stage.database.write() as connection:
        if why == "leased":
            await sync_states._set(connection, store_id, lease_owner="x", lease_until=later)
        elif why in ("throttled", "paused"):
            pause = "down" if why == "paused" else why
            await sync_states._set(connection, store_id, pause=pause, not_before=later)
        elif why == "disconnected":
            await stores.set_state(connection, store_id, StoreState.NEEDS_RECONNECT, version=1)
