"""Table `local_designs`: designs that stores fetch to host themselves, with the lease under which one is fetched.

The lease's columns are written by their own functions alone, so that no row written back whole undoes them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.domain.ids import LocalDesignId, StoreId
from connector.domain.local_design import IN_SHOP, LocalDesign, LocalDesignState
from connector.domain.store import StoreState
from connector.domain.sync import LEASE
from connector.store.columns import UtcTime, metadata
from connector.store.stores import stores

local_designs = sa.Table(
    "local_designs",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column(
        "store_id", sa.String(32), sa.ForeignKey("stores.id", ondelete="CASCADE"), nullable=False
    ),
    sa.Column("storefront_id", sa.BigInteger, nullable=False),
    sa.Column("design_id", sa.BigInteger, nullable=False),
    sa.Column("title", sa.String(500), nullable=False),
    sa.Column("product_id", sa.BigInteger),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("code", sa.String(64)),
    sa.Column("detail", sa.String(500)),
    sa.Column("payload", sa.LargeBinary),
    sa.Column("payload_hash", sa.String(64)),
    sa.Column("manifest_hash", sa.String(64)),
    sa.Column("manifest_bytes", sa.BigInteger),
    sa.Column("manifest_crc32", sa.BigInteger),
    sa.Column("manifest_url", sa.String(2048)),
    sa.Column("asset_base_url", sa.String(2048)),
    sa.Column("installed_hash", sa.String(64)),
    sa.Column("newer_upstream", sa.Boolean, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due_at", UtcTime),
    sa.Column("check_at", UtcTime),
    sa.Column("unreachable_since", UtcTime),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("updated_at", UtcTime, nullable=False),
    sa.Column("lease_owner", sa.String(64)),
    sa.Column("lease_until", UtcTime),
    sa.Column("served_at", UtcTime),
    sa.UniqueConstraint("store_id", "storefront_id", "design_id"),
    sa.Index(
        "ix_local_designs_due_at",
        "due_at",
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    ),
    sa.Index(
        "ix_local_designs_check_at",
        "check_at",
        sqlite_where=sa.text("check_at IS NOT NULL"),
        postgresql_where=sa.text("check_at IS NOT NULL"),
    ),
    sa.Index("ix_local_designs_manifest_hash", "manifest_hash"),
)

_APART = ("payload", "lease_owner", "lease_until", "served_at")
_columns = [column for column in local_designs.c if column.name not in _APART]
_select = sa.select(*_columns)
# A store may have left the storefront of a design: then nothing can be asked of it.
_reachable = sa.and_(
    stores.c.id == local_designs.c.store_id,
    stores.c.storefront_id == local_designs.c.storefront_id,
    stores.c.state == StoreState.CONNECTED.value,
    stores.c.leaving_until.is_(None),
)


async def insert(connection: AsyncConnection, row: LocalDesign) -> None:
    await connection.execute(sa.insert(local_designs).values(_to_row(row)))


async def update(connection: AsyncConnection, row: LocalDesign) -> None:
    await connection.execute(
        sa.update(local_designs).where(local_designs.c.id == row.id).values(_to_row(row))
    )


async def get(
    connection: AsyncConnection, store_id: StoreId, local_design_id: str
) -> LocalDesign | None:
    """Another store's id finds nothing, as one that never existed."""
    own = local_designs.c.store_id == store_id
    found = await _many(connection, sa.and_(own, local_designs.c.id == local_design_id))
    return found[0] if found else None


async def by_id(connection: AsyncConnection, local_design_id: str) -> LocalDesign | None:
    """Of whichever store: for the worker and the operator."""
    found = await _many(connection, local_designs.c.id == local_design_id)
    return found[0] if found else None


async def by_ids(
    connection: AsyncConnection, store_id: StoreId, ids: Collection[str]
) -> Mapping[str, LocalDesign]:
    own = local_designs.c.store_id == store_id
    found = await _many(connection, sa.and_(own, local_designs.c.id.in_(ids)))
    return {row.id: row for row in found}


async def by_designs(
    connection: AsyncConnection, store_id: StoreId, storefront_id: int, designs: Collection[int]
) -> Mapping[int, LocalDesign]:
    """By Alter's number."""
    condition = sa.and_(
        local_designs.c.store_id == store_id,
        local_designs.c.storefront_id == storefront_id,
        local_designs.c.design_id.in_(designs),
    )
    return {row.design_id: row for row in await _many(connection, condition)}


async def listed(connection: AsyncConnection, store_id: StoreId) -> Sequence[LocalDesign]:
    """The newest first."""
    return await _many(connection, local_designs.c.store_id == store_id)


async def count(connection: AsyncConnection, store_id: StoreId) -> int:
    query = sa.select(sa.func.count()).where(local_designs.c.store_id == store_id)
    return int((await connection.execute(query)).scalar_one())


