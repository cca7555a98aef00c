"""Looking at the database for `/metrics`: at most every ten seconds, however many scrape, and never in their way."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import datetime

import structlog

from connector.domain.clock import Clock
from connector.domain.local_design import LocalDesignState
from connector.domain.store import StoreState
from connector.store import data_keys, measures, processes
from connector.store.database import Database
from connector.store.measures import Due
from connector.telemetry import levels
from connector.telemetry.levels import Backlog, Levels
from connector.vault.sealing import PREFIX_BYTES, Vault, key_id_of_prefix

log = structlog.get_logger(__name__)

EVERY = 10.0
"""Seconds from one look to the next."""

_SHARE = 20.0
"""So many times as long as a look took until the next: a backlog of hundreds of thousands takes its time to count."""

_WITHIN = 1.0
"""A scrape waits no longer: then it shows what was measured before."""


class MeasureDatabase:
    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._due = 0.0
        self._looking: asyncio.Task[None] | None = None

    async def __call__(self) -> None:
        """Whoever asks meanwhile waits for the same look."""
        if self._looking is None:
            if self._clock.monotonic() < self._due:
                return
            self._looking = asyncio.create_task(self._look())
            self._looking.add_done_callback(self._looked)
        await asyncio.wait({self._looking}, timeout=_WITHIN)

    async def close(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    async def _look(self) -> None:
        began = self._clock.monotonic()
        try:
            found = await self._levels()
        except Exception:
            # A scrape that fails would hide what is known without the database.
            levels.unmeasured()
            log.exception("measuring_failed")
        else:
            levels.measured(found, self._clock.now().timestamp())
        finally:
            now = self._clock.monotonic()
            self._due = now + max(EVERY, _SHARE * (now - began))

    def _looked(self, _task: asyncio.Task[None]) -> None:
        self._looking = None

    async def _levels(self) -> Levels:
        now = self._clock.now()
        async with self._database.read() as connection:
            due = await measures.backlogs(connection)
            designs = await measures.designs_by_state(connection)
            stores = await measures.stores_by_state(connection)
            prefixes = await data_keys.count_by_prefix(connection, PREFIX_BYTES)
            running = await processes.alive(connection, now)
        return Levels(
            backlog={name: _waited(each, now) for name, each in due.items()},
            designs={each.value: designs.get(each.value, 0) for each in LocalDesignState},
            stores={each.value: stores.get(each.value, 0) for each in StoreState},
            data_keys=self._by_key(prefixes),
            processes=Counter(each.verb for each in running),
        )

    def _by_key(self, prefixes: Mapping[bytes, int]) -> Mapping[str, int]:
        """Every key of the file, those that nothing is under too; `other` is what no key here opens."""
        found = Counter(dict.fromkeys(self._vault.ring.ids, 0))
        for prefix, count in prefixes.items():
            key_id = key_id_of_prefix(prefix)
            found[key_id if key_id is not None and key_id in found else "other"] += count
        return found


def _waited(due: Due, now: datetime) -> Backlog:
    seconds = 0.0 if due.oldest is None else max(0.0, (now - due.oldest).total_seconds())
    return Backlog(due.count, seconds)
