"""Tables `embed_sessions` and `embed_session_counts`: tokens handed out, by hash, and how many in a month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.domain.binding import RuntimeType
from connector.domain.ids import StoreId
from connector.domain.session import EmbedSessionRow
from connector.store.columns import UtcTime, metadata
from connector.store.database import upsert
from connector.store.sweeping import delete_some

embed_sessions = sa.Table(
    "embed_sessions",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column(
        "store_id", sa.String(32), sa.ForeignKey("stores.id", ondelete="CASCADE"), nullable=False
    ),
    sa.Column("session_ref", sa.String(64), nullable=False, unique=True),
    sa.Column("runtime_type", sa.String(32)),
    sa.Column("runtime_binding_id", sa.BigInteger),
    sa.Column("external_product_id", sa.String(200)),
    sa.Column("origin", sa.String(512), nullable=False),
    sa.Column("issued_at", UtcTime, nullable=False),
    sa.Column("expires_at", UtcTime, nullable=False),
    sa.Index("ix_embed_sessions_expires_at", "expires_at"),
)

embed_session_counts = sa.Table(
    "embed_session_counts",
    metadata,
    sa.Column(
        "store_id", sa.String(32), sa.ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("month", sa.String(7), primary_key=True),
    sa.Column("count", sa.BigInteger, nullable=False),
)


async def insert(connection: AsyncConnection, session: EmbedSessionRow) -> None:
    """Counts the session in its month (`YYYY-MM`, UTC) in the same transaction.

    The same token again (Alter promises nowhere that two of a second differ) becomes the newer session,
    if it is the same store's; another store's is left alone.
    """
    kind = None if session.runtime_type is None else session.runtime_type.value
    values = vars(session) | {"runtime_type": kind}
    renewed = {
        name: value for name, value in values.items() if name not in ("token_hash", "store_id")
    }
    await connection.execute(
        upsert(connection, embed_sessions)
        .values(**values)
        .on_conflict_do_update(
            index_elements=["token_hash"],
            set_=renewed,
            where=embed_sessions.c.store_id == session.store_id,
        )
    )
    month = session.issued_at.strftime("%Y-%m")
    row = upsert(connection, embed_session_counts).values(
        store_id=session.store_id, month=month, count=1
    )
    await connection.execute(
        row.on_conflict_do_update(
            index_elements=["store_id", "month"],
            set_={"count": embed_session_counts.c.count + 1},
        )
    )


async def by_token(
    connection: AsyncConnection, token_hash: str, now: datetime
) -> EmbedSessionRow | None:
    found = await connection.execute(
        sa.select(embed_sessions).where(
            embed_sessions.c.token_hash == token_hash, embed_sessions.c.expires_at > now
        )
    )
    row = found.mappings().one_or_none()
    return None if row is None else _from_row(dict(row))


async def by_ref(
    connection: AsyncConnection, store_id: StoreId, session_ref: str
) -> EmbedSessionRow | None:
    """The store's own, expired or not; another store's finds nothing, as one that never was."""
    found = await connection.execute(
        sa.select(embed_sessions).where(
            embed_sessions.c.session_ref == session_ref, embed_sessions.c.store_id == store_id
        )
    )
    row = found.mappings().one_or_none()
    return None if row is None else _from_row(dict(row))


async def count_of_month(connection: AsyncConnection, store_id: StoreId, month: str) -> int:
    found = await connection.execute(
        sa.select(embed_session_counts.c.count).where(
            embed_session_counts.c.store_id == store_id, embed_session_counts.c.month == month
        )
    )
    return found.scalar_one_or_none() or 0


async def forget_store(connection: AsyncConnection, store_id: StoreId) -> None:
    """Its tokens open nothing here any more; the counts of its months stay."""
    await connection.execute(sa.delete(embed_sessions).where(embed_sessions.c.store_id == store_id))


async def sweep(connection: AsyncConnection, now: datetime, kept: timedelta, *, limit: int) -> int:
    """`kept` after their expiry."""
    old = embed_sessions.c.expires_at < now - kept
    return await delete_some(connection, embed_sessions, old, limit=limit)


async def sweep_counts(
    connection: AsyncConnection, now: datetime, kept: timedelta, *, limit: int
) -> int:
    """Whole months; the one in which `kept` began stays."""
    old = embed_session_counts.c.month < (now - kept).strftime("%Y-%m")
    return await delete_some(connection, embed_session_counts, old, limit=limit)


def _from_row(row: Mapping[str, Any]) -> EmbedSessionRow:
    kind = None if row["runtime_type"] is None else RuntimeType(row["runtime_type"])
    return EmbedSessionRow(
        **dict(row) | {"store_id": StoreId(row["store_id"]), "runtime_type": kind}
    )
