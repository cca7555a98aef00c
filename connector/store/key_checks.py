"""Table `key_checks`: a check value per master key, so that a wrong key is known before anything is served."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.store.columns import UtcTime, metadata
from connector.store.database import upsert

key_checks = sa.Table(
    "key_checks",
    metadata,
    sa.Column("key_id", sa.String(32), primary_key=True),
    sa.Column("check_value", sa.LargeBinary, nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
)


RETIRING = b""
"""In the place of a check value while a key is being retired: from then on it may be missing from the key file,
and nobody takes the key up again. The row goes last, so a retirement that was cut off is seen and finished."""


async def all_checks(connection: AsyncConnection) -> Mapping[str, bytes]:
    """Without the keys that are being retired."""
    return {key_id: value for key_id, value in (await _values(connection)) if value != RETIRING}


async def retiring(connection: AsyncConnection) -> Set[str]:
    return {key_id for key_id, value in (await _values(connection)) if value == RETIRING}


async def created(connection: AsyncConnection) -> Mapping[str, datetime]:
    """When each key was first seen here."""
    rows = await connection.execute(sa.select(key_checks.c.key_id, key_checks.c.created_at))
    return {row.key_id: row.created_at for row in rows}


async def insert(connection: AsyncConnection, key_id: str, value: bytes, now: datetime) -> None:
    await connection.execute(
        sa.insert(key_checks).values(key_id=key_id, check_value=value, created_at=now)
    )


async def begin_retiring(connection: AsyncConnection, key_id: str, now: datetime) -> None:
    """A key without a check value gets the mark too."""
    statement = upsert(connection, key_checks).values(
        key_id=key_id, check_value=RETIRING, created_at=now
    )
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=[key_checks.c.key_id], set_={"check_value": RETIRING}
        )
    )


async def delete(connection: AsyncConnection, key_id: str) -> None:
    await connection.execute(sa.delete(key_checks).where(key_checks.c.key_id == key_id))


async def _values(connection: AsyncConnection) -> Sequence[tuple[str, bytes]]:
    rows = await connection.execute(sa.select(key_checks.c.key_id, key_checks.c.check_value))
    return [(row.key_id, bytes(row.check_value)) for row in rows]
