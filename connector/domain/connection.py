"""A connection: one attempt of a site to get Alter credentials, from `start` to ten minutes after its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from connector.domain.ids import ConnectionId, StoreId
from connector.domain.store import PluginFacts

LIFETIME = timedelta(minutes=10)
ANSWER_LIFETIME = timedelta(minutes=10)
EXCHANGE_LOST_AFTER = timedelta(seconds=30)
"""An exchange takes 10 s at most; a row still exchanging after this was cut off by a crash."""


class Phase(StrEnum):
    STARTED = "started"
    EXCHANGING = "exchanging"
    """The one-time code is on its way: nobody may send it again, whatever happens."""
    AWAITING_SHARE = "awaitingShare"
    """Exchanged; the owner has to say whether the storefront may be shared."""
    DONE = "done"
    REFUSED = "refused"
    """Ended without a store; `failure` says how, and a repeat hears the same."""


@dataclass(frozen=True)
class Connection:
    id: ConnectionId
    phase: Phase
    store_url: str
    return_url: str
    plugin: PluginFacts
    state_hash: str
    data_key: bytes
    sealed_connect_secret: bytes | None
    sealed_verifier: bytes | None
    """Both None once the attempt is over: then only its end is told."""
    reconnect_store_id: StoreId | None
    reconnect_token_hash: str | None
    enrolment_id: str | None
    created_at: datetime
    expires_at: datetime
    claimed_at: datetime | None = None
    code_hash: str | None = None
    failure: Mapping[str, Any] | None = None
    sealed_exchange: bytes | None = None
    sealed_answer: bytes | None = None
    answer_until: datetime | None = None
    store_id: StoreId | None = None
    proof_due_at: datetime | None = None
    proof_attempts: int = 0
