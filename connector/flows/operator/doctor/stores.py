"""Each store: connected, in step with Alter, and its domain not to be forgotten in Alter's panel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from connector.domain.plan import Use, pace, warnings_of
from connector.domain.store import Store, StoreState
from connector.flows.operator.doctor.finding import Finding, doubtful, fine
from connector.store import binding_lists, sessions, stores
from connector.store.binding_lists import SyncCounts
from connector.store.database import Database

_LATE = timedelta(minutes=15)


async def findings(database: Database, now: datetime) -> Sequence[Finding]:
    found: list[Finding] = []
    async with database.read() as connection:
        listed = await stores.listed(connection)
        for store in listed:
            counts = await binding_lists.counts(connection, store.id)
            month = f"{now:%Y-%m}"
            issued = await sessions.count_of_month(connection, store.id, month)
            found += _of(store, counts, now)
            found += _plan(store, Use(counts.active, pace(issued, now)))
    return found or [fine("stores", "none is connected yet")]


def _of(store: Store, counts: SyncCounts, now: datetime) -> Iterator[Finding]:
    name = f"store {store.id}"
    yield _connected(name, store)
    yield _synced(name, counts, now)
    domain = urlsplit(store.site_origin).hostname or store.site_origin
    yield fine(
        f"{name} domain",
        f"{domain} must be registered at Alter; no document offers a way to ask",
        "in Alter's panel, E-commerce Settings > Integration: without it embeds are refused",
    )


def _plan(store: Store, use: Use) -> Iterator[Finding]:
    for warning in warnings_of(store.plan, use):
        yield doubtful(
            f"store {store.id} plan",
            f"{warning.code}: {warning.detail}",
            "the storefront's owner extends the plan at Alter, then POST /v1/store/check asks for it",
        )


def _connected(name: str, store: Store) -> Finding:
    if store.state is StoreState.NEEDS_RECONNECT:
        return doubtful(
            name,
            f"{store.store_url}: Alter no longer accepts its credential",
            "the store's owner clicks Connect in WP admin",
        )
    return fine(name, f"{store.store_url} is connected")


def _synced(name: str, counts: SyncCounts, now: datetime) -> Finding:
    check = f"{name} bindings"
    detail = f"{counts.synced} synced, {counts.pending} pending, {counts.failed} failed"
    if counts.failed:
        return doubtful(
            check, detail, "`bindings list STORE --sync failed` names them and Alter's reasons"
        )
    oldest = counts.oldest_pending_at
    if oldest is not None and now - oldest > _LATE:
        waited = int((now - oldest).total_seconds() // 60)
        return doubtful(
            check,
            f"{detail}; the oldest waits {waited} min",
            "see that `serve` is running and that Alter answers",
        )
    return fine(check, detail)
