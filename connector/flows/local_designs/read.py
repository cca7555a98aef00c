"""`GET /v1/local-designs` and `GET /v1/local-designs/{localDesignId}`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from connector.domain.errors import NotFound
from connector.domain.ids import StoreId
from connector.domain.local_design import LocalDesign, Progress
from connector.store import local_design_files, local_designs
from connector.store.database import Database, Transaction


@dataclass(frozen=True)
class ShownDesign:
    design: LocalDesign
    progress: Progress


@dataclass(frozen=True)
class ReadLocalDesigns:
    database: Database

    async def all(self, store_id: StoreId) -> Sequence[ShownDesign]:
        """The newest first."""
        async with self.database.read() as connection:
            return await _shown(connection, await local_designs.listed(connection, store_id))

    async def one(self, store_id: StoreId, local_design_id: str) -> ShownDesign:
        """Raises NotFound."""
        async with self.database.read() as connection:
            found = require(await local_designs.get(connection, store_id, local_design_id))
            return await shown(connection, found)


async def shown(connection: Transaction, row: LocalDesign) -> ShownDesign:
    (found,) = await _shown(connection, [row])
    return found


async def _shown(connection: Transaction, rows: Sequence[LocalDesign]) -> Sequence[ShownDesign]:
    progress = await local_design_files.progress(connection, {row.id for row in rows})
    return [ShownDesign(row, progress.get(row.id, Progress())) for row in rows]


def require(found: LocalDesign | None) -> LocalDesign:
    if found is None:
        raise NotFound("localDesign.unknown", "There is no such local design.")
    return found
