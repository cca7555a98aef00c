"""`stores`: the connected sites, and what the operator may do to one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping

import click

from connector.app import open_operator
from connector.cli.showing import json_option, show_facts, show_json, show_table
from connector.cli.starting import settings_for_operator
from connector.domain.ids import StoreId
from connector.flows.collaborators.store_shape import StoreShape
from connector.flows.operator.stores import (
    LeftBehind,
    ListedStore,
    ListStores,
    ReleaseStore,
    RevokeTokens,
    ShowStore,
)
from connector.settings import Settings

_NAMED = 20
"""Bindings that a person is shown by name; `--json` names all."""

_COLUMNS = (
    "id",
    "url",
    "state",
    "proved",
    "storefront",
    "active",
    "pending",
    "failed",
    "connected",
)


@click.group()
def stores() -> None:
    """List, show and release stores; revoke their tokens."""


@stores.command("list")
@json_option
def list_(as_json: bool) -> None:
    """All stores, the newest first."""
    found = asyncio.run(_list(settings_for_operator()))
    if as_json:
        show_json([_listed_json(each) for each in found])
        return
    rows = [tuple(_listed_json(each).values()) for each in found]
    show_table(_COLUMNS, rows, empty="no store is connected")


@stores.command()
@click.argument("store_id")
@json_option
def show(store_id: str, as_json: bool) -> None:
    """One store, as its own backend sees it. No secret is shown."""
    found = asyncio.run(_show(settings_for_operator(), StoreId(store_id)))
    if as_json:
        show_json(found)
    else:
        show_facts(_flat(found))


@stores.command()
@click.argument("store_id")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def release(store_id: str, yes: bool, as_json: bool) -> None:
    """Delete a store with everything sealed for it, so that its address is free.

    Nothing is called at Alter: what stays there is told, and only the storefront's owner can remove it.
    """
    settings, wanted = settings_for_operator(), StoreId(store_id)
    if not yes:
        left = asyncio.run(_release(settings, wanted, preview=True))
        click.echo(
            f"{left.store.store_url} ({store_id}) and its key are destroyed, for good; "
            f"{len(left.active)} of its bindings are active at Alter.",
            err=True,
        )
        click.confirm("Release it?", abort=True, err=True)
    left = asyncio.run(_release(settings, wanted))
    if as_json:
        show_json(_left_json(left))
    else:
        show_facts(_left_told(left))


@stores.command("revoke-tokens")
@click.argument("store_id")
@json_option
def revoke_tokens(store_id: str, as_json: bool) -> None:
    """Every token of a store dies at once, in a running `serve` too; the store must connect again.

    For a token that leaked. The Alter credential is untouched, and bindings stay as they are.
    """
    count = asyncio.run(_revoke_tokens(settings_for_operator(), StoreId(store_id)))
    if as_json:
        show_json({"storeId": store_id, "revoked": count})
    else:
        click.echo(f"{count} token(s) revoked; the owner now clicks Connect in WP admin.")


async def _list(settings: Settings) -> list[ListedStore]:
    async with open_operator(settings) as operator:
        return list(await ListStores(operator.database)())


async def _show(settings: Settings, store_id: StoreId) -> StoreShape:
    async with open_operator(settings) as operator:
        return await ShowStore(operator.database, operator.description)(store_id)


async def _release(settings: Settings, store_id: StoreId, *, preview: bool = False) -> LeftBehind:
    async with open_operator(settings) as operator:
        release_store = ReleaseStore(operator.database)
        return await (release_store.preview if preview else release_store)(store_id)


async def _revoke_tokens(settings: Settings, store_id: StoreId) -> int:
    async with open_operator(settings) as operator:
        return await RevokeTokens(operator.database)(store_id)


def _listed_json(listed: ListedStore) -> dict[str, object]:
    """In the order of the columns."""
    store, counts = listed.store, listed.counts
    return {
        "storeId": store.id,
        "storeUrl": store.store_url,
        "state": "leaving" if store.leaving_until else store.state.value,
        "addressProved": store.address_proved,
        "storefrontId": store.storefront_id,
        "activeBindings": counts.active,
        "pending": counts.pending,
        "failed": counts.failed,
        "connectedAt": store.connected_at,
    }


def _flat(value: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, each in value.items():
        if isinstance(each, dict):
            yield from _flat(each, f"{prefix}{name}.")
        else:
            yield prefix + name, each


def _left_json(left: LeftBehind) -> dict[str, object]:
    bindings = [
        {
            "externalProductId": row.desired.external_product_id,
            "runtimeType": row.desired.runtime_type.value,
            "runtimeBindingId": row.runtime_binding_id,
        }
        for row in left.active
    ]
    return {
        "released": left.store.id,
        "storeUrl": left.store.store_url,
        "leftBehind": {"storefrontId": left.store.storefront_id, "activeBindings": bindings},
    }


def _left_told(left: LeftBehind) -> Iterator[tuple[str, object]]:
    yield "released", f"{left.store.store_url} ({left.store.id})"
    yield (
        "credential",
        f"still valid at Alter: the owner of storefront {left.store.storefront_id} revokes it in "
        "Alter's panel, E-commerce Settings > Integration",
    )
    products = [row.desired.external_product_id for row in left.active]
    more = f" and {len(products) - _NAMED} more" if len(products) > _NAMED else ""
    yield "active at Alter", (", ".join(products[:_NAMED]) + more) or "no binding"
