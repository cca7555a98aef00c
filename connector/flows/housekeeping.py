"""Forgetting in time: answers of connects, expired attempts, sessions, tokens, spends and old claims."""

from __future__ import annotations

from dataclasses import dataclass

from connector.domain.clock import Clock
from connector.store import claims, connections, sessions, snapshots, spends, tokens
from connector.store.database import Database

_SWEEPS = (
    claims.sweep,
    connections.sweep,
    sessions.sweep,
    snapshots.sweep,
    spends.sweep,
    tokens.delete_expired,
)


@dataclass(frozen=True)
class KeepHouse:
    database: Database
    clock: Clock

    async def __call__(self) -> None:
        """One short transaction a table, so that no request waits long for the writer; then what was erased,
        here or by an operator's verb, leaves the database's log too."""
        now = self.clock.now()
        for sweep in _SWEEPS:
            async with self.database.write() as connection:
                await sweep(connection, now)
        await self.database.checkpoint()
