"""Table `sync_states`: one row a store, with the lease that lets one worker at a time send for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.domain.ids import StoreId
from connector.domain.store import StoreState
from connector.domain.sync import LEASE, Pause, SyncStatus
from connector.store.bindings import bindings
from connector.store.columns import UtcTime, metadata
from connector.store.notices import Kind, tell
from connector.store.stores import stores

sync_states = sa.Table(
    "sync_states",
    metadata,
    sa.Column(
        "store_id", sa.String(32), sa.ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("lease_owner", sa.String(64)),
    sa.Column("lease_until", UtcTime),
    sa.Column("not_before", UtcTime),
    sa.Column("pause", sa.String(32)),
    sa.Column("pauses", sa.Integer, nullable=False),
    sa.Column("served_at", UtcTime),
    sa.Column("in_flight", sa.Integer, nullable=False),
    sa.Column("batch_size", sa.Integer),
    sa.Column("last_started_at", UtcTime),
    sa.Column("last_finished_at", UtcTime),
    sa.Column("last_calls", sa.Integer, nullable=False),
    sa.Column("last_bindings", sa.Integer, nullable=False),
    sa.Column("reconciled_at", UtcTime),
    sa.Column("reconcile", sa.JSON(none_as_null=True)),
    sa.Column("reconcile_after", UtcTime),
)


_NOT_SHOWN = ("served_at", "reconcile_after")


async def insert(connection: AsyncConnection, store_id: StoreId) -> None:
    await connection.execute(
        sa.insert(sync_states).values(
            store_id=store_id, pauses=0, in_flight=0, last_calls=0, last_bindings=0
        )
    )


async def get(connection: AsyncConnection, store_id: StoreId) -> SyncStatus:
    found = await connection.execute(
        sa.select(sync_states).where(sync_states.c.store_id == store_id)
    )
    row = found.mappings().one_or_none()
    if row is None:
        return SyncStatus(store_id)
    values = {name: value for name, value in row.items() if name not in _NOT_SHOWN}
    pause = None if row["pause"] is None else Pause(row["pause"])
    return SyncStatus(**values | {"store_id": store_id, "pause": pause})


def _has_due(now: datetime, *, urgent: bool) -> sa.ColumnElement[bool]:
    kinds = [sa.true()] if urgent else [sa.true(), sa.false()]
    return sa.or_(
        *(
            sa.exists(
                sa.select(bindings.c.id).where(
                    bindings.c.store_id == sync_states.c.store_id,
                    bindings.c.urgent == kind,
                    bindings.c.due_at <= now,
                )
            )
            for kind in kinds
        )
    )


async def claim_next(connection: AsyncConnection, owner: str, now: datetime) -> StoreId | None:
    """Leases the store that has waited longest since it was last served, or None when nothing is due.

    Fair by construction: a store with 100,000 dirty rows goes to the end of the line after each batch. A
    throttled store may still be claimed for a click, which is allowed more of the budget than bulk.
    """
    free = sa.or_(sync_states.c.lease_until.is_(None), sync_states.c.lease_until <= now)
    rested = sa.or_(sync_states.c.not_before.is_(None), sync_states.c.not_before <= now)
    clicked = sa.and_(sync_states.c.pause == Pause.THROTTLED.value, _has_due(now, urgent=True))
    query = (
        sa.select(sync_states.c.store_id)
        .join(stores, stores.c.id == sync_states.c.store_id)
        .where(
            stores.c.state == StoreState.CONNECTED.value,
            free,
            sa.or_(rested, clicked),
            _has_due(now, urgent=False),
        )
        .order_by(sync_states.c.served_at.asc().nulls_first(), sync_states.c.store_id)
        .limit(1)
        .with_for_update(of=sync_states, skip_locked=True)
    )
    store_id = (await connection.execute(query)).scalar_one_or_none()
    if store_id is None:
        return None
    await _set(
        connection,
        store_id,
        lease_owner=owner,
        lease_until=now + LEASE,
        served_at=now,
        last_started_at=now,
    )
    return StoreId(store_id)


async def claim(connection: AsyncConnection, store_id: StoreId, owner: str, now: datetime) -> bool:
    """The lease of one store, for a gateway call that must not cross the worker's."""
    found = await connection.execute(
        sa.update(sync_states)
        .where(
            sync_states.c.store_id == store_id,
            sa.or_(sync_states.c.lease_until.is_(None), sync_states.c.lease_until <= now),
        )
        .values(lease_owner=owner, lease_until=now + LEASE)
    )
    return found.rowcount == 1


async def extend(connection: AsyncConnection, store_id: StoreId, owner: str, now: datetime) -> bool:
    """The heartbeat. False: the lease was lost, what is under way may not be recorded as ours."""
    found = await connection.execute(
        sa.update(sync_states)
        .where(sync_states.c.store_id == store_id, sync_states.c.lease_owner == owner)
        .values(lease_until=now + LEASE)
    )
    return found.rowcount == 1


