"""`runtime-bindings/*` through the gateway: one upstream call inside the store's lease.

On success the rows are written as confirmed, so that `/v1` shows what the other backend did and the worker does
not undo it. On a refusal the answer passes and nothing is written.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from connector.alter import wire
from connector.alter.errors import AlterMalformed
from connector.domain.binding import Binding, BindingPatch, BindingStatus, Desired, RuntimeType
from connector.domain.binding_change import Timing, changed, confirmed, created, is_reassigned
from connector.domain.clock import Clock
from connector.domain.errors import Invalid
from connector.domain.ids import StoreId
from connector.domain.priority import Priority
from connector.domain.store import Store
from connector.flows.collaborators.bell import Bell
from connector.flows.collaborators.foreign import visible_id
from connector.flows.collaborators.lease import Leases
from connector.flows.collaborators.purse import Purse
from connector.flows.collaborators.standing import present
from connector.flows.gateway.relay import Passed, Relay
from connector.flows.sync.wire_form import confirmations
from connector.store import bindings, locks, reassignments, stores
from connector.store.database import Database, Transaction

_PATIENCE = 8.0

Switch = Literal["activate_binding", "deactivate_binding"]
_SWITCHED = {
    "activate_binding": BindingStatus.ACTIVE,
    "deactivate_binding": BindingStatus.INACTIVE,
}


@dataclass(frozen=True)
class SentItem:
    """What could be read of an item; Alter saw it as it was sent."""

    external_product_id: str
    runtime_type: RuntimeType
    patch: BindingPatch

    @property
    def key(self) -> tuple[str, str]:
        return (self.external_product_id, self.runtime_type.value)


@dataclass(frozen=True)
class GatewayBindings:
    database: Database
    leases: Leases
    relay: Relay
    settled: Bell
    purse: Purse
    clock: Clock

    async def sync(
        self, store: Store, body: Mapping[str, Any], items: Sequence[SentItem]
    ) -> Passed:
        """`body` passes; `items` is the part of it that we can follow."""
        await self._refuse_foreign_products(store, body)
        async with self._leased(store):
            passed = await self.relay(store, "sync_bindings", body=dict(body))
            if passed.is_success:
                await self._record_sync(store, items, passed)
        return passed

    async def patch(
        self,
        store: Store,
        runtime_binding_id: int,
        body: Mapping[str, Any],
        patch: BindingPatch | None,
    ) -> Passed:
        """`patch` is what could be read of `body`; None when Alter alone can judge it."""
        asked = await visible_id(self.database, store, runtime_binding_id)
        async with self._leased(store):
            passed = await self.relay(
                store, "patch_binding", path={"id": str(asked)}, body=dict(body)
            )
            if passed.is_success and patch is not None:
                await self._record_patch(store, runtime_binding_id, patch)
        return passed

    async def switch(self, store: Store, runtime_binding_id: int, switch: Switch) -> Passed:
        asked = await visible_id(self.database, store, runtime_binding_id)
        async with self._leased(store):
            passed = await self.relay(store, switch, path={"id": str(asked)})
            if passed.is_success:
                patch = BindingPatch(status=_SWITCHED[switch])
                await self._record_patch(store, runtime_binding_id, patch)
        return passed

    def _leased(self, store: Store) -> Any:
        owner = f"gateway-{secrets.token_hex(8)}"
        return self.leases.held(store.id, owner, patience=_PATIENCE)

    async def _refuse_foreign_products(self, store: Store, body: Mapping[str, Any]) -> None:
        """On a shared storefront each store keeps to its own product ids, in items we cannot read too.

        `bindings` is a list of objects or absent.
        """
        async with self.database.read() as connection:
            sharing = await stores.shares_storefront(connection, store)
        prefix = store.external_id_prefix
        names = [item.get("externalProductId") for item in body.get("bindings", [])]
        own = all(isinstance(name, str) and name.startswith(prefix) for name in names)
        if sharing and not own:
            raise Invalid(
                "connector.externalProductIdPrefix",
                f"This store shares its Alter storefront: its product ids start with {prefix}.",
            )

    async def _record_sync(self, store: Store, items: Sequence[SentItem], passed: Passed) -> None:
        try:
            answer = wire.read(wire.SyncAnswer, passed.body, endpoint="sync_bindings")
        except AlterMalformed:
            return
        known = confirmations(answer.runtime_bindings)
        now = self.clock.now()
        async with self.database.write() as connection:
            await present(connection, store.id)
            await locks.hold_bindings(connection, store.id)
            rows = await bindings.by_keys(connection, store.id, {item.key for item in items})
            new: dict[tuple[str, str], Binding] = {}
            old: dict[tuple[str, str], Binding] = {}
            for item in items:
                if item.key not in known:
                    continue
                row = new.get(item.key) or old.get(item.key) or rows.get(item.key)
                found = self._taken(store.id, item, row)
                settled = confirmed(found, found, known[item.key], now)
                if row is not None and row.desired_version != row.confirmed_version:
                    settled = _still_due(found, settled)
                (old if item.key in rows else new)[item.key] = settled
            await bindings.insert_many(connection, list(new.values()))
            await bindings.update_many(connection, list(old.values()))
            await self._remember(connection, store)
            count = sum(is_reassigned(rows[key], row) for key, row in old.items())
            await reassignments.add(connection, store.id, f"{now:%Y-%m}", count)
        self.settled.ring()

    def _taken(self, store_id: StoreId, item: SentItem, row: Binding | None) -> Binding:
        now = self.clock.now()
        if row is None:
            base = Desired(item.external_product_id, item.runtime_type)
            return created(store_id, item.patch.applied_to(base), now, Timing(now))
        return changed(row, item.patch.applied_to(row.desired), now, Timing(now))

    async def _record_patch(
        self, store: Store, runtime_binding_id: int, patch: BindingPatch
    ) -> None:
        """The row follows if it is known; a binding made elsewhere stays Alter's alone."""
        now = self.clock.now()
        async with self.database.write() as connection:
            await present(connection, store.id)
            await locks.hold_bindings(connection, store.id)
            found = await bindings.by_runtime_binding_id(connection, runtime_binding_id)
            own = [row for row in found if row.store_id == store.id]
            followed = [self._follows(row, patch) for row in own]
            await bindings.update_many(connection, followed)
            await self._remember(connection, store)
            count = sum(map(is_reassigned, own, followed))
            await reassignments.add(connection, store.id, f"{now:%Y-%m}", count)
        self.settled.ring()

    def _follows(self, row: Binding, patch: BindingPatch) -> Binding:
        """Confirmed with what was sent; a change of ours still under way stays due."""
        now = self.clock.now()
        desired = patch.applied_to(row.desired)
        status = desired.status
        if row.desired_version != row.confirmed_version:
            kept = replace(row, confirmed_status=status, synced_at=now)
            return changed(kept, desired, now, Timing(now))
        found = changed(row, desired, now, Timing(now))
        version = found.desired_version
        return replace(
            found,
            upstream_design_id=desired.design_id or row.upstream_design_id,
            confirmed_version=version,
            confirmed_status=status,
            confirmed_hash=desired.content_hash(),
            due_at=None,
            urgent=False,
            synced_at=now,
        )

    async def _remember(self, connection: Transaction, store: Store) -> None:
        await stores.bump_epoch(connection, store.id)
        await self.purse.record(connection, store.id, Priority.OWNER)


def _still_due(row: Binding, settled: Binding) -> Binding:
    """A change of ours that Alter has not seen goes out all the same, with what was taken now."""
    return replace(
        settled,
        confirmed_version=row.confirmed_version,
        confirmed_hash=row.confirmed_hash,
        due_at=row.due_at,
        urgent=row.urgent,
    )
