"""Tables `snapshots` and `snapshot_items`: what a `mode: replace` under way has named so far.

Rows, not memory: a snapshot may hold a million items, and nothing is archived before its end was read.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.domain.binding import Binding, BindingStatus
from connector.domain.ids import StoreId
from connector.store.bindings import bindings, from_row
from connector.store.columns import UtcTime, metadata
from connector.store.database import upsert
from connector.store.sweeping import delete_some

snapshots = sa.Table(
    "snapshots",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column(
        "store_id", sa.String(32), sa.ForeignKey("stores.id", ondelete="CASCADE"), nullable=False
    ),
    sa.Column("started_at", UtcTime, nullable=False),
    sa.Index("ix_snapshots_store_id", "store_id"),
    sa.Index("ix_snapshots_started_at", "started_at"),
)

snapshot_items = sa.Table(
    "snapshot_items",
    metadata,
    sa.Column(
        "snapshot_id",
        sa.String(32),
        sa.ForeignKey("snapshots.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("external_product_id", sa.String(200), primary_key=True),
    sa.Column("runtime_type", sa.String(32), primary_key=True),
)


async def begin(
    connection: AsyncConnection, snapshot_id: str, store_id: StoreId, now: datetime
) -> None:
    await connection.execute(
        sa.insert(snapshots).values(id=snapshot_id, store_id=store_id, started_at=now)
    )


async def record(
    connection: AsyncConnection, snapshot_id: str, keys: Collection[tuple[str, str]]
) -> None:
    """The same key again is no fault."""
    if not keys:
        return
    rows = [
        {"snapshot_id": snapshot_id, "external_product_id": product, "runtime_type": kind}
        for product, kind in keys
    ]
    statement = upsert(connection, snapshot_items).on_conflict_do_nothing()
    await connection.execute(statement, rows)


async def count_missing(
    connection: AsyncConnection, snapshot_id: str, store_id: StoreId, before: datetime
) -> int:
    query = sa.select(sa.func.count()).select_from(bindings)
    found = await connection.execute(query.where(*_missing(snapshot_id, store_id, before)))
    return int(found.scalar_one())


async def missing(
    connection: AsyncConnection,
    snapshot_id: str,
    store_id: StoreId,
    before: datetime,
    *,
    limit: int,
) -> Sequence[Binding]:
    """Bindings that the snapshot does not name, archived ones and those changed since `before` left out."""
    query = sa.select(bindings).where(*_missing(snapshot_id, store_id, before)).limit(limit)
    return [from_row(dict(row)) for row in (await connection.execute(query)).mappings()]


async def end(connection: AsyncConnection, snapshot_id: str) -> None:
    await connection.execute(sa.delete(snapshots).where(snapshots.c.id == snapshot_id))


async def forget_some(connection: AsyncConnection, snapshot_id: str, *, limit: int) -> int:
    """Forgets what it named, in part. Returns how many."""
    named = snapshot_items.c.snapshot_id == snapshot_id
    return await delete_some(connection, snapshot_items, named, limit=limit)


async def sweep(connection: AsyncConnection, now: datetime, kept: timedelta, *, limit: int) -> int:
    """What a stream that broke, or a process that was killed, left behind: a snapshot may have a million names,
    so they go before it, and it does not take them along."""
    old = snapshots.c.started_at < now - kept
    named = snapshot_items.c.snapshot_id.in_(sa.select(snapshots.c.id).where(old))
    count = await delete_some(connection, snapshot_items, named, limit=limit)
    if count == limit:
        return count
    return await delete_some(connection, snapshots, old, limit=limit)


def _missing(
    snapshot_id: str, store_id: StoreId, before: datetime
) -> tuple[sa.ColumnElement[bool], ...]:
    named = sa.exists().where(
        snapshot_items.c.snapshot_id == snapshot_id,
        snapshot_items.c.external_product_id == bindings.c.external_product_id,
        snapshot_items.c.runtime_type == bindings.c.runtime_type,
    )
    return (
        bindings.c.store_id == store_id,
        # Swept meanwhile it names nothing, and must not archive everything.
        sa.exists().where(snapshots.c.id == snapshot_id),
        bindings.c.status != BindingStatus.ARCHIVED.value,
        bindings.c.updated_at < before,
        sa.not_(named),
    )
