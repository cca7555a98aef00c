"""`GET /v1/bindings` and `GET /v1/bindings/{bindingId}`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from connector.domain.binding import Binding
from connector.domain.errors import NotFound
from connector.domain.ids import StoreId
from connector.domain.listing import BindingFilter, Cursor
from connector.store import binding_lists, bindings
from connector.store.database import Database


@dataclass(frozen=True)
class BindingPage:
    items: Sequence[Binding]
    next_cursor: Cursor | None
    total: int


@dataclass(frozen=True)
class ReadBindings:
    database: Database

    async def page(
        self,
        store_id: StoreId,
        wanted: BindingFilter,
        *,
        sort: str,
        after: Cursor | None,
        limit: int,
    ) -> BindingPage:
        async with self.database.read() as connection:
            items, cursor = await binding_lists.page(
                connection, store_id, wanted, sort=sort, after=after, limit=limit
            )
            total = await binding_lists.total(connection, store_id, wanted)
        return BindingPage(items, cursor, total)

    async def one(self, store_id: StoreId, binding_id: str) -> Binding:
        async with self.database.read() as connection:
            found = await bindings.get(connection, store_id, binding_id)
        return require(found)


def require(found: Binding | None) -> Binding:
    if found is None:
        raise NotFound("binding.unknown", "There is no such binding.")
    return found
