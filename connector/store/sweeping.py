"""Deleting what is over, so many rows at a time that nobody waits long for the database's one writer."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection


async def delete_some(
    connection: AsyncConnection, table: sa.Table, which: sa.ColumnElement[bool], *, limit: int
) -> int:
    """At most `limit` rows. Returns how many; fewer than `limit`: none are left."""
    keys = tuple(table.primary_key.columns)
    chosen = sa.select(*keys).where(which).limit(limit)
    found = await connection.execute(sa.delete(table).where(sa.tuple_(*keys).in_(chosen)))
    return found.rowcount
