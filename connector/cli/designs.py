"""`designs`: designs that stores host themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from connector.app import Operator, open_operator
from connector.cli.showing import counting, json_option, show_facts, show_json, show_table
from connector.cli.starting import settings_for_operator
from connector.domain.ids import StoreId
from connector.domain.local_design import LocalDesignState
from connector.domain.window import Rate, SlidingWindow
from connector.flows.collaborators.bell import Bell
from connector.flows.collaborators.manifest_check import ManifestReport
from connector.flows.local_designs.read import ReadLocalDesigns, ShownDesign
from connector.flows.local_designs.request import RequestDesign
from connector.flows.local_designs.verify import VerifyManifest
from connector.flows.operator.designs import ExportDesign, FindDesign
from connector.flows.operator.stores import FindStore
from connector.settings import Settings
from connector.web.v1.local_designs import design_json
from connector.web.v1.manifests import report_json

_COLUMNS = ("id", "design", "title", "state", "files", "MiB", "reason", "changed")
_LOOK_EVERY = 0.5
_MIB = 2**20


@click.group()
def designs() -> None:
    """Designs that stores host themselves: import, check, export."""


@designs.command("import")
@click.argument("store_id")
@click.argument("design_id", type=click.IntRange(1, 2**53 - 1))
@click.option("--no-wait", is_flag=True, help="Only ask; a running `serve` does it.")
@json_option
def import_(store_id: str, design_id: int, no_wait: bool, as_json: bool) -> None:
    """Fetch a design of Alter's with all its files. A running `serve` or `work` does it; this verb watches."""
    shown = asyncio.run(
        _import(settings_for_operator(), StoreId(store_id), design_id, no_wait, hidden=as_json)
    )
    _show(shown, as_json)
    if shown.design.state is LocalDesignState.FAILED:
        raise click.exceptions.Exit(1)


@designs.command("list")
@click.argument("store_id")
@json_option
def list_(store_id: str, as_json: bool) -> None:
    """The local designs of a store, the newest first."""
    found = asyncio.run(_list(settings_for_operator(), StoreId(store_id)))
    if as_json:
        show_json([design_json(each) for each in found])
        return
    show_table(_COLUMNS, [_cells(each) for each in found], empty="no local design")


@designs.command()
@click.argument("local_design_id")
@json_option
def show(local_design_id: str, as_json: bool) -> None:
    """One local design, as its store sees it."""
    _show(asyncio.run(_found(settings_for_operator(), local_design_id)), as_json)


@designs.command()
@click.argument("store_id")
@click.argument("manifest_url")
@click.argument("asset_base_url")
@click.option(
    "--hash", "manifest_hash", help="The manifest's SHA-256, if it should be a certain one."
)
@json_option
def verify(
    store_id: str, manifest_url: str, asset_base_url: str, manifest_hash: str | None, as_json: bool
) -> None:
    """Look at a manifest and its files where a shop serves them. Exit code 1 if a browser could not use them."""
    settings = settings_for_operator()
    report = asyncio.run(
        _verify(settings, StoreId(store_id), manifest_url, asset_base_url, manifest_hash)
    )
    if as_json:
        show_json(report_json(report))
    else:
        show_facts(_told(report))
    if not report.ok:
        raise click.exceptions.Exit(1)


@designs.command()
@click.argument("local_design_id")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@json_option
def export(local_design_id: str, folder: Path, as_json: bool) -> None:
    """Write the design to a new FOLDER, ready to be served: manifest.json beside its files."""
    count = asyncio.run(_export(settings_for_operator(), local_design_id, folder, hidden=as_json))
    if as_json:
        show_json({"folder": str(folder), "files": count})
    else:
        click.echo(
            f"{count} files and manifest.json are in {folder}. Serve it over https with "
            "Access-Control-Allow-Origin for Alter's pages, then `designs verify`."
        )


async def _import(
    settings: Settings, store_id: StoreId, design_id: int, no_wait: bool, *, hidden: bool
) -> ShownDesign:
    async with open_operator(settings) as operator:
        store = await FindStore(operator.database)(store_id)
        row = await RequestDesign(operator.database, Bell(), operator.clock)(store, design_id)
        with counting("files", hidden=hidden or no_wait) as tell:
            while True:
                shown = await ReadLocalDesigns(operator.database).one(store_id, row.id)
                tell(shown.progress.files_done, shown.progress.files_total)
                if no_wait or shown.design.due_at is None:
                    return shown
                await asyncio.sleep(_LOOK_EVERY)


async def _list(settings: Settings, store_id: StoreId) -> list[ShownDesign]:
    async with open_operator(settings) as operator:
        await FindStore(operator.database)(store_id)
        return list(await ReadLocalDesigns(operator.database).all(store_id))


async def _found(settings: Settings, local_design_id: str) -> ShownDesign:
    async with open_operator(settings) as operator:
        row = await FindDesign(operator.database)(local_design_id)
        return await ReadLocalDesigns(operator.database).one(row.store_id, row.id)


async def _verify(
    settings: Settings,
    store_id: StoreId,
    manifest_url: str,
    asset_base_url: str,
    manifest_hash: str | None,
) -> ManifestReport:
    async with open_operator(settings) as operator:
        store = await FindStore(operator.database)(store_id)
        flow = VerifyManifest(operator.check, SlidingWindow(Rate(1, 1.0)), operator.clock)
        return await flow(store, manifest_url, asset_base_url, manifest_hash)


async def _export(settings: Settings, local_design_id: str, folder: Path, *, hidden: bool) -> int:
    async with open_operator(settings) as operator:
        return await _exported(operator, local_design_id, folder, hidden=hidden)


async def _exported(operator: Operator, local_design_id: str, folder: Path, *, hidden: bool) -> int:
    row = await FindDesign(operator.database)(local_design_id)
    flow = ExportDesign(operator.database, operator.blobs)
    with counting("files", hidden=hidden) as tell:
        return await flow(row.store_id, row.id, folder, tell)


def _show(shown: ShownDesign, as_json: bool) -> None:
    if as_json:
        show_json(design_json(shown))
        return
    show_facts(_facts(design_json(shown)))


def _facts(found: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in found.items():
        yield name, f"{value['done']} of {value['total']}" if isinstance(value, dict) else value


def _cells(shown: ShownDesign) -> tuple[object, ...]:
    design, progress = shown.design, shown.progress
    return (
        design.id,
        design.design_id,
        design.title,
        design.state.value,
        f"{progress.files_done}/{progress.files_total}",
        f"{progress.bytes_total / _MIB:.1f}",
        design.code,
        design.updated_at,
    )


def _told(report: ManifestReport) -> Iterator[tuple[str, object]]:
    yield "verdict", "fine" if report.ok else "not usable"
    yield "manifest hash", report.manifest_hash
    yield (
        "files",
        f"{report.checked} checked, {report.total if report.total is not None else 'unknown'} named",
    )
    for each in report.problems:
        yield (
            each.code,
            f"{each.subject}: {each.detail}" + ("" if each.blocking else " (tolerated)"),
        )
