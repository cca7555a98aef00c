"""Asking Alter about the orders of carts: one by its number, or those that were made in a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connector.alter import wire
from connector.alter.client import AlterClient, Answer
from connector.alter.endpoints import endpoint
from connector.alter.errors import AlterError, AlterRefused
from connector.domain.claim import Frame, OrderFacts
from connector.domain.priority import Priority
from connector.domain.store import Store
from connector.flows.collaborators.credential_check import CredentialCheck
from connector.flows.collaborators.store_secrets import StoreSecrets
from connector.flows.collaborators.upstream_faults import as_failure, needs_reconnect

_DEADLINE = 10.0
_PAGE = 50
_MOST_PAGES = 4
"""A claim without a number comes seconds after its order. Later, on a busy storefront, only a number helps."""


@dataclass(frozen=True)
class MadeOrders:
    """The orders of a time, the newest first. Not `complete`: there were too many newer ones to look at."""

    orders: Sequence[OrderFacts]
    complete: bool


@dataclass(frozen=True)
class CartOrders:
    alter: AlterClient
    secrets: StoreSecrets
    check: CredentialCheck

    async def one(self, store: Store, alter_order_id: int) -> wire.CustomerOrder | None:
        """None for an order that Alter does not have, or not in this storefront."""
        try:
            answer = await self._call(store, "get_order", path={"id": str(alter_order_id)})
            return wire.read(wire.OrderAnswer, answer.body, endpoint="get_order").order
        except AlterRefused as refusal:
            if refusal.status == 404:
                return None
            raise await self._failure(store, refusal) from refusal
        except AlterError as error:
            raise await self._failure(store, error) from error

    async def made(self, store: Store, frame: Frame) -> MadeOrders:
        try:
            return await self._made(store, frame)
        except AlterError as error:
            raise await self._failure(store, error) from error

    async def _made(self, store: Store, frame: Frame) -> MadeOrders:
        """Page by page. An order made meanwhile moves others to the next page: they are then met twice."""
        found: dict[int, OrderFacts] = {}
        for page in range(_MOST_PAGES):
            listed = await self._page(store, page)
            heads = listed.heads
            found |= {head.id: facts(head) for head in heads if frame.holds(head.created_at)}
            past = any(head.created_at < frame.since for head in heads)
            if past or len(listed.order.items) < _PAGE:
                return MadeOrders(list(found.values()), complete=True)
        return MadeOrders(list(found.values()), complete=False)

    async def _page(self, store: Store, page: int) -> wire.OrderList:
        query = {
            "limit": str(_PAGE),
            "offset": str(page * _PAGE),
            "order_by": "created_at",
            "direction": "DESC",
        }
        answer = await self._call(store, "list_orders", query=list(query.items()))
        return wire.read(wire.OrderList, answer.body, endpoint="list_orders")

    async def _call(
        self,
        store: Store,
        name: str,
        *,
        path: Mapping[str, str] | None = None,
        query: Sequence[tuple[str, str]] = (),
    ) -> Answer:
        return await self.alter.call(
            endpoint(name),
            credential=self.secrets.credential(store),
            path=path,
            query=query,
            priority=Priority.SHOPPER,
            deadline=_DEADLINE,
        )

    async def _failure(self, store: Store, error: AlterError) -> Exception:
        unauthorised = isinstance(error, AlterRefused) and error.unauthorized
        if unauthorised and await self.check.confirm_loss(store):
            return needs_reconnect()
        return as_failure(error)


def facts(head: wire.OrderHead) -> OrderFacts:
    return OrderFacts(head.id, head.customizer_id, head.order_status, head.created_at)
