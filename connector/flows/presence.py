"""Being seen: which processes run on this database, and which master keys each of them can use.

A key may be promoted once every running process has it, so each one tells, and takes a changed key file into
use while it runs.
"""

from __future__ import annotations

import structlog

from connector.domain import ids
from connector.domain.clock import Clock
from connector.flows.startup import CheckKeys, KeyDoesNotFit
from connector.store import processes
from connector.store.database import Database
from connector.store.processes import Process
from connector.vault.errors import VaultError
from connector.vault.key_file import KeyFile, Stamp
from connector.vault.sealing import Vault

log = structlog.get_logger(__name__)

_SAY_EVERY = 5.0
"""Seconds between signs of life: a few may be missed before a process counts as dead."""


class KeyWatch:
    """Takes a changed key file into the vault, if it can be read and fits the database; else the ring in memory
    stays, and the reason is logged once."""

    def __init__(
        self, file: KeyFile, vault: Vault, database: Database, clock: Clock, *, taken: Stamp | None
    ) -> None:
        """`taken` is the stamp of the file as the vault has it."""
        self._file = file
        self._vault = vault
        self._database = database
        self._clock = clock
        self._taken = taken
        self._refused = ""

    @property
    def key_ids(self) -> tuple[str, ...]:
        return self._vault.ring.ids

    async def __call__(self) -> None:
        stamp = self._file.stamp()
        if stamp is not None and stamp == self._taken:
            return
        try:
            ring = self._file.load()
            await CheckKeys(self._database, ring, self._clock)()
        except (VaultError, KeyDoesNotFit) as fault:
            # Looked at again next time: what it lacks may come into the database instead.
            if str(fault) != self._refused:
                log.error("key_file_refused", why=str(fault), kept=self.key_ids)
            self._refused = str(fault)
            return
        self._vault.replace(ring)
        self._taken, self._refused = stamp, ""
        log.info("key_file_loaded", key_ids=ring.ids)


class StayPresent:
    """One look at the key file and, when it is time or the keys changed, one sign of life."""

    def __init__(
        self, database: Database, watch: KeyWatch, clock: Clock, *, verb: str, version: str
    ) -> None:
        self._database = database
        self._watch = watch
        self._clock = clock
        self._verb = verb
        self._version = version
        self._id = ids.new_process_id()
        self._started_at = clock.now()
        self._said: tuple[tuple[str, ...], float] | None = None

    async def __call__(self) -> None:
        await self._watch()
        key_ids, at = self._watch.key_ids, self._clock.monotonic()
        if self._said is not None and self._said[0] == key_ids and at < self._said[1] + _SAY_EVERY:
            return
        now = self._clock.now()
        seen = Process(self._id, self._verb, self._version, key_ids, self._started_at, now)
        async with self._database.write() as connection:
            await processes.sweep(connection, now)
            await processes.put(connection, seen)
        self._said = (key_ids, at)

    async def leave(self) -> None:
        async with self._database.write() as connection:
            await processes.delete(connection, self._id)
