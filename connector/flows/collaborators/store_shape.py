"""The store as its owner sees it: the shape of `GET /v1/store`, and of every answer to a connect."""

from __future__ import annotations

from datetime import datetime

from typing_extensions import TypedDict

from connector.domain.store import PlanShape, StoreState


class CredentialShape(TypedDict):
    checkedAt: datetime | None
    scopes: list[str]


class OfMonth(TypedDict):
    """`pace`: what the month comes to if it goes on as it began."""

    month: str
    count: int
    pace: int


class UsageShape(TypedDict):
    activeBindings: int
    embedSessions: OfMonth
    reassignments: OfMonth


class WarningShape(TypedDict):
    code: str
    detail: str


class StoreSync(TypedDict):
    pending: int
    inFlight: int
    failed: int
    lastSyncedAt: datetime | None


class ConnectorShape(TypedDict):
    version: str
    contract: int


class PluginShape(TypedDict):
    minimum: str
    latest: str


class StoreShape(TypedDict):
    """A store: addresses, state, plan, usage, warnings, sync."""

    storeId: str
    storeUrl: str
    siteOrigin: str
    addressProved: bool
    origins: list[str]
    assetOrigins: list[str]
    storefrontId: int
    storefrontKey: str
    externalIdPrefix: str
    appOrigin: str
    state: StoreState
    connectedAt: datetime
    credential: CredentialShape
    plan: PlanShape | None
    usage: UsageShape
    warnings: list[WarningShape]
    orderStatusMap: dict[str, str | None]
    sync: StoreSync
    connector: ConnectorShape
    plugin: PluginShape


class ConnectedShape(TypedDict):
    """The token and the ticket secret are said here, and nowhere again."""

    storeId: str
    storeToken: str
    storefrontKey: str
    ticketSecret: str
    store: StoreShape
