"""`keys promote`: from now on new data keys go under this key, in every process."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from connector.domain.clock import Clock
from connector.domain.errors import Conflict, NotFound
from connector.flows.operator.keys.loaded import fitting_ring, require_loaded
from connector.store import key_checks
from connector.store.database import Database
from connector.vault.key_file import KeyFile

_LOOK_AGAIN = 0.25


@dataclass(frozen=True)
class PromoteKey:
    key_file: KeyFile
    database: Database
    clock: Clock

    async def __call__(self, key_id: str, *, wait: float) -> bool:
        """False: it was the primary already. Waits up to `wait` seconds for processes to load the key.

        Raises NotFound, Conflict, VaultError or KeyDoesNotFit; then the file is as it was.
        """
        with self.key_file.editing():
            ring = await fitting_ring(self.key_file, self.database, self.clock)
            if key_id not in ring.ids:
                raise unknown_key(key_id)
            await self._require_registered(key_id)
            if ring.primary_id == key_id:
                return False
            await self._loaded(key_id, self.clock.monotonic() + wait)
            self.key_file.promote(key_id)
            return True

    async def _require_registered(self, key_id: str) -> None:
        async with self.database.read() as connection:
            if key_id in await key_checks.retiring(connection):
                raise Conflict(
                    "keys.retiring",
                    f"Key {key_id} is being retired: `keys retire {key_id}` finishes that. For a new "
                    "key: `keys add`.",
                )
            if key_id not in await key_checks.all_checks(connection):
                raise not_registered(key_id)

    async def _loaded(self, key_id: str, until: float) -> None:
        while True:
            try:
                return await require_loaded(self.database, self.clock, key_id)
            except Conflict:
                if self.clock.monotonic() >= until:
                    raise
            await asyncio.sleep(_LOOK_AGAIN)


def unknown_key(key_id: str) -> NotFound:
    return NotFound(
        "keys.unknown", f"The key file holds no key {key_id}; `keys status` shows the ids."
    )


def not_registered(key_id: str) -> Conflict:
    return Conflict(
        "keys.notRegistered",
        f"The database does not know key {key_id} yet: run `alter-connector init`, which registers "
        "every key of the file.",
    )
