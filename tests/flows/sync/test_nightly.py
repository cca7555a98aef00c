"""The nightly turn: one store at a time, a day after its last, whatever becomes of the others."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from connector.domain.ids import StoreId
from connector.domain.reconcile import EVERY, SPREAD
from connector.flows.sync.reconcile import ReconcileNightly
from connector.sandbox.faults import Fault
from connector.store import stores, sync_states
from connector.vault.errors import VaultError
from tests.flows.sync.playing import rows, status
from tests.stage.stage import ConnectedStore, Stage, Staging, item

PRODUCTS, CHECK = "/public-api/v1/products", "/public-api/v1/auth/check"
A_NIGHT = (EVERY + SPREAD).total_seconds()


@pytest.fixture
async def stage(staging: Staging) -> AsyncIterator[Stage]:
    async with staging(worker=False) as opened:
        yield opened


def nightly(stage: Stage) -> ReconcileNightly:
    return stage.connector.worker._reconcile


def scans(stage: Stage) -> int:
    return len(stage.sandbox.calls_to("GET", PRODUCTS))


async def mapped(stage: Stage, store: ConnectedStore) -> None:
    await store.put_bindings(item("wc_1"), wait=0)
    stage.clock.shift(1)
    await stage.work()


async def test_a_store_is_visited_once_a_day(stage: Stage, store: ConnectedStore) -> None:
    """Not before its first day is over; what is missing goes out again, counts and time are kept."""
    await mapped(stage, store)
    await nightly(stage)()
    stage.clock.shift(EVERY.total_seconds() - 60)
    await nightly(stage)()
    assert scans(stage) == 0
    stage.clock.shift(SPREAD.total_seconds() + 60)
    stage.sandbox.world.drop_binding(stage.sandbox.world.bindings[0])
    await nightly(stage)()
    assert scans(stage) > 0
    found = await status(stage, store)
    assert found.reconciled_at is not None
    assert stage.clock.now() - found.reconciled_at < timedelta(minutes=1)
    assert found.reconcile == {"checked": 1, "repaired": 1, "missing": 1, "unknown": 0}
    await stage.work()
    assert [each.status for each in stage.sandbox.world.bindings] == ["active"]
    before = scans(stage)
    await nightly(stage)()
    assert scans(stage) == before


async def test_plan_and_scopes_are_asked_for_too(stage: Stage, store: ConnectedStore) -> None:
    stage.sandbox.knobs.active_runtime_bindings = 7
    stage.clock.shift(A_NIGHT)
    await nightly(stage)()
    shown = (await store.get("/v1/store")).json
    assert shown["plan"]["limits"]["activeBindings"] == 7


async def test_one_that_fails_stands_in_nobodys_way(stage: Stage) -> None:
    """The next turn is another store's; the failed one's comes again after an hour."""
    first = await stage.connect()
    second = await stage.connect("http://other.localhost", share=True)
    await mapped(stage, first)
    stage.clock.shift(A_NIGHT)
    stage.sandbox.knobs.faults = [Fault(path=PRODUCTS, status=403, times=1)]
    await nightly(stage)()
    assert scans(stage) == 1
    times = [(await status(stage, each)).reconciled_at for each in (first, second)]
    assert times == [None, None]
    await nightly(stage)()
    times = [(await status(stage, each)).reconciled_at for each in (first, second)]
    assert times.count(None) == 1
    before = scans(stage)
    await nightly(stage)()
    assert scans(stage) == before
    stage.clock.shift(3601)
    await nightly(stage)()
    assert None not in [(await status(stage, each)).reconciled_at for each in (first, second)]
    assert (await rows(stage, first))["wc_1"].repaired_version == 0


async def test_a_lost_credential_ends_the_turns_of_its_store(
    stage: Stage, store: ConnectedStore
) -> None:
    """Confirmed by the probe; a store that has to reconnect is not visited."""
    stage.clock.shift(A_NIGHT)
    for credential in stage.sandbox.world.credentials.values():
        credential.revoked = True
    await nightly(stage)()
    assert (await store.get("/v1/store")).json["state"] == "needsReconnect"
    calls = len(stage.sandbox.calls)
    stage.clock.shift(A_NIGHT)
    await nightly(stage)()
    assert len(stage.sandbox.calls) == calls
    assert scans(stage) == 0


async def test_a_store_that_leaves_is_not_visited(stage: Stage, store: ConnectedStore) -> None:
    await mapped(stage, store)
    async with stage.database.write() as connection:
        await stores.change(
            connection,
            StoreId(store.id),
            leaving_until=stage.clock.now() + timedelta(days=9),
        )
    stage.clock.shift(A_NIGHT)
    await nightly(stage)()
    assert scans(stage) == 0
    async with stage.database.read() as connection:
        assert (
            await sync_states.not_reconciled_since(connection, stage.clock.now(), stage.clock.now())
            == []
        )


async def test_a_bug_in_one_turn_rests_that_store_too(stage: Stage, store: ConnectedStore) -> None:
    """What nobody foresaw is raised to the worker's log, and is not repeated at once."""
    stage.clock.shift(A_NIGHT)
    async with stage.database.write() as connection:
        await stores.change(connection, StoreId(store.id), sealed_credential=b"broken")
    with pytest.raises(VaultError):
        await nightly(stage)()
    calls = len(stage.sandbox.calls)
    await nightly(stage)()
    assert len(stage.sandbox.calls) == calls
