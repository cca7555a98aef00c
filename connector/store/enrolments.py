"""Table `enrolments`: codes that allow a store to be created, by their SHA-256."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.store.columns import UtcTime, metadata

enrolments = sa.Table(
    "enrolments",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("code_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("label", sa.String(200), nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("expires_at", UtcTime, nullable=False),
    sa.Column("uses_left", sa.Integer, nullable=False),
    sa.Column("revoked_at", UtcTime),
    sa.CheckConstraint("uses_left >= 0", name="uses_left"),
)


@dataclass(frozen=True)
class Enrolment:
    id: str
    label: str
    created_at: datetime
    expires_at: datetime
    uses_left: int
    revoked_at: datetime | None

    def is_usable(self, now: datetime) -> bool:
        return self.revoked_at is None and self.expires_at > now and self.uses_left > 0


def _from_row(row: sa.Row[tuple[object, ...]]) -> Enrolment:
    values = dict(row._mapping)
    values.pop("code_hash")
    return Enrolment(**values)


async def insert(connection: AsyncConnection, enrolment: Enrolment, code_hash: str) -> None:
    await connection.execute(sa.insert(enrolments).values(**vars(enrolment), code_hash=code_hash))


async def by_code(connection: AsyncConnection, code_hash: str) -> Enrolment | None:
    row = (
        await connection.execute(sa.select(enrolments).where(enrolments.c.code_hash == code_hash))
    ).one_or_none()
    return None if row is None else _from_row(row)


async def listed(connection: AsyncConnection) -> Sequence[Enrolment]:
    rows = await connection.execute(sa.select(enrolments).order_by(enrolments.c.created_at.desc()))
    return [_from_row(row) for row in rows]


async def use(connection: AsyncConnection, enrolment_id: str, now: datetime) -> bool:
    """Takes one use; the row count decides, so that two stores cannot share the last one."""
    found = await connection.execute(
        sa.update(enrolments)
        .where(
            enrolments.c.id == enrolment_id,
            enrolments.c.uses_left > 0,
            enrolments.c.revoked_at.is_(None),
            enrolments.c.expires_at > now,
        )
        .values(uses_left=enrolments.c.uses_left - 1)
    )
    return found.rowcount == 1


async def revoke(connection: AsyncConnection, enrolment_id: str, now: datetime) -> bool:
    found = await connection.execute(
        sa.update(enrolments)
        .where(enrolments.c.id == enrolment_id, enrolments.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    return found.rowcount == 1
