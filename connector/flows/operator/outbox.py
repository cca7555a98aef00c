"""`outbox list`, `show`, `retry` and `drop`: changes that do not reach Alter, and what to do about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import structlog

from connector.domain import binding_change, order_sending
from connector.domain.binding import SyncState
from connector.domain.clock import Clock
from connector.domain.errors import Conflict, NotFound
from connector.domain.ids import BindingId, StoreId
from connector.domain.outbox import Job, JobFilter, JobRef, OrderKey, parse_id
from connector.flows.collaborators.order_replay import OrderReplay
from connector.store import alter_orders, bindings, locks, outbox, stores, sync_states
from connector.store.database import Database

log = structlog.get_logger(__name__)

_CHUNK = 500
_FEW = 20
"""Jobs that go before the bulk when they are tried again: somebody looks at each of them."""


@dataclass(frozen=True)
class ReadOutbox:
    database: Database

    async def __call__(self, wanted: JobFilter, *, limit: int) -> Sequence[Job]:
        async with self.database.read() as connection:
            return await outbox.page(connection, wanted, limit=limit)

    async def named(self, ids: Sequence[str]) -> Sequence[Job]:
        """Raises NotFound for the first id that is none."""
        found = []
        async with self.database.read() as connection:
            for text in dict.fromkeys(ids):
                job = await outbox.find(connection, _key_of(text))
                if job is None:
                    raise NotFound("outbox.unknown", f"There is no {text}; see `outbox list`.")
                found.append(job)
        return found

    async def fitting(self, wanted: JobFilter) -> Sequence[JobRef]:
        async with self.database.read() as connection:
            return await outbox.refs(connection, wanted)


@dataclass(frozen=True)
class RetryJobs:
    database: Database
    clock: Clock

    async def __call__(self, jobs: Sequence[JobRef]) -> int:
        """Due now, with all their tries before them: how many. What was settled meanwhile is passed over.

        Nobody is told: a running worker looks for due rows each second.
        """
        urgent = len(jobs) <= _FEW
        count = 0
        replay = OrderReplay(self.database, self.clock)
        for store_id, keys in _bindings_of(jobs):
            async with self.database.write() as connection:
                await locks.hold_bindings(connection, store_id)
                count += await bindings.retry(
                    connection, store_id, keys, self.clock.now(), urgent=urgent
                )
                await sync_states.wake(connection, store_id)
        for store_id, _, orders in _orders_of(jobs):
            count += await replay(store_id, orders)
        log.warning("outbox_retried", count=count)
        return count


@dataclass(frozen=True)
class DropJobs:
    database: Database
    clock: Clock

    async def __call__(self, jobs: Sequence[Job]) -> int:
        """What the shop wanted is given up for what Alter is known to hold: how many.

        Raises Conflict for a job that is not failed: it is still being sent, or it is done.
        """
        for job in jobs:
            if job.state is not SyncState.FAILED:
                raise Conflict(
                    "outbox.notFailed",
                    f"{job.id} is {job.state.value}; only a failed change can be dropped.",
                )
        refs = [JobRef(job.store_id, parse_id(job.id)) for job in jobs]
        count = 0
        for store_id, keys in _bindings_of(refs):
            count += await self._drop_bindings(store_id, keys)
        for _, storefront_id, orders in _orders_of(refs):
            count += await self._drop_orders(storefront_id, orders)
        log.warning("outbox_dropped", count=count, jobs=[job.id for job in jobs])
        return count

    async def _drop_bindings(self, store_id: StoreId, ids: Sequence[BindingId]) -> int:
        now = self.clock.now()
        async with self.database.write() as connection:
            await locks.hold_bindings(connection, store_id)
            rows = await bindings.by_ids(connection, store_id, ids)
            failed = [row for row in rows if row.sync_state is SyncState.FAILED]
            await bindings.update_many(
                connection, [binding_change.given_up(row, now) for row in failed]
            )
            # What is kept of the store's bindings in memory is older than this.
            await stores.bump_epoch(connection, store_id)
        return len(failed)

    async def _drop_orders(self, storefront_id: int, ids: Sequence[int]) -> int:
        now = self.clock.now()
        async with self.database.write() as connection:
            await locks.hold_orders(connection, storefront_id)
            rows = await alter_orders.by_ids(connection, storefront_id, ids)
            failed = [row for row in rows if row.is_refused]
            await alter_orders.update_many(
                connection, [order_sending.given_up(row, now) for row in failed]
            )
        return len(failed)


def _key_of(text: str) -> BindingId | OrderKey:
    try:
        return parse_id(text)
    except ValueError as fault:
        raise NotFound("outbox.unknown", f"{fault}; see `outbox list`.") from fault


def _bindings_of(jobs: Sequence[JobRef]) -> Iterator[tuple[StoreId, Sequence[BindingId]]]:
    """By store, so many at a time that no request waits long for the writer."""
    found: dict[StoreId, list[BindingId]] = {}
    for job in jobs:
        if not isinstance(job.key, tuple):
            found.setdefault(job.store_id, []).append(job.key)
    for store_id, keys in found.items():
        for start in range(0, len(keys), _CHUNK):
            yield store_id, keys[start : start + _CHUNK]


def _orders_of(jobs: Sequence[JobRef]) -> Iterator[tuple[StoreId, int, Sequence[int]]]:
    """(store, storefront, Alter orders), likewise."""
    found: dict[tuple[StoreId, int], list[int]] = {}
    for job in jobs:
        if isinstance(job.key, tuple):
            found.setdefault((job.store_id, job.key[0]), []).append(job.key[1])
    for (store_id, storefront_id), ids in found.items():
        for start in range(0, len(ids), _CHUNK):
            yield store_id, storefront_id, ids[start : start + _CHUNK]
