"""What benchmarks measure: a real `serve` in front of a real `sandbox` on loopback, and a store connected to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import psutil

from scripts.story.processes import free_port, run, running

MIB = 1024 * 1024
SHOP = "http://shop.localhost"
_SAMPLE_SECONDS = 0.1


@dataclass(frozen=True)
class Scene:
    """`gateway` and `bearer`: the store's credentials as headers, in both ways."""

    process: psutil.Process
    connector: str
    sandbox: str
    gateway: Mapping[str, str]
    bearer: Mapping[str, str]

    def resident(self) -> float:
        """MiB that `serve` holds in memory."""
        return float(self.process.memory_info().rss) / MIB


async def peak_of(scene: Scene) -> float:
    """The most that was resident, ten times a second, until cancelled."""
    peak = 0.0
    try:
        while True:
            peak = max(peak, scene.resident())
            await asyncio.sleep(_SAMPLE_SECONDS)
    except asyncio.CancelledError:
        return peak


@asynccontextmanager
async def staged(
    folder: Path, *, sandbox_arguments: Sequence[str] = (), **settings: str
) -> AsyncIterator[Scene]:
    """`settings` are environment variables of the connector."""
    sandbox, public = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
    environment = {
        "CONNECTOR_DATA_DIR": str(folder / "data"),
        "CONNECTOR_LISTEN": public,
        "CONNECTOR_OPERATOR_LISTEN": f"127.0.0.1:{free_port()}",
        "CONNECTOR_ALLOW_PRIVATE_STORES": "1",
        "ALTER_API_URL": f"http://{sandbox}/public-api/v1",
        "ALTER_APP_URL": f"http://{sandbox}",
        **settings,
    }
    arguments = ["sandbox", "--listen", sandbox, *sandbox_arguments]
    health, ready = f"http://{sandbox}/public-api/healthz", f"http://{public}/readyz"
    await run(["init"], environment)
    async with (
        running(arguments, environment, ready=health, log=folder / "sandbox.log"),
        running(["serve"], environment, ready=ready, log=folder / "connector.log") as process,
    ):
        store = await _connected(f"http://{sandbox}", f"http://{public}")
        yield Scene(
            psutil.Process(process.pid),
            f"http://{public}",
            f"http://{sandbox}",
            {"x-alter-access-key": store["storeId"], "x-alter-access-token": store["storeToken"]},
            {"Authorization": f"Bearer {store['storeToken']}", "X-Connector-Site": SHOP},
        )


async def issued(sandbox: str) -> Mapping[str, str]:
    """A credential as its owner makes it by hand in Alter's panel: `accessKey`, `accessToken`."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{sandbox}/sandbox/credentials", json={}) as response,
    ):
        response.raise_for_status()
        found: Mapping[str, str] = await response.json()
        return found


async def _connected(sandbox: str, connector: str) -> Mapping[str, str]:
    credential = await issued(sandbox)
    body = {
        "storeUrl": SHOP,
        "accessKey": credential["accessKey"],
        "accessToken": credential["accessToken"],
    }
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{connector}/v1/connect/credentials", json=body) as response,
    ):
        response.raise_for_status()
        found: Mapping[str, str] = await response.json()
        return found
