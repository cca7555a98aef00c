"""Table `alter_orders`: which WooCommerce order each Alter order follows, what it should be and what it is.

Its key is (storefront, Alter order): across all stores here an Alter order is linked once, and the database
says so. As with `bindings`, the backlog is the set of dirty rows, and a dirty row is due or refused.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.domain.ids import StoreId
from connector.domain.order import (
    AlterOrder,
    OrderEventKind,
    OrderState,
    OrderStatus,
    Quantities,
)
from connector.store.columns import UtcTime, metadata

alter_orders = sa.Table(
    "alter_orders",
    metadata,
    sa.Column("storefront_id", sa.BigInteger, nullable=False),
    sa.Column("alter_order_id", sa.BigInteger, nullable=False),
    sa.Column(
        "store_id", sa.String(32), sa.ForeignKey("stores.id", ondelete="CASCADE"), nullable=False
    ),
    sa.Column("order_id", sa.BigInteger),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("event", sa.String(32), nullable=False),
    sa.Column("woo_status", sa.String(64), nullable=False),
    sa.Column("modified_at", UtcTime, nullable=False),
    sa.Column("unknown_status", sa.String(64)),
    sa.Column("desired_status", sa.String(32)),
    sa.Column("desired_quantities", sa.JSON(none_as_null=True)),
    sa.Column("desired_deleted", sa.Boolean, nullable=False),
    sa.Column("confirmed_status", sa.String(32)),
    sa.Column("confirmed_quantities", sa.JSON(none_as_null=True)),
    sa.Column("confirmed_deleted", sa.Boolean, nullable=False),
    sa.Column("desired_version", sa.BigInteger, nullable=False),
    sa.Column("confirmed_version", sa.BigInteger, nullable=False),
    sa.Column("refused_version", sa.BigInteger, nullable=False),
    sa.Column("verified_at", UtcTime),
    sa.Column("upstream_status", sa.Integer),
    sa.Column("code", sa.String(200)),
    sa.Column("detail", sa.String(500)),
    sa.Column("last_answer", sa.Text),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due_at", UtcTime),
    sa.Column("first_failed_at", UtcTime),
    sa.Column("synced_at", UtcTime),
    sa.Column("updated_at", UtcTime, nullable=False),
    sa.PrimaryKeyConstraint("storefront_id", "alter_order_id"),
    sa.CheckConstraint(
        "desired_version = confirmed_version OR refused_version = desired_version"
        " OR due_at IS NOT NULL",
        name="dirty_is_due",
    ),
    sa.CheckConstraint(
        "due_at IS NULL OR desired_version <> confirmed_version", name="due_is_dirty"
    ),
    sa.Index("ix_alter_orders_store_id_order_id", "store_id", "order_id"),
    sa.Index(
        "ix_alter_orders_due",
        "store_id",
        "due_at",
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    ),
)

_STATES = ("desired", "confirmed")
_STATE_COLUMNS = {f"{side}_{part}" for side in _STATES for part in vars(OrderState())}
_is_dirty = alter_orders.c.desired_version != alter_orders.c.confirmed_version
_is_refused = sa.and_(_is_dirty, alter_orders.c.refused_version == alter_orders.c.desired_version)
sync_conditions: Mapping[str, sa.ColumnElement[bool]] = {
    "pending": alter_orders.c.due_at.is_not(None),
    "failed": _is_refused,
}
_KEY = ("storefront_id", "alter_order_id")


@dataclass(frozen=True)
class OrderCounts:
    synced: int
    pending: int
    failed: int


def from_row(row: Mapping[str, Any]) -> AlterOrder:
    own = {name: value for name, value in row.items() if name not in _STATE_COLUMNS}
    typed = {"store_id": StoreId(row["store_id"]), "event": OrderEventKind(row["event"])}
    return AlterOrder(
        **own | typed, desired=_state(row, "desired"), confirmed=_state(row, "confirmed")
    )


def to_row(order: AlterOrder) -> dict[str, Any]:
    own = {name: value for name, value in vars(order).items() if name not in _STATES}
    states = _state_columns(order.desired, "desired") | _state_columns(order.confirmed, "confirmed")
    return own | states | {"event": order.event.value}


async def by_ids(
    connection: AsyncConnection, storefront_id: int, ids: Collection[int]
) -> Sequence[AlterOrder]:
    """Across all stores of the storefront: who holds these Alter orders."""
    return await _select(
        connection,
        alter_orders.c.storefront_id == storefront_id,
        alter_orders.c.alter_order_id.in_(ids),
    )


async def of_store(
    connection: AsyncConnection, store_id: StoreId, ids: Collection[int]
) -> Sequence[AlterOrder]:
    """Another store's Alter order is not found, as one that never existed."""
    return await _select(
        connection, alter_orders.c.store_id == store_id, alter_orders.c.alter_order_id.in_(ids)
    )


