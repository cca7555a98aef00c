"""`serve`: web and worker in one process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import click

from connector.app import open_connector, serving
from connector.cli.running import until_stopped
from connector.cli.starting import settings_for_service
from connector.settings import Settings


@click.command()
def serve() -> None:
    """Run web and worker until SIGTERM or Ctrl-C.

    The first signal accepts nothing new and lets what is in flight finish within CONNECTOR_STOP_WITHIN
    seconds (default 10); a second one ends the process at once. Refuses to start beside another process
    on the same database, or with a key that does not fit.
    """
    asyncio.run(until_stopped(_served(settings_for_service())))


@asynccontextmanager
async def _served(settings: Settings) -> AsyncIterator[None]:
    async with open_connector(settings) as connector, serving(connector):
        yield
