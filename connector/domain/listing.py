"""What a list of bindings is narrowed to, ordered by, and continued from."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime

from connector.domain.binding import BindingStatus, RuntimeType, SyncState

SORTS = ("externalProductId", "-externalProductId", "updatedAt", "-updatedAt")
_INTEGER_END = 2**63
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
        except (ValueError, TypeError, RecursionError) as fault:
            raise ValueError("not a cursor of this list") from fault
        found = cls(sort, value, row_id)
        if sort not in SORTS or not _can_be_compared(found) or found.encode() != text:
            raise ValueError("not a cursor of this list")
        return found


def _can_be_compared(cursor: Cursor) -> bool:
    """Whether the database could meet such values: no text without a UTF-8 form, no larger integer."""
    if not isinstance(cursor.row_id, str) or not cursor.row_id.isprintable():
        return False
    if cursor.sort.endswith("updatedAt"):
        return type(cursor.value) is int and abs(cursor.value) < _INTEGER_END
    return isinstance(cursor.value, str) and cursor.value.isprintable()
