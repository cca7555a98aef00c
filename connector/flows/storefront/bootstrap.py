"""`GET /public-api/v1/runtime/bootstrap`: only for tokens this connector handed out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from connector.alter.errors import AlterBusy, AlterError, AlterRefused
from connector.domain import ids
from connector.domain.clock import Clock
from connector.domain.errors import Unauthorised, Unavailable
from connector.domain.secrets import Secret
from connector.domain.session import EmbedSessionRow
from connector.flows.collaborators.bootstrap_cache import BootstrapSource
from connector.store import sessions, stores
from connector.store.database import Database
from connector.telemetry import metrics

_WAIT_WHEN_DOWN = 2.0


@dataclass(frozen=True)
class Bootstrap:
    """Alter's answer, a refusal included."""

    status: int
    body: bytes
    cache: Literal["hit", "miss", "stale"]


@dataclass(frozen=True)
class BootstrapAnswer:
    """`readable_by`: the origins whose pages may read it, also when it is that Alter is down (`found`)."""

    found: Bootstrap | Unavailable
    readable_by: Collection[str]


@dataclass(frozen=True)
class ReadBootstrap:
    database: Database
    source: BootstrapSource
    clock: Clock

    async def __call__(self, unverified_token: Secret) -> BootstrapAnswer:
        """Raises Unauthorised for every other token without asking Alter."""
        async with self.database.read() as connection:
            session = await sessions.by_token(
                connection, ids.digest(unverified_token), self.clock.now()
            )
            store = None if session is None else await stores.get(connection, session.store_id)
        if session is None or store is None or store.leaving_until is not None:
            raise Unauthorised("connector.unknownToken", "Unauthorized")
        found = await self._found(unverified_token, session, store.epoch)
        return BootstrapAnswer(found, store.origins)

    async def _found(
        self, token: Secret, session: EmbedSessionRow, epoch: int
    ) -> Bootstrap | Unavailable:
        try:
            body, cache = await self.source.get(token, session, epoch)
        except AlterRefused as refusal:
            if refusal.rate_limited or refusal.server_fault:
                return _down(refusal.retry_after)
            return Bootstrap(refusal.status, refusal.body, "miss")
        except AlterBusy as busy:
            return _down(busy.retry_after)
        except AlterError:
            return _down(None)
        except Unavailable as away:
            return away
        metrics.cache_answered("bootstrap", cache)
        return Bootstrap(200, body, cache)


def _down(retry_after: float | None) -> Unavailable:
    return Unavailable(
        "connector.upstreamUnavailable",
        "Alter does not answer at the moment.",
        retry_after=retry_after or _WAIT_WHEN_DOWN,
    )
