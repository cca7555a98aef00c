"""`keys add`: a new key that every process can learn before anything is sealed under it."""

from __future__ import annotations

from dataclasses import dataclass

from connector.domain.clock import Clock
from connector.flows.operator.keys.loaded import fitting_ring
from connector.flows.startup import CheckKeys
from connector.store import key_checks
from connector.store.database import Database
from connector.vault.key_file import KeyFile
from connector.vault.keyring import KeyRing, MasterKey


@dataclass(frozen=True)
class Added:
    """`resumed`: an earlier `keys add` had been cut off, and its key was taken up."""

    key_id: str
    resumed: bool


@dataclass(frozen=True)
class AddKey:
    key_file: KeyFile
    database: Database
    clock: Clock

    async def __call__(self) -> Added:
        """Raises VaultError or KeyDoesNotFit.

        Into the file first: a check value whose key was lost would keep every process from starting.
        """
        with self.key_file.editing():
            ring = await fitting_ring(self.key_file, self.database, self.clock)
            key_id = await self._cut_off(ring)
            added = Added(key_id or "", resumed=key_id is not None)
            if key_id is None:
                key = MasterKey.generate()
                ring = self.key_file.append(key)
                added = Added(key.key_id, resumed=False)
            await CheckKeys(self.database, ring, self.clock).register()
            return added

    async def _cut_off(self, ring: KeyRing) -> str | None:
        """The last key of the file, if the database has not seen it: an `add` stopped between the two. One that
        is being retired is known there, and never taken up again."""
        last = ring.ids[-1]
        async with self.database.read() as connection:
            known = await key_checks.created(connection)
        return None if last in known or last == ring.primary_id else last
