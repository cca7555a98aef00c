"""Table `data_keys`: one wrapped data key per owner (a store, or a connection under way).

Deleting the row erases everything sealed for that owner, wherever copies of it lie.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.store.columns import UtcTime, metadata

data_keys = sa.Table(
    "data_keys",
    metadata,
    sa.Column("owner", sa.String(32), primary_key=True),
    sa.Column("wrapped", sa.LargeBinary, nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
)


async def insert(connection: AsyncConnection, owner: str, wrapped: bytes, now: datetime) -> None:
    await connection.execute(
        sa.insert(data_keys).values(owner=owner, wrapped=wrapped, created_at=now)
    )


async def get(connection: AsyncConnection, owner: str) -> bytes | None:
    found = await connection.execute(
        sa.select(data_keys.c.wrapped).where(data_keys.c.owner == owner)
    )
    return found.scalar_one_or_none()


async def delete(connection: AsyncConnection, owners: Sequence[str]) -> None:
    await connection.execute(sa.delete(data_keys).where(data_keys.c.owner.in_(owners)))


async def any_exists(connection: AsyncConnection) -> bool:
    """Whether anything is sealed here at all: then a new master key must never be made."""
    found = await connection.execute(sa.select(data_keys.c.owner).limit(1))
    return found.first() is not None
