"""What has a life of its own: opened once, closed with the connector."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from random import SystemRandom

from connector import __version__
from connector.alter.breaker import Breaker
from connector.alter.budget import Budget, Limits
from connector.alter.client import AlterClient, upstream_session
from connector.blobs import Blobs
from connector.domain.clock import CommonClock
from connector.flows.collaborators.shared_ledger import SharedLedger
from connector.settings import Settings
from connector.store.database import Database
from connector.store.sole_process import admitted
from connector.telemetry import metrics
from connector.vault.sealing import Vault
from wp_bridge.site_http import SiteHttp


@dataclass(frozen=True)
class Adapters:
    """Everything with a life of its own, opened once and closed with the connector."""

    database: Database
    vault: Vault
    alter: AlterClient
    budget: Budget
    breaker: Breaker
    site_http: SiteHttp
    blobs: Blobs
    clock: CommonClock
    ledger: SharedLedger | None
    """None: this process is the only one, and its budget lives in its memory."""


async def open_adapters(
    settings: Settings, vault: Vault, clock: CommonClock, process_id: str, stack: AsyncExitStack
) -> Adapters:
    database = Database(settings.service.database_url, settings.pool_limits)
    stack.push_async_callback(database.close)
    await database.require_schema()
    await stack.enter_async_context(admitted(database))
    ledger = None if database.is_sqlite else SharedLedger(database, clock, process_id)
    if ledger is not None:
        stack.push_async_callback(ledger.close)
    agent = f"alter-connector/{__version__}"
    session = await stack.enter_async_context(upstream_session(agent))
    site_http = SiteHttp(allow_private=settings.storefront.allow_private_stores, user_agent=agent)
    await stack.enter_async_context(site_http)
    random = SystemRandom()
    limits = Limits.documented(settings.alter.limit_scale, settings.alter.limit_key)
    budget, breaker = Budget(limits, clock, random, ledger), Breaker(clock, random)
    return Adapters(
        database=database,
        vault=vault,
        alter=AlterClient(
            session, settings.alter.api_url, budget, breaker, clock, random, watch=metrics
        ),
        budget=budget,
        breaker=breaker,
        site_http=site_http,
        blobs=Blobs(settings.service.designs_dir, floor=settings.designs.floor),
        clock=clock,
        ledger=ledger,
    )
