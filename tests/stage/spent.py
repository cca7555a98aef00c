"""What a store has spent of Alter's writes, wherever its engine keeps that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from connector.alter.endpoint import LimitClass
from connector.alter.window import SLOT_SECONDS
from connector.domain.ids import StoreId
from connector.domain.priority import Priority
from connector.store import slots, spends
from connector.store.database import Database
from tests.stage.stage import ConnectedStore, Stage
from tests.stage.waiting import until

_SLOT = timedelta(seconds=SLOT_SECONDS)


@dataclass(frozen=True)
class Spent:
    priority: Priority
    answered: bool


def table_of(database: Database) -> sa.Table:
    """SQLite has one process and keeps the last minute; PostgreSQL shares slots."""
    return spends.budget_spends if database.is_sqlite else slots.budget_slots


async def writes_spent(stage: Stage, store: ConnectedStore) -> Sequence[Spent]:
    database, store_id = stage.database, StoreId(store.id)
    if not database.is_sqlite:
        return await _of_slots(database, store_id, stage.clock.now())
    async with database.read() as connection:
        table = spends.budget_spends
        rows = await connection.execute(sa.select(table).where(table.c.account == store_id))
        return [Spent(Priority(row.priority), row.answered_at is not None) for row in rows]


async def all_answered(stage: Stage, store: ConnectedStore) -> Sequence[Priority]:
    """Waits: on PostgreSQL answers are noted together, a moment later. Returns what the writes were."""

    async def noted() -> bool:
        return all(each.answered for each in await writes_spent(stage, store))

    await until(noted)
    return [each.priority for each in await writes_spent(stage, store)]


async def _of_slots(database: Database, store_id: StoreId, now: datetime) -> Sequence[Spent]:
    """A call under way counts for longer than a minute from now."""
    table = slots.budget_slots
    query = sa.select(table).where(
        table.c.bucket == store_id, table.c.limit_class == LimitClass.WRITES.value
    )
    async with database.read() as connection:
        rows = await connection.execute(query)
        return [Spent(Priority(row.priority), row.frees_at <= now + _SLOT) for row in rows]
