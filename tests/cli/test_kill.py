"""`kill -9` in the middle of a sync, and `serve` started again: the rest is sent, soon, and within the limits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from connector.domain.sync import LEASE
from connector.sandbox.calls import CallRecord
from connector.sandbox.faults import Fault
from connector.sandbox.knobs import Knobs
from connector.sandbox.server import Sandbox
from tests.cli.processes import Served, free_address, serving
from tests.cli.terminal import Terminal, environment_for
from tests.stage.stage import item
from tests.stage.waiting import until

SYNC = "/runtime-bindings/sync-from-wordpress"
ROWS = 60
# A quarter of the documented limits: 30 writes a minute, 20 of them for bulk work.
SCALE, BULK = 0.25, 20


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(knobs=Knobs(limit_scale=SCALE)) as found:
        yield found


@pytest.fixture
async def environment(data_dir: Path, sandbox: Sandbox) -> dict[str, str]:
    given = environment_for(data_dir, alter_url=sandbox.api_url) | {
        "CONNECTOR_ALLOW_PRIVATE_STORES": "1",
        "CONNECTOR_OPERATOR_LISTEN": free_address(),
        "CONNECTOR_LISTEN": free_address(),
        "CONNECTOR_SYNC_BATCH": "2",
        "ALTER_LIMIT_SCALE": f"{SCALE}",
    }
    assert (await Terminal(given).beside("init")).code == 0
    return given


def sent(sandbox: Sandbox) -> list[CallRecord]:
    return sandbox.calls_to("POST", SYNC)


async def mapped(sandbox: Sandbox, served: Served) -> None:
    """A store with more to send than a minute's share of the limits takes."""
    credential = sandbox.issue_credential()
    body = {
        "storeUrl": "http://shop.localhost",
        "accessKey": credential.access_key,
        "accessToken": credential.access_token,
    }
    async with aiohttp.ClientSession() as client:
        async with client.post(f"{served.base}/v1/connect/credentials", json=body) as answer:
            token = (await answer.json())["storeToken"]
        rows = [item(f"wc_{number}", status="draft") for number in range(ROWS)]
        headers = {"Authorization": f"Bearer {token}"}
        async with client.put(
            f"{served.base}/v1/bindings", json={"bindings": rows}, headers=headers
        ) as answer:
            assert (await answer.json())["accepted"] == ROWS


@pytest.mark.slow
@pytest.mark.timeout(180)
async def test_a_killed_sync_goes_on_within_ten_seconds(
    environment: dict[str, str], sandbox: Sandbox
) -> None:
    """Killed during a call. The next one comes when the lease ends; over the minute both processes together
    send no more than one may, and Alter never says 429."""
    slow = Fault(path=SYNC, delay=1.0, after=8)
    sandbox.knobs.faults.append(slow)
    began = time.monotonic()
    async with serving(environment) as served:
        await mapped(sandbox, served)
        await until(lambda: struck(slow), seconds=30)
        served.process.kill()
        await served.process.wait()
    await asyncio.sleep(1.5)  # what the dead one had sent arrives
    before = len(sent(sandbox))
    assert 0 < before < BULK
    async with serving(environment):
        ready = time.monotonic()
        await until(lambda: more_than(sandbox, before), seconds=30)
        assert time.monotonic() - ready < LEASE.total_seconds() + 2
        await asyncio.sleep(max(0.0, began + 55 - time.monotonic()))
        assert len(sent(sandbox)) <= BULK
        await until(lambda: everything(sandbox), seconds=90)
    assert sandbox.refused == 0


async def struck(fault: Fault) -> bool:
    return fault.fired > 0


async def more_than(sandbox: Sandbox, number: int) -> bool:
    return len(sent(sandbox)) > number


async def everything(sandbox: Sandbox) -> bool:
    return len(sandbox.world.bindings) == ROWS
