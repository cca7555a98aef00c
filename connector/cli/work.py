"""`work`: the worker without the web."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import click
import structlog

from connector.app import open_connector, operating
from connector.cli.running import until_stopped
from connector.cli.starting import settings_for_service
from connector.settings import Listen, Settings

log = structlog.get_logger(__name__)


@click.command()
@click.option(
    "--metrics",
    metavar="HOST:PORT",
    callback=lambda _context, _parameter, value: value and _listen(value),
    help="Show /metrics there, which a `serve` does at CONNECTOR_OPERATOR_LISTEN. Off by default.",
)
def work(metrics: Listen | None) -> None:
    """Run the worker alone until SIGTERM or Ctrl-C.

    `serve` brings its own worker. On PostgreSQL any number of both share what there is to do; on SQLite
    this is refused beside a running `serve`.
    """
    asyncio.run(until_stopped(_working(settings_for_service(), metrics)))


@asynccontextmanager
async def _working(settings: Settings, metrics: Listen | None) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        connector = await stack.enter_async_context(open_connector(settings, verb="work"))
        if metrics is not None:
            await stack.enter_async_context(operating(connector, metrics))
        connector.worker.start()
        log.info("working", lanes=settings.service.sync_workers, metrics=str(metrics or "off"))
        try:
            yield
        finally:
            log.info("stopping")
            await connector.worker.stop(settings.service.stop_within)


def _listen(value: str) -> Listen:
    try:
        return Listen.parse(value)
    except ValueError as fault:
        raise click.BadParameter(str(fault)) from fault
