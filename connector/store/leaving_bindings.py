"""The bindings of a store that leaves: deactivated, forgotten in pieces, or handed over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.domain.binding import BindingStatus
from connector.domain.ids import StoreId
from connector.store.bindings import bindings
from connector.store.sweeping import delete_some

_ACTIVE = (BindingStatus.ACTIVE.value, BindingStatus.LEGACY_ACTIVE.value)


async def deactivate_all(connection: AsyncConnection, store_id: StoreId, now: datetime) -> None:
    """Whatever is active at Alter, or may be (sent, but its answer lost; refused, but an earlier try was done),
    is wanted inactive now."""
    await connection.execute(
        sa.update(bindings)
        .where(
            bindings.c.store_id == store_id,
            sa.or_(bindings.c.confirmed_status.in_(_ACTIVE), bindings.c.status.in_(_ACTIVE)),
        )
        .values(
            status=BindingStatus.INACTIVE.value,
            desired_version=bindings.c.desired_version + 1,
            status_before=None,
            attempts=0,
            due_at=now,
            updated_at=now,
        )
    )


async def any_due(connection: AsyncConnection, store_id: StoreId) -> bool:
    """Whether anything waits to be sent, now or later."""
    found = await connection.execute(
        sa.select(bindings.c.id)
        .where(bindings.c.store_id == store_id, bindings.c.due_at.is_not(None))
        .limit(1)
    )
    return found.first() is not None


async def forget_some(connection: AsyncConnection, store_id: StoreId, *, limit: int) -> int:
    """Deletes rows of a store that is being destroyed. Returns how many."""
    own = bindings.c.store_id == store_id
    return await delete_some(connection, bindings, own, limit=limit)


async def active_products(
    connection: AsyncConnection, store_id: StoreId, *, limit: int
) -> Sequence[str]:
    """Of what is active at Alter: each product once, the first `limit` by id."""
    product = bindings.c.external_product_id
    found = await connection.execute(
        sa.select(product)
        .where(
            bindings.c.store_id == store_id,
            bindings.c.confirmed_status == BindingStatus.ACTIVE.value,
        )
        .distinct()
        .order_by(product)
        .limit(limit)
    )
    return list(found.scalars())


async def hand_over(connection: AsyncConnection, old: StoreId, new: StoreId) -> None:
    """To a store that has none yet: what the old one still had to send goes on."""
    # Two leaving stores of one shop may have bound the same product: the newer one's row stays.
    same = bindings.alias()
    known = sa.exists().where(
        same.c.store_id == new,
        same.c.external_product_id == bindings.c.external_product_id,
        same.c.runtime_type == bindings.c.runtime_type,
    )
    # What the old one hosted itself goes with it; the new one keeps its address at Alter, and may bind its own.
    await connection.execute(
        sa.update(bindings)
        .where(bindings.c.store_id == old, sa.not_(known))
        .values(store_id=new, local_design_id=None)
    )
