"""`outbox`: changes that do not reach Alter, of bindings and of orders, across all stores."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import click

from connector.app import open_operator
from connector.cli.showing import json_option, show_facts, show_json, show_table
from connector.cli.starting import settings_for_operator
from connector.domain.binding import SyncState
from connector.domain.ids import StoreId
from connector.domain.outbox import Job, JobFilter, JobKind, JobRef, parse_id
from connector.flows.operator.outbox import DropJobs, ReadOutbox, RetryJobs
from connector.settings import Settings

_COLUMNS = ("id", "store", "about", "state", "code", "attempts", "next try", "changed")

_DROPPING = """\
Dropping is for good. What the shop wanted is forgotten here, and the row counts as settled with what Alter is
known to hold: a binding takes the status and design that Alter last confirmed, or becomes a draft if Alter never
confirmed it; an Alter order keeps the status and quantities it has. Nothing is sent. A later change in the shop
is sent as usual."""


@click.group()
def outbox() -> None:
    """Changes that do not reach Alter: list, show, retry, drop."""


_Command = Callable[..., None]


def _filtered(command: _Command) -> _Command:
    """The options that choose jobs."""
    for option in (
        click.option("--store", help="Of one store, by its id."),
        click.option("--kind", type=click.Choice([each.value for each in JobKind])),
        click.option("--code", help="With exactly this code of Alter's or ours."),
        click.option(
            "--state",
            type=click.Choice([SyncState.FAILED.value, SyncState.PENDING.value]),
            default=SyncState.FAILED.value,
            show_default=True,
            help="failed: nothing happens by itself; pending: it will be sent.",
        ),
    ):
        command = option(command)
    return command


@outbox.command("list")
@_filtered
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@json_option
def list_(*, limit: int, as_json: bool, **chosen: Any) -> None:
    """What changed last, first; what failed unless `--state` says otherwise."""
    jobs = asyncio.run(_page(settings_for_operator(), _wanted(**chosen), limit))
    if as_json:
        show_json([_job_json(job) for job in jobs])
        return
    show_table(_COLUMNS, [_cells(job) for job in jobs], empty="nothing fits")
    if len(jobs) == limit:
        click.echo(f"the first {limit}; --limit shows more", err=True)


@outbox.command()
@click.argument("job_id", metavar="ID")
@json_option
def show(job_id: str, as_json: bool) -> None:
    """All that is known of one change, Alter's last answer included (cut, and without secrets)."""
    (job,) = asyncio.run(_named(settings_for_operator(), [job_id]))
    if as_json:
        show_json(_job_json(job))
    else:
        show_facts(_told(job))


@outbox.command()
@click.argument("ids", metavar="[ID]...", nargs=-1)
@_filtered
@click.option("--all", "every", is_flag=True, help="All that the options choose, however many.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def retry(*, ids: tuple[str, ...], every: bool, yes: bool, as_json: bool, **chosen: Any) -> None:
    """Send again now: the changes named, or with --all those that --store, --kind, --code, --state choose.

    A running `serve` takes them up within a second.
    """
    settings = settings_for_operator()
    if bool(ids) == every:
        raise click.UsageError("Name changes by their ids, or choose them with --all.")
    if ids:
        named = asyncio.run(_named(settings, ids))
        jobs = [JobRef(job.store_id, parse_id(job.id)) for job in named]
    else:
        jobs = list(asyncio.run(_fitting(settings, _wanted(**chosen))))
    if len(jobs) > 1 and not yes:
        click.confirm(f"Send {len(jobs)} changes again?", abort=True, err=True)
    count = asyncio.run(_retry(settings, jobs))
    if as_json:
        show_json({"retried": count})
    else:
        click.echo(f"{count} change(s) are due now.")


@outbox.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def drop(ids: tuple[str, ...], yes: bool, as_json: bool) -> None:
    """Give up failed changes for good, so that nobody is told of them any more.

    What the shop wanted is forgotten, and the row counts as settled with what Alter is known to hold.
    """
    settings = settings_for_operator()
    jobs = asyncio.run(_named(settings, ids))
    if not yes:
        show_table(_COLUMNS, [_cells(job) for job in jobs], empty="")
        click.echo(_DROPPING, err=True)
        click.confirm(f"Drop {len(jobs)} change(s)?", abort=True, err=True)
    count = asyncio.run(_drop(settings, jobs))
    if as_json:
        show_json({"dropped": count})
    else:
        click.echo(f"{count} change(s) dropped.")


def _wanted(*, store: str | None, kind: str | None, code: str | None, state: str) -> JobFilter:
    return JobFilter(
        store_id=None if store is None else StoreId(store),
        kind=None if kind is None else JobKind(kind),
        code=code,
        state=SyncState(state),
    )


async def _page(settings: Settings, wanted: JobFilter, limit: int) -> Sequence[Job]:
    async with open_operator(settings) as operator:
        return await ReadOutbox(operator.database)(wanted, limit=limit)


async def _named(settings: Settings, ids: Sequence[str]) -> Sequence[Job]:
    async with open_operator(settings) as operator:
        return await ReadOutbox(operator.database).named(ids)


async def _fitting(settings: Settings, wanted: JobFilter) -> Sequence[JobRef]:
    async with open_operator(settings) as operator:
        return await ReadOutbox(operator.database).fitting(wanted)


async def _retry(settings: Settings, jobs: Sequence[JobRef]) -> int:
    async with open_operator(settings) as operator:
        return await RetryJobs(operator.database, operator.clock)(jobs)


async def _drop(settings: Settings, jobs: Sequence[Job]) -> int:
    async with open_operator(settings) as operator:
        return await DropJobs(operator.database, operator.clock)(jobs)


def _cells(job: Job) -> tuple[object, ...]:
    return (
        job.id,
        job.store_id,
        job.subject,
        job.state.value,
        job.code or job.detail,
        job.attempts,
        job.due_at,
        job.updated_at,
    )


def _job_json(job: Job) -> dict[str, object]:
    return {
        "id": job.id,
        "kind": job.kind.value,
        "storeId": job.store_id,
        "about": job.subject,
        "wanted": job.wanted,
        "state": job.state.value,
        "upstreamStatus": job.upstream_status,
        "code": job.code,
        "detail": job.detail,
        "attempts": job.attempts,
        "nextAttemptAt": job.due_at,
        "firstFailedAt": job.first_failed_at,
        "syncedAt": job.synced_at,
        "changedAt": job.updated_at,
        "lastAnswer": job.last_answer,
    }


def _told(job: Job) -> Iterator[tuple[str, object]]:
    yield "id", job.id
    yield "store", job.store_id
    yield "about", job.subject
    yield "wanted", job.wanted
    yield "state", job.state.value
    yield "Alter answered", job.upstream_status
    yield "code", job.code
    yield "detail", job.detail
    yield "attempts", job.attempts
    yield "next try", job.due_at
    yield "first failed", job.first_failed_at
    yield "last confirmed", job.synced_at
    yield "changed", job.updated_at
    yield "last answer", job.last_answer
