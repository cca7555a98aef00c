"""Changing one binding (`PATCH`, `DELETE`, activate, deactivate) or many by one word (`actions`)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import structlog

from connector.domain.binding import Binding, BindingPatch, BindingStatus, SyncState, fault_of
from connector.domain.binding_change import BATCH_FILLS_FOR, Timing, changed, hastened
from connector.domain.clock import Clock
from connector.domain.errors import Conflict, FieldError, Invalid, Upstream
from connector.domain.ids import StoreId
from connector.domain.listing import BindingFilter
from connector.domain.store import Store
from connector.flows.bindings.read import require
from connector.flows.collaborators.bell import Bell
from connector.flows.collaborators.local_binding import designs_of, resolved
from connector.flows.collaborators.plan_limit import ActiveRoom
from connector.flows.collaborators.settling import Settling, is_settled
from connector.flows.collaborators.standing import present
from connector.store import binding_lists, bindings, locks, stores, sync_states
from connector.store.database import Database, Transaction

log = structlog.get_logger(__name__)

_ACTION_CHUNK = 500
_ACTION_LIMIT = 100_000


class Action(StrEnum):
    ACTIVATE = "activate"
    DEACTIVATE = "deactivate"
    ARCHIVE = "archive"
    RETRY = "retry"


_TARGETS = {
    Action.ACTIVATE: BindingStatus.ACTIVE,
    Action.DEACTIVATE: BindingStatus.INACTIVE,
    Action.ARCHIVE: BindingStatus.ARCHIVED,
}


@dataclass(frozen=True)
class Changed:
    """`settled`: Alter has confirmed what was asked; otherwise it is queued."""

    binding: Binding
    settled: bool


@dataclass(frozen=True)
class ChangeBindings:
    database: Database
    bell: Bell
    settling: Settling
    clock: Clock

    async def patch(
        self, store: Store, binding_id: str, patch: BindingPatch, *, wait: float
    ) -> Changed:
        """Raises NotFound, Invalid. Without `wait` the change is queued like any other.

        What Alter refuses stays as it was patched, and its `sync` says `failed`.
        """
        async with self.database.write() as connection:
            await present(connection, store.id)
            await locks.hold_bindings(connection, store.id)
            row = require(await bindings.get(connection, store.id, binding_id))
            desired = (await self._local(connection, store, patch)).applied_to(row.desired)
            if not desired.says_the_same_as(row.desired):
                await self._refuse_unfit(connection, store, row, replace(row, desired=desired))
                timing = self._timing(wait)
                row = changed(row, desired, self.clock.now(), timing)
                await bindings.update_many(connection, [row])
        log.debug("binding_changed", store=store.id, binding=row.id)
        self.bell.ring()
        return await self._settled(row, wait)

    async def set_status(
        self, store: Store, binding_id: str, status: BindingStatus, *, wait: float
    ) -> Changed:
        """A click. Raises NotFound, Invalid, and Conflict with Alter's code when Alter refuses it.

        Refused, the binding keeps its previous status.
        """
        async with self.database.write() as connection:
            await present(connection, store.id)
            await locks.hold_bindings(connection, store.id)
            row = require(await bindings.get(connection, store.id, binding_id))
            row = await self._clicked(connection, store, row, status)
        log.debug("binding_clicked", store=store.id, binding=row.id)
        self.bell.ring()
        found = await self._settled(row, wait)
        if found.binding.refused_version >= row.desired_version:
            raise _refused_by_alter(found.binding)
        return found

    async def _clicked(
        self, connection: Transaction, store: Store, row: Binding, status: BindingStatus
    ) -> Binding:
        now = self.clock.now()
        if row.desired.status is status:
            if row.sync_state is SyncState.SYNCED:
                return row
            found = hastened(row, now)
        else:
            desired = replace(row.desired, status=status)
            await self._refuse_unfit(connection, store, row, replace(row, desired=desired))
            before = row.status_before or row.desired.status
            timing = Timing(now, urgent=True)
            found = changed(row, desired, now, timing, status_before=before)
        await bindings.update_many(connection, [found])
        return found

    async def act(
        self,
        store: Store,
        action: Action,
        *,
        ids: Collection[str] | None,
        products: Collection[str] | None,
        wanted: BindingFilter | None,
    ) -> int:
        """How many bindings changed. Ids that are not this store's are passed over, as unknown ones are.

        Raises Invalid or Conflict for the first binding that the action does not fit; chunks of 500 are
        written whole or not at all.
        """
        chosen = await self._chosen(store.id, ids, products, wanted)
        count = 0
        for start in range(0, len(chosen), _ACTION_CHUNK):
            chunk = chosen[start : start + _ACTION_CHUNK]
            async with self.database.write() as connection:
                await present(connection, store.id)
                await locks.hold_bindings(connection, store.id)
                count += await self._act_on(connection, store, action, chunk)
            log.debug("bindings_acted", store=store.id, bindings=len(chunk))
        self.bell.ring()
        return count

    async def _chosen(
        self,
        store_id: StoreId,
        ids: Collection[str] | None,
        products: Collection[str] | None,
        wanted: BindingFilter | None,
    ) -> Sequence[str]:
        if ids is not None:
            return list(dict.fromkeys(ids))
        async with self.database.read() as connection:
            if products is not None:
                found = await bindings.by_products(connection, store_id, products)
                return [row.id for row in found]
            return await binding_lists.ids(
                connection, store_id, wanted or BindingFilter(), limit=_ACTION_LIMIT
            )

    async def _act_on(
        self, connection: Transaction, store: Store, action: Action, ids: Sequence[str]
    ) -> int:
        now = self.clock.now()
        if action is Action.RETRY:
            await sync_states.wake(connection, store.id)
            return await bindings.retry(connection, store.id, ids, now)
        status, timing = _TARGETS[action], Timing(now)
        room = await ActiveRoom.of(connection, store)
        shares = await stores.shares_storefront(connection, store)
        found = []
        for row in await bindings.by_ids(connection, store.id, ids):
            desired = replace(row.desired, status=status)
            if row.desired.status is status:
                continue
            fault = fault_of(desired, prefix=store.external_id_prefix, shares_storefront=shares)
            fault = fault or room.take(row.desired, desired)
            if fault is not None:
                raise Conflict(fault.code, f"{row.desired.external_product_id}: {fault.detail}")
            before = row.status_before or row.desired.status
            found.append(changed(row, desired, now, timing, status_before=before))
        await bindings.update_many(connection, found)
        return len(found)

    async def _local(
        self, connection: Transaction, store: Store, patch: BindingPatch
    ) -> BindingPatch:
        """Raises Invalid for a local design that is none of the store's, or not installed."""
        found = resolved(patch, await designs_of(connection, store.id, [patch]))
        if isinstance(found, BindingPatch):
            return found
        fault = FieldError("localDesignId", found.code.rpartition(".")[2], found.detail)
        raise Invalid(found.code, f"localDesignId: {found.detail}", errors=[fault])

    async def _refuse_unfit(
        self, connection: Transaction, store: Store, before: Binding, after: Binding
    ) -> None:
        shares = await stores.shares_storefront(connection, store)
        fault = fault_of(after.desired, prefix=store.external_id_prefix, shares_storefront=shares)
        if fault is not None:
            raise Invalid(fault.code, fault.detail)
        room = await ActiveRoom.of(connection, store)
        fault = room.take(before.desired, after.desired)
        if fault is not None:
            raise Conflict(fault.code, fault.detail)

    def _timing(self, wait: float) -> Timing:
        now = self.clock.now()
        return Timing(now, urgent=True) if wait else Timing(now + BATCH_FILLS_FOR)

    async def _settled(self, row: Binding, wait: float) -> Changed:
        version = row.desired_version
        rows = await self.settling.wait(row.store_id, {row.id: version}, wait)
        found = rows[0] if rows else row
        return Changed(found, settled=is_settled(found, version))


def _refused_by_alter(found: Binding) -> Conflict:
    return Conflict(
        found.code or "alter.refused",
        found.detail or "Alter refused the change; the previous status is kept.",
        upstream=Upstream(found.upstream_status or 0, found.code),
    )
