"""`keys status`: every master key that the file, the database or a process knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from connector.domain.clock import Clock
from connector.flows.startup import KeyDoesNotFit, must_fit
from connector.store import data_keys, key_checks, processes
from connector.store.database import Database
from connector.store.processes import Process
from connector.vault.key_file import KeyFile
from connector.vault.keyring import KeyRing
from connector.vault.sealing import PREFIX_BYTES, key_id_of_prefix


@dataclass(frozen=True)
class KeyLine:
    """`created_at` is when the database first saw the key."""

    key_id: str
    state: str
    created_at: datetime | None
    data_keys: int
    loaded_by: tuple[str, ...]


@dataclass(frozen=True)
class KeyStatus:
    """`fault` says why the key file does not fit the database; `damaged` counts data keys that are none."""

    keys: Sequence[KeyLine]
    processes: Sequence[Process]
    damaged: int
    fault: str | None


@dataclass(frozen=True)
class ShowKeys:
    key_file: KeyFile
    database: Database
    clock: Clock

    async def __call__(self) -> KeyStatus:
        """Raises VaultError when the file cannot be read."""
        ring = self.key_file.load()
        async with self.database.read() as connection:
            checks = await key_checks.all_checks(connection)
            retiring = await key_checks.retiring(connection)
            created = await key_checks.created(connection)
            prefixes = await data_keys.count_by_prefix(connection, PREFIX_BYTES)
            running = await processes.alive(connection, self.clock.now())
        counts = {key_id_of_prefix(prefix): count for prefix, count in prefixes.items()}
        damaged = counts.pop(None, 0)
        used = {key_id: count for key_id, count in counts.items() if key_id is not None}
        loaded = {key_id for each in running for key_id in each.key_ids}
        states = {
            key_id: "retiring"
            if key_id in retiring
            else _state(
                key_id, ring, registered=key_id in checks, needed=key_id in checks or key_id in used
            )
            for key_id in (*ring.ids, *sorted({*created, *used, *loaded} - {*ring.ids}))
        }
        lines = [
            KeyLine(
                key_id,
                state,
                created.get(key_id),
                used.get(key_id, 0),
                tuple(each.id for each in running if key_id in each.key_ids),
            )
            for key_id, state in states.items()
        ]
        return KeyStatus(lines, running, damaged, _fault(ring, checks, used))


def _state(key_id: str, ring: KeyRing, *, registered: bool, needed: bool) -> str:
    if key_id not in ring.ids:
        # Not needed, and yet here: a process has not seen yet that it left the file.
        return "missing from the file" if needed else "retired"
    if not registered:
        return "not registered"
    return "primary" if key_id == ring.primary_id else "kept"


def _fault(ring: KeyRing, checks: Mapping[str, bytes], used: Mapping[str, int]) -> str | None:
    try:
        must_fit(ring, checks, sealed=bool(used))
    except KeyDoesNotFit as fault:
        return str(fault)
    return None
