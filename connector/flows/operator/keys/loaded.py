"""Which running processes have a key: nothing may be sealed under one that a process cannot open."""

from __future__ import annotations

from collections.abc import Sequence

from connector.domain.clock import Clock
from connector.domain.errors import Conflict
from connector.flows.startup import CheckKeys
from connector.store import processes
from connector.store.database import Database
from connector.store.processes import DEAD_AFTER, Process
from connector.store.sole_process import is_taken
from connector.vault.key_file import KeyFile
from connector.vault.keyring import KeyRing


async def fitting_ring(key_file: KeyFile, database: Database, clock: Clock) -> KeyRing:
    """What the file holds now. Raises VaultError or KeyDoesNotFit."""
    ring = key_file.load()
    await CheckKeys(database, ring, clock)()
    return ring


async def running(database: Database, clock: Clock) -> Sequence[Process]:
    async with database.read() as connection:
        return await processes.alive(connection, clock.now())


async def require_loaded(database: Database, clock: Clock, key_id: str) -> None:
    """Raises Conflict, naming the processes that cannot use the key yet."""
    found = await running(database, clock)
    behind = [each for each in found if key_id not in each.key_ids]
    if behind:
        raise Conflict("keys.notLoaded", f"{named(behind)} has not loaded key {key_id}. {_REMEDY}")
    await require_heard(database, found)


async def require_heard(database: Database, found: Sequence[Process]) -> None:
    """Raises Conflict when a process holds the lock and none is heard of: it may still wake up with the keys it
    had."""
    if not found and await is_taken(database):
        raise Conflict(
            "keys.silentProcess",
            "A process works on this database and does not say which keys it has: it is starting or "
            "hangs. Run this again in a few seconds, or stop that process.",
        )


def named(found: Sequence[Process]) -> str:
    return ", ".join(f"`{each.verb}` {each.id}" for each in found)


_REMEDY = (
    "It looks at its key file every second: if it runs on another machine, copy the key file there; if its "
    "log says key_file_refused, correct what that names; if it was killed, it is forgotten after "
    f"{DEAD_AFTER.seconds} s. Then run this again."
)
