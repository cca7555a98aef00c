"""Table `claims`: which Alter orders were put into a cart, and under which key of the shop's visitor."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.domain.binding import RuntimeType
from connector.domain.claim import Claim
from connector.domain.ids import ClaimId, StoreId
from connector.store.columns import UtcTime, metadata
from connector.store.database import upsert
from connector.store.sweeping import delete_some

claims = sa.Table(
    "claims",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column(
        "store_id", sa.String(32), sa.ForeignKey("stores.id", ondelete="CASCADE"), nullable=False
    ),
    sa.Column("storefront_id", sa.BigInteger, nullable=False),
    sa.Column("alter_order_id", sa.BigInteger, nullable=False),
    sa.Column("claim_key_hash", sa.String(64), nullable=False),
    sa.Column("session_ref", sa.String(64), nullable=False),
    sa.Column("external_product_id", sa.String(200), nullable=False),
    sa.Column("runtime_type", sa.String(32), nullable=False),
    sa.Column("claimed_at", UtcTime, nullable=False),
    # One claim an order: two stores may share a storefront, and the database decides between them.
    sa.UniqueConstraint(
        "storefront_id", "alter_order_id", name="uq_claims_storefront_id_alter_order_id"
    ),
    sa.Index("ix_claims_store_id", "store_id"),
    sa.Index("ix_claims_claimed_at", "claimed_at"),
)

_KEY = ("storefront_id", "alter_order_id")
_THE_CLAIMANT = ("store_id", "claim_key_hash", "external_product_id", "runtime_type")


async def take(connection: AsyncConnection, claim: Claim) -> Claim:
    """The row of the order after it: this claim, or the one that was there before.

    The same claim again keeps its id, and is kept for longer.
    """
    row = upsert(connection, claims).values(_to_row(claim))
    same = [claims.c[name] == row.excluded[name] for name in _THE_CLAIMANT]
    await connection.execute(
        row.on_conflict_do_update(
            index_elements=_KEY, set_={"claimed_at": row.excluded.claimed_at}, where=sa.and_(*same)
        )
    )
    (found,) = await by_orders(connection, claim.storefront_id, {claim.alter_order_id})
    return found


async def by_orders(
    connection: AsyncConnection, storefront_id: int, ids: Collection[int]
) -> Sequence[Claim]:
    """Across all stores of the storefront: who claimed these Alter orders."""
    query = sa.select(claims).where(
        claims.c.storefront_id == storefront_id, claims.c.alter_order_id.in_(ids)
    )
    return [_from_row(dict(row)) for row in (await connection.execute(query)).mappings()]


async def others_hold_any(
    connection: AsyncConnection, storefront_id: int, store_id: StoreId
) -> bool:
    held = sa.select(sa.literal(1)).where(
        claims.c.storefront_id == storefront_id, claims.c.store_id != store_id
    )
    return (await connection.execute(held.limit(1))).first() is not None


async def sweep(connection: AsyncConnection, now: datetime, kept: timedelta, *, limit: int) -> int:
    return await delete_some(connection, claims, claims.c.claimed_at < now - kept, limit=limit)


def _from_row(row: Mapping[str, Any]) -> Claim:
    typed = {
        "id": ClaimId(row["id"]),
        "store_id": StoreId(row["store_id"]),
        "runtime_type": RuntimeType(row["runtime_type"]),
    }
    return Claim(**dict(row) | typed)


def _to_row(claim: Claim) -> dict[str, Any]:
    return vars(claim) | {"runtime_type": claim.runtime_type.value}


async def hand_over(connection: AsyncConnection, old: StoreId, new: StoreId) -> None:
    await connection.execute(sa.update(claims).where(claims.c.store_id == old).values(store_id=new))
