"""The store as its owner sees it: the body of `GET /v1/store`, and of every answer to a connect."""

from __future__ import annotations

from dataclasses import dataclass

from connector.domain.clock import Clock
from connector.domain.facts import ServiceFacts
from connector.domain.plan import Use, pace, warnings_of
from connector.domain.store import Store, plan_as_json
from connector.flows.collaborators.store_shape import StoreShape
from connector.store import binding_lists, reassignments, sessions, sync_states
from connector.store.database import Transaction


@dataclass(frozen=True)
class StoreDescription:
    facts: ServiceFacts
    app_origin: str
    clock: Clock

    async def of(self, connection: Transaction, store: Store) -> StoreShape:
        now = self.clock.now()
        counts = await binding_lists.counts(connection, store.id)
        status = await sync_states.get(connection, store.id)
        month = now.strftime("%Y-%m")
        issued = await sessions.count_of_month(connection, store.id, month)
        reassigned = await reassignments.count_of_month(connection, store.id, month)
        use = Use(counts.active, pace(issued, now))
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
            "state": store.state,
            "connectedAt": store.connected_at,
            "credential": {
                "checkedAt": store.credential_checked_at,
                "scopes": list(store.scopes),
            },
            "plan": plan_as_json(store.plan),
            "usage": {
                "activeBindings": counts.active,
                "embedSessions": {"month": month, "count": issued, "pace": use.sessions_pace},
                "reassignments": {
                    "month": month,
                    "count": reassigned,
                    "pace": pace(reassigned, now),
                },
            },
            "warnings": [
                {"code": each.code, "detail": each.detail} for each in warnings_of(store.plan, use)
            ],
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
