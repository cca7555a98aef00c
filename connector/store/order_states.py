"""Table `order_states`: one row a store that has orders, with the lease under which they are sent.

Its own lease beside that of `sync_states`: a store's orders never wait for its bulk sync, nor for its pauses.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.domain.ids import StoreId
from connector.domain.store import StoreState
from connector.domain.sync import LEASE
from connector.store.alter_orders import alter_orders
from connector.store.columns import UtcTime, metadata
from connector.store.database import upsert
from connector.store.notices import Kind, tell
from connector.store.stores import stores

order_states = sa.Table(
    "order_states",
    metadata,
    sa.Column(
        "store_id", sa.String(32), sa.ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("lease_owner", sa.String(64)),
    sa.Column("lease_until", UtcTime),
    sa.Column("not_before", UtcTime),
    sa.Column("served_at", UtcTime),
)

# A store may have left the storefront of an order; then nothing can be sent for it.
_of_same_storefront = stores.c.storefront_id == alter_orders.c.storefront_id


async def ensure(connection: AsyncConnection, store_id: StoreId) -> None:
    """Written with a store's first order; with every one the workers hear that something is due."""
    await connection.execute(
        upsert(connection, order_states).values(store_id=store_id).on_conflict_do_nothing()
    )
    await tell(connection, Kind.WORK)


async def claim_next(connection: AsyncConnection, owner: str, now: datetime) -> StoreId | None:
    """Leases the store whose orders have waited longest since it was last served, or None."""
    free = sa.or_(order_states.c.lease_until.is_(None), order_states.c.lease_until <= now)
    rested = sa.or_(order_states.c.not_before.is_(None), order_states.c.not_before <= now)
    due = sa.exists(
        sa.select(alter_orders.c.alter_order_id).where(
            alter_orders.c.store_id == order_states.c.store_id,
            alter_orders.c.due_at <= now,
            _of_same_storefront,
        )
    )
    query = (
        sa.select(order_states.c.store_id)
        .join(stores, stores.c.id == order_states.c.store_id)
        .where(stores.c.state == StoreState.CONNECTED.value, free, rested, due)
        .order_by(order_states.c.served_at.asc().nulls_first(), order_states.c.store_id)
        .limit(1)
        .with_for_update(of=order_states, skip_locked=True)
    )
    found = (await connection.execute(query)).scalar_one_or_none()
    if found is None:
        return None
    await connection.execute(
        sa.update(order_states)
        .where(order_states.c.store_id == found)
        .values(lease_owner=owner, lease_until=now + LEASE, served_at=now)
    )
    return StoreId(found)


async def extend(connection: AsyncConnection, store_id: StoreId, owner: str, now: datetime) -> bool:
    """The heartbeat, and the proof of holding the lease. False: somebody else may be sending."""
    return await _set_own(connection, store_id, owner, lease_until=now + LEASE)


async def release(
    connection: AsyncConnection, store_id: StoreId, owner: str, *, not_before: datetime | None
) -> None:
    """Ends the lease if it is still ours; `not_before`: when the store may be claimed again."""
    await _set_own(
        connection,
        store_id,
        owner,
        lease_owner=None,
        lease_until=None,
        not_before=not_before,
    )


async def wake(connection: AsyncConnection, store_id: StoreId) -> None:
    """Forgets the pause: somebody asked to try now."""
    await connection.execute(
        sa.update(order_states).where(order_states.c.store_id == store_id).values(not_before=None)
    )
    await tell(connection, Kind.WORK)


async def next_due(connection: AsyncConnection) -> datetime | None:
    """The earliest time at which a worker could claim something, by the rules of `claim_next`."""
    greatest = sa.func.max if connection.dialect.name == "sqlite" else sa.func.greatest
    ready = greatest(
        alter_orders.c.due_at,
        sa.func.coalesce(order_states.c.lease_until, 0),
        sa.func.coalesce(order_states.c.not_before, 0),
        type_=UtcTime,
    )
    query = (
        sa.select(sa.func.min(ready, type_=UtcTime))
        .join(order_states, order_states.c.store_id == alter_orders.c.store_id)
        .join(stores, stores.c.id == alter_orders.c.store_id)
        .where(
            alter_orders.c.due_at.is_not(None),
            stores.c.state == StoreState.CONNECTED.value,
            _of_same_storefront,
        )
    )
    found: datetime | None = (await connection.execute(query)).scalar_one_or_none()
    return found


async def _set_own(
    connection: AsyncConnection, store_id: StoreId, owner: str, **values: Any
) -> bool:
    found = await connection.execute(
        sa.update(order_states)
        .where(order_states.c.store_id == store_id, order_states.c.lease_owner == owner)
        .values(**values)
    )
    return found.rowcount == 1
