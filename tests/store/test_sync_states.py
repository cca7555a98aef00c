"""Table `sync_states`: fair claims, leases, and `next_due`, which must agree with `claim_next`."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

import pytest

from connector.domain.binding import Binding
from connector.domain.ids import StoreId
from connector.domain.store import StoreState
from connector.domain.sync import LEASE, Pause, SyncStatus
from connector.store import bindings, stores, sync_states
from connector.store.database import Database, Transaction
from tests.domain.rows import NOW, after, binding, synced
from tests.store.rows import put_bindings, put_store, set_sync

ONE, TWO, THREE = StoreId("st_one"), StoreId("st_two"), StoreId("st_three")


async def claim(database: Database, owner: str = "me", now: datetime = NOW) -> StoreId | None:
    async with database.write() as connection:
        return await sync_states.claim_next(connection, owner, now)


async def release(database: Database, store: StoreId, owner: str = "me") -> None:
    async with database.write() as connection:
        await sync_states.release(connection, store, owner, pause=None)


async def status_of(database: Database, store: StoreId = ONE) -> SyncStatus:
    async with database.read() as connection:
        return await sync_states.get(connection, store)


async def due_at(database: Database) -> datetime | None:
    async with database.read() as connection:
        return await sync_states.next_due(connection)


async def test_a_store_without_a_line_has_never_synced(database: Database) -> None:
    """An id that does not exist looks like a store that did nothing yet."""
    assert await status_of(database) == SyncStatus(ONE)
    await put_store(database)
    assert await status_of(database) == SyncStatus(ONE)


async def test_nothing_due_nothing_claimed(database: Database) -> None:
    """An empty database, a store without bindings, a binding due later."""
    assert await claim(database) is None
    assert await due_at(database) is None
    await put_store(database)
    await put_bindings(database, binding(due_at=after(1)))
    assert await claim(database) is None
    assert await due_at(database) == after(1)
    assert await claim(database, now=after(1)) == ONE


async def test_a_claim_is_a_lease_that_is_remembered(database: Database) -> None:
    """Owner, end and start are in the row for others to see."""
    await put_store(database)
    await put_bindings(database, binding())
    assert await claim(database, "lane-1") == ONE
    status = await status_of(database)
    assert (status.lease_owner, status.lease_until) == ("lane-1", NOW + LEASE)
    assert status.last_started_at == NOW
    assert await claim(database, "lane-2") is None
    assert await due_at(database) == NOW + LEASE


async def test_turns_go_round_however_much_one_store_has(database: Database) -> None:
    """After each batch a store goes to the end of the line; one that was never served comes first."""
    for name in (ONE, TWO, THREE):
        await put_store(database, name)
    many = [binding(f"wc_{number}", due_at=after(-100)) for number in range(50)]
    await put_bindings(database, *many, binding(store=TWO), binding(store=THREE))
    turns = []
    for second in range(9):
        store = await claim(database, now=after(second))
        assert store is not None
        await release(database, store)
        turns.append(store)
    assert [turns.count(name) for name in (ONE, TWO, THREE)] == [3, 3, 3]
    assert turns[:3] == turns[3:6] == turns[6:]


async def test_two_who_claim_at_once_get_different_stores(database: Database) -> None:
    """And one store is never leased twice."""
    for name in (ONE, TWO):
        await put_store(database, name)
        await put_bindings(database, binding(store=name))
    found = await asyncio.gather(*(claim(database, f"lane-{number}") for number in range(6)))
    got = [store for store in found if store is not None]
    assert len(got) == len(set(got))
    assert set(got) <= {ONE, TWO}
    rest = [await claim(database, f"late-{number}") for number in range(2)]
    assert {*got, *rest} - {None} == {ONE, TWO}


async def test_a_lease_ends_with_its_time(database: Database) -> None:
    """A killed process's work is resumed within 10 s."""
    await put_store(database)
    await put_bindings(database, binding())
    await claim(database, "killed")
    assert LEASE.total_seconds() < 9.0
    assert await claim(database, "next", after(LEASE.total_seconds() - 0.001)) is None
    assert await claim(database, "next", NOW + LEASE) == ONE


async def test_a_heartbeat_keeps_the_lease_and_ends_when_it_is_lost(database: Database) -> None:
    """Whoever took over is not thrown out by a heartbeat that comes late."""
    await put_store(database)
    await put_bindings(database, binding())
    await claim(database, "first")
    async with database.write() as connection:
        assert await sync_states.extend(connection, ONE, "first", after(5))
    assert await claim(database, "second", NOW + LEASE) is None
    assert await claim(database, "second", after(5) + LEASE) == ONE
    async with database.write() as connection:
        assert not await sync_states.extend(connection, ONE, "first", after(14))
        await sync_states.release(connection, ONE, "first", pauses=9)
    status = await status_of(database)
    assert (status.lease_owner, status.pauses) == ("second", 0)


