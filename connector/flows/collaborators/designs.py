"""The designs of a store's Alter storefront, newest first, each with the picture that shows it best.

Names and runtimes come from Alter's products. Their pictures show the base product, which all T-shirts share; a
design's own picture is named by the design imports (with the Business plan), or by a mockup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog

from connector.alter import wire
from connector.alter.endpoints import endpoint
from connector.alter.errors import AlterError
from connector.alter.mockups import mockup_key
from connector.domain.binding import RuntimeType
from connector.domain.design import Design, Picture, PictureKind
from connector.domain.errors import RateLimited
from connector.domain.store import Store
from connector.flows.collaborators.kept_reads import KeptReads

log = structlog.get_logger(__name__)

LARGEST_PAGE = 50
"""What Alter's products take at most."""

_IMPORTS_PAGE = 100
_MOST_IMPORT_PAGES = 10
# Pictures are worth a moment, and no list waits longer for them.
_PICTURES_WITHIN = 3.0


@dataclass(frozen=True)
class Designs:
    reads: KeptReads

    async def page(
        self, store: Store, search: str | None, *, offset: int, limit: int, customizers: bool
    ) -> tuple[Sequence[Design], int]:
        """At most 50 of those whose names hold `search`, and how many there are. `customizers`: only those that
        Alter calls customizers. Raises RateLimited, AlterError."""
        query = [
            ("limit", str(limit)),
            ("offset", str(offset)),
            ("order_by", "id"),
            ("direction", "DESC"),
        ]
        query += [("name", search)] if search else []
        query += [("customizer", "true")] if customizers else []
        row = endpoint("list_products")
        kept, _ = await self.reads(row, store, query=query)
        found = wire.read(wire.Products, kept.body, endpoint=row.name).products
        return [_design(store, each) for each in found.items], found.total

    async def picture(self, store: Store, design_id: int) -> Picture | None:
        """Of one design; None also while Alter does not say: what wants a picture can do without."""
        row = endpoint("get_product")
        try:
            kept, _ = await self.reads(
                row, store, path={"id": str(design_id)}, deadline=_PICTURES_WITHIN
            )
            found = _design(store, wire.read(wire.Product, kept.body, endpoint=row.name))
        except (RateLimited, AlterError) as error:
            log.info("design_picture_unknown", store=store.id, why=type(error).__name__)
            return None
        (pictured,) = await self.pictured(store, [found], str(design_id))
        return pictured.picture

    async def pictured(
        self, store: Store, found: Sequence[Design], search: str | None
    ) -> Sequence[Design]:
        """The same designs, those with a picture of their own among the imports shown by it."""
        own = await self._imported(store, {each.id for each in found}, search)
        return [_shown_by(each, own.get(each.id)) for each in found]

    async def _imported(
        self, store: Store, wanted: set[int], search: str | None
    ) -> Mapping[int, str]:
        """Design id -> file id, as far as it can be learnt: a list without them is still a list."""
        own: dict[int, str] = {}
        if store.plan is None or not store.plan.eligible:
            return own
        offset, ends = 0, self.reads.clock.monotonic() + _PICTURES_WITHIN
        try:
            while wanted - own.keys() and offset < _MOST_IMPORT_PAGES * _IMPORTS_PAGE:
                left = ends - self.reads.clock.monotonic()
                if left <= 0:
                    break
                page = await self._imports(store, search, offset, within=left)
                own |= {each.id: each.thumbnail.file_id or "" for each in page.designs}
                offset += _IMPORTS_PAGE
                if offset >= page.total or not page.designs:
                    break
        except (RateLimited, AlterError) as error:
            log.info("design_pictures_unknown", store=store.id, why=type(error).__name__)
        return own

    async def _imports(
        self, store: Store, search: str | None, offset: int, *, within: float
    ) -> wire.DesignImports:
        query = [("limit", str(_IMPORTS_PAGE)), ("offset", str(offset))]
        query += [("search", search)] if search else []
        row = endpoint("list_design_imports")
        kept, _ = await self.reads(row, store, query=query, deadline=within)
        return wire.read(wire.DesignImports, kept.body, endpoint=row.name)


def _design(store: Store, found: wire.Product) -> Design:
    return Design(
        id=found.id,
        name=found.name,
        product_id=found.product_id,
        embeddable=frozenset(each for each in RuntimeType if getattr(found.embeddable, each.value)),
        picture=_picture(store, found),
    )


def _picture(store: Store, found: wire.Product) -> Picture | None:
    """A mockup that the credential may read, else the base product."""
    key = mockup_key(found.media.mockups)
    if key is not None and "files:read" in store.scopes:
        return Picture(PictureKind.PROTECTED, found.id, key)
    if found.product_id is None:
        return None
    return Picture(PictureKind.PRODUCT, found.id, str(found.product_id))


def _shown_by(design: Design, file_id: str | None) -> Design:
    if not file_id:
        return design
    picture = Picture(PictureKind.IMPORT, design.id, file_id)
    return Design(design.id, design.name, design.product_id, design.embeddable, picture)
