"""Holding a store's lease while something is under way, with a heartbeat."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog

from connector.domain.clock import Clock
from connector.domain.errors import Unavailable
from connector.domain.ids import StoreId
from connector.domain.sync import HEARTBEAT
from connector.flows.collaborators.standing import present
from connector.flows.collaborators.turns import Turns
from connector.store import sync_states
from connector.store.database import Database

log = structlog.get_logger(__name__)

_LOOK_FIRST, _LOOK_EVERY = 0.02, 0.25
_MOST_WAITING = 16


@dataclass(frozen=True)
class Leases:
    """One worker or gateway call at a time sends bindings for a store, in whichever process."""

    database: Database
    clock: Clock
    turns: Turns = field(default_factory=lambda: Turns(most_waiting=_MOST_WAITING))
    heartbeat: timedelta = HEARTBEAT

    @asynccontextmanager
    async def kept(self, store_id: StoreId, owner: str) -> AsyncIterator[None]:
        """Keeps a lease that was already claimed alive; the caller releases it with its outcome."""
        beating = asyncio.create_task(self._beat(store_id, owner))
        try:
            yield
        finally:
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating

    @asynccontextmanager
    async def held(self, store_id: StoreId, owner: str, *, patience: float) -> AsyncIterator[None]:
        """Claims the lease, waiting at most `patience` seconds, and releases it.

        Raises Unavailable `sync.busy` when the worker does not finish its call in time, RateLimited when
        too many of the store's own calls are waiting, Unauthorised when the store is gone, also
        meanwhile: nobody frees a lease that went with it. Looks by reading: a claim is a write, and a line of
        waiting claims would hold up every other store's writes.
        """
        until = self.clock.monotonic() + patience
        async with AsyncExitStack() as stack:
            try:
                await stack.enter_async_context(self.turns.taken(store_id, patience=patience))
            except TimeoutError as late:
                raise _busy() from late
            await self._wait_for(store_id, owner, until)
            try:
                async with self.kept(store_id, owner):
                    yield
            finally:
                await self.release(store_id, owner)

    async def _wait_for(self, store_id: StoreId, owner: str, until: float) -> None:
        pause = _LOOK_FIRST
        while not await self._claim(store_id, owner):
            if self.clock.monotonic() > until:
                raise _busy()
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LOOK_EVERY)

    async def release(self, store_id: StoreId, owner: str, **values: Any) -> None:
        async with self.database.write() as connection:
            await sync_states.release(connection, store_id, owner, **values)

    async def _claim(self, store_id: StoreId, owner: str) -> bool:
        now = self.clock.now()
        async with self.database.read() as connection:
            status = await sync_states.get(connection, store_id)
        if status.lease_until is not None and status.lease_until > now:
            return False
        async with self.database.write() as connection:
            if await sync_states.claim(connection, store_id, owner, self.clock.now()):
                return True
            await present(connection, store_id)
            return False

    async def _beat(self, store_id: StoreId, owner: str) -> None:
        while True:
            await asyncio.sleep(self.heartbeat.total_seconds())
            try:
                if not await self._extend(store_id, owner):
                    return
            except Unavailable as away:
                log.warning("heartbeat_put_off", store=store_id, why=away.code)
            except Exception:
                # One missed beat is no reason to lose the lease, nor the outcome of what it guards.
                log.exception("heartbeat_failed", store=store_id)

    async def _extend(self, store_id: StoreId, owner: str) -> bool:
        async with self.database.write() as connection:
            return await sync_states.extend(connection, store_id, owner, self.clock.now())


def _busy() -> Unavailable:
    return Unavailable(
        "sync.busy", "A sync of this store is under way; try again.", retry_after=2.0
    )
