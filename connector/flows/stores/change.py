"""`PATCH /v1/store`: where the shop's pages and files are, and what its order statuses mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connector.domain.clock import Clock
from connector.domain.errors import FieldError, Invalid
from connector.flows.collaborators.standing import Authenticated, present, standing
from connector.flows.collaborators.store_description import StoreDescription
from connector.flows.collaborators.store_shape import StoreShape
from connector.store import locks, stores
from connector.store.database import Database
from wp_bridge.errors import InvalidSiteUrl
from wp_bridge.site_url import parse_origin


@dataclass(frozen=True)
class StoreChange:
    """None: as it is. Each list and the map replace what is there."""

    unverified_origins: Sequence[str] | None = None
    unverified_asset_origins: Sequence[str] | None = None
    order_status_map: Mapping[str, str | None] | None = None


@dataclass(frozen=True)
class ChangeStore:
    database: Database
    description: StoreDescription
    clock: Clock
    allow_private: bool

    async def __call__(self, caller: Authenticated, change: StoreChange) -> StoreShape:
        """The store as `GET /v1/store` shows it. Raises Invalid with each bad origin named, Unauthorised when the
        token died while the request was on its way."""
        found = {
            "origins": self._origins("origins", change.unverified_origins),
            "asset_origins": self._origins("assetOrigins", change.unverified_asset_origins),
            "order_status_map": change.order_status_map,
        }
        values = {name: value for name, value in found.items() if value is not None}
        async with self.database.write() as connection:
            await locks.hold_connect(connection, caller.store.address)
            store = await standing(connection, caller, self.clock.now(), locked=True)
            if values:
                await stores.change(connection, store.id, **values)
        async with self.database.read() as connection:
            return await self.description.of(connection, await present(connection, store.id))

    def _origins(self, field: str, unverified: Sequence[str] | None) -> list[str] | None:
        if unverified is None:
            return None
        found, faults = [], []
        for position, text in enumerate(unverified):
            try:
                found.append(parse_origin(text, self.allow_private))
            except InvalidSiteUrl as fault:
                faults.append(FieldError(f"{field}.{position}", "invalidOrigin", str(fault)))
        if faults:
            detail = "; ".join(f"{fault.path}: {fault.detail}" for fault in faults[:3])
            raise Invalid("request.invalid", detail, errors=faults)
        return list(dict.fromkeys(found))
