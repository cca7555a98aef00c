"""`serve` as a process: how it starts, what it refuses, how it stops."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import psutil
import pytest

from connector.sandbox.faults import Fault
from connector.sandbox.server import Sandbox
from connector.vault.keyring import KeyRing
from tests.cli.processes import (
    Served,
    exit_code,
    finished,
    free_address,
    line_with,
    serving,
    started,
)
from tests.cli.terminal import Terminal, environment_for
from tests.stage.stage import item

pytestmark = pytest.mark.slow

_SHOP = "http://shop.localhost"


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as found:
        yield found


@pytest.fixture
async def environment(data_dir: Path, sandbox: Sandbox) -> dict[str, str]:
    """Of an initialised installation."""
    given = environment_for(data_dir, alter_url=sandbox.api_url) | {
        "CONNECTOR_ALLOW_PRIVATE_STORES": "1",
        "CONNECTOR_OPERATOR_LISTEN": free_address(),
        "CONNECTOR_LISTEN": free_address(),
    }
    assert (await Terminal(given).beside("init")).code == 0
    return given


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def connect(client: aiohttp.ClientSession, served: Served, sandbox: Sandbox) -> str:
    """A store with credentials made by hand; its token."""
    credential = sandbox.issue_credential()
    body = {
        "storeUrl": _SHOP,
        "accessKey": credential.access_key,
        "accessToken": credential.access_token,
    }
    async with client.post(served.base + "/v1/connect/credentials", json=body) as answer:
        assert answer.status == 201, await answer.text()
        return str((await answer.json())["storeToken"])


async def check(client: aiohttp.ClientSession, served: Served, token: str) -> int:
    """A call that goes through to Alter."""
    headers = {"Authorization": f"Bearer {token}"}
    async with client.post(served.base + "/v1/store/check", headers=headers) as answer:
        await answer.read()
        return answer.status


async def reached(sandbox: Sandbox) -> None:
    """Until the call that the fault delays has come to the sandbox."""
    async with asyncio.timeout(10):
        while True:
            if sandbox.knobs.faults[0].fired:
                return
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_stops_with_0_when_asked(
    environment: dict[str, str], number: signal.Signals
) -> None:
    async with serving(environment) as served:
        served.process.send_signal(number)
        assert await exit_code(served.process) == 0


async def test_it_says_where_it_listens(environment: dict[str, str]) -> None:
    async with started(environment, "serve") as process:
        assert environment["CONNECTOR_LISTEN"] in await line_with(process, "serving")


async def test_what_is_in_flight_finishes_and_nothing_new_is_taken(
    environment: dict[str, str], sandbox: Sandbox, client: aiohttp.ClientSession
) -> None:
    async with serving(environment) as served:
        token = await connect(client, served, sandbox)
        sandbox.knobs.faults = [Fault(path="auth/check", delay=2.0)]
        in_flight = asyncio.create_task(check(client, served, token))
        await reached(sandbox)
        served.process.terminate()
        await line_with(served.process, "stopping")
        await asyncio.sleep(0.5)
        assert not in_flight.done()
        async with aiohttp.ClientSession() as late:
            with pytest.raises(aiohttp.ClientConnectionError):
                await late.get(served.base + "/healthz")
        assert await in_flight == 200
        assert await exit_code(served.process) == 0


async def test_nothing_new_is_taken_while_the_worker_finishes(
    environment: dict[str, str], sandbox: Sandbox, client: aiohttp.ClientSession
) -> None:
    async with serving(environment) as served:
        token = await connect(client, served, sandbox)
        sandbox.knobs.faults = [Fault(path="sync-from-wordpress", delay=2.0)]
        headers = {"Authorization": f"Bearer {token}"}
        body = {"bindings": [item("wc_1")]}
        async with client.put(served.base + "/v1/bindings", json=body, headers=headers) as answer:
            assert answer.status == 200
        await reached(sandbox)
        served.process.terminate()
        await line_with(served.process, "stopping")
        await asyncio.sleep(0.5)
        async with aiohttp.ClientSession() as late:
            with pytest.raises(aiohttp.ClientConnectionError):
                await late.get(served.base + "/healthz")
        assert await exit_code(served.process) == 0


async def test_what_takes_too_long_is_cut_off(
    environment: dict[str, str], sandbox: Sandbox, client: aiohttp.ClientSession
) -> None:
    environment["CONNECTOR_STOP_WITHIN"] = "1"
    async with serving(environment) as served:
        token = await connect(client, served, sandbox)
        sandbox.knobs.faults = [Fault(path="auth/check", delay=9.0)]
        in_flight = asyncio.create_task(check(client, served, token))
        await reached(sandbox)
        served.process.terminate()
        began = time.monotonic()
        assert await exit_code(served.process) == 0
        assert time.monotonic() - began < 5
        with pytest.raises(aiohttp.ClientError):
            await in_flight


async def test_a_second_signal_ends_it_at_once(
    environment: dict[str, str], sandbox: Sandbox, client: aiohttp.ClientSession
) -> None:
    async with serving(environment) as served:
        token = await connect(client, served, sandbox)
        sandbox.knobs.faults = [Fault(path="auth/check", delay=9.0)]
        in_flight = asyncio.create_task(check(client, served, token))
        await reached(sandbox)
        served.process.terminate()
        await line_with(served.process, "stopping")
        served.process.terminate()
        began = time.monotonic()
        assert await exit_code(served.process) == 128 + signal.SIGTERM
        assert time.monotonic() - began < 2
        with pytest.raises(aiohttp.ClientError):
            await in_flight


@pytest.mark.parametrize("verb", ["serve", "work"])
async def test_a_second_process_on_sqlite_is_refused(
    environment: dict[str, str], verb: str
) -> None:
    async with serving(environment):
        code, _, err = await finished(environment, verb)
    assert code == 1
    assert "another alter-connector process" in err
    assert "Traceback" not in err


async def test_a_killed_process_leaves_no_lock(environment: dict[str, str]) -> None:
    async with serving(environment) as served:
        served.process.kill()
        await served.process.wait()
    async with serving(environment):
        pass


async def test_a_taken_port_is_told_in_one_line(environment: dict[str, str]) -> None:
    async with serving(environment) as served:
        environment["CONNECTOR_LISTEN"] = served.base.removeprefix("http://")
        environment["CONNECTOR_DATA_DIR"] += "-2"
        await Terminal(environment).beside("init")
        code, _, err = await finished(environment, "serve")
    assert code == 1
    assert "address already in use" in err
    assert "Traceback" not in err


async def test_it_refuses_a_key_that_others_can_read(
    environment: dict[str, str], data_dir: Path
) -> None:
    (data_dir / "master.key").chmod(0o640)
    code, _, err = await finished(environment, "serve")
    assert code == 1
    assert "chmod 600" in err


async def test_it_refuses_without_its_key(environment: dict[str, str], data_dir: Path) -> None:
    (data_dir / "master.key").unlink()
    code, _, err = await finished(environment, "serve")
    assert code == 1
    assert "restore the key file" in err


async def test_it_refuses_another_key(environment: dict[str, str], data_dir: Path) -> None:
    (data_dir / "master.key").unlink()
    KeyRing.create(data_dir / "master.key")
    code, _, err = await finished(environment, "serve")
    assert code == 1
    assert "restore the key file" in err
    assert "Traceback" not in err


async def test_idle_it_is_small(environment: dict[str, str]) -> None:
    """120 MB is the aim; what is measured is what an operator's `ps` shows."""
    async with serving(environment) as served:
        await asyncio.sleep(0.5)
        resident = psutil.Process(served.process.pid).memory_info().rss
    assert resident < 120 * 1024 * 1024
