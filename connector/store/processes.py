"""Table `processes`: who runs on this database, and which master keys each has loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.store.columns import UtcTime, metadata
from connector.store.database import upsert
from connector.store.notices import Kind, tell

DEAD_AFTER = timedelta(seconds=30)
"""Without a word for that long a process counts as killed."""

processes = sa.Table(
    "processes",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("verb", sa.String(16), nullable=False),
    sa.Column("version", sa.String(32), nullable=False),
    sa.Column("key_ids", sa.JSON, nullable=False),
    sa.Column("started_at", UtcTime, nullable=False),
    sa.Column("seen_at", UtcTime, nullable=False),
)


@dataclass(frozen=True)
class Process:
    """`key_ids`: the master keys it has loaded, the one it seals under first."""

    id: str
    verb: str
    version: str
    key_ids: tuple[str, ...]
    started_at: datetime
    seen_at: datetime


async def put(connection: AsyncConnection, process: Process) -> None:
    """At its start and with each sign of life: one that was taken for dead is there again."""
    values = {**vars(process), "key_ids": list(process.key_ids)}
    changed = {name: values[name] for name in ("key_ids", "seen_at")}
    statement = upsert(connection, processes).values(values)
    await connection.execute(
        statement.on_conflict_do_update(index_elements=[processes.c.id], set_=changed)
    )


async def announce(connection: AsyncConnection) -> None:
    """One came or goes: the others count again."""
    await tell(connection, Kind.PROCESSES)


async def delete(connection: AsyncConnection, process_id: str) -> None:
    await connection.execute(sa.delete(processes).where(processes.c.id == process_id))


async def alive(connection: AsyncConnection, now: datetime) -> Sequence[Process]:
    """The oldest first."""
    rows = await connection.execute(
        sa.select(processes)
        .where(processes.c.seen_at >= now - DEAD_AFTER)
        .order_by(processes.c.started_at, processes.c.id)
    )
    return [Process(**{**row._mapping, "key_ids": tuple(row.key_ids)}) for row in rows]


async def sweep(connection: AsyncConnection, now: datetime) -> None:
    """Forgets the dead."""
    await connection.execute(sa.delete(processes).where(processes.c.seen_at < now - DEAD_AFTER))
