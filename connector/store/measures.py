"""How things stand in the whole database, for whoever watches it.

Asked again and again, so nothing here grows with what lies still: the backlog is counted in indexes of what is due,
and the other tables have a row for each store or design.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.store.alter_orders import alter_orders
from connector.store.bindings import bindings
from connector.store.local_designs import local_designs
from connector.store.stores import stores


@dataclass(frozen=True)
class Due:
    """What is still to be done; `oldest` is when the one that waits longest was asked for, None without any."""

    count: int
    oldest: datetime | None


_BACKLOGS = {"bindings": bindings, "orders": alter_orders, "designs": local_designs}


async def backlogs(connection: AsyncConnection) -> Mapping[str, Due]:
    found = {}
    for name, table in _BACKLOGS.items():
        query = sa.select(
            sa.func.count().label("count"),
            sa.func.min(table.c.updated_at, type_=table.c.updated_at.type).label("oldest"),
        ).where(table.c.due_at.is_not(None))
        row = (await connection.execute(query)).one()
        count, oldest = row
        found[name] = Due(int(count), oldest)
    return found


async def designs_by_state(connection: AsyncConnection) -> Mapping[str, int]:
    return await _by_state(connection, local_designs)


async def stores_by_state(connection: AsyncConnection) -> Mapping[str, int]:
    return await _by_state(connection, stores)


async def _by_state(connection: AsyncConnection, table: sa.Table) -> Mapping[str, int]:
    state = table.c.state
    rows = await connection.execute(sa.select(state, sa.func.count()).group_by(state))
    return {row[0]: int(row[1]) for row in rows}
