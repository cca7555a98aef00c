"""What the database holds, and which routes there are: for tests that must forget none."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from aiohttp import web

from connector.store.database import Database
from connector.store.tables import ALL
from connector.web.application import ROUTES
from connector.web.gateway.relayed import relayed

_OF_PROCESSES = {"processes", "budget_slots"}
"""Heartbeats, and what calls used of Alter's limits: noted a moment after the answer, whoever asked."""


async def dumped(database: Database) -> dict[str, list[str]]:
    """Every row of every table, in an order of its own; but for what processes note for themselves."""
    async with database.read() as connection:
        return {
            table.name: sorted(
                repr(tuple(row)) for row in await connection.execute(sa.select(table))
            )
            for table in ALL
            if table.name not in _OF_PROCESSES
        }


def relayed_templates() -> set[str]:
    """Addresses whose ids are Alter's own: the credential, not we, says whose they are."""
    return {str(route.path) for route in relayed()}


def routes() -> Iterator[tuple[str, str]]:
    """(method, template) of everything that is served."""
    for route in ROUTES:
        assert isinstance(route, web.RouteDef)
        yield route.method, route.path
