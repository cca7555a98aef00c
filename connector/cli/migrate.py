"""`migrate`: from the SQLite file to PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from connector.app import open_operator, open_target
from connector.cli.showing import counting, json_option, show_facts, show_json, show_table
from connector.cli.starting import settings_for_operator
from connector.settings import Settings
from connector.store.database import DatabaseError, sqlite_path_of, without_password

if TYPE_CHECKING:
    from connector.flows.operator.migrate import Moved, Tell

_SHOWN = 12
"""Characters of a checksum that a person is shown; `--json` has them whole."""


@click.command()
@click.option(
    "--to",
    "target",
    required=True,
    metavar="URL",
    help="postgresql://user@host/database, empty. The password may come from ~/.pgpass or PGPASSWORD.",
)
@json_option
def migrate(target: str, as_json: bool) -> None:
    """Copy the SQLite database into an empty PostgreSQL database. Stop `serve` first.

    Table by table, then every row is read again and compared by count and checksum. All of it is one
    transaction: killed at any point it leaves nothing there, and can be run again. The SQLite database is
    only read.
    """
    settings = settings_for_operator()
    if find_spec("asyncpg") is None:
        raise DatabaseError(
            "PostgreSQL needs a driver that is not installed: pip install '.[postgres]'"
        )
    with counting("rows, copied and read again", hidden=as_json) as tell:
        moved = asyncio.run(_move(settings, target, tell))
    if as_json:
        show_json(_as_json(settings, target, moved))
        return
    rows = [(each.name, f"{each.rows:,}", each.checksum[:_SHOWN]) for each in moved.tables]
    show_table(("table", "rows", "checksum on both sides"), rows, empty="no table")
    click.echo()
    show_facts(_told(settings, target, moved))


async def _move(settings: Settings, target: str, tell: Tell) -> Moved:
    async with (
        open_operator(settings, any_schema=True) as operator,
        open_target(target) as database,
    ):
        # Imported here and not above: PostgreSQL's driver may not be installed, and alembic is slow to import.
        flow = import_module("connector.flows.operator.migrate").MoveToPostgres
        upgrade = import_module("connector.store.migrate").upgrade
        moved: Moved = await flow(operator.database, database, upgrade, operator.clock)(tell)
        return moved


def _told(settings: Settings, target: str, moved: Moved) -> Iterator[tuple[str, object]]:
    service, old = settings.service, sqlite_path_of(settings.service.database_url)
    if moved.was_there:
        yield "there already", f"{moved.rows:,} rows, as in the SQLite database: nothing was copied"
    else:
        yield "copied", f"{moved.rows:,} rows, read again and equal, in {moved.seconds:.1f} s"
    yield (
        "change",
        f"CONNECTOR_DATABASE_URL={without_password(target)} (with its password) for every process",
    )
    yield (
        "stays",
        f"CONNECTOR_MASTER_KEY_FILE ({service.master_key_file}): without it nothing opens",
    )
    yield (
        "stays",
        f"CONNECTOR_DATA_DIR ({service.data_dir}): the files of local designs are not in the database",
    )
    yield (
        "next",
        "`alter-connector doctor`, then `alter-connector serve`, both with the new setting",
    )
    yield "when sure", f"destroy {old}: it holds the sealed data too, and no longer follows"


def _as_json(settings: Settings, target: str, moved: Moved) -> dict[str, object]:
    return {
        "from": str(sqlite_path_of(settings.service.database_url)),
        "to": without_password(target),
        "wasThere": moved.was_there,
        "rows": moved.rows,
        "seconds": round(moved.seconds, 3),
        "tables": [
            {"table": each.name, "rows": each.rows, "checksum": each.checksum}
            for each in moved.tables
        ],
        "masterKeyFile": str(settings.service.master_key_file),
        "dataDir": str(settings.service.data_dir),
    }
