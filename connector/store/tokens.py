"""Table `store_tokens`: store tokens by their SHA-256, the current one and those still valid for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.domain.ids import StoreId
from connector.store.columns import UtcTime, metadata
from connector.store.sweeping import delete_some

store_tokens = sa.Table(
    "store_tokens",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column(
        "store_id",
        sa.String(32),
        sa.ForeignKey("stores.id", ondelete="CASCADE"),
        nullable=False,
    ),
    sa.Column("issued_at", UtcTime, nullable=False),
    sa.Column("valid_until", UtcTime),
    sa.Column("used_at", UtcTime),
    sa.Index("ix_store_tokens_store_id", "store_id"),
)


@dataclass(frozen=True)
class TokenRow:
    """`valid_until` is None for the current token, a time for one that was replaced; `used_at` is its first
    use."""

    token_hash: str
    store_id: StoreId
    issued_at: datetime
    valid_until: datetime | None
    used_at: datetime | None

    @property
    def is_current(self) -> bool:
        return self.valid_until is None


async def insert(
    connection: AsyncConnection, store_id: StoreId, token_hash: str, now: datetime
) -> None:
    await connection.execute(
        sa.insert(store_tokens).values(token_hash=token_hash, store_id=store_id, issued_at=now)
    )


# Every request begins with it, and to put it together costs more than the database takes.
_FIND = sa.select(store_tokens).where(
    store_tokens.c.token_hash == sa.bindparam("hash"),
    sa.or_(store_tokens.c.valid_until.is_(None), store_tokens.c.valid_until > sa.bindparam("now")),
)


async def find(connection: AsyncConnection, token_hash: str, now: datetime) -> TokenRow | None:
    """The token if it is still valid at `now`."""
    row = (await connection.execute(_FIND, {"hash": token_hash, "now": now})).one_or_none()
    if row is None:
        return None
    return TokenRow(
        row.token_hash, StoreId(row.store_id), row.issued_at, row.valid_until, row.used_at
    )


async def mark_used(connection: AsyncConnection, token_hash: str, now: datetime) -> None:
    await connection.execute(
        sa.update(store_tokens)
        .where(store_tokens.c.token_hash == token_hash, store_tokens.c.used_at.is_(None))
        .values(used_at=now)
    )


async def has_used_successor(connection: AsyncConnection, token: TokenRow) -> bool:
    """Whether a token that was issued after this one was ever used: its answer arrived, then."""
    found = await connection.execute(
        sa.select(store_tokens.c.token_hash)
        .where(
            store_tokens.c.store_id == token.store_id,
            store_tokens.c.issued_at >= token.issued_at,
            store_tokens.c.token_hash != token.token_hash,
            store_tokens.c.used_at.is_not(None),
        )
        .limit(1)
    )
    return found.first() is not None


async def retire(connection: AsyncConnection, store_id: StoreId, valid_until: datetime) -> None:
    """The current token lives until then; earlier ones keep their own, nearer end."""
    await connection.execute(
        sa.update(store_tokens)
        .where(store_tokens.c.store_id == store_id, store_tokens.c.valid_until.is_(None))
        .values(valid_until=valid_until)
    )


async def revoke_all(connection: AsyncConnection, store_id: StoreId) -> int:
    found = await connection.execute(
        sa.delete(store_tokens).where(store_tokens.c.store_id == store_id)
    )
    return found.rowcount


async def revoke_others(connection: AsyncConnection, store_id: StoreId, token_hash: str) -> None:
    await connection.execute(
        sa.delete(store_tokens).where(
            store_tokens.c.store_id == store_id, store_tokens.c.token_hash != token_hash
        )
    )


async def sweep(connection: AsyncConnection, now: datetime, kept: timedelta, *, limit: int) -> int:
    old = store_tokens.c.valid_until <= now - kept
    return await delete_some(connection, store_tokens, old, limit=limit)
