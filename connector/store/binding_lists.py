"""Reading many rows of `bindings`: filtered pages, and the counts behind `/v1/sync` and `/v1/store`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.domain.binding import Binding, BindingStatus
from connector.domain.ids import StoreId
from connector.domain.listing import BindingFilter, Cursor
from connector.store.bindings import bindings, from_row, sync_conditions
from connector.store.columns import to_microseconds


@dataclass(frozen=True)
class SyncCounts:
    synced: int
    pending: int
    failed: int
    active: int
    oldest_pending_at: datetime | None
    last_synced_at: datetime | None


async def page(
    connection: AsyncConnection,
    store_id: StoreId,
    wanted: BindingFilter,
    *,
    sort: str,
    after: Cursor | None,
    limit: int,
) -> tuple[Sequence[Binding], Cursor | None]:
    """One page by keyset, so that rows that come and go meanwhile shift nothing."""
    column = _sort_column(sort)
    descending = sort.startswith("-")
    query = sa.select(bindings).where(*_conditions(store_id, wanted))
    if after is not None:
        query = query.where(_beyond(column, after, descending=descending))
    ordered = (column.desc(), bindings.c.id.desc()) if descending else (column, bindings.c.id)
    query = query.order_by(*ordered).limit(limit + 1)
    rows = [from_row(dict(row)) for row in (await connection.execute(query)).mappings()]
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], _cursor_at(rows[limit - 1], sort)


async def total(connection: AsyncConnection, store_id: StoreId, wanted: BindingFilter) -> int:
    query = sa.select(sa.func.count()).select_from(bindings)
    found = await connection.execute(query.where(*_conditions(store_id, wanted)))
    return int(found.scalar_one())


async def ids(
    connection: AsyncConnection, store_id: StoreId, wanted: BindingFilter, *, limit: int
) -> Sequence[str]:
    query = sa.select(bindings.c.id).where(*_conditions(store_id, wanted)).order_by(bindings.c.id)
    return list((await connection.execute(query.limit(limit))).scalars())


async def counts(connection: AsyncConnection, store_id: StoreId) -> SyncCounts:
    def count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)

    query = sa.select(
        count(sync_conditions["synced"]).label("synced"),
        count(sync_conditions["pending"]).label("pending"),
        count(sync_conditions["failed"]).label("failed"),
        count(bindings.c.confirmed_status == BindingStatus.ACTIVE.value).label("active"),
        sa.func.min(
            sa.case((sync_conditions["pending"], bindings.c.updated_at)),
            type_=bindings.c.due_at.type,
        ).label("oldest"),
        sa.func.max(bindings.c.synced_at, type_=bindings.c.synced_at.type).label("last"),
    ).where(bindings.c.store_id == store_id)
    row = (await connection.execute(query)).one()
    return SyncCounts(
        int(row.synced), int(row.pending), int(row.failed), int(row.active), row.oldest, row.last
    )


async def not_archived(connection: AsyncConnection, store_id: StoreId) -> int:
    query = sa.select(sa.func.count()).select_from(bindings)
    found = await connection.execute(
        query.where(
            bindings.c.store_id == store_id, bindings.c.status != BindingStatus.ARCHIVED.value
        )
    )
    return int(found.scalar_one())


async def wanted_active(connection: AsyncConnection, store_id: StoreId) -> int:
    """Bindings that are, or soon will be, active at Alter."""
    query = (
        sa.select(sa.func.count())
        .select_from(bindings)
        .where(
            bindings.c.store_id == store_id,
            # Written out: a prepared plan of PostgreSQL knows no parameter, and so not that the index holds all.
            bindings.c.status == sa.literal_column(f"'{BindingStatus.ACTIVE.value}'"),
            sa.not_(sync_conditions["failed"]),
        )
    )
    return int((await connection.execute(query)).scalar_one())


def _conditions(store_id: StoreId, wanted: BindingFilter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [bindings.c.store_id == store_id]
    if wanted.products:
        found.append(bindings.c.external_product_id.in_(wanted.products))
    if wanted.runtime_types:
        found.append(bindings.c.runtime_type.in_([kind.value for kind in wanted.runtime_types]))
    if wanted.statuses:
        found.append(bindings.c.status.in_([status.value for status in wanted.statuses]))
    if wanted.sync_states:
        found.append(sa.or_(*(sync_conditions[state.value] for state in wanted.sync_states)))
    if wanted.search:
        found.append(bindings.c.external_product_id.icontains(wanted.search, autoescape=True))
    if wanted.changed_since is not None:
        found.append(bindings.c.updated_at >= wanted.changed_since)
    return found


def _sort_column(sort: str) -> sa.ColumnElement[object]:
    if sort.endswith("updatedAt"):
        # As the stored integer: the cursor carries exactly what the index compares.
        return sa.type_coerce(bindings.c.updated_at, sa.BigInteger)
    return bindings.c.external_product_id


def _beyond(
    column: sa.ColumnElement[object], after: Cursor, *, descending: bool
) -> sa.ColumnElement[bool]:
    pair = sa.tuple_(column, bindings.c.id)
    mark = sa.tuple_(sa.literal(after.value), sa.literal(after.row_id))
    return pair < mark if descending else pair > mark


def _cursor_at(row: Binding, sort: str) -> Cursor:
    if not sort.endswith("updatedAt"):
        return Cursor(sort, row.desired.external_product_id, row.id)
    return Cursor(sort, to_microseconds(row.updated_at), row.id)
