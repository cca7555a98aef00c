"""`keys rotate`: every data key goes under the primary, beside a running service.

What is left to do is what is not under the primary, so a rotation that was killed goes on where it was. The
sealed values stay as they are: only the small wrapped keys change.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from connector.domain.clock import Clock
from connector.domain.errors import Conflict
from connector.flows.operator.keys.loaded import fitting_ring, named, require_loaded, running
from connector.flows.operator.keys.promote import not_registered
from connector.store import data_keys, key_checks
from connector.store.database import Database
from connector.store.processes import Process
from connector.vault.errors import SealBroken
from connector.vault.key_file import KeyFile
from connector.vault.sealing import Vault, wrapped_prefix

_PAGE = 500
_BREATH = 0.005
"""Seconds between two transactions, so that the service gets SQLite's one writer in between."""

_LOOK_AGAIN = 0.5
_PATIENCE = 60.0
"""Seconds that a process may go on sealing under the former primary before the rotation gives up."""

Tell = Callable[[int, int], None]
"""Gets how many data keys are done, and how many there are to do."""


@dataclass(frozen=True)
class Rotated:
    """`broken`: owners whose data key did not open, with the reason; those rows are as they were."""

    primary_id: str
    rewrapped: int
    seconds: float
    broken: dict[str, str]


@dataclass
class _Round:
    vault: Vault
    prefix: bytes
    tell: Tell
    total: int
    done: int = 0
    broken: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RotateKeys:
    key_file: KeyFile
    database: Database
    clock: Clock

    async def __call__(self, tell: Tell) -> Rotated:
        """Raises Conflict, VaultError or KeyDoesNotFit. No `keys` command changes the file meanwhile."""
        with self.key_file.editing():
            ring = await fitting_ring(self.key_file, self.database, self.clock)
            await self._require_usable(ring.primary_id)
            began = self.clock.monotonic()
            prefix = wrapped_prefix(ring.primary_id)
            round_ = _Round(Vault(ring), prefix, tell, await self._left(prefix))
            tell(0, round_.total)
            await self._until_nothing_is_left(round_, ring.primary_id)
            # The former wraps lie in the write-ahead log until it is emptied.
            await self.database.checkpoint()
            seconds = self.clock.monotonic() - began
            return Rotated(ring.primary_id, round_.done, seconds, round_.broken)

    async def _require_usable(self, primary_id: str) -> None:
        async with self.database.read() as connection:
            if primary_id not in await key_checks.all_checks(connection):
                raise not_registered(primary_id)
        await require_loaded(self.database, self.clock, primary_id)

    async def _until_nothing_is_left(self, round_: _Round, primary_id: str) -> None:
        """A process that has not seen the promotion yet still makes data keys under the former primary: done is
        what was looked through after all had seen it."""
        patience = self.clock.monotonic() + _PATIENCE
        while True:
            behind = await self._behind(primary_id)
            before = round_.done
            await self._look_through(round_)
            if round_.done > before:
                patience = self.clock.monotonic() + _PATIENCE
            elif not behind:
                return
            elif self.clock.monotonic() > patience:
                raise Conflict(
                    "keys.notPromoted",
                    f"All that was there is under {primary_id}, but {named(behind)} still seals under "
                    "another key: give it the promoted key file, or stop it, and run this again.",
                )
            if behind:
                await asyncio.sleep(_LOOK_AGAIN)

    async def _look_through(self, round_: _Round) -> None:
        after = ""
        while True:
            async with self.database.read() as connection:
                page = await data_keys.page_not_under(
                    connection, round_.prefix, after=after, limit=_PAGE
                )
            if not page:
                return
            after = page[-1][0]
            await self._rewrap(round_, page)
            await asyncio.sleep(_BREATH)

    async def _rewrap(self, round_: _Round, page: Sequence[tuple[str, bytes]]) -> None:
        changes = []
        for owner, wrapped in page:
            if owner in round_.broken:
                continue
            try:
                changes.append((owner, wrapped, round_.vault.rewrap(wrapped, owner)))
            except SealBroken as fault:
                round_.broken[owner] = str(fault)
        if changes:
            async with self.database.write() as connection:
                await data_keys.replace(connection, changes)
        round_.done += len(changes)
        round_.tell(round_.done, max(round_.total, round_.done))

    async def _left(self, prefix: bytes) -> int:
        async with self.database.read() as connection:
            every = await data_keys.count(connection)
            return every - await data_keys.count_under(connection, prefix)

    async def _behind(self, primary_id: str) -> Sequence[Process]:
        found = await running(self.database, self.clock)
        return [each for each in found if each.key_ids[0] != primary_id]
