"""Table `key_checks`: a check value per master key, so that a wrong key is known before anything is served."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.store.columns import UtcTime, metadata

key_checks = sa.Table(
    "key_checks",
    metadata,
    sa.Column("key_id", sa.String(32), primary_key=True),
    sa.Column("check_value", sa.LargeBinary, nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
)


async def all_checks(connection: AsyncConnection) -> Mapping[str, bytes]:
    rows = await connection.execute(sa.select(key_checks.c.key_id, key_checks.c.check_value))
    return {row.key_id: row.check_value for row in rows}


async def insert(connection: AsyncConnection, key_id: str, value: bytes, now: datetime) -> None:
    await connection.execute(
        sa.insert(key_checks).values(key_id=key_id, check_value=value, created_at=now)
    )
