"""Files through the gateway: streamed, never held, never cached."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from connector.alter.client import AlterClient, Download
from connector.alter.endpoints import endpoint
from connector.alter.errors import AlterError, AlterRefused
from connector.domain.priority import Priority
from connector.domain.store import Store, StoreState
from connector.flows.collaborators.credential_check import CredentialCheck
from connector.flows.collaborators.store_secrets import StoreSecrets
from connector.flows.gateway.relay import (
    READS_WITHIN,
    Passed,
    dead_credential,
    judged,
    unanswered,
)

__all__ = ["Download", "GatewayFile"]


@dataclass(frozen=True)
class GatewayFile:
    alter: AlterClient
    secrets: StoreSecrets
    check: CredentialCheck

    @asynccontextmanager
    async def open(
        self,
        name: str,
        store: Store | None,
        *,
        path: Mapping[str, str],
        query: Sequence[tuple[str, str]],
        headers: Mapping[str, str],
    ) -> AsyncIterator[Download | Passed]:
        """A file on its way, or Alter's refusal. `store` is None for a signed address.

        Raises ValueError for parameters outside the table, Conflict, RateLimited, Unavailable.
        """
        if store is not None and store.state is StoreState.NEEDS_RECONNECT:
            raise dead_credential()
        credential = None if store is None else self.secrets.credential(store)
        ends = self.check.clock.monotonic() + READS_WITHIN
        refused: AlterRefused | None = None
        try:
            async with self.alter.stream(
                endpoint(name),
                credential=credential,
                path=path,
                query=query,
                headers=headers,
                priority=Priority.OWNER,
                deadline=READS_WITHIN,
            ) as download:
                yield download
                return
        except AlterRefused as refusal:
            refused = refusal
        except AlterError as error:
            raise unanswered(error) from error
        yield await self._refusal(store, refused, ends)

    async def _refusal(self, store: Store | None, refusal: AlterRefused, ends: float) -> Passed:
        if refusal.unauthorized and store is not None:
            raise await judged(self.check, store, refusal, ends)
        return Passed(refusal.status, dict(refusal.headers), refusal.body)
