"""`bindings`: what a store's products open, and how far Alter has confirmed it."""

from __future__ import annotations

import asyncio

import click

from connector.app import open_operator
from connector.cli.showing import json_option, show_json, show_table
from connector.cli.starting import settings_for_operator
from connector.domain.binding import Binding, BindingStatus, SyncState
from connector.domain.ids import StoreId
from connector.domain.listing import DEFAULT_SORT, BindingFilter, Cursor
from connector.flows.bindings.read import BindingPage, ReadBindings
from connector.flows.operator.stores import ShowStore
from connector.settings import Settings
from connector.web.rendering import binding_json

_COLUMNS = ("product", "runtime", "status", "design", "sync", "reason", "changed")


@click.group()
def bindings() -> None:
    """What a store's products open, and how their sync stands."""


@bindings.command("list")
@click.argument("store_id")
@click.option("--status", multiple=True, type=click.Choice([each.value for each in BindingStatus]))
@click.option("--sync", multiple=True, type=click.Choice([each.value for each in SyncState]))
@click.option("--search", help="Part of the product's id.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--cursor", help="`nextCursor` of the page before.")
@json_option
def list_(
    *,
    store_id: str,
    status: tuple[str, ...],
    sync: tuple[str, ...],
    search: str | None,
    limit: int,
    cursor: str | None,
    as_json: bool,
) -> None:
    """Bindings of one store, by product id. `--status` and `--sync` may be given more than once."""
    wanted = BindingFilter(
        statuses=tuple(BindingStatus(each) for each in status),
        sync_states=tuple(SyncState(each) for each in sync),
        search=search,
    )
    after = _position(cursor)
    page = asyncio.run(_page(settings_for_operator(), StoreId(store_id), wanted, after, limit))
    following = page.next_cursor.encode() if page.next_cursor else None
    if as_json:
        items = [binding_json(row) for row in page.items]
        show_json({"items": items, "nextCursor": following, "total": page.total})
        return
    show_table(_COLUMNS, [_cells(row) for row in page.items], empty="no binding fits")
    if following:
        click.echo(f"{len(page.items)} of {page.total}; the next: --cursor {following}", err=True)


def _position(cursor: str | None) -> Cursor | None:
    try:
        return None if cursor is None else Cursor.decode(cursor)
    except ValueError as fault:
        raise click.BadParameter(str(fault), param_hint="--cursor") from fault


async def _page(
    settings: Settings, store_id: StoreId, wanted: BindingFilter, after: Cursor | None, limit: int
) -> BindingPage:
    async with open_operator(settings) as operator:
        # An unknown store is told apart from one without bindings.
        await ShowStore(operator.database, operator.description)(store_id)
        return await ReadBindings(operator.database).page(
            store_id, wanted, sort=DEFAULT_SORT, after=after, limit=limit
        )


def _cells(row: Binding) -> tuple[object, ...]:
    desired = row.desired
    external = desired.external_design.external_design_key if desired.external_design else None
    return (
        desired.external_product_id,
        desired.runtime_type.value,
        desired.status.value,
        row.design_id or external,
        row.sync_state.value,
        row.code or row.detail,
        row.updated_at,
    )
