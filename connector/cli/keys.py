"""`keys`: the master keys, changed beside a running service: add, promote, rotate, retire."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import click

from connector.app import Operator, open_operator
from connector.cli.showing import counting, json_option, show_facts, show_json, show_table
from connector.cli.starting import settings_for_operator
from connector.domain.clock import Clock
from connector.flows.operator.keys.add import Added, AddKey
from connector.flows.operator.keys.promote import PromoteKey
from connector.flows.operator.keys.retire import RetireKey
from connector.flows.operator.keys.rotate import Rotated, RotateKeys, Tell
from connector.flows.operator.keys.status import KeyStatus, ShowKeys
from connector.settings import Settings
from connector.store.database import Database
from connector.vault.key_file import KeyFile

_COLUMNS = ("key id", "state", "created", "data keys", "loaded by")
_PROCESS_COLUMNS = ("process", "verb", "version", "seals under", "started", "seen")
_OLD_BACKUPS = (
    "Backups made before still need the former key: keep a copy of the key file as it was for as long as "
    "you keep them, apart from them."
)
_NAMED = 20
"""Broken data keys that a person is shown by name; `--json` names all."""


@click.group()
def keys() -> None:
    """Show, add, promote, rotate and retire master keys, beside a running service.

    A full change of the key: `add`, `promote`, `rotate`, `retire`, in this order. Each may be stopped or
    killed at any point and run again.
    """


@keys.command()
@json_option
@click.pass_context
def status(context: click.Context, as_json: bool) -> None:
    """Every master key, what is under it, and which processes have loaded it.

    Exit code 1 when the key file does not fit the database.
    """
    found = asyncio.run(_status(settings_for_operator()))
    if as_json:
        show_json(_status_json(found))
    else:
        rows = [
            (each.key_id, each.state, each.created_at, each.data_keys, each.loaded_by)
            for each in found.keys
        ]
        show_table(_COLUMNS, rows, empty="there is no key")
        click.echo()
        running = [
            (each.id, each.verb, each.version, each.key_ids[0], each.started_at, each.seen_at)
            for each in found.processes
        ]
        show_table(_PROCESS_COLUMNS, running, empty="no process is running")
        for line in _warnings(found):
            click.echo(line, err=True)
    context.exit(1 if found.fault else 0)


@keys.command()
@json_option
def add(as_json: bool) -> None:
    """Append a new key to the key file. Nothing is sealed under it before `keys promote`."""
    settings = settings_for_operator()
    added = asyncio.run(_add(settings))
    if as_json:
        show_json({"keyId": added.key_id, "resumed": added.resumed})
        return
    how = "taken up where an earlier run was cut off" if added.resumed else "new"
    show_facts(
        (
            ("key", f"{added.key_id} ({how})"),
            ("back up", f"{settings.service.master_key_file} again, apart from the database"),
            ("next", f"`alter-connector keys promote {added.key_id}`"),
        )
    )


@keys.command()
@click.argument("key_id")
@click.option(
    "--wait",
    default=40.0,
    show_default=True,
    type=click.FloatRange(0, 3600),
    help="Seconds that running processes get to load the key.",
)
@json_option
def promote(key_id: str, wait: float, as_json: bool) -> None:
    """Seal under KEY_ID from now on, once every running process has it.

    Running processes follow within seconds. Until `keys rotate`, the former key is needed as before.
    """
    now = asyncio.run(_promote(settings_for_operator(), key_id, wait))
    if as_json:
        show_json({"keyId": key_id, "promoted": True, "wasPrimary": not now})
        return
    click.echo(f"{key_id} is the primary." if now else f"{key_id} was the primary already.")
    click.echo("Next: `alter-connector keys rotate`", err=True)


@keys.command()
@json_option
@click.pass_context
def rotate(context: click.Context, as_json: bool) -> None:
    """Bring every data key under the primary, beside a running service.

    May be stopped or killed at any point: run again, it does what is left. Exit code 1 when a data key
    does not open; such rows are left as they are, and named.
    """
    settings = settings_for_operator()
    with counting("data keys", hidden=as_json) as tell:
        done = asyncio.run(_rotate(settings, tell))
    if as_json:
        show_json(_rotated_json(done))
    else:
        show_facts(_rotated_told(done))
        click.echo(_OLD_BACKUPS, err=True)
    context.exit(1 if done.broken else 0)


@keys.command()
@click.argument("key_id")
@json_option
def retire(key_id: str, as_json: bool) -> None:
    """Take KEY_ID out of the key file. Refused while anything is sealed under it."""
    asyncio.run(_retire(settings_for_operator(), key_id))
    if as_json:
        show_json({"keyId": key_id, "retired": True})
    else:
        click.echo(f"{key_id} is retired: nothing here needs it any more.")
        click.echo(_OLD_BACKUPS, err=True)


async def _status(settings: Settings) -> KeyStatus:
    async with open_operator(settings) as operator:
        return await ShowKeys(*_collaborators(settings, operator))()


async def _add(settings: Settings) -> Added:
    async with open_operator(settings) as operator:
        return await AddKey(*_collaborators(settings, operator))()


async def _promote(settings: Settings, key_id: str, wait: float) -> bool:
    async with open_operator(settings) as operator:
        return await PromoteKey(*_collaborators(settings, operator))(key_id, wait=wait)


async def _rotate(settings: Settings, tell: Tell) -> Rotated:
    async with open_operator(settings) as operator:
        return await RotateKeys(*_collaborators(settings, operator))(tell)


async def _retire(settings: Settings, key_id: str) -> None:
    async with open_operator(settings) as operator:
        await RetireKey(*_collaborators(settings, operator))(key_id)


def _collaborators(settings: Settings, operator: Operator) -> tuple[KeyFile, Database, Clock]:
    return KeyFile(settings.service.master_key_file), operator.database, operator.clock


def _warnings(found: KeyStatus) -> Iterator[str]:
    if found.damaged:
        yield f"{found.damaged} data key(s) are damaged: restore them from a backup."
    if found.fault:
        yield found.fault


def _status_json(found: KeyStatus) -> dict[str, object]:
    return {
        "keys": [
            {
                "keyId": each.key_id,
                "state": each.state,
                "createdAt": each.created_at,
                "dataKeys": each.data_keys,
                "loadedBy": each.loaded_by,
            }
            for each in found.keys
        ],
        "processes": [
            {
                "processId": each.id,
                "verb": each.verb,
                "version": each.version,
                "keyIds": each.key_ids,
                "startedAt": each.started_at,
                "seenAt": each.seen_at,
            }
            for each in found.processes
        ],
        "damaged": found.damaged,
        "fault": found.fault,
    }


def _rotated_json(done: Rotated) -> dict[str, object]:
    return {
        "keyId": done.primary_id,
        "rewrapped": done.rewrapped,
        "seconds": round(done.seconds, 3),
        "broken": [{"owner": owner, "detail": why} for owner, why in done.broken.items()],
    }


def _rotated_told(done: Rotated) -> Iterator[tuple[str, object]]:
    rate = done.rewrapped / done.seconds if done.seconds else 0.0
    yield "primary", done.primary_id
    yield "brought under it", f"{done.rewrapped:,} in {done.seconds:.1f} s ({rate:,.0f} a second)"
    for owner, why in list(done.broken.items())[:_NAMED]:
        yield f"broken: {owner}", why
    if len(done.broken) > _NAMED:
        yield "broken", f"{len(done.broken) - _NAMED} more; --json names all"
    if not done.broken:
        yield "next", "`keys retire` for the former key; `keys status` shows its id"
