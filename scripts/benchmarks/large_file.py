"""What a large file costs `serve` in memory while it passes through the gateway.

    python -m scripts.benchmarks.large_file [--mib 200] [--slow-seconds 20]

A real `serve` in front of a real `sandbox`, both on loopback. Resident memory of `serve` is read ten times a second
while clients download one design's model: one that reads as fast as it comes, one that reads 2 MiB a second (for
`--slow-seconds`, then it hangs up), and four of each at once. The rise is against the idle process before it. The
clients run in this process, so the speeds say what three processes on this machine do together, no more.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import psutil

from scripts.story.processes import free_port, run, running

_MIB = 1024 * 1024
_PROMISED = 20
"""MiB that a file of 200 MB may add."""
_SAMPLE_SECONDS = 0.1
_SETTLE_SECONDS = 2.0
_PIECE = 64 * 1024
_SLOW_RATE = 2 * _MIB
_DESIGN = 390


@dataclass(frozen=True)
class Measured:
    name: str
    baseline: float
    peak: float
    bytes_read: int
    seconds: float

    @property
    def rise(self) -> float:
        return self.peak - self.baseline

    def line(self) -> str:
        speed = self.bytes_read / _MIB / self.seconds
        figures = f"{self.baseline:9.1f} {self.peak:9.1f} {self.rise:9.1f} {speed:9.1f}"
        return f"{self.name:<14}{figures}"


@dataclass(frozen=True)
class Scene:
    process: psutil.Process
    address: str
    headers: Mapping[str, str]

    def resident(self) -> float:
        return float(self.process.memory_info().rss) / _MIB


async def main(mib: int, slow_seconds: float) -> int:
    print(f"{mib} MiB through the gateway, resident memory of `serve` in MiB")
    print(f"{'':<14}{'baseline':>9} {'peak':>9} {'rise':>9} {'MiB/s':>9}")
    found = []
    with tempfile.TemporaryDirectory() as folder:
        async with _scene(Path(folder), mib * _MIB) as scene:
            for name, count, seconds in (
                ("fast", 1, None),
                ("slow", 1, slow_seconds),
                ("four fast", 4, None),
                ("four slow", 4, slow_seconds),
            ):
                found.append(await _measure(scene, name, count, seconds))
                print(found[-1].line(), flush=True)
    held = all(each.rise <= _PROMISED for each in found[:2])
    print(f"one download adds at most {_PROMISED} MiB: {'held' if held else 'NOT HELD'}")
    return 0 if held else 1


async def _measure(scene: Scene, name: str, count: int, slow: float | None) -> Measured:
    await asyncio.sleep(_SETTLE_SECONDS)
    baseline, started = scene.resident(), time.perf_counter()
    sampling = asyncio.create_task(_peak(scene))
    try:
        sizes = await asyncio.gather(*(_download(scene, slow) for _ in range(count)))
        seconds = time.perf_counter() - started
    finally:
        sampling.cancel()
    peak = await sampling
    return Measured(name, baseline, max(baseline, peak), sum(sizes), seconds)


async def _peak(scene: Scene) -> float:
    peak = 0.0
    try:
        while True:
            peak = max(peak, scene.resident())
            await asyncio.sleep(_SAMPLE_SECONDS)
    except asyncio.CancelledError:
        return peak


async def _download(scene: Scene, slow: float | None) -> int:
    """Bytes read; a slow client hangs up after so many seconds."""
    read, started = 0, time.perf_counter()
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None)) as session,
        session.get(scene.address, headers=scene.headers) as response,
    ):
        response.raise_for_status()
        async for piece in response.content.iter_chunked(_PIECE):
            read += len(piece)
            if slow is None:
                continue
            if time.perf_counter() - started > slow:
                response.close()
                return read
            await asyncio.sleep(len(piece) / _SLOW_RATE)
    return read


@asynccontextmanager
async def _scene(folder: Path, size: int) -> AsyncIterator[Scene]:
    sandbox, public = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
    environment = {
        "CONNECTOR_DATA_DIR": str(folder / "data"),
        "CONNECTOR_LISTEN": public,
        "CONNECTOR_OPERATOR_LISTEN": f"127.0.0.1:{free_port()}",
        "CONNECTOR_ALLOW_PRIVATE_STORES": "1",
        "ALTER_API_URL": f"http://{sandbox}/public-api/v1",
        "ALTER_APP_URL": f"http://{sandbox}",
    }
    arguments = [
        "sandbox",
        "--listen",
        sandbox,
        "--designs",
        "20",
        "--knob",
        f"largeFileBytes={size}",
    ]
    health = f"http://{sandbox}/public-api/healthz"
    await run(["init"], environment)
    async with (
        running(arguments, environment, ready=health, log=folder / "sandbox.log"),
        _serve(environment, f"http://{public}/readyz") as process,
        aiohttp.ClientSession() as session,
    ):
        headers = await _connected(session, f"http://{sandbox}", f"http://{public}")
        imports = f"http://{public}/public-api/v1/design-imports/{_DESIGN}"
        address = f"{imports}/files/{await _model_id(session, f'http://{sandbox}')}"
        yield Scene(psutil.Process(process.pid), address, headers)


@asynccontextmanager
async def _serve(
    environment: Mapping[str, str], ready: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "connector",
        "serve",
        env={**os.environ, **environment},
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await _answers(ready)
        yield process
    finally:
        process.terminate()
        await process.wait()


async def _answers(url: str) -> None:
    async with aiohttp.ClientSession() as session, asyncio.timeout(30):
        while True:
            try:
                async with session.get(url) as response:
                    if response.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(0.05)


async def _connected(
    session: aiohttp.ClientSession, sandbox: str, connector: str
) -> Mapping[str, str]:
    """A store by credentials, and its two headers."""
    async with session.post(f"{sandbox}/sandbox/credentials", json={}) as response:
        issued = await response.json()
    body = {
        "storeUrl": "http://shop.localhost",
        "accessKey": issued["accessKey"],
        "accessToken": issued["accessToken"],
    }
    async with session.post(f"{connector}/v1/connect/credentials", json=body) as response:
        response.raise_for_status()
        store = await response.json()
    return {"x-alter-access-key": store["storeId"], "x-alter-access-token": store["storeToken"]}


async def _model_id(session: aiohttp.ClientSession, sandbox: str) -> str:
    """Asked at the sandbox itself: describing the file takes it longer than the gateway waits for a read."""
    async with session.post(f"{sandbox}/sandbox/credentials", json={}) as response:
        issued = await response.json()
    headers = {
        "x-alter-access-key": issued["accessKey"],
        "x-alter-access-token": issued["accessToken"],
    }
    address = f"{sandbox}/public-api/v1/design-imports/{_DESIGN}"
    async with session.get(address, headers=headers) as response:
        response.raise_for_status()
        files: Sequence[Mapping[str, str]] = (await response.json())["files"]
    return next(file["id"] for file in files if file["kind"] == "model")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mib", type=int, default=200)
    parser.add_argument("--slow-seconds", type=float, default=20.0)
    given = parser.parse_args()
    sys.exit(asyncio.run(main(given.mib, given.slow_seconds)))
