"""`GET /v1/orders/{orderId}`, the export for privacy requests, and counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from connector.alter import wire
from connector.alter.client import AlterClient
from connector.alter.endpoints import endpoint
from connector.alter.errors import AlterError
from connector.domain.errors import NotFound
from connector.domain.ids import StoreId
from connector.domain.order import AlterOrder
from connector.domain.priority import Priority
from connector.domain.store import Store, StoreState
from connector.flows.collaborators.store_secrets import StoreSecrets
from connector.store import alter_orders
from connector.store.alter_orders import OrderCounts
from connector.store.database import Database

log = structlog.get_logger(__name__)

EXPORT_LIMIT = 100
"""As many ids as Alter's batch route takes."""

_DEADLINE = 10.0


@dataclass(frozen=True)
class FollowOrders:
    database: Database

    async def of_order(self, store_id: StoreId, order_id: int) -> Sequence[AlterOrder]:
        """Raises NotFound for an order that no Alter order follows."""
        async with self.database.read() as connection:
            found = await alter_orders.of_order(connection, store_id, order_id)
        if not found:
            raise NotFound("orders.unknown", "No Alter order follows this order.")
        return found

    async def counts(self, store_id: StoreId) -> OrderCounts:
        async with self.database.read() as connection:
            return await alter_orders.counts(connection, store_id)


@dataclass(frozen=True)
class ExportedOrders:
    """`at_alter`: Alter's own words by id. `complete` is False when Alter could not be asked."""

    rows: Sequence[AlterOrder]
    at_alter: Mapping[int, Mapping[str, Any]]
    complete: bool


@dataclass(frozen=True)
class ExportOrders:
    database: Database
    alter: AlterClient
    secrets: StoreSecrets

    async def __call__(self, store: Store, ids: Collection[int]) -> ExportedOrders:
        """What is held of the store's own Alter orders, here and at Alter; others are left out."""
        async with self.database.read() as connection:
            rows = await alter_orders.of_store(connection, store.id, ids)
        asked = [
            row.alter_order_id
            for row in rows
            if row.storefront_id == store.storefront_id and not row.confirmed.deleted
        ]
        if not asked:
            return ExportedOrders(rows, {}, complete=True)
        if store.state is StoreState.NEEDS_RECONNECT:
            return ExportedOrders(rows, {}, complete=False)
        try:
            found = await self._ask(store, asked)
        except AlterError as error:
            log.warning("order_export_incomplete", store=store.id, why=type(error).__name__)
            return ExportedOrders(rows, {}, complete=False)
        return ExportedOrders(rows, found, complete=True)

    async def _ask(self, store: Store, ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
        answer = await self.alter.call(
            endpoint("batch_orders"),
            credential=self.secrets.credential(store),
            body={"customerOrderIds": list(ids)},
            priority=Priority.OWNER,
            deadline=_DEADLINE,
        )
        orders = wire.read(wire.OrderBatch, answer.body, endpoint="batch_orders").orders
        asked = set(ids)
        return {order["id"]: order for order in orders if order.get("id") in asked}
