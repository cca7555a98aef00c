"""Waiting until Alter has confirmed or refused given versions of bindings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connector.domain.binding import Binding
from connector.domain.clock import Clock
from connector.domain.ids import StoreId
from connector.flows.collaborators.bell import Bell
from connector.store import bindings
from connector.store.database import Database

_LOOK_EVERY = 0.5  # seconds; the bell comes first when the worker runs in this process
_AT_ONCE = 1000


def is_settled(row: Binding, version: int) -> bool:
    return row.confirmed_version >= version or row.refused_version >= version


@dataclass(frozen=True)
class Settling:
    database: Database
    bell: Bell
    clock: Clock

    async def wait(
        self, store_id: StoreId, versions: Mapping[str, int], seconds: float
    ) -> Sequence[Binding]:
        """The rows as they stand when all are settled or the time is up, at most 1,000 of them.

        In the order of `versions`.
        """
        until = self.clock.monotonic() + seconds
        watched = list(versions)[:_AT_ONCE]
        while True:
            ring = self.bell.listen()
            async with self.database.read() as connection:
                rows = await bindings.by_ids(connection, store_id, watched)
            left = until - self.clock.monotonic()
            if left <= 0 or all(is_settled(row, versions[row.id]) for row in rows):
                by_id: dict[str, Binding] = {row.id: row for row in rows}
                return [by_id[each] for each in watched if each in by_id]
            await ring.heard(min(left, _LOOK_EVERY))
