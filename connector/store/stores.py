"""Table `stores`: connected sites, with their sealed credential and sealed ticket secret."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.domain.ids import StoreId
from connector.domain.store import Plan, PluginFacts, Store, StoreState
from connector.store.columns import UtcTime, metadata
from connector.store.data_keys import data_keys
from connector.store.notices import Kind, tell

stores = sa.Table(
    "stores",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("store_url", sa.String(2048), nullable=False),
    sa.Column("site_origin", sa.String(512), nullable=False),
    sa.Column("address", sa.String(2048), nullable=False),
    sa.Column("address_proved", sa.Boolean, nullable=False),
    sa.Column("origins", sa.JSON, nullable=False),
    sa.Column("asset_origins", sa.JSON, nullable=False),
    sa.Column("storefront_id", sa.BigInteger, nullable=False),
    sa.Column("storefront_key", sa.String(64), nullable=False, unique=True),
    sa.Column("external_id_prefix", sa.String(16), nullable=False),
    sa.Column("state", sa.String(32), nullable=False),
    sa.Column("connected_at", UtcTime, nullable=False),
    sa.Column("credential_version", sa.Integer, nullable=False),
    sa.Column("credential_checked_at", UtcTime),
    sa.Column("scopes", sa.JSON, nullable=False),
    sa.Column("plan", sa.JSON),
    sa.Column("order_status_map", sa.JSON, nullable=False),
    sa.Column("plugin", sa.JSON, nullable=False),
    sa.Column("epoch", sa.Integer, nullable=False),
    sa.Column("sealed_credential", sa.LargeBinary, nullable=False),
    sa.Column("sealed_ticket_secret", sa.LargeBinary, nullable=False),
    sa.Column("sealed_connect_secret", sa.LargeBinary),
    sa.Column("leaving_until", UtcTime),
    sa.Index("ix_stores_address", "address"),
    sa.Index("ix_stores_storefront_id", "storefront_id"),
    sa.Index(
        "ix_stores_leaving_until",
        "leaving_until",
        sqlite_where=sa.text("leaving_until IS NOT NULL"),
        postgresql_where=sa.text("leaving_until IS NOT NULL"),
    ),
    # An address belongs to one store once it is proved; the database says so, not only the flow.
    sa.Index(
        "uq_stores_proved_address",
        "address",
        unique=True,
        sqlite_where=sa.text("address_proved"),
        postgresql_where=sa.text("address_proved"),
    ),
)

_stays = stores.c.leaving_until.is_(None)

_joined = sa.select(stores, data_keys.c.wrapped).join(data_keys, data_keys.c.owner == stores.c.id)

# With each request: to put it together costs more than the database takes.
_GET = _joined.where(stores.c.id == sa.bindparam("id"))
_BY_STOREFRONT_KEY = _joined.where(stores.c.storefront_key == sa.bindparam("key"), _stays)
_GET_LOCKED = _GET.with_for_update(of=stores, key_share=True)


def _from_row(row: Mapping[str, Any]) -> Store:
    values = {name: row[name] for name in stores.c.keys()}  # noqa: SIM118
    return Store(
        **values
        | {
            "id": StoreId(row["id"]),
            "origins": tuple(row["origins"]),
            "asset_origins": tuple(row["asset_origins"]),
            "scopes": tuple(row["scopes"]),
            "state": StoreState(row["state"]),
            "plan": None if row["plan"] is None else Plan(**row["plan"]),
            "plugin": PluginFacts(**row["plugin"]),
        },
        data_key=row["wrapped"],
    )


def _to_row(store: Store) -> dict[str, Any]:
    row = {name: getattr(store, name) for name in stores.c.keys()}  # noqa: SIM118
    return row | {
        "origins": list(store.origins),
        "asset_origins": list(store.asset_origins),
        "scopes": list(store.scopes),
        "state": store.state.value,
        "plan": None if store.plan is None else vars(store.plan),
        "plugin": vars(store.plugin),
        "order_status_map": dict(store.order_status_map),
    }


async def insert(connection: AsyncConnection, store: Store) -> None:
    """Its data key is inserted by `data_keys.insert`."""
    await connection.execute(sa.insert(stores).values(_to_row(store)))


async def update(connection: AsyncConnection, store: Store) -> None:
    """The whole row, but for the epoch: that is counted up, whatever it is by now."""
    row = _to_row(store) | {"epoch": stores.c.epoch + 1}
    await connection.execute(sa.update(stores).where(stores.c.id == store.id).values(row))
    await tell(connection, Kind.CHANGED, store.id)


async def change(connection: AsyncConnection, store_id: StoreId, **columns: Any) -> None:
    """Some columns, and the epoch: nothing cached under the old ones is kept."""
    await connection.execute(
        sa.update(stores).where(stores.c.id == store_id).values(epoch=stores.c.epoch + 1, **columns)
    )
    await tell(connection, Kind.CHANGED, store_id)


async def get(
    connection: AsyncConnection, store_id: StoreId, *, locked: bool = False
) -> Store | None:
    """`locked`: nobody else writes the row before this transaction ends. Who writes a row back whole locks it,
    or undoes what another wrote meanwhile (SQLite has one writer, and needs no lock). Rows that only refer to
    it are not held up: a rotation that inserts a token would wait for us, and we for its lock."""
    return _first(await connection.execute(_GET_LOCKED if locked else _GET, {"id": store_id}))


async def by_storefront_key(connection: AsyncConnection, key: str) -> Store | None:
    return _first(await connection.execute(_BY_STOREFRONT_KEY, {"key": key}))


async def at_address(connection: AsyncConnection, address: str) -> Sequence[Store]:
    """Every store connected from this address, the newest first; at most one of them is proved. One that
    leaves has no address any more. Locked, as `get` may be."""
    return await _many(connection, sa.and_(stores.c.address == address, _stays), locked=True)


async def of_storefront(connection: AsyncConnection, storefront_id: int) -> Sequence[Store]:
    """Without those that leave."""
    return await _many(connection, sa.and_(stores.c.storefront_id == storefront_id, _stays))


async def shares_storefront(connection: AsyncConnection, store: Store) -> bool:
    """Whether another store uses the same Alter storefront, or is still being undone there."""
    found = await connection.execute(
        sa.select(stores.c.id)
        .where(stores.c.storefront_id == store.storefront_id, stores.c.id != store.id)
        .limit(1)
    )
    return found.first() is not None


async def leaving(connection: AsyncConnection, storefront_id: int | None = None) -> Sequence[Store]:
    """All that leave, or those of one storefront."""
    leaves: sa.ColumnElement[bool] = stores.c.leaving_until.is_not(None)
    if storefront_id is not None:
        leaves = sa.and_(leaves, stores.c.storefront_id == storefront_id)
    return await _many(connection, leaves)


async def listed(connection: AsyncConnection) -> Sequence[Store]:
    return await _many(connection, sa.true())


async def set_state(
    connection: AsyncConnection, store_id: StoreId, state: StoreState, *, version: int
) -> bool:
    """False, and nothing changed, when the credential of that version was replaced meanwhile."""
    found = await connection.execute(
        sa.update(stores).where(_has(store_id, version)).values(state=state.value)
    )
    return found.rowcount == 1


async def set_checked(
    connection: AsyncConnection,
    store_id: StoreId,
    *,
    version: int,
    at: datetime,
    scopes: Sequence[str],
    plan: Plan | None,
) -> bool:
    """What auth/check said of that version; a store that was thought lost is connected again.

    False, and nothing changed, when the credential was replaced meanwhile.
    """
    found = await connection.execute(
        sa.update(stores)
        .where(_has(store_id, version))
        .values(
            credential_checked_at=at,
            scopes=list(scopes),
            plan=None if plan is None else vars(plan),
            state=StoreState.CONNECTED.value,
        )
    )
    return found.rowcount == 1


def _has(store_id: StoreId, version: int) -> sa.ColumnElement[bool]:
    return sa.and_(stores.c.id == store_id, stores.c.credential_version == version)


async def bump_epoch(connection: AsyncConnection, store_id: StoreId) -> None:
    """Whatever was cached of this store while something upstream changed is no longer kept."""
    await connection.execute(
        sa.update(stores).where(stores.c.id == store_id).values(epoch=stores.c.epoch + 1)
    )
    await tell(connection, Kind.CHANGED, store_id)


async def set_proved(connection: AsyncConnection, store_id: StoreId, *, proved: bool) -> None:
    await connection.execute(
        sa.update(stores).where(stores.c.id == store_id).values(address_proved=proved)
    )


async def delete(connection: AsyncConnection, store_id: StoreId) -> bool:
    """The row and, by foreign key, everything that hangs on it."""
    found = await connection.execute(sa.delete(stores).where(stores.c.id == store_id))
    await tell(connection, Kind.CHANGED, store_id)
    return found.rowcount > 0


def _first(found: sa.CursorResult[Any]) -> Store | None:
    row = found.mappings().one_or_none()
    return None if row is None else _from_row(dict(row))


async def _many(
    connection: AsyncConnection, condition: sa.ColumnElement[bool], *, locked: bool = False
) -> Sequence[Store]:
    ordered = _joined.where(condition).order_by(stores.c.connected_at.desc(), stores.c.id)
    if locked:
        ordered = ordered.with_for_update(of=stores, key_share=True)
    return [_from_row(dict(row)) for row in (await connection.execute(ordered)).mappings()]
