"""`keys retire`: a key that nothing needs any more leaves the file and the database."""

from __future__ import annotations

from dataclasses import dataclass

from connector.domain.clock import Clock
from connector.domain.errors import Conflict
from connector.flows.operator.keys.loaded import fitting_ring, named, require_heard, running
from connector.flows.operator.keys.promote import unknown_key
from connector.store import data_keys, key_checks, locks, processes
from connector.store.database import Database, Transaction
from connector.vault.key_file import KeyFile
from connector.vault.sealing import wrapped_prefix


@dataclass(frozen=True)
class RetireKey:
    key_file: KeyFile
    database: Database
    clock: Clock

    async def __call__(self, key_id: str) -> None:
        """Raises NotFound, Conflict, VaultError or KeyDoesNotFit; then nothing has changed.

        Three steps: the mark in the database, the line in the file, the mark again. The mark lets the file
        lack the key, and keeps `keys add` from taking a half-retired key up again.
        """
        with self.key_file.editing():
            ring = await fitting_ring(self.key_file, self.database, self.clock)
            await require_heard(self.database, await running(self.database, self.clock))
            async with self.database.write() as connection:
                await locks.hold_keys(connection)
                marked = key_id in await key_checks.retiring(connection)
                if key_id not in ring.ids and not marked:
                    raise unknown_key(key_id)
                if key_id == ring.primary_id:
                    raise Conflict(
                        "keys.isPrimary",
                        f"Key {key_id} is the primary: first `keys add`, `keys promote` another one and "
                        "`keys rotate`.",
                    )
                await self._require_unused(connection, key_id)
                await key_checks.begin_retiring(connection, key_id, self.clock.now())
            if key_id in ring.ids:
                self.key_file.remove(key_id)
            async with self.database.write() as connection:
                await key_checks.delete(connection, key_id)

    async def _require_unused(self, connection: Transaction, key_id: str) -> None:
        alive = await processes.alive(connection, self.clock.now())
        sealing = [each for each in alive if each.key_ids[0] == key_id]
        if sealing:
            raise Conflict(
                "keys.inUse",
                f"{named(sealing)} still seals under key {key_id}: give it the promoted key file, or "
                "stop it, then run `keys rotate` and this again.",
            )
        count = await data_keys.count_under(connection, wrapped_prefix(key_id))
        if count:
            raise Conflict(
                "keys.inUse",
                f"{count} data key(s) are still under key {key_id}: run `keys rotate` first.",
            )
