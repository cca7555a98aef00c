"""What a list of bindings is narrowed to, ordered by, and continued from."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime

from connector.domain.binding import BindingStatus, RuntimeType, SyncState

SORTS = ("externalProductId", "-externalProductId", "updatedAt", "-updatedAt")
DEFAULT_SORT = "externalProductId"


@dataclass(frozen=True)
class BindingFilter:
    """Empty tuples narrow nothing."""

    products: tuple[str, ...] = ()
    runtime_types: tuple[RuntimeType, ...] = ()
    statuses: tuple[BindingStatus, ...] = ()
    sync_states: tuple[SyncState, ...] = ()
    search: str | None = None
    changed_since: datetime | None = None


@dataclass(frozen=True)
class Cursor:
    """Where a page ended: the sort value and the id of its last row. Opaque to callers."""

    sort: str
    value: str | int
    row_id: str

    def encode(self) -> str:
        text = json.dumps([self.sort, self.value, self.row_id], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()

    @classmethod
    def decode(cls, text: str) -> Cursor:
        """Raises ValueError for anything that `encode` did not write."""
        try:
            raw = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
            sort, value, row_id = json.loads(raw)
        except (ValueError, TypeError) as fault:
            raise ValueError("not a cursor of this list") from fault
        wanted = int if str(sort).endswith("updatedAt") else str
        if sort not in SORTS or not isinstance(value, wanted) or not isinstance(row_id, str):
            raise ValueError("not a cursor of this list")
        return cls(sort, value, row_id)