async def test_release_frees_the_store_and_writes_the_outcome(database: Database) -> None:
    """In one statement: there is no moment between."""
    await put_store(database)
    await put_bindings(database, binding())
    await claim(database)
    async with database.write() as connection:
        await sync_states.set_in_flight(connection, ONE, 7)
    assert (await status_of(database)).in_flight == 7
    async with database.write() as connection:
        await sync_states.release(
            connection, ONE, "me", pause="down", not_before=after(9), pauses=2
        )
    status = await status_of(database)
    assert (status.lease_owner, status.lease_until, status.in_flight) == (None, None, 0)
    assert (status.pause, status.not_before, status.pauses) == (Pause.DOWN, after(9), 2)
    assert await claim(database, now=after(8)) is None
    async with database.write() as connection:
        await sync_states.wake(connection, ONE)
    woken = await status_of(database)
    assert (woken.pause, woken.not_before, woken.pauses) == (None, None, 0)
    assert await claim(database, now=after(8)) == ONE


async def test_the_gateway_takes_the_same_lease(database: Database) -> None:
    """Its calls must not cross the worker's; it needs no due row."""
    await put_store(database)
    async with database.write() as connection:
        assert await sync_states.claim(connection, ONE, "gateway", NOW)
        assert not await sync_states.claim(connection, ONE, "other", NOW)
        assert not await sync_states.claim(connection, TWO, "gateway", NOW)
    await put_bindings(database, binding())
    assert await claim(database) is None
    async with database.write() as connection:
        assert await sync_states.claim(connection, ONE, "other", NOW + LEASE)


async def test_a_disconnected_store_is_left_alone(database: Database) -> None:
    """Its rows wait for the reconnect; nobody wakes up for them."""
    await put_store(database)
    await put_bindings(database, binding())
    async with database.write() as connection:
        await stores.set_state(connection, ONE, StoreState.NEEDS_RECONNECT, version=1)
    assert await claim(database) is None
    assert await due_at(database) is None


async def test_a_throttled_store_lets_clicks_through(database: Database) -> None:
    """Bulk has used up its share; an owner's click has its own."""
    await put_store(database)
    await put_bindings(database, binding("wc_1"))
    await set_sync(database, ONE, pause="throttled", not_before=after(60))
    assert await claim(database) is None
    await put_bindings(database, binding("wc_2", urgent=True))
    assert await claim(database) == ONE


TIMES = (None, after(1), after(5))
A_MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize("pause", [None, Pause.THROTTLED, Pause.CLOSED])
async def test_next_due_is_the_first_moment_at_which_a_claim_succeeds(
    database: Database, pause: Pause | None
) -> None:
    """All combinations of lease, pause and two rows: to disagree would be to spin or to oversleep."""
    await put_store(database)
    plain, click = binding("wc_1"), binding("wc_2", urgent=True)
    await put_bindings(database, plain, click)
    async with database.write() as connection:
        for lease, rest, one, two in product(TIMES, TIMES, TIMES[:3], (None, after(0), after(9))):
            rows = [_due_or_refused(plain, one), _due_or_refused(click, two)]
            await bindings.update_many(connection, rows)
            await sync_states._set(
                connection,
                ONE,
                pause=None if pause is None else pause.value,
                lease_owner=None if lease is None else "other",
                lease_until=lease,
                not_before=rest,
            )
            due = await sync_states.next_due(connection)
            if due is None:
                assert (one, two) == (None, None)
                assert not await _claims(connection, after(99))
            else:
                assert await _claims(connection, due), (lease, rest, one, two)
                assert not await _claims(connection, due - A_MOMENT), (lease, rest, one, two)


async def _claims(connection: Transaction, now: datetime) -> bool:
    tried = await connection.begin_nested()
    found = await sync_states.claim_next(connection, "me", now)
    await tried.rollback()
    return found is not None


def _due_or_refused(row: Binding, due: datetime | None) -> Binding:
    return replace(row, due_at=due, refused_version=row.desired_version if due is None else 0)


async def test_who_was_not_reconciled_since(database: Database) -> None:
    """By the last scan, else by the connect; connected stores that stay; the oldest first."""
    for name, connected in (("st_one", -10), ("st_two", -20), ("st_three", -90)):
        await put_store(database, name, connected_at=after(connected))
    async with database.write() as connection:
        found = {"checked": 3, "repaired": 1, "missing": 1, "unknown": 0}
        await sync_states.set_reconciled(connection, ONE, after(-30), found)
        rows = await sync_states.not_reconciled_since(connection, after(-15), NOW)
        assert rows == [(THREE, after(-90)), (ONE, after(-30)), (TWO, after(-20))]
        assert await sync_states.not_reconciled_since(connection, after(-90), NOW) == []
        await stores.set_state(connection, THREE, StoreState.NEEDS_RECONNECT, version=1)
        await stores.change(connection, TWO, leaving_until=after(99))
        rows = await sync_states.not_reconciled_since(connection, after(-15), NOW)
        assert rows == [(ONE, after(-30))]
    kept = await status_of(database)
    assert (kept.reconciled_at, kept.reconcile) == (after(-30), found)


async def test_runtime_ids_that_any_store_holds(database: Database) -> None:
    await put_store(database, "st_one")
    await put_bindings(database, synced(runtime_binding_id=42))
    async with database.read() as connection:
        assert await bindings.held_runtime_ids(connection, [41, 42]) == {42}
        assert await bindings.held_runtime_ids(connection, []) == set()
