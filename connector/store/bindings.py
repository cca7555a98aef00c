"""Table `bindings`: what each shop wants of Alter beside what Alter confirmed.

The backlog is the set of rows whose `desired_version` differs from `confirmed_version`. `due_at` says when a
dirty row may be sent, and a check constraint keeps it honest: the database itself refuses a dirty row that is
neither due nor refused, so no change can be forgotten by a bug above.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.domain.binding import (
    Binding,
    BindingStatus,
    Desired,
    ExternalDesign,
    RuntimeType,
)
from connector.domain.ids import BindingId, StoreId
from connector.store.columns import UtcTime, metadata
from connector.store.notices import Kind, tell

bindings = sa.Table(
    "bindings",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column(
        "store_id", sa.String(32), sa.ForeignKey("stores.id", ondelete="CASCADE"), nullable=False
    ),
    sa.Column("external_product_id", sa.String(200), nullable=False),
    sa.Column("runtime_type", sa.String(32), nullable=False),
    sa.Column("status", sa.String(32), nullable=False),
    sa.Column("design_id", sa.BigInteger),
    sa.Column("external_design", sa.JSON(none_as_null=True)),
    sa.Column("local_design_id", sa.String(32)),
    sa.Column("legacy_storefront_product_id", sa.BigInteger),
    sa.Column("legacy_binding_meta", sa.JSON(none_as_null=True)),
    sa.Column("desired_version", sa.BigInteger, nullable=False),
    sa.Column("confirmed_version", sa.BigInteger, nullable=False),
    sa.Column("confirmed_status", sa.String(32)),
    sa.Column("confirmed_hash", sa.String(64)),
    sa.Column("refused_version", sa.BigInteger, nullable=False),
    sa.Column("runtime_binding_id", sa.BigInteger),
    sa.Column("upstream_design_id", sa.BigInteger),
    sa.Column("status_before", sa.String(32)),
    sa.Column("upstream_status", sa.Integer),
    sa.Column("code", sa.String(200)),
    sa.Column("detail", sa.String(500)),
    sa.Column("last_answer", sa.Text),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due_at", UtcTime),
    sa.Column("urgent", sa.Boolean, nullable=False),
    sa.Column("synced_at", UtcTime),
    sa.Column("updated_at", UtcTime, nullable=False),
    sa.Column("repaired_version", sa.BigInteger, nullable=False, server_default="0"),
    sa.UniqueConstraint("store_id", "external_product_id", "runtime_type"),
    sa.CheckConstraint(
        "desired_version = confirmed_version OR refused_version = desired_version"
        " OR due_at IS NOT NULL",
        name="dirty_is_due",
    ),
    sa.CheckConstraint(
        "due_at IS NULL OR desired_version <> confirmed_version", name="due_is_dirty"
    ),
    sa.Index("ix_bindings_runtime_binding_id", "runtime_binding_id"),
    sa.Index(
        "ix_bindings_local_design_id",
        "local_design_id",
        sqlite_where=sa.text("local_design_id IS NOT NULL"),
        postgresql_where=sa.text("local_design_id IS NOT NULL"),
    ),
    sa.Index("ix_bindings_store_id_updated_at", "store_id", "updated_at"),
    sa.Index(
        "ix_bindings_wanted_active",
        "store_id",
        sqlite_where=sa.text("status = 'active'"),
        postgresql_where=sa.text("status = 'active'"),
    ),
    sa.Index(
        "ix_bindings_due",
        "store_id",
        "urgent",
        "due_at",
        "id",
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    ),
)

_MOST_OF_A_FAMILY = 1000

is_dirty = bindings.c.desired_version != bindings.c.confirmed_version
is_refused = sa.and_(is_dirty, bindings.c.refused_version == bindings.c.desired_version)

sync_conditions: Mapping[str, sa.ColumnElement[bool]] = {
    "synced": sa.not_(is_dirty),
    "pending": bindings.c.due_at.is_not(None),
    "failed": is_refused,
}


def from_row(row: Mapping[str, Any]) -> Binding:
    design = row["external_design"]
    desired = Desired(
        external_product_id=row["external_product_id"],
        runtime_type=RuntimeType(row["runtime_type"]),
        status=BindingStatus(row["status"]),
        design_id=row["design_id"],
        external_design=None if design is None else ExternalDesign(**design),
        local_design_id=row["local_design_id"],
        legacy_storefront_product_id=row["legacy_storefront_product_id"],
        legacy_binding_meta=row["legacy_binding_meta"],
    )
    return Binding(
        id=BindingId(row["id"]),
        store_id=StoreId(row["store_id"]),
        desired=desired,
        desired_version=row["desired_version"],
        confirmed_version=row["confirmed_version"],
        confirmed_status=_status(row["confirmed_status"]),
        confirmed_hash=row["confirmed_hash"],
        refused_version=row["refused_version"],
        runtime_binding_id=row["runtime_binding_id"],
        upstream_design_id=row["upstream_design_id"],
        status_before=_status(row["status_before"]),
        upstream_status=row["upstream_status"],
        code=row["code"],
        detail=row["detail"],
        last_answer=row["last_answer"],
        attempts=row["attempts"],
        due_at=row["due_at"],
        urgent=bool(row["urgent"]),
        synced_at=row["synced_at"],
        updated_at=row["updated_at"],
        repaired_version=row["repaired_version"],
    )


def to_row(binding: Binding) -> dict[str, Any]:
    desired = binding.desired
    design = desired.external_design
    return {
        "id": binding.id,
        "store_id": binding.store_id,
        "external_product_id": desired.external_product_id,
        "runtime_type": desired.runtime_type.value,
        "status": desired.status.value,
        "design_id": desired.design_id,
        "external_design": None if design is None else vars(design),
        "local_design_id": desired.local_design_id,
        "legacy_storefront_product_id": desired.legacy_storefront_product_id,
        "legacy_binding_meta": desired.legacy_binding_meta,
        "desired_version": binding.desired_version,
        "confirmed_version": binding.confirmed_version,
        "confirmed_status": _text(binding.confirmed_status),
        "confirmed_hash": binding.confirmed_hash,
        "refused_version": binding.refused_version,
        "runtime_binding_id": binding.runtime_binding_id,
        "upstream_design_id": binding.upstream_design_id,
        "status_before": _text(binding.status_before),
        "upstream_status": binding.upstream_status,
        "code": binding.code,
        "detail": binding.detail,
        "last_answer": binding.last_answer,
        "attempts": binding.attempts,
        "due_at": binding.due_at,
        "urgent": binding.urgent,
        "synced_at": binding.synced_at,
        "updated_at": binding.updated_at,
        "repaired_version": binding.repaired_version,
    }


async def insert_many(connection: AsyncConnection, rows: Sequence[Binding]) -> None:
    if rows:
        await connection.execute(sa.insert(bindings), [to_row(row) for row in rows])
        await _tell_of_due(connection, rows)


async def update_many(connection: AsyncConnection, rows: Sequence[Binding]) -> None:
    """Writes the rows whole. The caller read them in the same write transaction."""
    if not rows:
        return
    values = [{f"b_{name}": value for name, value in to_row(row).items()} for row in rows]
    names = [name for name in bindings.c.keys() if name != "id"]  # noqa: SIM118
    statement = (
        sa.update(bindings)
        .where(bindings.c.id == sa.bindparam("b_id"))
        .values({name: sa.bindparam(f"b_{name}", type_=bindings.c[name].type) for name in names})
    )
    await connection.execute(statement, values)
    await _tell_of_due(connection, rows)


async def _tell_of_due(connection: AsyncConnection, rows: Sequence[Binding]) -> None:
    if any(row.due_at is not None for row in rows):
        await tell(connection, Kind.WORK)


async def get(connection: AsyncConnection, store_id: StoreId, binding_id: str) -> Binding | None:
    """Another store's id finds nothing, as one that never existed."""
    found = await _select(connection, store_id, bindings.c.id == binding_id)
    return found[0] if found else None


