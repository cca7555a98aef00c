"""`GET /public-api/v1/auth/check` through the gateway."""

from __future__ import annotations

from dataclasses import dataclass

from connector.domain.store import Store
from connector.flows.gateway.relay import Passed, Relay


@dataclass(frozen=True)
class GatewayCheck:
    relay: Relay

    async def __call__(self, store: Store) -> Passed:
        return await self.relay(store, "auth_check")
