"""`backup`: a copy of the database, beside a running service."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from connector.cli.showing import counting, json_option, show_facts, show_json
from connector.cli.starting import settings_for_operator
from connector.settings import Settings
from connector.store import backups
from connector.store.backups import BackupError
from connector.store.database import sqlite_path_of, without_password


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace a backup that is at PATH.")
@json_option
def backup(path: Path, force: bool, as_json: bool) -> None:
    """Copy the database to PATH (mode 0600), as it is at one moment, beside a running service.

    The master key is not in it. Stores that are erased later live on in it: destroy old backups in time.
    For PostgreSQL: the command that makes one is told.
    """
    settings = settings_for_operator()
    database = _sqlite(settings, path)
    with counting("pages", hidden=as_json) as tell:
        backups.make(database, path, force=force, tell=tell)
    key_file = settings.service.master_key_file
    if as_json:
        show_json({"path": str(path), "bytes": path.stat().st_size, "keyFile": str(key_file)})
        return
    show_facts(
        (
            ("backup", f"{path} ({path.stat().st_size:,} bytes)"),
            (
                "the key",
                f"is not in it: keep {key_file} too, apart from it; without it nothing opens",
            ),
            ("erased stores", "live on in old backups: destroy those in time"),
            ("next", f"`alter-connector restore --verify {shlex.quote(str(path))}`"),
        )
    )


def _sqlite(settings: Settings, path: Path) -> Path:
    url = settings.service.database_url
    database = sqlite_path_of(url)
    if database is None:
        command = f"pg_dump --format=custom --file={shlex.quote(str(path))} {shlex.quote(without_password(url))}"
        raise BackupError(
            f"PostgreSQL makes its own backups: `{command}` (the password comes from ~/.pgpass or "
            "PGPASSWORD). The master key is not in it either"
        )
    return database
