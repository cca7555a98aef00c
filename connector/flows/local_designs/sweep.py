"""Files that no row names are deleted: of replaced designs, of stores that are gone, of killed processes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from connector.blobs import Blobs
from connector.domain.clock import Clock
from connector.domain.local_design import BlobName
from connector.store import local_design_files, local_designs
from connector.store.database import Database

log = structlog.get_logger(__name__)

YOUNG = timedelta(hours=1)
"""A file comes before its row: one younger than this may be waiting for it."""

_CHUNK = 500


@dataclass(frozen=True)
class SweepBlobs:
    database: Database
    blobs: Blobs
    clock: Clock

    async def __call__(self) -> None:
        before = self.clock.now() - YOUNG
        drafts = await asyncio.to_thread(self.blobs.remove_drafts, before)
        old = await asyncio.to_thread(lambda: list(self.blobs.old(before)))
        swept = 0
        for start in range(0, len(old), _CHUNK):
            swept += await self._sweep(old[start : start + _CHUNK], before)
        if drafts or swept:
            log.info("blobs_swept", files=swept, drafts=drafts)

    async def _sweep(self, names: Sequence[BlobName], before: datetime) -> int:
        hashes = {each.sha256 for each in names}
        async with self.database.read() as connection:
            named = await local_design_files.named(connection, hashes)
            named |= await local_designs.named(connection, hashes)
        return sum(
            [
                await asyncio.to_thread(self.blobs.remove, each, before)
                for each in names
                if each.sha256 not in named
            ]
        )
