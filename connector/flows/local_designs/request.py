"""`POST /v1/local-designs`: asking for a design is a row; the worker does the rest."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from connector.domain.clock import Clock
from connector.domain.errors import Conflict
from connector.domain.local_design import LocalDesign, requested, requested_again
from connector.domain.store import Store
from connector.flows.collaborators.bell import Bell
from connector.flows.collaborators.standing import present
from connector.store import local_designs, locks
from connector.store.database import Database
from connector.store.notices import Kind, tell

log = structlog.get_logger(__name__)

_MOST = 1000


@dataclass(frozen=True)
class RequestDesign:
    database: Database
    bell: Bell
    clock: Clock

    async def __call__(self, store: Store, design_id: int) -> LocalDesign:
        """The row, new or as it is. The same request again while it is fetched changes nothing.

        Raises Unauthorised for a store that is leaving, Conflict `localDesign.tooMany`.
        """
        now = self.clock.now()
        async with self.database.write() as connection:
            current = await present(connection, store.id)
            await locks.hold_designs(connection, store.id)
            known = await local_designs.by_designs(
                connection, store.id, current.storefront_id, {design_id}
            )
            row = known.get(design_id)
            if row is None:
                if await local_designs.count(connection, store.id) >= _MOST:
                    raise Conflict(
                        "localDesign.tooMany", f"A store has at most {_MOST:,} local designs."
                    )
                row = requested(store.id, current.storefront_id, design_id, now)
                await local_designs.insert(connection, row)
            else:
                row = requested_again(row, now)
                await local_designs.update(connection, row)
            await tell(connection, Kind.WORK)
        log.info("design_requested", store=store.id, design=row.id, state=row.state.value)
        self.bell.ring()
        return row