async def by_ids(
    connection: AsyncConnection, store_id: StoreId, ids: Collection[str]
) -> Sequence[Binding]:
    return await _select(connection, store_id, bindings.c.id.in_(ids))


async def by_keys(
    connection: AsyncConnection, store_id: StoreId, keys: Collection[tuple[str, str]]
) -> Mapping[tuple[str, str], Binding]:
    """Rows by (externalProductId, runtimeType)."""
    products = {product for product, _ in keys}
    found = await _select(connection, store_id, bindings.c.external_product_id.in_(products))
    return {row.desired.key: row for row in found if row.desired.key in keys}


async def by_products(
    connection: AsyncConnection, store_id: StoreId, products: Collection[str]
) -> Sequence[Binding]:
    return await _select(connection, store_id, bindings.c.external_product_id.in_(products))


async def live_of_family(
    connection: AsyncConnection, store_id: StoreId, product: str
) -> Sequence[Binding]:
    """Live bindings of the product and of its variations (ids that continue it with `_…`).

    A range of the unique index and at most 1,000 rows: anybody may ask, as often as they like.
    """
    column = bindings.c.external_product_id
    wanted = column == product
    if product[-1:].isdigit():
        exact = column if connection.dialect.name == "sqlite" else sa.collate(column, "C")
        # "`" is the character after "_".
        wanted = sa.or_(wanted, sa.and_(exact >= f"{product}_", exact < f"{product}`"))
    query = (
        sa.select(bindings)
        .where(
            bindings.c.store_id == store_id,
            wanted,
            bindings.c.status == BindingStatus.ACTIVE.value,
            bindings.c.confirmed_status == BindingStatus.ACTIVE.value,
            bindings.c.runtime_binding_id.is_not(None),
        )
        .order_by(column, bindings.c.runtime_type)
        .limit(_MOST_OF_A_FAMILY)
    )
    return [from_row(dict(row)) for row in (await connection.execute(query)).mappings()]


