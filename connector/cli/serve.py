"""`serve`: web and worker, in one process or in several."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import click

from connector.app import open_connector, serving
from connector.cli.running import until_stopped
from connector.cli.starting import settings_for_service
from connector.settings import Settings
from connector.store.sole_process import SECOND_ON_SQLITE


@click.command()
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Processes that share the address, watched and started again. More than one need PostgreSQL.",
)
@click.option(
    "--no-work",
    is_flag=True,
    help="Serve only: what is to be sent is left to `work` or another `serve`. Needs PostgreSQL.",
)
@click.option("--process", "socket", type=click.Path(path_type=Path), hidden=True)
def serve(workers: int, no_work: bool, socket: Path | None) -> None:
    """Run web and worker until SIGTERM or Ctrl-C.

    The first signal accepts nothing new and lets what is in flight finish within CONNECTOR_STOP_WITHIN
    seconds (default 10); a second one ends the process at once. Refuses to start beside another process
    on the same SQLite database, or with a key that does not fit.
    """
    settings = settings_for_service()
    if settings.is_on_sqlite and (workers > 1 or no_work):
        option = "--workers" if workers > 1 else "--no-work"
        raise click.ClickException(f"{option} takes more than one process. {SECOND_ON_SQLITE}")
    if workers > 1:
        # Imported where it is used: one process needs none of it.
        from connector.cli.supervising import Supervisor  # noqa: PLC0415

        asyncio.run(Supervisor(settings, workers, works=not no_work).run())
        return
    served = _served(settings, works=not no_work, operator_socket=socket)
    asyncio.run(until_stopped(served, supervised=socket is not None))


@asynccontextmanager
async def _served(
    settings: Settings, *, works: bool, operator_socket: Path | None
) -> AsyncIterator[None]:
    async with (
        open_connector(settings) as connector,
        serving(connector, works=works, operator_socket=operator_socket),
    ):
        yield