async def release(
    connection: AsyncConnection, store_id: StoreId, owner: str, **values: Any
) -> None:
    """Ends the lease if it is still ours, and writes `values` with it."""
    await connection.execute(
        sa.update(sync_states)
        .where(sync_states.c.store_id == store_id, sync_states.c.lease_owner == owner)
        .values(lease_owner=None, lease_until=None, in_flight=0, **values)
    )


async def inherit_lease(connection: AsyncConnection, old: StoreId, new: StoreId) -> None:
    """What is being sent for the old store goes to where the new one sends: nothing else until that is over.

    Nobody can begin for the old one after this."""
    row = sa.select(sync_states.c.lease_owner, sync_states.c.lease_until)
    known = await connection.execute(row.where(sync_states.c.store_id == old).with_for_update())
    owner, until = known.one()
    await _set(connection, new, lease_owner=owner, lease_until=until)


async def set_reconciled(
    connection: AsyncConnection, store_id: StoreId, at: datetime, found: Mapping[str, Any]
) -> None:
    await _set(connection, store_id, reconciled_at=at, reconcile=dict(found))


async def claim_scan(
    connection: AsyncConnection, store_id: StoreId, now: datetime, until: datetime
) -> bool:
    """This process' turn to compare the store with Alter; nobody's again before `until`, unless it succeeds and
    its next night comes."""
    found = await connection.execute(
        sa.update(sync_states)
        .where(sync_states.c.store_id == store_id, _rested_from_scan(now))
        .values(reconcile_after=until)
    )
    return found.rowcount == 1


def _rested_from_scan(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(sync_states.c.reconcile_after.is_(None), sync_states.c.reconcile_after <= now)


async def not_reconciled_since(
    connection: AsyncConnection, moment: datetime, now: datetime
) -> Sequence[tuple[StoreId, datetime]]:
    """Connected stores that stay and are nobody's turn, with the time of their last scan (or of their connect),
    oldest first."""
    last = sa.func.coalesce(sync_states.c.reconciled_at, stores.c.connected_at, type_=UtcTime)
    found = await connection.execute(
        sa.select(stores.c.id, last.label("last"))
        .join(sync_states, stores.c.id == sync_states.c.store_id)
        .where(
            stores.c.state == StoreState.CONNECTED.value,
            stores.c.leaving_until.is_(None),
            last < moment,
            _rested_from_scan(now),
        )
        .order_by(last, stores.c.id)
    )
    return [(StoreId(row.id), row.last) for row in found]


async def set_in_flight(connection: AsyncConnection, store_id: StoreId, count: int) -> None:
    await _set(connection, store_id, in_flight=count)


async def wake(connection: AsyncConnection, store_id: StoreId) -> None:
    """Forgets the pause: the store was reconnected, or its owner asked to try now."""
    await _set(connection, store_id, not_before=None, pause=None, pauses=0)
    await tell(connection, Kind.WORK)


async def next_due(connection: AsyncConnection) -> datetime | None:
    """The earliest time at which a worker could claim something, by the rules of `claim_next`.

    Asked by every idle lane each second: the first row of an index range a store, not every dirty row.
    """
    greatest = sa.func.max if connection.dialect.name == "sqlite" else sa.func.greatest
    paused = sa.func.coalesce(sync_states.c.not_before, 0)
    throttled = sync_states.c.pause == Pause.THROTTLED.value
    firsts = sa.union_all(
        _firsts(sa.true(), sa.case((throttled, 0), else_=paused)), _firsts(sa.false(), paused)
    ).subquery()
    ready = greatest(firsts.c.due_at, firsts.c.leased, firsts.c.paused, type_=UtcTime)
    query = sa.select(sa.func.min(ready, type_=UtcTime)).where(firsts.c.due_at.is_not(None))
    found: datetime | None = (await connection.execute(query)).scalar_one_or_none()
    return found


def _firsts(
    urgent: sa.ColumnElement[bool], paused: sa.ColumnElement[Any]
) -> sa.Select[tuple[datetime | None, int, Any]]:
    """A row a store: when its first urgent (or other) binding is due, and until when it is held up."""
    leased = sa.func.coalesce(sync_states.c.lease_until, 0)
    return (
        sa.select(
            _first_due(urgent).label("due_at"), leased.label("leased"), paused.label("paused")
        )
        .join_from(sync_states, stores, stores.c.id == sync_states.c.store_id)
        .where(stores.c.state == StoreState.CONNECTED.value)
    )


def _first_due(urgent: sa.ColumnElement[bool]) -> sa.ScalarSelect[datetime | None]:
    return (
        sa.select(sa.func.min(bindings.c.due_at, type_=UtcTime))
        .where(
            bindings.c.store_id == sync_states.c.store_id,
            bindings.c.urgent == urgent,
            bindings.c.due_at.is_not(None),
        )
        .correlate(sync_states)
        .scalar_subquery()
    )


async def _set(connection: AsyncConnection, store_id: StoreId, **values: Any) -> None:
    await connection.execute(
        sa.update(sync_states).where(sync_states.c.store_id == store_id).values(**values)
    )
