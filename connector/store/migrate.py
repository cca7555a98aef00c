"""Applying migrations: only `init` and `migrate` import this, so that `serve` starts without alembic."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.store import locks
from connector.store.database import Database
from connector.store.tables import metadata


def config_for(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "connector.store:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["metadata"] = metadata
    return config


async def migrate(database: Database) -> None:
    """Brings the database to the newest schema in one transaction; repeatable, also by two at once."""
    async with database.write() as connection:
        await upgrade(connection)


async def upgrade(connection: AsyncConnection) -> None:
    """In the transaction that the caller began, and ends."""
    await locks.hold(connection, "migration")
    await connection.run_sync(lambda sync: command.upgrade(config_for(sync), "head"))
