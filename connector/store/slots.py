"""Table `budget_slots`: which slots of Alter's limits are used, by whichever process, on PostgreSQL.

A row is written before its call is made, under the lock of its bucket, and counts until `frees_at`. While the
call is under way that is later than any call ends, so that a process that is killed leaves a slot used for too
long, never for too short.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.domain.priority import Priority
from connector.store.columns import UtcTime, metadata
from connector.store.database import upsert
from connector.store.sweeping import delete_some

budget_slots = sa.Table(
    "budget_slots",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("bucket", sa.String(64), nullable=False),
    sa.Column("part", sa.String(16), nullable=False),
    sa.Column("limit_class", sa.String(16), nullable=False),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("process_id", sa.String(64), nullable=False),
    sa.Column("frees_at", UtcTime, nullable=False),
    sa.Index("ix_budget_slots_bucket_frees_at", "bucket", "frees_at"),
)


class Kind(StrEnum):
    """`used`: a call, under way or answered. `waiting`: somebody goes first. `closed`: Alter said 429."""

    USED = "used"
    WAITING = "waiting"
    CLOSED = "closed"


@dataclass(frozen=True)
class SlotRow:
    """`bucket`: one limiter key of Alter's. `part` and `limit_class` name the window of its own class."""

    id: str
    bucket: str
    part: str
    limit_class: str
    priority: Priority
    kind: Kind
    process_id: str
    frees_at: datetime


@dataclass(frozen=True)
class Counted:
    """So many rows alike; `until`: when the last of them ends."""

    part: str
    limit_class: str
    priority: Priority
    kind: Kind
    count: int
    until: datetime


async def put(connection: AsyncConnection, row: SlotRow) -> None:
    """Again with the same id: what waited is used now, or waits for longer."""
    values = vars(row) | {"priority": int(row.priority), "kind": row.kind.value}
    statement = upsert(connection, budget_slots).values(values)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=[budget_slots.c.id],
            set_={"kind": row.kind.value, "frees_at": row.frees_at},
        )
    )


async def counted(
    connection: AsyncConnection, bucket: str, now: datetime, *, but: str
) -> Sequence[Counted]:
    """All that counts now, without the row `but`. Under the lock of the bucket nobody changes it."""
    alike = (
        budget_slots.c.part,
        budget_slots.c.limit_class,
        budget_slots.c.priority,
        budget_slots.c.kind,
    )
    until = sa.func.max(budget_slots.c.frees_at, type_=UtcTime).label("until")
    query = (
        sa.select(*alike, sa.func.count().label("rows"), until)
        .where(
            budget_slots.c.bucket == bucket,
            budget_slots.c.frees_at > now,
            budget_slots.c.id != but,
        )
        .group_by(*alike)
    )
    return [
        Counted(
            row.part, row.limit_class, Priority(row.priority), Kind(row.kind), row.rows, row.until
        )
        for row in await connection.execute(query)
    ]


async def of_others(
    connection: AsyncConnection, bucket: str, now: datetime, process_id: str
) -> Sequence[SlotRow]:
    """What other processes use, the first to come free first, and all that is closed."""
    query = (
        sa.select(budget_slots)
        .where(
            budget_slots.c.bucket == bucket,
            budget_slots.c.frees_at > now,
            sa.or_(
                budget_slots.c.process_id != process_id,
                budget_slots.c.kind == Kind.CLOSED.value,
            ),
            budget_slots.c.kind != Kind.WAITING.value,
        )
        .order_by(budget_slots.c.frees_at)
    )
    return [
        SlotRow(**dict(row) | {"priority": Priority(row["priority"]), "kind": Kind(row["kind"])})
        for row in (await connection.execute(query)).mappings()
    ]


async def answered(connection: AsyncConnection, ids: Collection[str], frees_at: datetime) -> None:
    await connection.execute(
        sa.update(budget_slots).where(budget_slots.c.id.in_(ids)).values(frees_at=frees_at)
    )


async def delete(connection: AsyncConnection, ids: Collection[str]) -> None:
    """Nothing was sent, or nobody waits any more."""
    await connection.execute(sa.delete(budget_slots).where(budget_slots.c.id.in_(ids)))


async def sweep(connection: AsyncConnection, now: datetime, kept: timedelta, *, limit: int) -> int:
    over = budget_slots.c.frees_at <= now - kept
    return await delete_some(connection, budget_slots, over, limit=limit)
