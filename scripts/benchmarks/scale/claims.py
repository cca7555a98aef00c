"""What it costs to claim a store, and to take a slot of Alter's limits, on each engine. No call to Alter."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa

from connector.alter.budget import Budget, Limits
from connector.alter.endpoint import LimitClass
from connector.domain.clock import SystemClock
from connector.domain.priority import Priority
from connector.flows.collaborators.shared_ledger import SharedLedger
from connector.store import sync_states
from connector.store.columns import to_microseconds
from connector.store.database import Database
from connector.store.migrate import migrate
from scripts.proof.postgres import own_server

_STORES = 200
_LANES = 4
_SECONDS = 6.0
_SLOTS = 300


async def measure() -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="alter-bench-") as folder:
        async with _opened(f"sqlite:///{Path(folder) / 'x.db'}") as database:
            found = {"sqlite": await _of(database)}
    async with own_server() as server, _opened(server.url) as database:
        found["postgresql"] = await _of(database)
    return {"stores": _STORES, "lanes": _LANES, **found}


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    try:
        await migrate(database)
        await _fill(database)
        yield database
    finally:
        await database.close()


async def _fill(database: Database) -> None:
    """Stores with one binding each that stays due."""
    now = to_microseconds(datetime.now(UTC))
    store = (
        "INSERT INTO stores (id, store_url, site_origin, address, address_proved, origins, asset_origins,"
        " storefront_id, storefront_key, external_id_prefix, state, connected_at, credential_version, scopes,"
        " order_status_map, plugin, epoch, sealed_credential, sealed_ticket_secret)"
        " VALUES (:id, :id, :id, :id, false, '[]', '[]', :n, :id, 'wc_', 'connected', :now, 1, '[]', '{}', '{}', 1,"
        " :seal, :seal)"
    )
    binding = (
        "INSERT INTO bindings (id, store_id, external_product_id, runtime_type, status, desired_version,"
        " confirmed_version, refused_version, attempts, due_at, urgent, updated_at)"
        " VALUES (:id, :id, 'wc_1', 'viewer', 'active', 2, 1, 0, 0, :now, false, :now)"
    )
    rows = [{"id": f"st_{n}", "n": n, "now": now, "seal": b"x"} for n in range(_STORES)]
    async with database.write() as connection:
        await connection.execute(sa.text(store), rows)
        for row in rows:
            await sync_states.insert(connection, row["id"])  # type: ignore[arg-type]
        await connection.execute(sa.text(binding), [{"id": r["id"], "now": now} for r in rows])


async def _of(database: Database) -> dict[str, Any]:
    looks = [await _timed(lambda: _look(database)) for _ in range(50)]
    found = {
        "claimsPerSecond": round(await _claims(database)),
        "lookMs": round(statistics.median(looks) * 1000, 2),
    }
    if not database.is_sqlite:
        found |= await _slots(database)
    return found


async def _look(database: Database) -> None:
    """What an idle lane asks each second."""
    async with database.read() as connection:
        await sync_states.next_due(connection)


async def _claims(database: Database) -> float:
    """Claimed and given back: two transactions, as the worker makes them around its call."""
    done, until = 0, time.perf_counter() + _SECONDS

    async def lane(owner: str) -> None:
        nonlocal done
        while time.perf_counter() < until:
            now = datetime.now(UTC)
            async with database.write() as connection:
                store_id = await sync_states.claim_next(connection, owner, now)
            if store_id is None:
                await asyncio.sleep(0)
                continue
            async with database.write() as connection:
                await sync_states.release(
                    connection, store_id, owner, not_before=now - timedelta(seconds=1)
                )
            done += 1

    await asyncio.gather(*(lane(f"lane-{number}") for number in range(_LANES)))
    return done / _SECONDS


async def _slots(database: Database) -> dict[str, Any]:
    """An embed session's one extra transaction, beside an empty one on the same connection pool."""
    clock, limits = SystemClock(), Limits.documented(1000)
    ledger = SharedLedger(database, clock, "bench")
    budget = Budget(limits, clock, Random(1), ledger)  # noqa: S311 - jitter of waits

    async def slot() -> None:
        taken = await budget.acquire("st_1", LimitClass.WRITES, Priority.SHOPPER, deadline=5.0)
        taken.release()

    async def empty() -> None:
        async with database.write() as connection:
            await connection.execute(sa.text("SELECT 1"))

    slots, nothing = [], []
    for _ in range(_SLOTS):
        slots.append(await _timed(slot))
        nothing.append(await _timed(empty))
    await ledger.close()
    return {
        "slotMs": round(statistics.median(slots) * 1000, 2),
        "emptyTransactionMs": round(statistics.median(nothing) * 1000, 2),
    }


async def _timed(what: Any) -> float:
    began = time.perf_counter()
    await what()
    return time.perf_counter() - began
