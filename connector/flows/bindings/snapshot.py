"""`mode: replace`: the request names everything there is; what it lacks is archived, once it was read to its end."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from connector.domain import ids
from connector.domain.binding import BindingStatus
from connector.domain.binding_change import Timing, changed
from connector.domain.clock import Clock
from connector.domain.errors import Conflict, Invalid
from connector.domain.ids import StoreId
from connector.domain.snapshot import needs_confirmation
from connector.flows.collaborators.standing import Authenticated, standing
from connector.flows.collaborators.turns import Turns
from connector.store import binding_lists, bindings, locks, snapshots
from connector.store.database import Database, Transaction

log = structlog.get_logger(__name__)

_ARCHIVED_A_TRANSACTION = 500
_FORGOTTEN_AT_ONCE = 5000
_MOST_NAMED = 2_000_000


@dataclass
class Snapshot:
    """One under way. `before`: bindings that were not archived when it began. An item whose product could not
    be read leaves open what it named: then nothing is archived."""

    id: str
    caller: Authenticated
    started_at: datetime
    before: int
    confirmed: bool
    unreadable: int = 0
    named: int = 0

    @property
    def store_id(self) -> StoreId:
        return self.caller.store.id


@dataclass(frozen=True)
class Snapshots:
    database: Database
    turns: Turns
    clock: Clock

    async def begin(self, caller: Authenticated, *, confirmed: bool) -> Snapshot:
        now = self.clock.now()
        snapshot_id = ids.new_snapshot_id()
        async with self.database.write() as connection:
            store = await standing(connection, caller, now)
            await snapshots.begin(connection, snapshot_id, store.id, now)
        async with self.database.read() as connection:
            before = await binding_lists.not_archived(connection, store.id)
        return Snapshot(snapshot_id, caller, now, before, confirmed)

    async def name(
        self, connection: Transaction, snapshot: Snapshot, keys: Collection[tuple[str, str]]
    ) -> None:
        """Raises Invalid `bindings.snapshotTooLarge`."""
        snapshot.named += len(keys)
        if snapshot.named > _MOST_NAMED:
            raise Invalid(
                "bindings.snapshotTooLarge",
                f"A snapshot names at most {_MOST_NAMED:,} items. Nothing was archived; send the "
                "catalogue without mode replace, and archive what is gone by its ids.",
            )
        await snapshots.record(connection, snapshot.id, keys)

    async def check(self, snapshot: Snapshot) -> None:
        """Raises Conflict `bindings.massArchive`, Invalid `bindings.snapshotUnreadable`: then nothing may be
        archived."""
        if snapshot.unreadable:
            raise Invalid(
                "bindings.snapshotUnreadable",
                f"{snapshot.unreadable} item(s) name no product or runtime type, so that it is open what "
                "the snapshot lacks. Nothing was archived; correct them and send it again.",
            )
        async with self.database.read() as connection:
            missing = await snapshots.count_missing(
                connection, snapshot.id, snapshot.store_id, snapshot.started_at
            )
        asks = needs_confirmation(missing=missing, before=snapshot.before)
        if asks and not snapshot.confirmed:
            raise Conflict(
                "bindings.massArchive",
                f"{missing} of {snapshot.before} bindings are missing in this snapshot. Nothing was "
                "archived; send confirm to archive them.",
                extra={"missing": missing, "bindings": snapshot.before},
            )

    async def archive_missing(self, snapshot: Snapshot) -> int:
        """How many; chunk by chunk, so that no other write waits long. What was changed since the snapshot
        began is newer than it, and stays."""
        count = 0
        while True:
            async with self.turns.taken(snapshot.store_id), self.database.write() as connection:
                archived = await self._archive_some(connection, snapshot)
            count += archived
            if archived < _ARCHIVED_A_TRANSACTION:
                break
        if count:
            log.info("snapshot_archived", store=snapshot.store_id, bindings=count)
        return count

    async def end(self, snapshot: Snapshot) -> None:
        """A few thousand rows a transaction: no other write waits for a million."""
        while True:
            async with self.database.write() as connection:
                if await snapshots.forget_some(connection, snapshot.id, limit=_FORGOTTEN_AT_ONCE):
                    continue
                await snapshots.end(connection, snapshot.id)
                return

    async def _archive_some(self, connection: Transaction, snapshot: Snapshot) -> int:
        await standing(connection, snapshot.caller, self.clock.now())
        await locks.hold_bindings(connection, snapshot.store_id)
        rows = await snapshots.missing(
            connection,
            snapshot.id,
            snapshot.store_id,
            snapshot.started_at,
            limit=_ARCHIVED_A_TRANSACTION,
        )
        now = self.clock.now()
        archived = [
            changed(row, replace(row.desired, status=BindingStatus.ARCHIVED), now, Timing(now))
            for row in rows
        ]
        await bindings.update_many(connection, archived)
        return len(archived)
