"""`DELETE /v1/store`: tokens, keys and storefront die at once, and what is left at Alter is undone or named.

A store that still has something to send outlives its deletion as one that leaves: no token opens it, its
address and storefront are free, and the worker sends for it as for any other. It is destroyed with its key
when nothing is left, when Alter refuses its credential, and after 24 hours in any case.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import structlog
from typing_extensions import TypedDict

from connector.domain import ids
from connector.domain.clock import Clock
from connector.domain.errors import Unavailable
from connector.domain.ids import StoreId
from connector.domain.store import Store, StoreState
from connector.domain.sync import LEASE
from connector.flows.collaborators.bell import Bell
from connector.flows.collaborators.lease import Leases
from connector.flows.collaborators.standing import Authenticated, standing
from connector.flows.collaborators.store_secrets import StoreSecrets
from connector.store import (
    alter_orders,
    binding_lists,
    connections,
    destruction,
    leaving_bindings,
    local_design_files,
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
_FORGOTTEN_AT_ONCE = 5000
_WAITS_FOR_A_CALL = LEASE.total_seconds() + 1


class LeftCredential(TypedDict):
    """Only the storefront's owner can revoke it, at Alter."""

    kind: Literal["credential"]
    state: Literal["valid"]
    storefrontId: int
    accessKeyEnds: str
    detail: str


class LeftBindings(TypedDict):
    """Active at Alter; the first hundred are named."""

    kind: Literal["bindings"]
    state: Literal["deactivating", "active"]
    count: int
    externalProductIds: list[str]


class LeftChanges(TypedDict):
    """Accepted, and not at Alter yet."""

    kind: Literal["changes", "orders"]
    state: Literal["sending", "unsent"]
    count: int


Left = LeftCredential | LeftBindings | LeftChanges


@dataclass(frozen=True)
class FinishStore:
    database: Database
    clock: Clock

    async def __call__(self, store_id: StoreId) -> bool:
        """Destroys a leaving store that has nothing more to send, cannot send, or has no time left; says whether
        it did. Its many rows go first, a few thousand a transaction: no other store's write waits for them."""
        async with self.database.read() as connection:
            if not await self._is_over(connection, store_id):
                return False
        for forget_some in (leaving_bindings.forget_some, local_design_files.forget_some):
            count = 1
            while count:
                async with self.database.write() as connection:
                    count = await forget_some(connection, store_id, limit=_FORGOTTEN_AT_ONCE)
        async with self.database.write() as connection:
            store = await stores.get(connection, store_id)
            if store is None:
                return False
            await locks.hold_work(connection, store.storefront_id, store_id)
            if not await self._is_over(connection, store_id):
                return False
            await destruction.destroy(connection, store_id)
        log.warning("store_destroyed", store=store_id)
        return True

    async def _is_over(self, connection: Transaction, store_id: StoreId) -> bool:
        store = await stores.get(connection, store_id)
        if store is None or store.leaving_until is None:
            return False
        if store.leaving_until <= self.clock.now() or store.state is not StoreState.CONNECTED:
            return True
        storefront = store.storefront_id
        return not (
            await leaving_bindings.any_due(connection, store_id)
            or await alter_orders.count_due(connection, store_id, storefront)
        )


@dataclass(frozen=True)
class LeaveStore:
    database: Database
    secrets: StoreSecrets
    leases: Leases
    finish: FinishStore
    bell: Bell
    clock: Clock

    async def __call__(self, caller: Authenticated, *, deactivate: bool) -> Sequence[Left]:
        """What stays at Alter, as the contract's `leftBehind`: the credential always, then active bindings,
        unsent changes of bindings and of orders. Raises Unauthorised, Forbidden for a token that was replaced."""
        caller.require_current()
        async with AsyncExitStack() as stack:
            # A call under way would arrive after what the shop maps when it comes back at once. It is waited
            # for, but not for ever: an owner who leaves must not be kept by an Alter that hangs.
            with suppress(Unavailable):
                owner = f"leave-{secrets.token_hex(6)}"
                held = self.leases.held(caller.store.id, owner, patience=_WAITS_FOR_A_CALL)
                await stack.enter_async_context(held)
            return await self._left(caller, deactivate=deactivate)

    async def _left(self, caller: Authenticated, *, deactivate: bool) -> Sequence[Left]:
        now = self.clock.now()
        async with self.database.write() as connection:
            await locks.hold_connect(connection, caller.store.address)
            await locks.hold_work(connection, caller.store.storefront_id, caller.store.id)
            await locks.hold_tokens(connection, caller.store.id)
            store = await standing(connection, caller, now, current=True, locked=True)
            reachable = store.state is StoreState.CONNECTED
            left = await self._left_behind(
                connection, store, deactivates=deactivate and reachable, sends=reachable
            )
            await self._shut(connection, store)
            await self._leave(connection, store, now, deactivate=deactivate)
        log.warning("store_left", store=store.id)
        await self.finish(store.id)
        await self.database.checkpoint()
        self.bell.ring()
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
            await leaving_bindings.deactivate_all(connection, store.id, now)
        await sync_states.wake(connection, store.id)
        await order_states.wake(connection, store.id)

    async def _left_behind(
        self, connection: Transaction, store: Store, *, deactivates: bool, sends: bool
    ) -> Sequence[Left]:
        left: list[Left] = [_credential(store, self.secrets.credential(store).access_key)]
        counts = await binding_lists.counts(connection, store.id)
        if counts.active:
            left.append(
                {
                    "kind": "bindings",
                    "state": "deactivating" if deactivates else "active",
                    "count": counts.active,
                    "externalProductIds": list(
                        await leaving_bindings.active_products(connection, store.id, limit=_NAMED)
                    ),
                }
            )
        state: Literal["sending", "unsent"] = "sending" if sends else "unsent"
        if counts.pending:
            left.append({"kind": "changes", "state": state, "count": counts.pending})
        unsent = await alter_orders.count_due(connection, store.id, store.storefront_id)
        if unsent:
            left.append({"kind": "orders", "state": state, "count": unsent})
        return left


@dataclass(frozen=True)
class FinishLeaving:
    """A job of the worker: stores that have nothing left to do at Alter, or no time left, are destroyed."""

    database: Database
    finish: FinishStore

    async def __call__(self) -> None:
        async with self.database.read() as connection:
            leaving = await stores.leaving(connection)
        finished = False
        for store in leaving:
            try:
                finished |= await self.finish(store.id)
            except Unavailable as away:
                log.warning("leave_put_off", store=store.id, why=away.code)
            except Exception:
                # The others must not outlive their time because of this one.
                log.exception("leave_failed", store=store.id)
        if finished:
            await self.database.checkpoint()


def _credential(store: Store, access_key: str) -> LeftCredential:
    """The end of the key is enough to tell it from others in Alter's list."""
    return {
        "kind": "credential",
        "state": "valid",
        "storefrontId": store.storefront_id,
        "accessKeyEnds": access_key[-4:],
        "detail": "Only the storefront's owner can revoke it: Alter's panel, "
        "E-commerce Settings > Integration.",
    }
