"""Reading Alter's whole list of products with the bindings under them, and proving that it was whole.

Pages are offsets, so a product that goes away while they are read pulls one behind it out of sight. Each page
therefore begins with the last product of the page before; where it does not, or where the total moves, or where
the products counted are not as many as the total says, the scan proves nothing and nothing may follow from it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from connector.alter import wire
from connector.alter.client import AlterClient
from connector.alter.endpoints import endpoint
from connector.domain.clock import Clock
from connector.domain.errors import Conflict, Unavailable
from connector.domain.priority import Priority
from connector.domain.reconcile import Listed, Scan
from connector.domain.store import Store
from connector.flows.collaborators.designs import LARGEST_PAGE
from connector.flows.collaborators.store_secrets import StoreSecrets

SCAN_WITHIN = 120.0
"""Seconds for all pages. At Alter's 300 reads a minute that is a storefront of about 29,000 products."""

_PAGE_WITHIN = 30.0


@dataclass(frozen=True)
class ListingScan:
    alter: AlterClient
    secrets: StoreSecrets
    clock: Clock

    async def __call__(self, store: Store) -> Scan:
        """Raises AlterError for a page that failed, Unavailable `reconcile.incomplete`, Conflict
        `reconcile.notListed` where Alter does not show bindings at all."""
        scan = Scan({}, self.clock.now())
        try:
            async with asyncio.timeout(SCAN_WITHIN):
                await self._read(store, scan)
        except TimeoutError as late:
            raise _incomplete("Alter's list of products took too long to read") from late
        return scan

    async def _read(self, store: Store, scan: Scan) -> None:
        seen: set[int] = set()
        last: int | None = None
        total: int | None = None
        while total is None or len(seen) < total:
            page = await self._page(store, max(0, len(seen) - 1))
            total = _same(total, page.total)
            items = page.items if last is None else _following(last, page.items)
            if not items:
                break
            last = items[-1].id
            expected = len(seen) + len(items)
            seen |= {product.id for product in items}
            if len(seen) != expected:
                raise _incomplete("Alter's list names a product twice")
            for product in items:
                _take(product, scan)
        if len(seen) != total:
            raise _incomplete("Alter's list of products does not add up to its total")

    async def _page(self, store: Store, offset: int) -> wire.BoundProductPage:
        answer = await self.alter.call(
            endpoint("list_products"),
            credential=self.secrets.credential(store),
            query=[
                ("limit", str(LARGEST_PAGE)),
                ("offset", str(offset)),
                ("order_by", "id"),
                ("direction", "ASC"),
            ],
            priority=Priority.BULK,
            deadline=_PAGE_WITHIN,
        )
        return wire.read(wire.BoundProducts, answer.body, endpoint="list_products").products


def _same(total: int | None, again: int) -> int:
    if total not in (None, again):
        raise _incomplete("Alter's list of products changed while it was read")
    return again


def _following(last: int, items: Sequence[wire.BoundProduct]) -> Sequence[wire.BoundProduct]:
    if not items or items[0].id != last:
        raise _incomplete("Alter's list of products changed while it was read")
    return items[1:]


def _take(product: wire.BoundProduct, scan: Scan) -> None:
    if product.runtime_bindings is None:
        raise Conflict(
            "reconcile.notListed",
            "Alter's list of products does not show runtime bindings, so there is nothing to compare.",
        )
    for each in product.runtime_bindings:
        found = Listed(
            each.id, each.external_product_id, each.runtime_type, each.status, product.id
        )
        scan.listed[found.key] = found


def _incomplete(why: str) -> Unavailable:
    return Unavailable(
        "reconcile.incomplete", f"{why}; nothing was done. Try again shortly.", retry_after=30.0
    )
