"""Keeping a design leased while its files come, with a heartbeat."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import structlog

from connector.domain.clock import Clock
from connector.domain.errors import Unavailable
from connector.domain.ids import LocalDesignId
from connector.domain.sync import HEARTBEAT
from connector.store import local_designs
from connector.store.database import Database, Transaction

log = structlog.get_logger(__name__)


class LeaseLost(Exception):
    """Somebody else fetches the design by now: nothing more may be written for it."""


@dataclass(frozen=True)
class DesignLeases:
    database: Database
    clock: Clock

    @asynccontextmanager
    async def kept(self, local_design_id: LocalDesignId, owner: str) -> AsyncIterator[None]:
        """Keeps a lease that was already claimed alive, and releases it at the end of the block."""
        beating = asyncio.create_task(self._beat(local_design_id, owner))
        try:
            yield
        finally:
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating
            async with self.database.write() as connection:
                await local_designs.release(connection, local_design_id, owner)

    async def require(
        self, connection: Transaction, local_design_id: LocalDesignId, owner: str
    ) -> None:
        """Raises LeaseLost."""
        if not await local_designs.extend(connection, local_design_id, owner, self.clock.now()):
            raise LeaseLost

    async def _beat(self, local_design_id: LocalDesignId, owner: str) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT.total_seconds())
            try:
                async with self.database.write() as connection:
                    await self.require(connection, local_design_id, owner)
            except LeaseLost:
                return
            except Unavailable as away:
                log.warning("design_heartbeat_put_off", design=local_design_id, why=away.code)
            except Exception:
                # One missed beat is no reason to lose the lease, nor the files that it guards.
                log.exception("design_heartbeat_failed", design=local_design_id)
