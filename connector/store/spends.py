"""Table `budget_spends`: writes to Alter of the last minute, so that a restart remembers what is used up.

The row is committed before the call is made; `answered_at` is filled with the call's outcome. A row without it
belongs to a call that a crash cut off, which Alter may have counted at any time until now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.domain.priority import Priority
from connector.store.columns import UtcTime, metadata
from connector.store.sweeping import delete_some

budget_spends = sa.Table(
    "budget_spends",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("account", sa.String(64), nullable=False),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("spent_at", UtcTime, nullable=False),
    sa.Column("answered_at", UtcTime),
    sa.Index("ix_budget_spends_spent_at", "spent_at"),
)


@dataclass(frozen=True)
class Spend:
    account: str
    priority: Priority
    spent_at: datetime
    answered_at: datetime | None


async def begin(
    connection: AsyncConnection, spend_id: str, account: str, priority: Priority, now: datetime
) -> None:
    await connection.execute(
        sa.insert(budget_spends).values(
            id=spend_id, account=account, priority=int(priority), spent_at=now
        )
    )


async def answered(connection: AsyncConnection, spend_id: str, now: datetime) -> None:
    await connection.execute(
        sa.update(budget_spends).where(budget_spends.c.id == spend_id).values(answered_at=now)
    )


async def record(
    connection: AsyncConnection, spend_id: str, account: str, priority: Priority, now: datetime
) -> None:
    """A call that is already answered, written with what it brought."""
    await begin(connection, spend_id, account, priority, now)
    await answered(connection, spend_id, now)


async def recent(connection: AsyncConnection, since: datetime) -> Sequence[Spend]:
    """Those that may still be counted by Alter: answered since then, or never answered."""
    counted = sa.or_(budget_spends.c.answered_at > since, budget_spends.c.answered_at.is_(None))
    rows = await connection.execute(sa.select(budget_spends).where(counted))
    return [
        Spend(row.account, Priority(row.priority), row.spent_at, row.answered_at) for row in rows
    ]


async def taken_out(connection: AsyncConnection) -> Sequence[Spend]:
    """All there are; they are not there afterwards."""
    rows = await connection.execute(sa.delete(budget_spends).returning(budget_spends))
    return [
        Spend(row.account, Priority(row.priority), row.spent_at, row.answered_at) for row in rows
    ]


async def close_open(connection: AsyncConnection, now: datetime) -> None:
    """At start: calls cut off by the last stop count as answered now, the latest they can have been."""
    await connection.execute(
        sa.update(budget_spends)
        .where(budget_spends.c.answered_at.is_(None))
        .values(answered_at=now)
    )


async def sweep(connection: AsyncConnection, now: datetime, kept: timedelta, *, limit: int) -> int:
    """Those never answered too: no call takes that long."""
    last = sa.func.coalesce(budget_spends.c.answered_at, budget_spends.c.spent_at)
    return await delete_some(connection, budget_spends, last < now - kept, limit=limit)
