"""Killed at any commit, an import ends as if nothing had happened, and what had come whole does not come again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest

from connector.domain.sync import LEASE
from connector.flows.collaborators.credential_check import CredentialCheck
from connector.flows.collaborators.design_imports import DesignImports
from connector.flows.collaborators.store_secrets import StoreSecrets
from connector.flows.local_designs.fetching import FileFetcher
from connector.flows.local_designs.import_run import ImportDesigns
from connector.flows.local_designs.lease import DesignLeases
from connector.sandbox.content import sha256_of
from connector.sandbox.design_files import files_of
from connector.sandbox.knobs import Knobs
from connector.store.database import Database
from tests.flows.orders.playing import CutOff, Killed
from tests.stage.stage import ConnectedStore, Stage, Staging

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
async def stage(staging: Staging) -> AsyncIterator[Stage]:
    async with staging(worker=False, knobs=Knobs(limits_enabled=False), limit_scale=50) as opened:
        yield opened


def runner(stage: Stage, database: Database) -> ImportDesigns:
    """As the composition root makes it, on another door to the same database."""
    a, limits = stage.connector.adapters, stage.connector.settings.designs.limits
    secrets = StoreSecrets(a.vault)
    return ImportDesigns(
        database,
        DesignLeases(database, a.clock),
        DesignImports(a.alter, secrets),
        FileFetcher(a.alter, secrets, a.site_http, a.blobs, limits),
        CredentialCheck(database, a.alter, secrets, a.clock),
        a.blobs,
        limits,
        a.clock,
        Random(1),
    )


async def run_all(run: ImportDesigns) -> None:
    while await run("hand"):
        pass


async def requested(store: ConnectedStore, design: int) -> str:
    answer = await store.post("/v1/local-designs", {"designId": design})
    return f"/v1/local-designs/{answer.json['localDesignId']}"


def file_ids(stage: Stage, design: int) -> dict[str, str]:
    """By the content's hash."""
    theirs = files_of(stage.sandbox.world.designs[design], stage.sandbox.knobs.large_file_bytes)
    return {sha256_of(each.content): each.id for each in theirs}


def here(folder: Path) -> set[str]:
    return {path.stem for path in (folder / "designs").rglob("*") if len(path.stem) == 64}


async def test_a_kill_at_any_commit(stage: Stage, tmp_path: Path) -> None:
    """Before each commit and after it, each time with a design of its own."""
    store = await stage.connect()
    counting = CutOff(stage.database.url)
    await requested(store, 381)
    await run_all(runner(stage, counting))
    await counting.close()
    commits = counting.count
    assert commits >= 8
    design, kills = 381, 0
    for cut in range(commits - 1):
        for committed in (False, True):
            design += 1
            path = await requested(store, design)
            dead = CutOff(stage.database.url, cut, committed=committed)
            try:
                await run_all(runner(stage, dead))
            except Killed:
                kills += 1
            await dead.close()
            whole = here(tmp_path) & file_ids(stage, design).keys()
            seen = len(stage.sandbox.calls)
            stage.clock.shift(LEASE.total_seconds() + 1)
            await run_all(stage.connector.worker._designs)
            shown = (await store.get(path)).json
            assert (shown["state"], shown["code"]) == ("ready", None), (cut, committed)
            assert (await store.get(f"{path}/bundle.zip")).status == 200
            again = {call.path.rpartition("/")[2] for call in stage.sandbox.calls[seen:]}
            assert not again & {file_ids(stage, design)[each] for each in whole}
    # A slow machine's heartbeats are commits, too: there may be fewer the next time.
    assert kills >= 14
