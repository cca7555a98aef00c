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
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from scripts.benchmarks.scene import MIB, Scene, issued, peak_of, staged

_PROMISED = 20
"""MiB that a file of 200 MB may add."""
_SETTLE_SECONDS = 2.0
_PIECE = 64 * 1024
_SLOW_RATE = 2 * MIB
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
        speed = self.bytes_read / MIB / self.seconds
        figures = f"{self.baseline:9.1f} {self.peak:9.1f} {self.rise:9.1f} {speed:9.1f}"
        return f"{self.name:<14}{figures}"


async def main(mib: int, slow_seconds: float) -> int:
    print(f"{mib} MiB through the gateway, resident memory of `serve` in MiB")
    print(f"{'':<14}{'baseline':>9} {'peak':>9} {'rise':>9} {'MiB/s':>9}")
    found = []
    with tempfile.TemporaryDirectory() as folder:
        async with _scene(Path(folder), mib * MIB) as (scene, address):
            for name, count, seconds in (
                ("fast", 1, None),
                ("slow", 1, slow_seconds),
                ("four fast", 4, None),
                ("four slow", 4, slow_seconds),
            ):
                found.append(await _measure(scene, address, name, count, seconds))
                print(found[-1].line(), flush=True)
    held = all(each.rise <= _PROMISED for each in found[:2])
    print(f"one download adds at most {_PROMISED} MiB: {'held' if held else 'NOT HELD'}")
    return 0 if held else 1


async def _measure(
    scene: Scene, address: str, name: str, count: int, slow: float | None
) -> Measured:
    await asyncio.sleep(_SETTLE_SECONDS)
    baseline, started = scene.resident(), time.perf_counter()
    sampling = asyncio.create_task(peak_of(scene))
    try:
        sizes = await asyncio.gather(*(_download(scene, address, slow) for _ in range(count)))
        seconds = time.perf_counter() - started
    finally:
        sampling.cancel()
    peak = await sampling
    return Measured(name, baseline, max(baseline, peak), sum(sizes), seconds)


async def _download(scene: Scene, address: str, slow: float | None) -> int:
    """Bytes read; a slow client hangs up after so many seconds."""
    read, started = 0, time.perf_counter()
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None)) as session,
        session.get(address, headers=scene.gateway) as response,
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
async def _scene(folder: Path, size: int) -> AsyncIterator[tuple[Scene, str]]:
    """With the address of a model of that size."""
    arguments = ["--designs", "20", "--knob", f"largeFileBytes={size}"]
    async with staged(folder, sandbox_arguments=arguments) as scene:
        imports = f"{scene.connector}/public-api/v1/design-imports/{_DESIGN}"
        yield scene, f"{imports}/files/{await _model_id(scene.sandbox)}"


async def _model_id(sandbox: str) -> str:
    """Asked at the sandbox itself: describing the file takes it longer than the gateway waits for a read."""
    credential = await issued(sandbox)
    headers = {
        "x-alter-access-key": credential["accessKey"],
        "x-alter-access-token": credential["accessToken"],
    }
    address = f"{sandbox}/public-api/v1/design-imports/{_DESIGN}"
    async with (
        aiohttp.ClientSession() as session,
        session.get(address, headers=headers) as response,
    ):
        response.raise_for_status()
        files: Sequence[Mapping[str, str]] = (await response.json())["files"]
    return next(file["id"] for file in files if file["kind"] == "model")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mib", type=int, default=200)
    parser.add_argument("--slow-seconds", type=float, default=20.0)
    given = parser.parse_args()
    sys.exit(asyncio.run(main(given.mib, given.slow_seconds)))
