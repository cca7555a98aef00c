"""What tests of the sync do again and again: put rows, go round, look at both sides."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from connector.domain.binding import Binding
from connector.domain.ids import StoreId
from connector.domain.listing import BindingFilter
from connector.domain.sync import SyncStatus
from connector.flows.sync.run import RunSync
from connector.sandbox.calls import CallRecord
from connector.sandbox.faults import Fault
from connector.store import binding_lists, sync_states
from tests.stage.stage import ConnectedStore, Stage, item

SYNC = "/runtime-bindings/sync-from-wordpress"
NO_SUCH_DESIGN = 999_999


def run_of(stage: Stage, **sender: Any) -> RunSync:
    """The worker's own flow; `sender` changes how it sends."""
    run = stage.connector.worker._sync
    return replace(run, sender=replace(run.sender, **sender)) if sender else run


async def turn(stage: Stage, owner: str = "lane", **sender: Any) -> None:
    """One turn, a second later: whatever waited for company is due."""
    stage.clock.shift(1)
    assert await run_of(stage, **sender)(owner)


def fault(stage: Stage, **fields: Any) -> Fault:
    found = Fault(path="sync-from-wordpress", **fields)
    stage.sandbox.knobs.faults.append(found)
    return found


def calls(stage: Stage) -> list[CallRecord]:
    return stage.sandbox.calls_to("POST", SYNC)


def sizes(stage: Stage) -> list[int]:
    return [len(call.body["bindings"]) for call in calls(stage)]


def held(stage: Stage) -> dict[str, str]:
    """What the sandbox holds: product -> status."""
    return {each.external_product_id: each.status for each in stage.sandbox.world.bindings}


async def fill(store: ConnectedStore, count: int, bad: Sequence[int] = (), **fields: Any) -> None:
    """`count` changes, not waited for; those at `bad` name a design that Alter does not have."""
    items = [
        item(f"wc_{number}", **{"design": NO_SUCH_DESIGN if number in bad else 381} | fields)
        for number in range(count)
    ]
    put = await store.put_bindings(*items, wait=0)
    assert put.json["accepted"] == count, put.json


async def rows(stage: Stage, store: ConnectedStore) -> dict[str, Binding]:
    async with stage.database.read() as connection:
        found, _ = await binding_lists.page(
            connection,
            StoreId(store.id),
            BindingFilter(),
            sort="externalProductId",
            after=None,
            limit=10_000,
        )
    return {row.desired.external_product_id: row for row in found}


async def states(stage: Stage, store: ConnectedStore) -> dict[str, str]:
    return {name: row.sync_state.value for name, row in (await rows(stage, store)).items()}


async def status(stage: Stage, store: ConnectedStore) -> SyncStatus:
    async with stage.database.read() as connection:
        return await sync_states.get(connection, StoreId(store.id))


async def until_in_flight(stage: Stage, store: ConnectedStore) -> None:
    for _ in range(500):
        if (await status(stage, store)).in_flight:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nothing was sent within 5 s")
