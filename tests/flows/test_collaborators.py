"""What flows share: leases with a heartbeat, bells, waiting for a sync, room in the plan, secrets at their places."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from connector.alter.errors import (
    AlterBusy,
    AlterError,
    AlterMalformed,
    AlterRefused,
    AlterUnreachable,
    BreakerOpen,
)
from connector.domain.binding import BindingStatus
from connector.domain.errors import BadUpstream, Conflict, Failure, Unauthorised, Unavailable
from connector.domain.ids import StoreId, new_ticket_secret
from connector.domain.plan import pace
from connector.domain.secrets import Secret
from connector.domain.store import Store, StoreState
from connector.domain.sync import LEASE
from connector.flows.collaborators.bell import Bell
from connector.flows.collaborators.credential_check import CredentialCheck
from connector.flows.collaborators.lease import Leases
from connector.flows.collaborators.plan_limit import ActiveRoom
from connector.flows.collaborators.settling import Settling, is_settled
from connector.flows.collaborators.store_secrets import StoreSecrets
from connector.flows.collaborators.upstream_faults import as_failure
from connector.sandbox.faults import Fault
from connector.store import bindings, destruction, stores, sync_states
from connector.vault.errors import VaultError
from tests.domain.rows import NOW, binding, desired, synced
from tests.flows.sync.playing import run_of
from tests.stage.stage import ConnectedStore, Stage
from tests.store.rows import put_bindings

Staging = Callable[..., AbstractAsyncContextManager[Stage]]
S = BindingStatus


@pytest.fixture
async def stage(staging: Staging) -> AsyncIterator[Stage]:
    async with staging(worker=False) as opened:
        yield opened


@pytest.fixture
def store_id(store: ConnectedStore) -> StoreId:
    return StoreId(store.id)


# Leases


async def owner_of(stage: Stage, store_id: StoreId) -> str | None:
    async with stage.database.read() as connection:
        return (await sync_states.get(connection, store_id)).lease_owner


async def test_a_lease_is_held_for_the_block_and_freed_after_it(
    stage: Stage, store_id: StoreId
) -> None:
    """Also when the block fails."""
    leases = Leases(stage.database, stage.clock)
    async with leases.held(store_id, "gateway", patience=0):
        assert await owner_of(stage, store_id) == "gateway"
    assert await owner_of(stage, store_id) is None

    async def fail() -> None:
        async with leases.held(store_id, "gateway", patience=0):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await owner_of(stage, store_id) is None


async def test_whoever_comes_second_waits_and_then_hears_busy(
    stage: Stage, store_id: StoreId
) -> None:
    """One at a time; patience has an end."""
    leases = Leases(stage.database, stage.clock)
    order: list[str] = []

    async def hold(name: str, patience: float) -> None:
        async with leases.held(store_id, name, patience=patience):
            order.append(name)
            await asyncio.sleep(0.3)
            order.append(name)

    first = asyncio.create_task(hold("first", 0))
    await asyncio.sleep(0.1)
    with pytest.raises(Unavailable) as busy:
        await hold("hasty", 0.05)
    assert (busy.value.code, busy.value.retry_after) == ("sync.busy", 2.0)
    await hold("patient", 3)
    await first
    assert order == ["first", "first", "patient", "patient"]


async def test_nobody_waits_for_the_lease_of_a_store_that_ended(
    stage: Stage, store_id: StoreId
) -> None:
    """Its row went with the store; who asks again and again would do so for all its patience."""
    here, elsewhere = (Leases(stage.database, stage.clock) for _ in range(2))

    async def wait() -> None:
        async with here.held(store_id, "late", patience=3600):
            raise AssertionError

    async with elsewhere.held(store_id, "gateway", patience=0):
        waiting = asyncio.create_task(wait())
        await asyncio.sleep(0.1)
        async with stage.database.write() as connection:
            await destruction.destroy(connection, store_id)
        with pytest.raises(Unauthorised):
            await waiting


async def test_a_heartbeat_outlives_a_failing_database(stage: Stage, store_id: StoreId) -> None:
    """One missed beat loses neither the lease nor the outcome of what it guards."""
    leases = Leases(stage.database, stage.clock, heartbeat=timedelta(seconds=0.2))
    async with leases.held(store_id, "gateway", patience=0):
        with capture_logs() as logged:
            await _rename(stage, "sync_states", "away")
            await asyncio.sleep(0.5)
            await _rename(stage, "away", "sync_states")
        assert logged[0]["event"] == "heartbeat_failed"
        stage.clock.shift(LEASE.total_seconds() - 1)
        await asyncio.sleep(0.3)
        stage.clock.shift(LEASE.total_seconds() - 1)
        async with stage.database.write() as connection:
            assert not await sync_states.claim(connection, store_id, "x", stage.clock.now())


async def _rename(stage: Stage, old: str, new: str) -> None:
    async with stage.database.write() as connection:
        await connection.execute(sa.text(f"ALTER TABLE {old} RENAME TO {new}"))


# Bells and settling


async def test_a_bell_wakes_all_who_wait_and_a_silent_one_costs_its_time() -> None:
    """Only a hint: nobody waits for ever."""
    bell = Bell()
    started = time.monotonic()
    waiting = [asyncio.create_task(bell.heard(5)) for _ in range(3)]
    await asyncio.sleep(0)
    bell.ring()
    await asyncio.gather(*waiting)
    assert time.monotonic() - started < 1
    await bell.heard(0.05)
    assert time.monotonic() - started >= 0.05


async def test_a_ring_between_looking_and_waiting_is_heard() -> None:
    """Listen first, look second, wait last."""
    bell = Bell()
    ring = bell.listen()
    bell.ring()
    async with asyncio.timeout(0.5):
        await ring.heard(5)


def test_settled_is_confirmed_or_refused_at_least_that_version() -> None:
    """Whatever came after it."""
    assert not is_settled(binding(), 1)
    assert is_settled(synced(), 1)
    assert is_settled(binding(desired_version=3, refused_version=2), 2)
    assert not is_settled(binding(desired_version=3, refused_version=2), 3)


async def test_waiting_ends_with_the_last_verdict_or_the_time(
    stage: Stage, store_id: StoreId
) -> None:
    """With a bell of another process, too: it looks by itself."""
    row = binding(store=store_id)
    await put_bindings(stage.database, row)
    settling = Settling(stage.database, Bell(), stage.clock)
    assert list(await settling.wait(store_id, {}, 5)) == []
    assert list(await settling.wait(store_id, {row.id: 1}, 0.1)) == [row]
    waiting = asyncio.create_task(settling.wait(store_id, {row.id: 1}, 5))
    await asyncio.sleep(0.05)
    done = replace(synced(store=store_id), id=row.id)
    async with stage.database.write() as connection:
        await bindings.update_many(connection, [done])
    assert list(await asyncio.wait_for(waiting, 2)) == [done]


# Room in the plan


def room(left: int | None) -> ActiveRoom:
    return ActiveRoom(left, 3)


def test_room_counts_activations_and_deactivations() -> None:
    """What stays as it is takes none; without a limit there is always some."""
    active, draft = desired(), desired(status=S.DRAFT)
    found = room(1)
    assert found.take(active, active) is None
    assert found.take(draft, active) is None
    fault = found.take(None, active)
    assert fault is not None
    assert fault.code == "plan.activeBindingsLimit"
    assert "3 active bindings" in fault.detail
    assert found.take(active, draft) is None
    assert found.take(None, active) is None
    assert room(None).take(None, active) is None
    assert room(0).take(None, draft) is None


# The probe after a 401


async def test_only_a_second_401_disconnects(stage: Stage, store: ConnectedStore) -> None:
    """An outage, a 403 or a success leave the store as it is."""
    check = run_of(stage).check
    troubles: list[dict[str, Any]] = [{"status": 403}, {"status": 500}, {"reset": True}]
    for trouble in troubles:
        stage.sandbox.knobs.faults = [Fault(path="auth/check", times=None, **trouble)]
        assert not await _confirms(stage, check, store)
    stage.sandbox.knobs.faults = []
    stage.clock.shift(61)
    assert not await _confirms(stage, check, store)
    for credential in stage.sandbox.world.credentials.values():
        credential.revoked = True
    assert await _confirms(stage, check, store)
    assert (await _store(stage, store)).state is StoreState.NEEDS_RECONNECT


async def test_a_replaced_credential_is_not_judged_by_the_old_ones_refusal(
    stage: Stage, store: ConnectedStore
) -> None:
    """The owner reconnected while the probe was on its way."""
    old = await _store(stage, store)
    for credential in stage.sandbox.world.credentials.values():
        credential.revoked = True
    await stage.connect()
    assert not await run_of(stage).check.confirm_loss(old)
    assert (await _store(stage, store)).state is StoreState.CONNECTED


async def _store(stage: Stage, store: ConnectedStore) -> Store:
    async with stage.database.read() as connection:
        found = await stores.get(connection, StoreId(store.id))
    assert found is not None
    return found


async def _confirms(stage: Stage, check: CredentialCheck, store: ConnectedStore) -> bool:
    return await check.confirm_loss(await _store(stage, store))


# Secrets at their places


async def test_sealed_values_open_only_at_their_own_place(
    stage: Stage, store: ConnectedStore
) -> None:
    """A ciphertext moved to another column or store is no ciphertext."""
    secrets = StoreSecrets(stage.connector.adapters.vault)
    found = await _store(stage, store)
    assert secrets.credential(found).account == found.id
    assert secrets.ticket_secret(found).reveal() == store.ticket_secret
    moved = replace(found, sealed_credential=found.sealed_ticket_secret)
    with pytest.raises(VaultError):
        secrets.credential(moved)
    ticket = new_ticket_secret()
    with pytest.raises(VaultError):
        secrets.seal_ticket_secret(StoreId("st_other"), found.data_key, ticket)
    kept = secrets.seal_ticket_secret(found.id, found.data_key, ticket)
    assert secrets.ticket_secret(replace(found, sealed_ticket_secret=kept)) == ticket
    with pytest.raises(VaultError):
        secrets.ticket_secret(replace(found, id=StoreId("st_other"), sealed_ticket_secret=kept))
    sealed = secrets.seal_credential(found.id, found.data_key, "key", Secret("token"))
    opened = secrets.credential(replace(found, sealed_credential=sealed))
    assert (opened.access_key, opened.access_token) == ("key", Secret("token"))
    assert b"token" not in sealed


# What callers hear of Alter's troubles

FAULTS: list[tuple[AlterError, type[Failure], str]] = [
    (AlterBusy(3.0), Unavailable, "alter.busy"),
    (BreakerOpen(3.0), Unavailable, "alter.unreachable"),
    (AlterUnreachable("timeout", outcome_unknown=True), Unavailable, "alter.unreachable"),
    (AlterMalformed("html"), Unavailable, "alter.unreachable"),
    (AlterRefused(429, retry_after=9.0), Unavailable, "alter.unavailable"),
    (AlterRefused(503), Unavailable, "alter.unavailable"),
    (AlterRefused(401), BadUpstream, "alter.unauthorised"),
    (AlterRefused(409, code="x.y"), Conflict, "alter.refused"),
]


@pytest.mark.parametrize(("error", "kind", "code"), FAULTS, ids=lambda value: str(value)[:40])
def test_one_cause_one_action(error: AlterError, kind: type[Failure], code: str) -> None:
    """And a time to come back where waiting helps."""
    failure = as_failure(error)
    assert type(failure) is kind
    assert failure.code == code
    assert (failure.retry_after is not None) == (kind is Unavailable)
    if isinstance(error, AlterRefused):
        assert failure.upstream is not None
        assert failure.upstream.status == error.status


def test_the_months_pace_is_what_it_would_end_at() -> None:
    """The first hour counts as a whole one."""
    start = NOW.replace(hour=0)
    assert pace(10, start) == 10 * 31 * 24
    assert pace(10, start + timedelta(minutes=30)) == 10 * 31 * 24
    assert pace(100, start + timedelta(days=15.5)) == 200
