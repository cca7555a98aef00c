"""Forgetting in time: answers of connects, expired attempts, sessions, tokens, spends, old claims and counts."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from connector.domain.clock import Clock
from connector.domain.retention import Retention
from connector.store import (
    claims,
    connections,
    reassignments,
    sessions,
    slots,
    snapshots,
    spends,
    tokens,
)
from connector.store.database import Database, Transaction

CHUNK = 1_000
"""Rows of one transaction, so that no request waits long for the writer."""

_REST = 0.02
"""Seconds between two of them: whoever waits for the writer goes first."""

_SPENDS_KEPT = timedelta(minutes=5)
"""Several times the minute that Alter counts."""


class _Sweep(Protocol):
    """Deletes at most `limit` rows; returns how many."""

    async def __call__(
        self, connection: Transaction, now: datetime, kept: timedelta, /, *, limit: int
    ) -> int: ...


@dataclass(frozen=True)
class KeepHouse:
    database: Database
    clock: Clock
    retention: Retention = field(default_factory=Retention)
    chunk: int = CHUNK

    async def __call__(self) -> None:
        """Short transactions, as many as it takes; then what was erased, here or by an operator's verb, leaves
        the database's log too."""
        now = self.clock.now()
        for sweep, kept in self._sweeps():
            await self._all(sweep, now, kept)
        await self.database.checkpoint()

    async def _all(self, sweep: _Sweep, now: datetime, kept: timedelta) -> None:
        count = self.chunk
        while count >= self.chunk:
            async with self.database.write() as connection:
                count = await sweep(connection, now, kept, limit=self.chunk)
            await asyncio.sleep(_REST)

    def _sweeps(self) -> Sequence[tuple[_Sweep, timedelta]]:
        kept = self.retention
        return (
            (claims.sweep, kept.claims),
            (connections.sweep, kept.connections),
            (sessions.sweep, kept.sessions),
            (sessions.sweep_counts, kept.counts),
            (reassignments.sweep, kept.counts),
            (snapshots.sweep, kept.snapshots),
            (spends.sweep, _SPENDS_KEPT),
            (slots.sweep, timedelta()),
            (tokens.sweep, timedelta()),
        )
