"""A bootstrap that names another manifest than ours: Alter missed a change, so the binding is sent once more.

The answer itself is passed on as it is: what a shopper's tool opens is Alter's word.
"""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from connector.alter import wire
from connector.alter.errors import AlterMalformed
from connector.domain.binding import Binding, SyncState
from connector.domain.binding_change import repaired
from connector.domain.clock import Clock
from connector.domain.errors import Unavailable
from connector.domain.session import EmbedSessionRow
from connector.flows.collaborators.bell import Bell
from connector.store import bindings, locks
from connector.store.database import Database

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class ManifestWatch:
    database: Database
    bell: Bell
    clock: Clock

    async def __call__(self, session: EmbedSessionRow, body: bytes) -> None:
        """Never raises: nobody's tool waits for this."""
        if session.runtime_binding_id is None:
            return
        try:
            if await self._looked(session, body):
                self.bell.ring()
        except Unavailable as away:
            log.warning("manifest_watch_put_off", store=session.store_id, why=away.code)
        except Exception:
            log.exception("manifest_watch_failed", store=session.store_id)

    async def _looked(self, session: EmbedSessionRow, body: bytes) -> bool:
        row = await self._binding(session)
        if row is None or row.desired.external_design is None:
            return False
        try:
            seen = wire.read(wire.Bootstrap, body, endpoint="runtime_bootstrap").manifest_hash
        except AlterMalformed:
            return False
        if not _differs(row, seen):
            return False
        async with self.database.write() as connection:
            await locks.hold_bindings(connection, row.store_id)
            current = await bindings.get(connection, row.store_id, row.id)
            if current is None or not _differs(current, seen):
                return False
            await bindings.update_many(connection, [repaired(current, self.clock.now())])
        log.warning("manifest_differs", store=row.store_id, binding=row.id)
        return True

    async def _binding(self, session: EmbedSessionRow) -> Binding | None:
        assert session.runtime_binding_id is not None
        async with self.database.read() as connection:
            found = await bindings.by_runtime_binding_id(connection, session.runtime_binding_id)
        own = [row for row in found if row.store_id == session.store_id]
        return own[0] if own else None


def _differs(row: Binding, seen: str | None) -> bool:
    """Of a change under way it says nothing; and what was sent again once for this is not sent for ever."""
    design = row.desired.external_design
    settled = row.sync_state is SyncState.SYNCED and row.repaired_version != row.desired_version
    return design is not None and settled and seen != design.manifest_hash
