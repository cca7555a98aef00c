"""`serve --workers`: several processes on one address, watched, and metrics that name them."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import psutil
import pytest

from connector.sandbox.server import Sandbox
from tests.cli.processes import (
    exit_code,
    finished,
    free_address,
    line_with,
    started,
)
from tests.cli.terminal import Terminal, environment_for
from tests.stage.waiting import until

pytestmark = pytest.mark.slow


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as found:
        yield found


@pytest.fixture
async def environment(data_dir: Path, sandbox: Sandbox, database_url: str) -> dict[str, str]:
    given = environment_for(data_dir, alter_url=sandbox.api_url) | {
        "CONNECTOR_DATABASE_URL": database_url,
        "CONNECTOR_OPERATOR_LISTEN": free_address(),
        "CONNECTOR_LISTEN": free_address(),
    }
    assert (await Terminal(given).beside("init")).code == 0
    return given


@pytest.fixture
def only_postgres(engine: str) -> None:
    if engine != "postgres":
        pytest.skip("SQLite takes one process")


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    """Each call on a connection of its own: the system chooses a process for each connection."""
    connector = aiohttp.TCPConnector(force_close=True)
    async with aiohttp.ClientSession(connector=connector) as session:
        yield session


async def metrics(client: aiohttp.ClientSession, environment: dict[str, str]) -> str:
    url = f"http://{environment['CONNECTOR_OPERATOR_LISTEN']}/metrics"
    async with client.get(url) as answer:
        return await answer.text()


def children(process: asyncio.subprocess.Process) -> list[psutil.Process]:
    return psutil.Process(process.pid).children()


@pytest.mark.usefixtures("only_postgres")
async def test_all_answer_on_one_address_and_are_told_apart(
    environment: dict[str, str], client: aiohttp.ClientSession
) -> None:
    async with started(environment, "serve", "--workers", "2") as process:
        await line_with(process, "supervising")
        for _ in range(40):
            async with client.get(f"http://{environment['CONNECTOR_LISTEN']}/readyz") as answer:
                assert answer.status == 200
        shown = await metrics(client, environment)
        for number in (1, 2):
            assert f'connector_process_up{{process="{number}"}} 1.0' in shown
            assert f'process="{number}",route_class="readyz",status="200"' in shown
        process.send_signal(signal.SIGTERM)
        assert await exit_code(process) == 0


@pytest.mark.usefixtures("only_postgres")
async def test_who_dies_is_started_again(
    environment: dict[str, str], client: aiohttp.ClientSession
) -> None:
    async with started(environment, "serve", "--workers", "2") as process:
        await line_with(process, "supervising")
        before = {child.pid for child in children(process)}
        killed = children(process)[0]
        killed.kill()
        assert "-9" in await line_with(process, "process_ended")

        async def both_again() -> bool:
            shown = await metrics(client, environment)
            return all(
                f'connector_process_up{{process="{number}"}} 1.0' in shown for number in (1, 2)
            )

        await until(both_again, seconds=30)
        after = {child.pid for child in children(process)}
        assert len(after) == 2
        assert killed.pid not in after
        assert len(before & after) == 1


@pytest.mark.usefixtures("only_postgres")
async def test_none_outlives_a_supervisor_that_was_killed(environment: dict[str, str]) -> None:
    async with started(environment, "serve", "--workers", "2") as process:
        await line_with(process, "supervising")
        left = children(process)
        process.kill()
        await process.wait()
        gone, alive = await asyncio.to_thread(psutil.wait_procs, left, 20)
        assert (len(gone), alive) == (2, [])


@pytest.mark.usefixtures("only_postgres")
async def test_what_does_not_fit_is_told_at_once(
    environment: dict[str, str], data_dir: Path
) -> None:
    """Not tried again for ever."""
    (data_dir / "master.key").unlink()
    code, _, err = await finished(environment, "serve", "--workers", "2")
    assert code == 1
    assert "no master key" in err


@pytest.mark.parametrize("option", [["--workers", "2"], ["--no-work"]])
async def test_more_than_one_on_sqlite_is_refused_with_the_reason(
    engine: str, environment: dict[str, str], option: list[str]
) -> None:
    if engine != "sqlite":
        pytest.skip("PostgreSQL takes as many as there are")
    code, _, err = await finished(environment, "serve", *option)
    assert code == 1
    assert f"{option[0]} takes more than one process. SQLite has one writer" in err
