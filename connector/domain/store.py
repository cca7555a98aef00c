"""A store: one WooCommerce site connected to one Alter storefront."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from typing_extensions import TypedDict

from connector.domain.ids import StoreId


class StoreState(StrEnum):
    CONNECTED = "connected"
    NEEDS_RECONNECT = "needsReconnect"


# Contract, "Orders". None: nothing is sent for that WooCommerce status.
DEFAULT_ORDER_STATUS_MAP: Mapping[str, str | None] = {
    "pending": "editable",
    "on-hold": None,
    "processing": "paid",
    "completed": "completed",
    "cancelled": "cancelled",
    "refunded": "cancelled",
    "trash": "cancelled",
    "failed": "editable",
    "checkout-draft": "shopping_cart",
}


@dataclass(frozen=True)
class PluginFacts:
    """What the plugin said of itself and of its site at connect; all of it unverified."""

    version: str | None = None
    contract: int | None = None
    wordpress: str | None = None
    woocommerce: str | None = None
    php: str | None = None
    rest_url: str | None = None
    admin_url: str | None = None
    uploads_url: str | None = None
    locale: str | None = None


@dataclass(frozen=True)
class Plan:
    """What auth/check said the storefront's plan allows; absent with the older upstream document."""

    name: str | None
    eligible: bool | None
    active_bindings_limit: int | None
    monthly_reassignment_limit: int | None
    monthly_embed_token_limit: int | None
    runtimes: Mapping[str, bool]


@dataclass(frozen=True)
class Store:
    id: StoreId
    store_url: str
    site_origin: str
    address: str
    address_proved: bool
    origins: tuple[str, ...]
    asset_origins: tuple[str, ...]
    storefront_id: int
    storefront_key: str
    external_id_prefix: str
    state: StoreState
    connected_at: datetime
    credential_version: int
    credential_checked_at: datetime | None
    scopes: tuple[str, ...]
    plan: Plan | None
    order_status_map: Mapping[str, str | None]
    plugin: PluginFacts
    epoch: int
    data_key: bytes
    sealed_credential: bytes
    sealed_ticket_secret: bytes
    sealed_connect_secret: bytes | None = None
    """What the plugin proves an address with; None for stores that were not connected by `start`."""
    leaving_until: datetime | None = None
    """Set when the store was deleted and the connector still has something to undo at Alter for it."""

    def allows_origin(self, origin: str) -> bool:
        return origin in self.origins


def with_origin(origins: Sequence[str], old: str, new: str) -> tuple[str, ...]:
    """The site's own origin follows its address (http to https); those the owner added stay."""
    kept = [new if origin == old else origin for origin in origins]
    return tuple(dict.fromkeys(kept if new in kept else [new, *kept]))


class PlanLimits(TypedDict):
    activeBindings: int | None
    monthlyReassignments: int | None
    monthlyEmbedTokens: int | None


class PlanShape(TypedDict):
    """What Alter last said of the store's plan."""

    name: str | None
    eligible: bool | None
    runtimes: dict[str, bool]
    limits: PlanLimits


def plan_as_json(plan: Plan | None) -> PlanShape | None:
    if plan is None:
        return None
    return {
        "name": plan.name,
        "eligible": plan.eligible,
        "runtimes": dict(plan.runtimes),
        "limits": {
            "activeBindings": plan.active_bindings_limit,
            "monthlyReassignments": plan.monthly_reassignment_limit,
            "monthlyEmbedTokens": plan.monthly_embed_token_limit,
        },
    }
