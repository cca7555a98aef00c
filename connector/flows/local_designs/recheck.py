"""The daily look: is the design still in the shop as it was put there, and does Alter have a newer one?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog

from connector.alter.errors import AlterError
from connector.domain.clock import Clock
from connector.domain.local_design import (
    CHECK_EVERY,
    IN_SHOP,
    DesignRefused,
    LocalDesign,
    Seen,
    checked,
)
from connector.domain.store import Store
from connector.flows.collaborators.design_imports import DesignImports
from connector.flows.collaborators.manifest_check import ManifestCheck
from connector.store import local_designs, locks, stores
from connector.store.database import Database

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class RecheckDesigns:
    database: Database
    check: ManifestCheck
    imports: DesignImports
    clock: Clock

    async def __call__(self) -> None:
        """One design, if one is due. Its next look is put off first: a shop that hangs holds up no other."""
        now = self.clock.now()
        async with self.database.write() as connection:
            row = await local_designs.claim_check(connection, now, now + CHECK_EVERY)
            store = None if row is None else await stores.get(connection, row.store_id)
        if row is None or store is None or row.manifest_url is None:
            return
        seen = await self._seen(row, row.manifest_url)
        newer = await self._newer(store, row)
        async with self.database.write() as connection:
            await locks.hold_designs(connection, store.id)
            current = await local_designs.by_id(connection, row.id)
            if current is None or not _is_same_place(current, row):
                return
            found = checked(current, seen, self.clock.now())
            if newer is not None and found.payload_hash == row.payload_hash:
                found = replace(found, newer_upstream=newer)
            await local_designs.update(connection, found)
        log.info("design_checked", store=store.id, design=row.id, seen=seen.value, newer=newer)

    async def _seen(self, row: LocalDesign, manifest_url: str) -> Seen:
        found = await self.check.hash_of(manifest_url)
        if not isinstance(found, str):
            return Seen.UNREACHABLE
        return Seen.SAME if found == row.installed_hash else Seen.CHANGED

    async def _newer(self, store: Store, row: LocalDesign) -> bool | None:
        """None: Alter does not say."""
        try:
            found = await self.imports.read(store, row.design_id)
        except (AlterError, DesignRefused) as error:
            log.info("design_upstream_unknown", design=row.id, why=type(error).__name__)
            return None
        return found.payload_hash != row.payload_hash


def _is_same_place(current: LocalDesign, row: LocalDesign) -> bool:
    """Installed anew meanwhile, it was not the same that was looked at."""
    place = (current.manifest_url, current.installed_hash)
    return current.state in IN_SHOP and place == (row.manifest_url, row.installed_hash)
