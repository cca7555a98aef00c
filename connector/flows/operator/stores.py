"""`stores list`, `show`, `release` and `revoke-tokens`: what the operator may do with somebody's store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from connector.domain.binding import Binding, BindingStatus
from connector.domain.errors import NotFound
from connector.domain.ids import StoreId
from connector.domain.listing import DEFAULT_SORT, BindingFilter, Cursor
from connector.domain.store import Store
from connector.flows.collaborators.store_description import StoreDescription
from connector.flows.collaborators.store_shape import StoreShape
from connector.store import binding_lists, connections, destruction, locks, stores, tokens
from connector.store.binding_lists import SyncCounts
from connector.store.database import Database, Transaction

log = structlog.get_logger(__name__)

_PAGE = 500


@dataclass(frozen=True)
class ListedStore:
    store: Store
    counts: SyncCounts


@dataclass(frozen=True)
class ListStores:
    database: Database

    async def __call__(self) -> Sequence[ListedStore]:
        """The newest first."""
        async with self.database.read() as connection:
            return [
                ListedStore(store, await binding_lists.counts(connection, store.id))
                for store in await stores.listed(connection)
            ]


@dataclass(frozen=True)
class ShowStore:
    database: Database
    description: StoreDescription

    async def __call__(self, store_id: StoreId) -> StoreShape:
        """As `GET /v1/store` tells its owner. Raises NotFound."""
        async with self.database.read() as connection:
            store = await _required(connection, store_id)
            return await self.description.of(connection, store)


@dataclass(frozen=True)
class FindStore:
    database: Database

    async def __call__(self, store_id: StoreId) -> Store:
        """Raises NotFound."""
        async with self.database.read() as connection:
            return await _required(connection, store_id)


@dataclass(frozen=True)
class LeftBehind:
    """What a released store leaves at Alter, where the connector can no longer reach it."""

    store: Store
    active: Sequence[Binding]


@dataclass(frozen=True)
class ReleaseStore:
    database: Database

    async def preview(self, store_id: StoreId) -> LeftBehind:
        """What `__call__` would answer; changes nothing. Raises NotFound."""
        async with self.database.read() as connection:
            return await _left_behind(connection, store_id)

    async def __call__(self, store_id: StoreId) -> LeftBehind:
        """Deletes the store with all that hangs on it, its data keys included, in one transaction:
        from then on nothing sealed for it opens, here or in the database's copies without that row.
        A running service whose readers keep the write-ahead log in use empties it within a minute.
        Raises NotFound."""
        async with self.database.write() as connection:
            store = await _required(connection, store_id)
            await locks.hold_work(connection, store.storefront_id, store_id)
            left = await _left_behind(connection, store_id)
            await connections.forget_store(connection, store_id)
            await destruction.destroy(connection, store_id)
        await self.database.checkpoint()
        log.warning("store_released", store=store_id)
        return left


@dataclass(frozen=True)
class RevokeTokens:
    database: Database

    async def __call__(self, store_id: StoreId) -> int:
        """How many there were. Raises NotFound.

        The answers kept for a repeated `complete` go too: they carry the token, and would hand it out.
        """
        async with self.database.write() as connection:
            await _required(connection, store_id)
            await locks.hold_tokens(connection, store_id)
            await connections.erase_answers(connection, store_id)
            count = await tokens.revoke_all(connection, store_id)
        await self.database.checkpoint()
        log.warning("tokens_revoked", store=store_id, count=count)
        return count


async def _required(connection: Transaction, store_id: StoreId) -> Store:
    found = await stores.get(connection, store_id)
    if found is None:
        raise NotFound("store.unknown", f"There is no store {store_id}; see `stores list`.")
    return found


async def _left_behind(connection: Transaction, store_id: StoreId) -> LeftBehind:
    store = await _required(connection, store_id)
    active: list[Binding] = []
    after: Cursor | None = None
    while True:
        rows, after = await binding_lists.page(
            connection, store_id, BindingFilter(), sort=DEFAULT_SORT, after=after, limit=_PAGE
        )
        active += [row for row in rows if row.confirmed_status is BindingStatus.ACTIVE]
        if after is None:
            return LeftBehind(store, active)
