"""Table `reassignment_counts`: how often a binding got another design, by month."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.domain.ids import StoreId
from connector.store.columns import metadata
from connector.store.database import upsert
from connector.store.sweeping import delete_some

reassignment_counts = sa.Table(
    "reassignment_counts",
    metadata,
    sa.Column(
        "store_id", sa.String(32), sa.ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("month", sa.String(7), primary_key=True),
    sa.Column("count", sa.BigInteger, nullable=False),
)


async def add(connection: AsyncConnection, store_id: StoreId, month: str, count: int) -> None:
    """`month` as `2026-01`."""
    if not count:
        return
    row = upsert(connection, reassignment_counts).values(
        store_id=store_id, month=month, count=count
    )
    await connection.execute(
        row.on_conflict_do_update(
            index_elements=["store_id", "month"],
            set_={"count": reassignment_counts.c.count + count},
        )
    )


async def count_of_month(connection: AsyncConnection, store_id: StoreId, month: str) -> int:
    found = await connection.execute(
        sa.select(reassignment_counts.c.count).where(
            reassignment_counts.c.store_id == store_id, reassignment_counts.c.month == month
        )
    )
    return found.scalar_one_or_none() or 0


async def sweep(connection: AsyncConnection, now: datetime, kept: timedelta, *, limit: int) -> int:
    """Whole months; the one in which `kept` began stays."""
    old = reassignment_counts.c.month < (now - kept).strftime("%Y-%m")
    return await delete_some(connection, reassignment_counts, old, limit=limit)
