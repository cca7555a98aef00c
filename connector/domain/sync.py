"""How the sync of one store stands, between its batches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from connector.domain.ids import StoreId

LEASE = timedelta(seconds=8)
"""Longer than a heartbeat may be late, short enough that a killed process's work resumes within 10 s."""

HEARTBEAT = LEASE / 3


class Pause(StrEnum):
    """Why a store's sync waits."""

    THROTTLED = "throttled"
    """Bulk has used up its share of the budget: clicks may still go first."""
    CLOSED = "closed"
    """Nothing is left for clicks either, or Alter said 429."""
    DOWN = "down"
    UNAUTHORISED = "unauthorised"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True)
class SyncStatus:
    store_id: StoreId
    lease_owner: str | None = None
    lease_until: datetime | None = None
    not_before: datetime | None = None
    pause: Pause | None = None
    pauses: int = 0
    in_flight: int = 0
    batch_size: int | None = None
    last_started_at: datetime | None = None
    last_finished_at: datetime | None = None
    last_calls: int = 0
    last_bindings: int = 0
    reconciled_at: datetime | None = None
    reconcile: Mapping[str, Any] | None = None
    """What the last scan of Alter found, as counts."""
