"""The store as its owner sees it: the body of `GET /v1/store`, and of every answer to a connect."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connector.domain.clock import Clock
from connector.domain.facts import ServiceFacts
from connector.domain.store import Store, plan_as_json
from connector.store import binding_lists, sessions, sync_states
from connector.store.database import Transaction


@dataclass(frozen=True)
class StoreDescription:
    facts: ServiceFacts
    app_origin: str
    clock: Clock

    async def of(self, connection: Transaction, store: Store) -> dict[str, Any]:
        now = self.clock.now()
        counts = await binding_lists.counts(connection, store.id)
        status = await sync_states.get(connection, store.id)
        month = now.strftime("%Y-%m")
        issued = await sessions.count_of_month(connection, store.id, month)
        return {
            "storeId": store.id,
            "storeUrl": store.store_url,
            "siteOrigin": store.site_origin,
            "addressProved": store.address_proved,
            "origins": list(store.origins),
            "assetOrigins": list(store.asset_origins),
            "storefrontId": store.storefront_id,
            "storefrontKey": store.storefront_key,
            "externalIdPrefix": store.external_id_prefix,
            "appOrigin": self.app_origin,
            "state": store.state.value,
            "connectedAt": store.connected_at,
            "credential": {
                "checkedAt": store.credential_checked_at,
                "scopes": list(store.scopes),
            },
            "plan": plan_as_json(store.plan),
            "usage": {
                "activeBindings": counts.active,
                "embedSessions": {"month": month, "count": issued, "pace": pace(issued, now)},
            },
            "orderStatusMap": dict(store.order_status_map),
            "sync": {
                "pending": counts.pending,
                "inFlight": status.in_flight,
                "failed": counts.failed,
                "lastSyncedAt": counts.last_synced_at,
            },
            "connector": {"version": self.facts.version, "contract": self.facts.contract},
            "plugin": {"minimum": self.facts.minimum_plugin, "latest": self.facts.latest_plugin},
        }


def pace(count: int, now: datetime) -> int:
    """What the month would end at if it went on as it began; the first hour counts as a whole one."""
    days = calendar.monthrange(now.year, now.month)[1]
    start = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    elapsed = max((now - start).total_seconds(), 3600.0)
    return round(count * days * 86400 / elapsed)
