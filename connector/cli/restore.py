"""`restore`: is a backup good, and put it in the database's place."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Iterator
from pathlib import Path

import click

from connector.app import open_operator
from connector.cli.showing import counting, json_option, show_facts, show_json
from connector.cli.starting import settings_for_operator
from connector.flows.operator.restore import RestoreBackup, Restored
from connector.flows.operator.verify_backup import Tell, Verified, VerifyBackup
from connector.settings import Settings
from connector.store.backups import BackupError
from connector.store.database import SCHEMA_VERSION, sqlite_path_of, without_password

_NAMED = 20
"""Broken values that a person is shown by name; `--json` names all."""


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--verify", is_flag=True, help="Only say whether it is good; change nothing.")
@click.option("--accept-broken", is_flag=True, help="Restore although sealed values do not open.")
@json_option
@click.pass_context
def restore(
    context: click.Context, *, path: Path, verify: bool, accept_broken: bool, as_json: bool
) -> None:
    """Put the backup at PATH in the database's place, after verifying it. Stop `serve` first.

    The present database is kept beside it, under the name that is told. `--verify`: schema, every page,
    the key file against the backup, and every sealed value is opened once; exit code 1 if one does not.
    """
    settings = settings_for_operator()
    _require_sqlite(settings, path)
    with counting("sealed values", hidden=as_json) as tell:
        if verify:
            found = VerifyBackup(settings.service.master_key_file)(path, tell)
        else:
            done = asyncio.run(_restore(settings, path, tell, accept_broken=accept_broken))
            found = done.verified
    if as_json:
        aside = None if verify or done.aside is None else str(done.aside)
        show_json(_verified_json(path, found) | {"restored": not verify, "aside": aside})
    else:
        show_facts([*_verified_told(path, found), *(() if verify else _restored_told(done))])
    context.exit(1 if verify and found.broken else 0)


async def _restore(settings: Settings, path: Path, tell: Tell, *, accept_broken: bool) -> Restored:
    async with open_operator(settings, any_schema=True) as operator:
        restore_backup = RestoreBackup(
            settings.service.master_key_file, operator.database, operator.clock
        )
        return await restore_backup(path, accept_broken=accept_broken, tell=tell)


def _require_sqlite(settings: Settings, path: Path) -> None:
    url = settings.service.database_url
    if sqlite_path_of(url) is None:
        command = (
            f"pg_restore --clean --if-exists --dbname={shlex.quote(without_password(url))} "
            f"{shlex.quote(str(path))}"
        )
        raise BackupError(
            f"PostgreSQL restores its own backups: stop all processes, then `{command}`, then "
            "`alter-connector doctor`, which compares the key file with what is there"
        )


def _verified_json(path: Path, found: Verified) -> dict[str, object]:
    return {
        "path": str(path),
        "schema": found.schema,
        "counts": found.counts,
        "opened": found.opened,
        "broken": found.broken,
    }


def _verified_told(path: Path, found: Verified) -> Iterator[tuple[str, object]]:
    yield "backup", f"{path}, schema {found.schema}, every page whole"
    yield "holds", ", ".join(f"{count:,} {name}" for name, count in found.counts.items())
    yield "opened", f"{found.opened:,} sealed values, with this key file"
    if found.broken:
        more = f" and {len(found.broken) - _NAMED} more" if len(found.broken) > _NAMED else ""
        yield "do not open", ", ".join(found.broken[:_NAMED]) + more


def _restored_told(done: Restored) -> Iterator[tuple[str, object]]:
    if done.aside is not None:
        yield "before", f"{done.aside} is the database that was there: destroy it when sure"
    yield (
        "note",
        "what changed after the backup is not here; stores erased or tokens revoked since are back",
    )
    if done.verified.schema != SCHEMA_VERSION:
        yield "next", "`alter-connector init` brings its schema up to date, then `serve`"
    else:
        yield "next", "`alter-connector serve`"