async def of_order(
    connection: AsyncConnection, store_id: StoreId, order_id: int
) -> Sequence[AlterOrder]:
    return await _select(
        connection, alter_orders.c.store_id == store_id, alter_orders.c.order_id == order_id
    )


async def others_hold_any(
    connection: AsyncConnection, storefront_id: int, store_id: StoreId
) -> bool:
    held = sa.select(sa.literal(1)).where(
        alter_orders.c.storefront_id == storefront_id, alter_orders.c.store_id != store_id
    )
    return (await connection.execute(held.limit(1))).first() is not None


async def get(connection: AsyncConnection, key: tuple[int, int]) -> AlterOrder | None:
    found = await _select(
        connection, alter_orders.c.storefront_id == key[0], alter_orders.c.alter_order_id == key[1]
    )
    return found[0] if found else None


async def first_due(
    connection: AsyncConnection, store_id: StoreId, storefront_id: int, now: datetime
) -> AlterOrder | None:
    """The longest waiting of a store. Orders of a storefront it has left wait for its return."""
    query = (
        sa.select(alter_orders)
        .where(
            alter_orders.c.store_id == store_id,
            alter_orders.c.storefront_id == storefront_id,
            alter_orders.c.due_at <= now,
        )
        .order_by(alter_orders.c.due_at, alter_orders.c.alter_order_id)
        .limit(1)
    )
    row = (await connection.execute(query)).mappings().one_or_none()
    return None if row is None else from_row(dict(row))


async def insert_many(connection: AsyncConnection, rows: Sequence[AlterOrder]) -> None:
    if rows:
        await connection.execute(sa.insert(alter_orders), [to_row(row) for row in rows])


async def update_many(connection: AsyncConnection, rows: Sequence[AlterOrder]) -> None:
    """Writes the rows whole. The caller read them in the same write transaction."""
    if not rows:
        return
    values = [{f"o_{name}": value for name, value in to_row(row).items()} for row in rows]
    names = [name for name in alter_orders.c.keys() if name not in _KEY]  # noqa: SIM118
    statement = (
        sa.update(alter_orders)
        .where(*(alter_orders.c[name] == sa.bindparam(f"o_{name}") for name in _KEY))
        .values(
            {name: sa.bindparam(f"o_{name}", type_=alter_orders.c[name].type) for name in names}
        )
    )
    await connection.execute(statement, values)


async def dirty(
    connection: AsyncConnection, store_id: StoreId, ids: Collection[int] | None
) -> Sequence[AlterOrder]:
    """Waiting and refused rows, all or those of `ids`."""
    conditions = [alter_orders.c.store_id == store_id, _is_dirty]
    if ids is not None:
        conditions.append(alter_orders.c.alter_order_id.in_(ids))
    return await _select(connection, *conditions)


async def counts(connection: AsyncConnection, store_id: StoreId) -> OrderCounts:
    def count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)

    query = sa.select(
        count(sa.not_(_is_dirty)).label("synced"),
        count(sync_conditions["pending"]).label("pending"),
        count(sync_conditions["failed"]).label("failed"),
    ).where(alter_orders.c.store_id == store_id)
    row = (await connection.execute(query)).one()
    return OrderCounts(int(row.synced), int(row.pending), int(row.failed))


async def count_due(connection: AsyncConnection, store_id: StoreId, storefront_id: int) -> int:
    """Of the storefront the store is on: orders of one it has left are not sent."""
    found = await connection.execute(
        sa.select(sa.func.count())
        .select_from(alter_orders)
        .where(
            alter_orders.c.store_id == store_id,
            alter_orders.c.storefront_id == storefront_id,
            alter_orders.c.due_at.is_not(None),
        )
    )
    return int(found.scalar_one())


async def hand_over(connection: AsyncConnection, old: StoreId, new: StoreId) -> None:
    await connection.execute(
        sa.update(alter_orders).where(alter_orders.c.store_id == old).values(store_id=new)
    )


async def _select(
    connection: AsyncConnection, *conditions: sa.ColumnElement[bool]
) -> Sequence[AlterOrder]:
    query = sa.select(alter_orders).where(*conditions).order_by(alter_orders.c.alter_order_id)
    return [from_row(dict(row)) for row in (await connection.execute(query)).mappings()]


def _state(row: Mapping[str, Any], side: str) -> OrderState:
    status, quantities = row[f"{side}_status"], row[f"{side}_quantities"]
    return OrderState(
        status=None if status is None else OrderStatus(status),
        quantities=None if quantities is None else _quantities(quantities),
        deleted=bool(row[f"{side}_deleted"]),
    )


def _state_columns(state: OrderState, side: str) -> dict[str, Any]:
    return {
        f"{side}_status": None if state.status is None else state.status.value,
        f"{side}_quantities": None if state.quantities is None else vars(state.quantities),
        f"{side}_deleted": state.deleted,
    }


def _quantities(stored: Mapping[str, Any]) -> Quantities:
    details = tuple((detail_id, quantity) for detail_id, quantity in stored["details"])
    return Quantities(stored["every"], details, stored["ambiguous"])
