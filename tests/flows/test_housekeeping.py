"""Housekeeping: what is over goes when its time has come, in pieces, and never what is still of use."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from connector.domain.ids import StoreId
from connector.domain.priority import Priority
from connector.domain.retention import Retention
from connector.flows.housekeeping import KeepHouse
from connector.store import claims, reassignments, sessions, snapshots, spends, tokens
from connector.store.database import Database
from tests.domain.claims import claim, embed_session
from tests.domain.rows import NOW
from tests.stage.clock import ShiftedClock
from tests.store.rows import count, put_store

ONE = StoreId("st_one")


class At(ShiftedClock):
    """A clock that stands."""

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.ahead)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    await put_store(opened, ONE)
    yield opened
    await opened.close()


async def fill(database: Database, number: int) -> None:
    """So many rows of every kind, all of this moment."""
    async with database.write() as connection:
        for each in range(number):
            row = claim(alter_order_id=each + 1, id=f"cl_{each}", claimed_at=NOW)
            await claims.take(connection, row)
            await sessions.insert(
                connection,
                embed_session(token_hash=f"t{each}", session_ref=f"ss_{each}"),
            )
            await spends.record(connection, f"sp_{each}", ONE, Priority.BULK, NOW)
            await tokens.insert(connection, ONE, f"h{each}", NOW)
        await tokens.retire(connection, ONE, NOW)
        await snapshots.begin(connection, "sn_1", ONE, NOW)
        await snapshots.record(connection, "sn_1", [(f"wc_{n}", "viewer") for n in range(number)])
        await reassignments.add(connection, ONE, f"{NOW:%Y-%m}", 3)


TABLES = {
    "claims": claims.claims,
    "sessions": sessions.embed_sessions,
    "session counts": sessions.embed_session_counts,
    "reassignments": reassignments.reassignment_counts,
    "snapshots": snapshots.snapshots,
    "snapshot items": snapshots.snapshot_items,
    "spends": spends.budget_spends,
    "tokens": tokens.store_tokens,
}


async def left(database: Database) -> set[str]:
    return {name for name, table in TABLES.items() if await count(database, table)}


async def test_each_kind_goes_in_its_time(database: Database) -> None:
    """And not before: one after the other, as the defaults say."""
    await fill(database, 3)
    clock = At()
    keep = KeepHouse(database, clock)
    await keep()
    gone = [set(TABLES) - await left(database)]
    for days in (1.1, 2.1, 60.1, 761, 762):
        clock.ahead = days * 86400
        await keep()
        gone.append(set(TABLES) - await left(database))
    early = {"tokens", "spends", "snapshots", "snapshot items"}
    assert gone[0] == {"tokens"}
    assert gone[1] == early
    assert gone[2] == early | {"sessions"}
    assert gone[3] == early | {"sessions", "claims"}
    assert gone[5] == set(TABLES)


async def test_settings_decide(database: Database) -> None:
    await fill(database, 1)
    clock = At()
    clock.ahead = 86400 * 63
    short = Retention(counts=timedelta(days=31), claims=timedelta(days=70))
    await KeepHouse(database, clock, short)()
    assert await left(database) == {"claims"}


async def test_many_rows_go_in_pieces(database: Database) -> None:
    """No transaction deletes more than a piece of any table, so that writers come between."""
    await fill(database, 35)
    clock = At()
    clock.ahead = 86400 * 1000
    deleted: list[int] = []
    engine = database._writer.sync_engine

    def note(_c: object, cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("DELETE"):
            deleted.append(getattr(cursor, "rowcount", 0))

    sa.event.listen(engine, "after_cursor_execute", note)
    keeping = asyncio.create_task(KeepHouse(database, clock, chunk=10)())
    waits = 0
    while not keeping.done():
        async with database.write() as connection:
            await spends.record(connection, f"new_{waits}", ONE, Priority.OWNER, clock.now())
        waits += 1
        await asyncio.sleep(0.01)
    await keeping
    sa.event.remove(engine, "after_cursor_execute", note)
    assert max(deleted) == 10
    assert sum(deleted) >= 35 * 5
    assert waits > 5
    assert await left(database) == {"spends"}


async def test_what_is_of_use_stays(database: Database) -> None:
    """A second of each kind made later than the first is not taken along."""
    await fill(database, 1)
    clock = At()
    clock.ahead = 86400 * 60 + 1
    later = clock.now()
    async with database.write() as connection:
        fresh = claim(alter_order_id=99, id="cl_new", claimed_at=later)
        await claims.take(connection, fresh)
        row = embed_session(token_hash="new", session_ref="ss_new")
        await sessions.insert(
            connection, replace(row, issued_at=later, expires_at=later + timedelta(minutes=15))
        )
        await tokens.insert(connection, ONE, "current", later)
        await snapshots.begin(connection, "sn_2", ONE, later)
    await KeepHouse(database, clock)()
    for table in ("claims", "sessions", "tokens", "snapshots"):
        assert await count(database, TABLES[table]) == 1
    assert await count(database, TABLES["session counts"]) == 2
