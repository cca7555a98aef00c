"""`POST …/installed`: the plugin says where it put a design. It is believed once it was seen there.

What is bound to the design follows in the same transaction: each binding is a new version with the new address.
A manifest that its owner changed by hand is taken as it is if the owner says so and its files fit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog

from connector.domain.binding import Binding, ExternalDesign
from connector.domain.binding_change import Timing, changed
from connector.domain.clock import Clock
from connector.domain.errors import Conflict, Invalid
from connector.domain.local_design import IN_SHOP, LocalDesign, bindable, installed
from connector.domain.store import Store
from connector.domain.window import SlidingWindow
from connector.flows.collaborators.bell import Bell
from connector.flows.collaborators.manifest_check import ManifestCheck, ManifestReport
from connector.flows.collaborators.standing import present
from connector.flows.local_designs.read import ShownDesign, require, shown
from connector.flows.local_designs.verify import DesignPlace, count, place_of
from connector.store import bindings, local_designs, locks
from connector.store.database import Database, Transaction

log = structlog.get_logger(__name__)

_CHUNK = 500


@dataclass(frozen=True)
class AcceptInstallation:
    database: Database
    check: ManifestCheck
    site_calls: SlidingWindow
    bell: Bell
    clock: Clock

    async def __call__(
        self,
        store: Store,
        local_design_id: str,
        manifest_url: str,
        asset_base_url: str,
        *,
        accept_changed: bool = False,
    ) -> ShownDesign:
        """Raises NotFound, Conflict `localDesign.notReady` or `localDesign.overtaken`, RateLimited, Invalid for
        addresses that are not the store's, and `localDesign.notInstalled` with `problems`."""
        place = place_of(store, manifest_url, asset_base_url)
        async with self.database.read() as connection:
            row = require(await local_designs.get(connection, store.id, local_design_id))
        expected = _expected(row, accept_changed)
        count(self.site_calls, store.id, self.clock)
        report = await self.check(place.manifest_url, place.asset_base_url, expected_hash=expected)
        if report.ok and report.total is None:
            # Somebody else's manifest can be bound as `externalDesign`, but it is no version of this design.
            report.add(
                "malformed", "manifest", "It names no files, so nothing says what belongs to it."
            )
        if not report.ok or report.manifest_hash is None:
            raise _not_installed(report)
        bound = await self._write(store, row, place, report.manifest_hash)
        log.info("design_installed", store=store.id, design=row.id, bindings=bound)
        if bound:
            self.bell.ring()
        async with self.database.read() as connection:
            return await shown(
                connection, require(await local_designs.get(connection, store.id, row.id))
            )

    async def _write(
        self, store: Store, seen: LocalDesign, place: DesignPlace, seen_hash: str
    ) -> int:
        """How many bindings follow."""
        now = self.clock.now()
        async with self.database.write() as connection:
            await present(connection, store.id)
            await locks.hold_designs(connection, store.id)
            row = require(await local_designs.get(connection, store.id, seen.id))
            if row.manifest_hash != seen.manifest_hash:
                raise Conflict(
                    "localDesign.overtaken",
                    "A newer import of this design came meanwhile; install that one.",
                )
            row = installed(row, place.manifest_url, place.asset_base_url, seen_hash, now)
            await local_designs.update(connection, row)
            design = bindable(row)
            if not isinstance(design, ExternalDesign):
                return 0
            await locks.hold_bindings(connection, store.id)
            return await self._follow(connection, row, design)

    async def _follow(
        self, connection: Transaction, row: LocalDesign, design: ExternalDesign
    ) -> int:
        now, after, count_ = self.clock.now(), "", 0
        while True:
            rows = await bindings.of_local_design(
                connection, row.store_id, row.id, after=after, limit=_CHUNK
            )
            moved = [each for each in (_moved(one, design) for one in rows) if each is not None]
            await bindings.update_many(
                connection, [changed(one, one.desired, now, Timing(now)) for one in moved]
            )
            count_ += len(moved)
            if len(rows) < _CHUNK:
                return count_
            after = rows[-1].id


def _expected(row: LocalDesign, accept_changed: bool) -> str | None:
    """The hash that the manifest in the shop has to have; None for any."""
    if accept_changed:
        if row.state not in IN_SHOP:
            raise Conflict(
                "localDesign.notReady",
                "Only of a design that lies in the shop can a change be accepted; install it first.",
            )
        return None
    if row.manifest_hash is None:
        raise Conflict(
            "localDesign.notReady", "The design is not whole yet; install it once it is ready."
        )
    return row.manifest_hash


def _moved(row: Binding, design: ExternalDesign) -> Binding | None:
    desired = replace(row.desired, external_design=design)
    return None if desired.says_the_same_as(row.desired) else replace(row, desired=desired)


def _not_installed(report: ManifestReport) -> Invalid:
    first = next(each for each in report.problems if each.blocking)
    return Invalid(
        "localDesign.notInstalled",
        f"The design was not found in the shop as it should be ({first.subject}): {first.detail}",
        extra={"problems": [vars(each) for each in report.problems]},
    )
