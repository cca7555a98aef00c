"""What the operator's verbs work with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from random import SystemRandom

from connector import __version__
from connector.alter.breaker import Breaker
from connector.alter.budget import Budget, Limits
from connector.alter.client import AlterClient, upstream_session
from connector.app.parts import service_facts
from connector.blobs import Blobs
from connector.domain.clock import Clock, SystemClock
from connector.flows.collaborators.manifest_check import ManifestCheck
from connector.flows.collaborators.store_description import StoreDescription
from connector.settings import Settings
from connector.store.database import Database
from wp_bridge.site_http import SiteHttp


@dataclass(frozen=True)
class Operator:
    """What the operator's verbs work with: no lock, no worker, no key."""

    database: Database
    alter: AlterClient
    description: StoreDescription
    blobs: Blobs
    check: ManifestCheck
    clock: Clock


@asynccontextmanager
async def open_operator(
    settings: Settings, clock: Clock | None = None, *, any_schema: bool = False
) -> AsyncIterator[Operator]:
    """Beside a running `serve`: the verbs' transactions are short, and their few calls to Alter need
    no shared budget. Raises DatabaseError for a schema of another version, unless `any_schema`."""
    clock, random = clock or SystemClock(), SystemRandom()
    async with AsyncExitStack() as stack:
        database = Database(settings.service.database_url, settings.pool_limits)
        stack.push_async_callback(database.close)
        if not any_schema:
            await database.require_schema()
        agent = f"alter-connector/{__version__}"
        session = await stack.enter_async_context(upstream_session(agent))
        allow_private = settings.storefront.allow_private_stores
        site_http = await stack.enter_async_context(
            SiteHttp(allow_private=allow_private, user_agent=agent)
        )
        limits = Limits.documented(settings.alter.limit_scale, settings.alter.limit_key)
        budget, breaker = Budget(limits, clock, random), Breaker(clock, random)
        alter = AlterClient(session, settings.alter.api_url, budget, breaker, clock, random)
        description = StoreDescription(service_facts(settings), settings.alter.app_origin, clock)
        blobs = Blobs(settings.service.designs_dir, floor=settings.designs.floor)
        check = ManifestCheck(site_http, settings.alter.app_origin)
        yield Operator(database, alter, description, blobs, check, clock)


@asynccontextmanager
async def open_target(url: str) -> AsyncIterator[Database]:
    """A second database, for what is copied from one to another. Raises DatabaseError for an address of no engine."""
    async with AsyncExitStack() as stack:
        database = Database(url)
        stack.push_async_callback(database.close)
        yield database
