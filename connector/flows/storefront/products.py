"""`GET /storefront/v1/{key}/products/{externalProductId}`: which runtimes a product opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connector.domain.binding import Binding, RuntimeType
from connector.domain.errors import NotFound
from connector.domain.facts import IframeAddresses
from connector.domain.product_ids import variation_of
from connector.domain.store import Store
from connector.store import bindings, stores
from connector.store.database import Database, Transaction


@dataclass(frozen=True)
class Runtime:
    runtime_type: RuntimeType
    iframe_url: str


@dataclass(frozen=True)
class ProductRuntimes:
    runtimes: Sequence[Runtime]
    variations: Mapping[str, Sequence[Runtime]]
    app_origin: str


async def store_of_key(connection: Transaction, key: str) -> Store:
    store = await stores.by_storefront_key(connection, key)
    if store is None:
        raise NotFound("storefront.unknownKey", "There is no storefront with this key.")
    return store


@dataclass(frozen=True)
class ShowProduct:
    database: Database
    addresses: IframeAddresses

    async def __call__(self, key: str, product_id: str) -> ProductRuntimes:
        """Raises NotFound `storefront.unknownKey`. A product nobody mapped has no runtimes."""
        async with self.database.read() as connection:
            store = await store_of_key(connection, key)
            live = await bindings.live_of_family(connection, store.id, product_id)
        variations: dict[str, list[Runtime]] = {}
        runtimes: list[Runtime] = []
        for row in live:
            if row.desired.external_product_id == product_id:
                runtimes.append(self._runtime(row))
            elif variation := variation_of(row.desired.external_product_id, product_id):
                variations.setdefault(variation, []).append(self._runtime(row))
        return ProductRuntimes(runtimes, variations, self.addresses.app_origin)

    def _runtime(self, row: Binding) -> Runtime:
        return Runtime(row.desired.runtime_type, self.addresses.of_binding(row))
