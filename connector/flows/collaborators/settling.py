"""Waiting until Alter has confirmed or refused given versions of bindings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from connector.domain.binding import Binding
from connector.domain.clock import Clock
from connector.domain.ids import StoreId
from connector.flows.collaborators.bell import Bell
from connector.store import bindings
from connector.store.database import Database

_LOOK_EVERY = 0.5  # seconds; the bell comes first when the worker runs in this process
_AT_ONCE = 1000
_WAITERS = 8
"""Of one store at once. A preference (RFC 7240) that is not honoured is no error: further callers just do
not wait, and their answer says what is pending."""


def is_settled(row: Binding, version: int) -> bool:
    return max(row.confirmed_version, row.refused_version) >= version


@dataclass(frozen=True)
class Settling:
    database: Database
    bell: Bell
    clock: Clock
    waiting: Counter[str] = field(default_factory=Counter)

    async def wait(
        self, store_id: StoreId, versions: Mapping[str, int], seconds: float
    ) -> Sequence[Binding]:
        """The rows as they stand when all are settled or the time is up, at most 1,000 of them.

        In the order of `versions`.
        """
        watched = list(versions)[:_AT_ONCE]
        if seconds > 0 and self.waiting[store_id] < _WAITERS:
            self.waiting[store_id] += 1
            try:
                await self._until_settled(
                    store_id, {each: versions[each] for each in watched}, seconds
                )
            finally:
                self.waiting[store_id] -= 1
                if not self.waiting[store_id]:
                    del self.waiting[store_id]
        async with self.database.read() as connection:
            rows = await bindings.by_ids(connection, store_id, watched)
        by_id: dict[str, Binding] = {row.id: row for row in rows}
        return [by_id[each] for each in watched if each in by_id]

    async def _until_settled(
        self, store_id: StoreId, open_versions: dict[str, int], seconds: float
    ) -> None:
        """Looks at versions only, and only of what is still open."""
        until = self.clock.monotonic() + seconds
        while True:
            ring = self.bell.listen()
            async with self.database.read() as connection:
                found = await bindings.versions(connection, store_id, list(open_versions))
            open_versions = {
                each: open_versions[each]
                for each, reached in found.items()
                if max(reached) < open_versions[each]
            }
            left = until - self.clock.monotonic()
            if left <= 0 or not open_versions:
                return
            await ring.heard(min(left, _LOOK_EVERY))