async def of_local_design(
    connection: AsyncConnection, store_id: StoreId, local_design_id: str, *, after: str, limit: int
) -> Sequence[Binding]:
    """By id, so many at a time: what is bound to it follows its new address."""
    query = (
        sa.select(bindings)
        .where(
            bindings.c.store_id == store_id,
            bindings.c.local_design_id == local_design_id,
            bindings.c.id > after,
        )
        .order_by(bindings.c.id)
        .limit(limit)
    )
    return [from_row(dict(row)) for row in (await connection.execute(query)).mappings()]


async def versions(
    connection: AsyncConnection, store_id: StoreId, ids: Collection[str]
) -> Mapping[str, tuple[int, int]]:
    """(confirmed, refused) version by id: all that somebody who waits has to look at."""
    query = sa.select(bindings.c.id, bindings.c.confirmed_version, bindings.c.refused_version)
    found = await connection.execute(
        query.where(bindings.c.store_id == store_id, bindings.c.id.in_(ids))
    )
    return {row.id: (row.confirmed_version, row.refused_version) for row in found}


async def by_runtime_binding_id(
    connection: AsyncConnection, runtime_binding_id: int
) -> Sequence[Binding]:
    """Across all stores: who holds this Alter binding."""
    found = await connection.execute(
        sa.select(bindings).where(bindings.c.runtime_binding_id == runtime_binding_id)
    )
    return [from_row(dict(row)) for row in found.mappings()]


async def held_runtime_ids(connection: AsyncConnection, ids: Collection[int]) -> set[int]:
    """Those of `ids` that any store holds."""
    column = bindings.c.runtime_binding_id
    found = await connection.execute(sa.select(column).where(column.in_(ids)))
    return set(found.scalars())


async def due(
    connection: AsyncConnection, store_id: StoreId, *, by: datetime, limit: int
) -> Sequence[Binding]:
    """The next batch: clicks first, then the longest waiting. Two ranges of the index, so that a hundred rows
    cost the same with a hundred thousand behind them."""
    found: list[Binding] = []
    for urgent in (sa.true(), sa.false()):
        query = (
            sa.select(bindings)
            .where(
                bindings.c.store_id == store_id,
                bindings.c.urgent == urgent,
                bindings.c.due_at <= by,
            )
            .order_by(bindings.c.due_at, bindings.c.id)
            .limit(limit - len(found))
        )
        found += [from_row(dict(row)) for row in (await connection.execute(query)).mappings()]
        if len(found) == limit:
            break
    return found


async def retry(
    connection: AsyncConnection,
    store_id: StoreId,
    ids: Collection[str] | None,
    now: datetime,
    *,
    urgent: bool = True,
) -> int:
    """Refused and waiting rows are due now. Returns how many. `urgent`: somebody waits for them."""
    condition = sa.and_(bindings.c.store_id == store_id, is_dirty)
    if ids is not None:
        condition = sa.and_(condition, bindings.c.id.in_(ids))
    found = await connection.execute(
        sa.update(bindings)
        .where(condition)
        .values(
            due_at=now,
            refused_version=0,
            attempts=0,
            urgent=sa.true() if urgent else bindings.c.urgent,
        )
    )
    await tell(connection, Kind.WORK)
    return found.rowcount


async def reset_for_new_storefront(
    connection: AsyncConnection, store_id: StoreId, now: datetime
) -> None:
    """Another Alter storefront knows none of the designs: everything is a draft and nothing is confirmed."""
    await connection.execute(
        sa.update(bindings)
        .where(bindings.c.store_id == store_id)
        .values(
            status=BindingStatus.DRAFT.value,
            desired_version=bindings.c.desired_version + 1,
            confirmed_version=bindings.c.desired_version + 1,
            refused_version=0,
            confirmed_status=None,
            confirmed_hash=None,
            runtime_binding_id=None,
            upstream_design_id=None,
            status_before=None,
            upstream_status=None,
            code=None,
            detail=None,
            last_answer=None,
            repaired_version=0,
            attempts=0,
            due_at=None,
            urgent=sa.false(),
            synced_at=None,
            updated_at=now,
        )
    )


async def _select(
    connection: AsyncConnection, store_id: StoreId, condition: sa.ColumnElement[bool]
) -> Sequence[Binding]:
    query = sa.select(bindings).where(bindings.c.store_id == store_id, condition)
    return [from_row(dict(row)) for row in (await connection.execute(query)).mappings()]


def _status(value: str | None) -> BindingStatus | None:
    return None if value is None else BindingStatus(value)


def _text(value: BindingStatus | None) -> str | None:
    return None if value is None else value.value