async def set_payload(
    connection: AsyncConnection, local_design_id: str, payload: bytes | None
) -> None:
    """What the manifest is made of, for as long as files are being fetched."""
    await connection.execute(
        sa.update(local_designs)
        .where(local_designs.c.id == local_design_id)
        .values(payload=payload)
    )


async def payload(connection: AsyncConnection, local_design_id: str) -> bytes | None:
    query = sa.select(local_designs.c.payload).where(local_designs.c.id == local_design_id)
    return (await connection.execute(query)).scalar_one_or_none()


async def claim_next(
    connection: AsyncConnection, owner: str, now: datetime
) -> LocalDesignId | None:
    """Leases a design that is due: of the store that was served longest ago, so that a store with a hundred
    designs holds up nobody."""
    free = sa.or_(local_designs.c.lease_until.is_(None), local_designs.c.lease_until <= now)
    sibling = local_designs.alias()
    served = (
        sa.select(sa.func.max(sibling.c.served_at))
        .where(sibling.c.store_id == local_designs.c.store_id)
        .scalar_subquery()
    )
    query = (
        sa.select(local_designs.c.id)
        .join(stores, _reachable)
        .where(local_designs.c.due_at <= now, free)
        .order_by(served.asc().nulls_first(), local_designs.c.due_at, local_designs.c.id)
        .limit(1)
        .with_for_update(of=local_designs, skip_locked=True)
    )
    found = (await connection.execute(query)).scalar_one_or_none()
    if found is None:
        return None
    await connection.execute(
        sa.update(local_designs)
        .where(local_designs.c.id == found)
        .values(lease_owner=owner, lease_until=now + LEASE, served_at=now)
    )
    return LocalDesignId(found)


async def extend(
    connection: AsyncConnection, local_design_id: str, owner: str, now: datetime
) -> bool:
    """The heartbeat, and the proof of holding the lease. False: somebody else may be fetching."""
    return await _set_own(connection, local_design_id, owner, lease_until=now + LEASE)


async def release(connection: AsyncConnection, local_design_id: str, owner: str) -> None:
    await _set_own(connection, local_design_id, owner, lease_owner=None, lease_until=None)


async def next_due(connection: AsyncConnection) -> datetime | None:
    """The earliest time at which a worker could claim something, by the rules of `claim_next`."""
    greatest = sa.func.max if connection.dialect.name == "sqlite" else sa.func.greatest
    ready = greatest(
        local_designs.c.due_at, sa.func.coalesce(local_designs.c.lease_until, 0), type_=UtcTime
    )
    query = (
        sa.select(sa.func.min(ready, type_=UtcTime))
        .join(stores, _reachable)
        .where(local_designs.c.due_at.is_not(None))
    )
    found: datetime | None = (await connection.execute(query)).scalar_one_or_none()
    return found


async def claim_check(
    connection: AsyncConnection, now: datetime, again_at: datetime
) -> LocalDesign | None:
    """The design in a shop whose daily look is due, put off until `again_at` at once."""
    in_shop = local_designs.c.state.in_([state.value for state in IN_SHOP])
    query = (
        sa.select(local_designs.c.id)
        .join(stores, _reachable)
        .where(local_designs.c.check_at <= now, in_shop)
        .order_by(local_designs.c.check_at)
        .limit(1)
        .with_for_update(of=local_designs, skip_locked=True)
    )
    found = (await connection.execute(query)).scalar_one_or_none()
    if found is None:
        return None
    await connection.execute(
        sa.update(local_designs).where(local_designs.c.id == found).values(check_at=again_at)
    )
    return await by_id(connection, found)


async def named(connection: AsyncConnection, hashes: Collection[str]) -> set[str]:
    """Those that are a manifest's."""
    column = local_designs.c.manifest_hash
    found = await connection.execute(sa.select(column).where(column.in_(hashes)))
    return set(found.scalars())


async def _set_own(
    connection: AsyncConnection, local_design_id: str, owner: str, **values: Any
) -> bool:
    found = await connection.execute(
        sa.update(local_designs)
        .where(local_designs.c.id == local_design_id, local_designs.c.lease_owner == owner)
        .values(**values)
    )
    return found.rowcount == 1


async def _many(
    connection: AsyncConnection, condition: sa.ColumnElement[bool]
) -> Sequence[LocalDesign]:
    query = _select.where(condition).order_by(local_designs.c.created_at.desc(), local_designs.c.id)
    return [_from_row(dict(row)) for row in (await connection.execute(query)).mappings()]


def _from_row(row: Mapping[str, Any]) -> LocalDesign:
    typed = {
        "id": LocalDesignId(row["id"]),
        "store_id": StoreId(row["store_id"]),
        "state": LocalDesignState(row["state"]),
        "newer_upstream": bool(row["newer_upstream"]),
    }
    return LocalDesign(**dict(row) | typed)


def _to_row(row: LocalDesign) -> dict[str, Any]:
    return vars(row) | {"state": row.state.value}
