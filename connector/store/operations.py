"""What the operator and the readiness probe ask of the database as a whole."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from connector.domain.clock import Clock
from connector.store.database import Database


async def ping(database: Database) -> None:
    """Raises whatever the driver raises when the database cannot be reached."""
    async with database.read() as connection:
        await connection.execute(sa.text("SELECT 1"))


async def ahead_of(database: Database, clock: Clock) -> timedelta:
    """By how much the database's clock is ahead of `clock`, give or take half the time that asking took.
    SQLite runs on this machine."""
    if database.is_sqlite:
        return timedelta()
    async with database.read() as connection:
        before = clock.now()
        found = await connection.execute(sa.select(sa.func.clock_timestamp()))
        after = clock.now()
    at: datetime = found.scalar_one()
    return at - (before + (after - before) / 2)


async def integrity_fault(database: Database) -> str | None:
    """SQLite's own quick check; PostgreSQL checks its pages itself."""
    if not database.is_sqlite:
        return None
    async with database.read() as connection:
        found = (await connection.execute(sa.text("PRAGMA quick_check(1)"))).scalar_one()
    return None if found == "ok" else str(found)
