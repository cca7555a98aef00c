"""Being seen: which processes run on this database, which master keys each can use, and what time it is there.

A key may be promoted once every running process has it, so each one tells, and takes a changed key file into
use while it runs.
"""

from __future__ import annotations

import structlog

from connector.domain.clock import Clock, CommonClock, SystemClock
from connector.flows.startup import CheckKeys, KeyDoesNotFit
from connector.store import operations, processes
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


class Census:
    """How many processes serve, this one included: what is limited for each caller is divided among them."""

    def __init__(self) -> None:
        self.serving = 1
        self.stale = True

    def count_again(self) -> None:
        self.stale = True


class StayPresent:
    """One look at the key file and, when it is time, the keys changed or a process came or went, one sign of life
    and a look at the others."""

    def __init__(
        self,
        database: Database,
        watch: KeyWatch,
        clock: CommonClock,
        census: Census,
        *,
        process_id: str,
        verb: str,
        version: str,
    ) -> None:
        self._database = database
        self._watch = watch
        self._clock = clock
        self._census = census
        self._verb = verb
        self._version = version
        self._id = process_id
        self._started_at = clock.now()
        self._said: tuple[tuple[str, ...], float] | None = None

    async def __call__(self) -> None:
        await self._watch()
        key_ids, at = self._watch.key_ids, self._clock.monotonic()
        is_said = self._said is not None and self._said[0] == key_ids
        if is_said and not self._census.stale and self._said and at < self._said[1] + _SAY_EVERY:
            return
        self._clock.set_ahead(await operations.ahead_of(self._database, SystemClock()))
        now = self._clock.now()
        seen = Process(self._id, self._verb, self._version, key_ids, self._started_at, now)
        self._census.stale = False
        async with self._database.write() as connection:
            await processes.sweep(connection, now)
            await processes.put(connection, seen)
            if self._said is None:
                await processes.announce(connection)
            found = await processes.alive(connection, now)
        self._census.serving = max(1, sum(each.verb == "serve" for each in found))
        self._said = (key_ids, at)

    async def leave(self) -> None:
        async with self._database.write() as connection:
            await processes.delete(connection, self._id)
            await processes.announce(connection)
