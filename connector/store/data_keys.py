"""Table `data_keys`: one wrapped data key per owner (a store, or a connection under way).

Deleting the row erases everything sealed for that owner, wherever copies of it lie.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


async def count(connection: AsyncConnection) -> int:
    found = await connection.execute(sa.select(sa.func.count()).select_from(data_keys))
    return int(found.scalar_one())


async def count_by_prefix(connection: AsyncConnection, length: int) -> Mapping[bytes, int]:
    """How many begin with which `length` bytes: there the vault names the master key."""
    prefix = sa.func.substr(data_keys.c.wrapped, 1, length, type_=sa.LargeBinary)
    rows = await connection.execute(
        sa.select(prefix.label("prefix"), sa.func.count().label("keys")).group_by(prefix)
    )
    return {bytes(row.prefix): row.keys for row in rows}


async def count_under(connection: AsyncConnection, prefix: bytes) -> int:
    found = await connection.execute(
        sa.select(sa.func.count()).select_from(data_keys).where(_begins_with(prefix))
    )
    return int(found.scalar_one())


async def page_not_under(
    connection: AsyncConnection, prefix: bytes, *, after: str, limit: int
) -> Sequence[tuple[str, bytes]]:
    """Owners and their wrapped keys, by owner, from behind `after` on."""
    rows = await connection.execute(
        sa.select(data_keys.c.owner, data_keys.c.wrapped)
        .where(data_keys.c.owner > after, sa.not_(_begins_with(prefix)))
        .order_by(data_keys.c.owner)
        .limit(limit)
    )
    return [(row.owner, bytes(row.wrapped)) for row in rows]


async def replace(connection: AsyncConnection, changes: Sequence[tuple[str, bytes, bytes]]) -> None:
    """(owner, the bytes that were read, the bytes to put there). Who changed or deleted a row meanwhile wins."""
    statement = (
        sa.update(data_keys)
        .where(data_keys.c.owner == sa.bindparam("of"), data_keys.c.wrapped == sa.bindparam("old"))
        .values(wrapped=sa.bindparam("new"))
    )
    await connection.execute(
        statement, [{"of": owner, "old": old, "new": new} for owner, old, new in changes]
    )


async def any_exists(connection: AsyncConnection) -> bool:
    """Whether anything is sealed here at all: then a new master key must never be made."""
    found = await connection.execute(sa.select(data_keys.c.owner).limit(1))
    return found.first() is not None


def _begins_with(prefix: bytes) -> sa.ColumnElement[bool]:
    length = len(prefix)
    return sa.func.substr(data_keys.c.wrapped, 1, length, type_=sa.LargeBinary) == prefix
