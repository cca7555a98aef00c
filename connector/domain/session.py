"""An embed session: what a token that this service handed out is good for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from connector.domain.binding import RuntimeType
from connector.domain.ids import StoreId


@dataclass(frozen=True)
class EmbedSessionRow:
    """The token itself is never stored, only its SHA-256."""

    token_hash: str
    store_id: StoreId
    session_ref: str
    runtime_type: RuntimeType | None
    runtime_binding_id: int | None
    external_product_id: str | None
    origin: str
    issued_at: datetime
    expires_at: datetime
