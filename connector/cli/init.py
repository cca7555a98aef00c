"""`init`: what has to be there before the first `serve`, and after every upgrade."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from importlib import import_module

import click

from connector.app import open_operator
from connector.cli.showing import json_option, show_facts, show_json
from connector.cli.starting import settings_for_operator
from connector.flows.operator.initialise import Initialise, Initialised
from connector.settings import Settings


@click.command()
@json_option
def init(as_json: bool) -> None:
    """Make the data folder (0700), the master key (0600) and the database, or bring it up to date.

    Repeatable: what is there stays. Never makes a new key for a database that was sealed with another
    one. Before an upgrade: stop `serve`, make a backup.
    """
    settings = settings_for_operator()
    done = asyncio.run(_initialise(settings))
    if as_json:
        show_json(_as_json(settings, done))
    else:
        show_facts(_told(settings, done))


async def _initialise(settings: Settings) -> Initialised:
    service = settings.service
    async with open_operator(settings, any_schema=True) as operator:
        # Imported here and not above: alembic is needed by no other verb, and by `init` only now.
        migrate = import_module("connector.store.migrate").migrate
        return await Initialise(
            service.data_dir, service.master_key_file, operator.database, migrate, operator.clock
        )()


def _told(settings: Settings, done: Initialised) -> Iterator[tuple[str, object]]:
    service = settings.service
    yield "folder", f"{service.data_dir} ({_made(done.folder_made)})"
    yield "key", f"{service.master_key_file} ({_made(done.key_made)})"
    yield "database", f"schema {done.schema} ({_migration(done)})"
    if done.key_made:
        yield "back up", "the key file, apart from the database: without it nothing sealed opens"
    if settings.key_beside_database and not service.public_is_loopback:
        yield "warning", "key and database share a folder; see CONNECTOR_MASTER_KEY_FILE"
    if settings.enrolment == "code":
        yield "next", "`alter-connector serve`, and a code for the first store: `enrol add`"
    else:
        yield "next", "`alter-connector serve`"


def _made(now: bool) -> str:
    return "made" if now else "was there"


def _migration(done: Initialised) -> str:
    if not done.migrated:
        return "was up to date"
    return "made" if done.schema_before is None else f"migrated from {done.schema_before}"


def _as_json(settings: Settings, done: Initialised) -> dict[str, object]:
    return {
        "dataDir": str(settings.service.data_dir),
        "masterKeyFile": str(settings.service.master_key_file),
        "folderMade": done.folder_made,
        "keyMade": done.key_made,
        "schemaBefore": done.schema_before,
        "schema": done.schema,
    }
