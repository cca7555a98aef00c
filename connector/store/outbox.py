"""Reading `bindings` and `alter_orders` as one list of jobs, across all stores: the operator's outbox."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.domain.ids import BindingId, StoreId
from connector.domain.outbox import (
    Job,
    JobFilter,
    JobKind,
    JobRef,
    OrderKey,
    job_of_binding,
    job_of_order,
)
from connector.store import alter_orders as orders_table
from connector.store import bindings as bindings_table
from connector.store.alter_orders import alter_orders
from connector.store.bindings import bindings

_Query = sa.Select[Any]

_CONDITIONS = {
    JobKind.BINDING: bindings_table.sync_conditions,
    JobKind.ORDER: orders_table.sync_conditions,
}


async def page(connection: AsyncConnection, wanted: JobFilter, *, limit: int) -> Sequence[Job]:
    """What changed last, first."""
    found: list[Job] = []
    if wanted.kind is not JobKind.ORDER:
        query = _chosen(bindings, JobKind.BINDING, wanted, sa.select(bindings))
        rows = await connection.execute(_latest(query, bindings, limit))
        found += [job_of_binding(bindings_table.from_row(dict(row))) for row in rows.mappings()]
    if wanted.kind is not JobKind.BINDING:
        query = _chosen(alter_orders, JobKind.ORDER, wanted, sa.select(alter_orders))
        rows = await connection.execute(_latest(query, alter_orders, limit))
        found += [job_of_order(orders_table.from_row(dict(row))) for row in rows.mappings()]
    return sorted(found, key=lambda job: job.updated_at, reverse=True)[:limit]


async def refs(connection: AsyncConnection, wanted: JobFilter) -> Sequence[JobRef]:
    """All that fit, however many: names only."""
    found: list[JobRef] = []
    if wanted.kind is not JobKind.ORDER:
        b = bindings.c
        query = _chosen(bindings, JobKind.BINDING, wanted, sa.select(b.store_id, b.id))
        rows = await connection.execute(query.order_by(b.store_id, b.id))
        found += [JobRef(StoreId(row.store_id), BindingId(row.id)) for row in rows]
    if wanted.kind is not JobKind.BINDING:
        o = alter_orders.c
        named = sa.select(o.store_id, o.storefront_id, o.alter_order_id)
        query = _chosen(alter_orders, JobKind.ORDER, wanted, named)
        rows = await connection.execute(query.order_by(o.store_id, o.alter_order_id))
        found += [
            JobRef(StoreId(row.store_id), (row.storefront_id, row.alter_order_id)) for row in rows
        ]
    return found


async def find(connection: AsyncConnection, key: BindingId | OrderKey) -> Job | None:
    """Also what is settled by now."""
    if isinstance(key, tuple):
        order = await orders_table.get(connection, key)
        return None if order is None else job_of_order(order)
    query = sa.select(bindings).where(bindings.c.id == key)
    row = (await connection.execute(query)).mappings().one_or_none()
    return None if row is None else job_of_binding(bindings_table.from_row(dict(row)))


def _chosen(table: sa.Table, kind: JobKind, wanted: JobFilter, query: _Query) -> _Query:
    conditions = _CONDITIONS[kind]
    if wanted.state is not None:
        query = query.where(conditions[wanted.state.value])
    else:
        query = query.where(sa.or_(conditions["failed"], conditions["pending"]))
    if wanted.store_id is not None:
        query = query.where(table.c.store_id == wanted.store_id)
    if wanted.code is not None:
        query = query.where(table.c.code == wanted.code)
    return query


def _latest(query: _Query, table: sa.Table, limit: int) -> _Query:
    return query.order_by(table.c.updated_at.desc(), *table.primary_key.columns).limit(limit)
