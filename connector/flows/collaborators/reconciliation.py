"""Comparing what a store's rows say with what Alter lists, and sending again once what is not there.

Alter is read without any lease. Rows are written under the store's lease, each read anew first: no call of the
worker's or the gateway's is under way then, and what one of them changed since the scan began does not count.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from connector.domain.binding import Binding
from connector.domain.binding_change import repaired
from connector.domain.clock import Clock
from connector.domain.errors import Unavailable
from connector.domain.ids import StoreId
from connector.domain.listing import DEFAULT_SORT, BindingFilter, Cursor
from connector.domain.reconcile import Listed, Scan, Verdict, judge, may_repair
from connector.domain.store import Store
from connector.flows.collaborators.bell import Bell
from connector.flows.collaborators.lease import Leases
from connector.flows.collaborators.listing_scan import ListingScan
from connector.flows.collaborators.turns import Turns
from connector.store import binding_lists, bindings, locks, stores, sync_states
from connector.store.database import Database, Transaction

log = structlog.get_logger(__name__)

MOST_NAMED = 1_000
"""Rows that an answer names; how many there are is logged and kept."""

_CHUNK = 500
_PATIENCE = 8.0


@dataclass(frozen=True)
class Missing:
    """Confirmed once, and not in Alter's list. `sent_again`: by this scan."""

    binding: Binding
    sent_again: bool


@dataclass
class Reconciled:
    checked: int = 0
    repaired: int = 0
    missing: list[Missing] = field(default_factory=list)
    unknown: list[Listed] = field(default_factory=list)
    missing_count: int = 0
    unknown_count: int = 0

    def miss(self, row: Binding, *, sent_again: bool) -> None:
        self.missing_count += 1
        if len(self.missing) < MOST_NAMED:
            self.missing.append(Missing(row, sent_again))

    @property
    def counts(self) -> dict[str, int]:
        return {
            "checked": self.checked,
            "repaired": self.repaired,
            "missing": self.missing_count,
            "unknown": self.unknown_count,
        }


@dataclass(frozen=True)
class Reconciliation:
    database: Database
    scan: ListingScan
    leases: Leases
    bell: Bell
    clock: Clock
    turns: Turns = field(default_factory=lambda: Turns(most_waiting=0))

    async def __call__(self, store: Store) -> Reconciled:
        """Raises what the scan raises, RateLimited while one of this store is under way, Unavailable when its
        sync does not let go of the lease or it was connected elsewhere meanwhile. Then nothing was done."""
        async with self.turns.taken(store.id):
            scan = await self.scan(store)
            found = Reconciled()
            suspects, known = await self._compare(store.id, scan, found)
            await self._find_unknown(store, scan, known, found)
            owner = f"reconcile-{secrets.token_hex(8)}"
            async with self.leases.held(store.id, owner, patience=_PATIENCE):
                for start in range(0, len(suspects), _CHUNK):
                    await self._repair(store, suspects[start : start + _CHUNK], scan, found)
            async with self.database.write() as connection:
                await sync_states.set_reconciled(
                    connection, store.id, self.clock.now(), found.counts
                )
        if found.repaired:
            self.bell.ring()
        log.info("reconciled", store=store.id, **found.counts)
        return found

    async def _compare(
        self, store_id: StoreId, scan: Scan, found: Reconciled
    ) -> tuple[Sequence[str], set[tuple[str, str]]]:
        """The ids of rows that Alter lists otherwise or not at all, and the keys of all rows."""
        suspects: list[str] = []
        known: set[tuple[str, str]] = set()
        statuses = scan.statuses
        after: Cursor | None = None
        while True:
            async with self.database.read() as connection:
                rows, after = await binding_lists.page(
                    connection,
                    store_id,
                    BindingFilter(),
                    sort=DEFAULT_SORT,
                    after=after,
                    limit=_CHUNK,
                )
            for row in rows:
                known.add(row.desired.key)
                verdict = judge(row, scan, statuses)
                found.checked += verdict is Verdict.AGREES
                if verdict in (Verdict.DIFFERS, Verdict.MISSING):
                    suspects.append(row.id)
            if after is None:
                return suspects, known

    async def _find_unknown(
        self, store: Store, scan: Scan, known: set[tuple[str, str]], found: Reconciled
    ) -> None:
        """By this store's prefix and held by nobody here: on a shared storefront the others' are not unknown."""
        foreign = [
            each
            for each in scan.listed.values()
            if each.external_product_id.startswith(store.external_id_prefix)
            and each.key not in known
        ]
        for start in range(0, len(foreign), _CHUNK):
            some = foreign[start : start + _CHUNK]
            async with self.database.read() as connection:
                held = await bindings.held_runtime_ids(
                    connection, [each.runtime_binding_id for each in some]
                )
            nobodys = [each for each in some if each.runtime_binding_id not in held]
            found.unknown_count += len(nobodys)
            found.unknown += nobodys[: MOST_NAMED - len(found.unknown)]

    async def _repair(
        self, store: Store, ids: Sequence[str], scan: Scan, found: Reconciled
    ) -> None:
        now, statuses = self.clock.now(), scan.statuses
        again = []
        async with self.database.write() as connection:
            await self._require_same(connection, store)
            await locks.hold_bindings(connection, store.id)
            for row in await bindings.by_ids(connection, store.id, ids):
                verdict = judge(row, scan, statuses)
                if verdict is None:
                    continue
                found.checked += 1
                sends = verdict is not Verdict.AGREES and may_repair(row)
                if sends:
                    again.append(repaired(row, now))
                if verdict is Verdict.MISSING:
                    found.miss(row, sent_again=sends)
            await bindings.update_many(connection, again)
        found.repaired += len(again)

    async def _require_same(self, connection: Transaction, store: Store) -> None:
        current = await stores.get(connection, store.id)
        if current is None or current.storefront_id != store.storefront_id:
            raise Unavailable(
                "reconcile.incomplete",
                "The store was connected to another storefront meanwhile; nothing was done.",
                retry_after=30.0,
            )
