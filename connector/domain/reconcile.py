"""What a scan of Alter's product listing says about a store's rows. Pure.

The documents show bindings under the storefront products they open. So a row without one (a local design, or no
design at all) says nothing by being absent, and neither does one in a status that nothing in the list has: which
statuses Alter lists is documented for `active` alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from connector.domain.binding import Binding, BindingStatus, SyncState
from connector.domain.ids import StoreId

EVERY = timedelta(hours=24)
SPREAD = timedelta(hours=4)
"""Over how long the nightly scans of all stores are spread."""


@dataclass(frozen=True)
class Listed:
    """A binding as Alter lists it under the design that it opens."""

    runtime_binding_id: int
    external_product_id: str
    runtime_type: str
    status: str
    design_id: int

    @property
    def key(self) -> tuple[str, str]:
        return (self.external_product_id, self.runtime_type)


class Verdict(Enum):
    AGREES = auto()
    DIFFERS = auto()
    MISSING = auto()


@dataclass(frozen=True)
class Scan:
    """A whole listing: what is in it, which statuses it is known to show, and when the reading began."""

    listed: dict[tuple[str, str], Listed]
    started_at: datetime

    @property
    def statuses(self) -> Collection[str]:
        return {each.status for each in self.listed.values()} | {BindingStatus.ACTIVE.value}


def judge(row: Binding, scan: Scan, statuses: Collection[str]) -> Verdict | None:
    """None: the row does not count. `statuses` are the scan's."""
    if not _is_older_than(row, scan.started_at):
        return None
    wanted = row.desired
    found = scan.listed.get(wanted.key)
    if wanted.external_design is not None or wanted.design_id is None:
        return None
    if found is None:
        is_listed = wanted.status is not BindingStatus.ARCHIVED and wanted.status.value in statuses
        return Verdict.MISSING if is_listed else None
    held = (found.status, found.design_id, found.runtime_binding_id)
    agrees = held == (wanted.status.value, wanted.design_id, row.runtime_binding_id)
    return Verdict.AGREES if agrees else Verdict.DIFFERS


def _is_older_than(row: Binding, moment: datetime) -> bool:
    """Confirmed before, and not touched since: the listing may be older than anything newer."""
    return (
        row.sync_state is SyncState.SYNCED
        and row.runtime_binding_id is not None
        and row.synced_at is not None
        and row.synced_at < moment
        and row.updated_at < moment
    )


def may_repair(row: Binding) -> bool:
    """Once a version: what Alter does not keep is not sent to it every night."""
    return row.repaired_version != row.desired_version


def next_scan_at(store_id: StoreId, last: datetime) -> datetime:
    """A day later and a little more, which differs from store to store and is always the same for one."""
    spread = int.from_bytes(hashlib.sha256(store_id.encode()).digest()[:4]) / 2**32
    return last + EVERY + SPREAD * spread
