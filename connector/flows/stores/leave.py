"""`DELETE /v1/store`: tokens, keys and storefront die at once, and what is left at Alter is undone or named.

A store that still has something to send outlives its deletion as one that leaves: no token opens it, its
address and storefront are free, and the worker sends for it as for any other. It is destroyed with its key
when nothing is left, when Alter refuses its credential, and after 24 hours in any case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from connector.domain import ids
from connector.domain.clock import Clock
from connector.domain.ids import StoreId
from connector.domain.store import Store, StoreState
from connector.flows.collaborators.bell import Bell
from connector.flows.collaborators.store_secrets import StoreSecrets
from connector.flows.stores.authenticate import Authenticated, invalid_token
from connector.store import (
    alter_orders,
    binding_lists,
    bindings,
    connections,
    data_keys,
    locks,
    order_states,
    sessions,
    stores,
    sync_states,
    tokens,
)
from connector.store.database import Database, Transaction

log = structlog.get_logger(__name__)

LEAVES_WITHIN = timedelta(hours=24)
_NAMED = 100


@dataclass(frozen=True)
class LeaveStore:
    database: Database
    secrets: StoreSecrets
    bell: Bell
    clock: Clock

    async def __call__(
        self, caller: Authenticated, *, deactivate: bool
    ) -> Sequence[dict[str, Any]]:
        """What stays at Alter, as the contract's `leftBehind`: the credential always, then active bindings
        and unsent order changes. Raises Forbidden for a token that was replaced."""
        caller.require_current()
        now = self.clock.now()
        async with self.database.write() as connection:
            await locks.hold_connect(connection, caller.store.address)
            await locks.hold_bindings(connection, caller.store.id)
            store = await stores.get(connection, caller.store.id)
            if store is None or store.leaving_until is not None:
                raise invalid_token()
            reachable = store.state is StoreState.CONNECTED
            left = await self._left_behind(
                connection, store, deactivates=deactivate and reachable, sends=reachable
            )
            await self._shut(connection, store)
            await self._leave(connection, store, now, deactivate=deactivate)
            if not reachable or not await _has_work(connection, store.id):
                await _destroy(connection, store.id)
        await self.database.checkpoint()
        self.bell.ring()
        log.warning("store_left", store=store.id)
        return left

    async def _shut(self, connection: Transaction, store: Store) -> None:
        """Nothing that anyone holds opens anything of it from now on, this service's own caches included."""
        await tokens.revoke_all(connection, store.id)
        await connections.end(connection, store.id)
        await sessions.forget_store(connection, store.id)

    async def _leave(
        self, connection: Transaction, store: Store, now: datetime, *, deactivate: bool
    ) -> None:
        nobodys = self.secrets.seal_ticket_secret(store.id, store.data_key, ids.new_ticket_secret())
        await stores.change(
            connection,
            store.id,
            address_proved=False,
            storefront_key=ids.new_storefront_key(),
            sealed_ticket_secret=nobodys,
            sealed_connect_secret=None,
            leaving_until=now + LEAVES_WITHIN,
        )
        if deactivate:
            await bindings.deactivate_all(connection, store.id, now)
        await bindings.give_up_all(connection, store.id, but_inactive=deactivate)
        await sync_states.wake(connection, store.id)
        await order_states.wake(connection, store.id)

    async def _left_behind(
        self, connection: Transaction, store: Store, *, deactivates: bool, sends: bool
    ) -> Sequence[dict[str, Any]]:
        left = [_credential(store, self.secrets.credential(store).access_key)]
        counts = await binding_lists.counts(connection, store.id)
        if counts.active:
            left.append(
                {
                    "kind": "bindings",
                    "state": "deactivating" if deactivates else "active",
                    "count": counts.active,
                    "externalProductIds": list(
                        await bindings.active_products(connection, store.id, limit=_NAMED)
                    ),
                }
            )
        orders = await alter_orders.counts(connection, store.id)
        if orders.pending:
            state = "sending" if sends else "unsent"
            left.append({"kind": "orders", "state": state, "count": orders.pending})
        return left


@dataclass(frozen=True)
class FinishLeaving:
    """A job of the worker: stores that have nothing left to do at Alter, or no time left, are destroyed."""

    database: Database
    clock: Clock

    async def __call__(self) -> None:
        async with self.database.read() as connection:
            leaving = await stores.leaving(connection)
        finished = [store.id for store in leaving if await self._finish(store)]
        if finished:
            await self.database.checkpoint()

    async def _finish(self, store: Store) -> bool:
        async with self.database.write() as connection:
            has_work = await _has_work(connection, store.id)
            until = store.leaving_until
            in_time = until is not None and until > self.clock.now()
            if has_work and in_time and store.state is StoreState.CONNECTED:
                return False
            await _destroy(connection, store.id)
        log.warning("store_destroyed", store=store.id, unfinished=has_work)
        return True


async def _has_work(connection: Transaction, store_id: StoreId) -> bool:
    counts = await binding_lists.counts(connection, store_id)
    return bool(counts.pending or (await alter_orders.counts(connection, store_id)).pending)


async def _destroy(connection: Transaction, store_id: StoreId) -> None:
    """The row with all that hangs on it, and the key without which no copy of it opens."""
    await stores.delete(connection, store_id)
    await data_keys.delete(connection, [store_id])


def _credential(store: Store, access_key: str) -> dict[str, Any]:
    """The end of the key is enough to tell it from others in Alter's list."""
    return {
        "kind": "credential",
        "state": "valid",
        "storefrontId": store.storefront_id,
        "accessKeyEnds": access_key[-4:],
        "detail": "Only the storefront's owner can revoke it: Alter's panel, "
        "E-commerce Settings > Integration.",
    }
