"""`work`: the worker without the web."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import click
import structlog

from connector.app import open_connector
from connector.cli.running import until_stopped
from connector.cli.starting import settings_for_service
from connector.settings import Settings

log = structlog.get_logger(__name__)


@click.command()
def work() -> None:
    """Run the worker alone until SIGTERM or Ctrl-C.

    `serve` brings its own worker. On PostgreSQL any number of both share what there is to do; on SQLite
    this is refused beside a running `serve`.
    """
    asyncio.run(until_stopped(_working(settings_for_service())))


@asynccontextmanager
async def _working(settings: Settings) -> AsyncIterator[None]:
    async with open_connector(settings, verb="work") as connector:
        connector.worker.start()
        log.info("working", lanes=settings.service.sync_workers)
        try:
            yield
        finally:
            log.info("stopping")
            await connector.worker.stop(settings.service.stop_within)
