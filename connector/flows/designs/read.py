"""`GET /v1/designs`: what an owner picks from.

Alter pages its products and can search them, but filters by the customizer alone. Without a runtime type a page of
ours is a page of Alter's; with one the whole list is read, so that `total` is true and no page comes half empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connector.alter.errors import AlterError, AlterRefused
from connector.domain.binding import RuntimeType
from connector.domain.design import Design, DesignCursor, DesignFilter, DesignPage
from connector.domain.errors import Failure, FieldError, Invalid
from connector.domain.local_design import LocalDesign
from connector.domain.store import Store, StoreState
from connector.flows.collaborators.credential_check import CredentialCheck
from connector.flows.collaborators.designs import LARGEST_PAGE, Designs
from connector.flows.collaborators.thumbnails import Thumbnails
from connector.flows.collaborators.upstream_faults import as_failure, needs_reconnect
from connector.store import local_designs
from connector.store.database import Database

_MOST_PAGES = 40
_START = DesignCursor(0, 2**53 - 1)


@dataclass(frozen=True)
class ReadDesigns:
    database: Database
    designs: Designs
    check: CredentialCheck
    thumbnails: Thumbnails

    async def page(
        self, store: Store, wanted: DesignFilter, *, after: DesignCursor | None, limit: int
    ) -> DesignPage:
        """Newest first. A design made meanwhile repeats none; one deleted meanwhile may hide its neighbour until
        the list is read anew. Raises Conflict, Invalid, Unavailable, BadUpstream."""
        if store.state is StoreState.NEEDS_RECONNECT:
            raise needs_reconnect()
        start = after or _START
        try:
            found = await (
                self._filtered(store, wanted, start, limit)
                if wanted.runtime_types
                else self._straight(store, wanted, start, limit)
            )
            items = await self.designs.pictured(store, found.items, wanted.search)
        except AlterError as error:
            raise await self._failure(store, error) from error
        return DesignPage(items, found.next_cursor, found.total)

    async def local(self, store: Store, page: DesignPage) -> Mapping[int, LocalDesign]:
        """Those of the page that the store hosts itself, or is about to, by Alter's number."""
        wanted = {each.id for each in page.items}
        async with self.database.read() as connection:
            return await local_designs.by_designs(connection, store.id, store.storefront_id, wanted)

    def thumbnail_url(self, store: Store, design: Design) -> str | None:
        return self.thumbnails.url(store, design.picture)

    async def _straight(
        self, store: Store, wanted: DesignFilter, start: DesignCursor, limit: int
    ) -> DesignPage:
        found, total = await self.designs.page(
            store, wanted.search, offset=start.offset, limit=limit, customizers=False
        )
        items = _unseen(found, start)
        read = start.offset + len(found)
        last_id = items[-1].id if items else start.last_id
        more = bool(found) and read < total
        return DesignPage(items, DesignCursor(read, last_id) if more else None, total)

    async def _filtered(
        self, store: Store, wanted: DesignFilter, start: DesignCursor, limit: int
    ) -> DesignPage:
        matching = [each for each in await self._all(store, wanted) if wanted.takes(each)]
        left = _unseen(matching, start)
        items = left[:limit]
        more = len(left) > limit
        return DesignPage(items, DesignCursor(0, items[-1].id) if more else None, len(matching))

    async def _all(self, store: Store, wanted: DesignFilter) -> Sequence[Design]:
        """Everything the search finds, each once. Raises Invalid beyond 2,000."""
        customizers = set(wanted.runtime_types) == {RuntimeType.CUSTOMIZER}
        every: dict[int, Design] = {}
        offset, total = 0, 1
        while offset < total:
            found, total = await self.designs.page(
                store, wanted.search, offset=offset, limit=LARGEST_PAGE, customizers=customizers
            )
            if not found:
                break
            if total > _MOST_PAGES * LARGEST_PAGE:
                raise _too_many(total)
            every |= {each.id: each for each in found}
            offset += len(found)
        return sorted(every.values(), key=lambda each: -each.id)

    async def _failure(self, store: Store, error: AlterError) -> Failure:
        unauthorized = isinstance(error, AlterRefused) and error.unauthorized
        if unauthorized and await self.check.confirm_loss(store):
            return needs_reconnect()
        return as_failure(error)


def _unseen(found: Sequence[Design], start: DesignCursor) -> Sequence[Design]:
    return [each for each in found if each.id < start.last_id]


def _too_many(total: int) -> Invalid:
    most = _MOST_PAGES * LARGEST_PAGE
    detail = f"Alter finds {total:,} designs; by runtimeType at most {most:,} are looked through."
    detail += " Search for a part of the name."
    error = FieldError("search", "tooMany", detail)
    return Invalid("request.invalid", f"search: {detail}", errors=[error])
