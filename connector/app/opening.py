"""A connector, opened and served."""

from __future__ import annotations

import asyncio
import platform
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import structlog
from aiohttp import web

from connector import __version__
from connector.app.adapters import Adapters, open_adapters
from connector.app.parts import Parts, service_facts
from connector.domain import ids
from connector.domain.clock import Clock, CommonClock, SystemClock
from connector.domain.window import SlidingWindow
from connector.flows.collaborators.bootstrap_cache import BootstrapSource
from connector.flows.collaborators.hearing import Hearing
from connector.flows.measure import MeasureDatabase
from connector.flows.presence import Census, KeyWatch, StayPresent
from connector.flows.startup import CheckKeys, RestoreBudget
from connector.settings import Listen, ServiceSettings, Settings
from connector.store import operations
from connector.store.database import SCHEMA_VERSION
from connector.telemetry import levels, metrics, registry
from connector.telemetry.levels import BudgetLevel
from connector.vault.key_file import KeyFile
from connector.vault.sealing import Vault
from connector.web.application import create_application
from connector.web.operator import create_operator_application
from connector.web.parts import Edge, Flows
from connector.web.serving import Runner
from connector.web.v1.connect import COMPLETES_A_START
from connector.worker.listening import hearing
from connector.worker.loop import Worker
from connector.worker.presence import present

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Connector:
    """An opened connector: not serving yet, ready to."""

    settings: Settings
    adapters: Adapters
    flows: Flows
    worker: Worker
    bootstraps: BootstrapSource
    census: Census
    measure: MeasureDatabase

    def application(self) -> web.Application:
        storefront = self.settings.storefront
        divided = partial(SlidingWindow, sharing=lambda: self.census.serving)
        edge = Edge(
            trusted_proxies=storefront.trusted_proxies,
            connect_attempts=divided(storefront.connect_limit),
            complete_attempts=divided(storefront.connect_limit.times(COMPLETES_A_START)),
            product_reads=divided(storefront.storefront_product_limit),
            plugin_downloads=divided(storefront.plugin_limit),
            anonymous_calls=self.flows.gateway_read.anonymous,
            app_origin=self.settings.alter.app_origin,
            facts=service_facts(self.settings),
            clock=self.adapters.clock,
            ready=self._ready,
        )
        return create_application(self.flows, edge)

    async def _ready(self) -> None:
        await operations.ping(self.adapters.database)


@asynccontextmanager
async def open_connector(
    settings: Settings, clock: Clock | None = None, *, verb: str = "serve"
) -> AsyncIterator[Connector]:
    """Raises DatabaseError, VaultError or KeyDoesNotFit, each with what to do."""
    key_file = KeyFile(settings.service.master_key_file)
    stamp, vault = key_file.stamp(), Vault(key_file.load())
    common, process_id, census = CommonClock(clock or SystemClock()), ids.new_process_id(), Census()
    async with AsyncExitStack() as stack:
        adapters = await open_adapters(settings, vault, common, process_id, stack)
        database = adapters.database
        await CheckKeys(database, vault.ring, common)()
        watch = KeyWatch(key_file, vault, database, common, taken=stamp)
        stay = StayPresent(
            database, watch, common, census, process_id=process_id, verb=verb, version=__version__
        )
        await stack.enter_async_context(present(stay))
        _watch(adapters)
        await RestoreBudget(database, adapters.budget, common, adapters.ledger)()
        parts = Parts(settings, adapters, census)
        measure = MeasureDatabase(database, vault, common)
        connector = Connector(
            settings, adapters, parts.flows(), parts.worker(), parts.bootstraps, census, measure
        )
        hear = Hearing(parts.bells, parts.bootstraps, parts.answers, census.count_again)
        await stack.enter_async_context(
            hearing(settings.listen_database_url, database.teller, hear)
        )
        stack.push_async_callback(connector.measure.close)
        stack.push_async_callback(connector.bootstraps.close)
        stack.push_async_callback(connector.flows.gateway_read.reads.cache.close)
        if settings.storefront.allow_private_stores:
            log.warning("private_stores_allowed", why="CONNECTOR_ALLOW_PRIVATE_STORES is on")
        yield connector


@asynccontextmanager
async def operating(connector: Connector, listen: Listen) -> AsyncIterator[None]:
    """`/metrics` alone, for a process without the web."""
    runner = Runner(create_operator_application(connector.measure), stop_within=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, listen.host, listen.port).start()
        yield
    finally:
        await runner.cleanup()


@asynccontextmanager
async def serving(
    connector: Connector, *, works: bool = True, operator_socket: Path | None = None
) -> AsyncIterator[None]:
    """Web and worker, until the block ends: then no new request is accepted, what is in flight finishes
    within `stop_within` seconds, and the rest is cut off (it is all in rows).

    With an `operator_socket` this is one of several on the same address, and the operator's port is the
    supervisor's.
    """
    service = connector.settings.service
    runners = (
        Runner(connector.application(), service.stop_within),
        Runner(create_operator_application(connector.measure), service.stop_within),
    )
    async with AsyncExitStack() as stack:
        for runner in runners:
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
        for site in _sites(runners, service, operator_socket):
            await site.start()
        if works:
            connector.worker.start()
            stack.push_async_callback(connector.worker.stop, service.stop_within)
        log.info(
            "serving",
            listen=str(service.listen),
            operator_listen=str(service.operator_listen),
            public_url=service.public_url,
        )
        yield
        log.info("stopping")
        # Side by side: one after the other, the sockets would go on accepting while the worker finishes,
        # and the times to stop would add up.
        await asyncio.gather(
            *(runner.cleanup() for runner in runners),
            connector.worker.stop(service.stop_within),
        )


def _watch(adapters: Adapters) -> None:
    """What a scrape asks of this process."""
    registry.built(__version__, platform.python_version(), SCHEMA_VERSION)
    metrics.alter_expected(adapters.budget.levels())
    levels.watch_breaker(lambda: adapters.breaker.state != "closed")
    levels.watch_budget(
        lambda: {
            limit.value: BudgetLevel(*level) for limit, level in adapters.budget.levels().items()
        }
    )


def _sites(
    runners: tuple[Runner, Runner], service: ServiceSettings, operator_socket: Path | None
) -> tuple[web.BaseSite, web.BaseSite]:
    public, operator = runners
    listen, at = service.listen, service.operator_listen
    if operator_socket is None:
        return web.TCPSite(public, listen.host, listen.port), web.TCPSite(
            operator, at.host, at.port
        )
    return (
        web.TCPSite(public, listen.host, listen.port, reuse_port=True),
        web.UnixSite(operator, operator_socket),
    )
