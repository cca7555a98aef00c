"""Keeping a store's orders leased while its calls are under way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

import structlog

from connector.domain.clock import Clock
from connector.domain.errors import Unavailable
from connector.domain.ids import StoreId
from connector.domain.sync import HEARTBEAT
from connector.store import order_states
from connector.store.database import Database

log = structlog.get_logger(__name__)


@dataclass
class OrderLease:
    """`not_before`: when the store may be claimed again, written at the end."""

    not_before: datetime | None = None


@dataclass(frozen=True)
class OrderLeases:
    database: Database
    clock: Clock

    @asynccontextmanager
    async def kept(self, store_id: StoreId, owner: str) -> AsyncIterator[OrderLease]:
        """Keeps a lease that was already claimed alive, and releases it at the end of the block."""
        lease = OrderLease()
        beating = asyncio.create_task(self._beat(store_id, owner))
        try:
            yield lease
        finally:
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating
            async with self.database.write() as connection:
                await order_states.release(connection, store_id, owner, not_before=lease.not_before)

    async def _beat(self, store_id: StoreId, owner: str) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT.total_seconds())
            try:
                async with self.database.write() as connection:
                    if not await order_states.extend(connection, store_id, owner, self.clock.now()):
                        return
            except Unavailable as away:
                log.warning("order_heartbeat_put_off", store=store_id, why=away.code)
            except Exception:
                # One missed beat is no reason to lose the lease, nor the outcome of what it guards.
                log.exception("order_heartbeat_failed", store=store_id)
