"""How long `serve` takes until `/readyz` answers 200, and what it holds in memory when idle.

    python -m scripts.benchmarks.start [--runs 5]

The baseline is a process that only imports the libraries (aiohttp, SQLAlchemy's asyncio part, pydantic,
cryptography): what no code of ours can go below.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil

from scripts.story.processes import free_port, run, running

_BASELINE = (
    "import aiohttp.web, sqlalchemy.ext.asyncio, aiosqlite, pydantic_settings, structlog;"
    "from cryptography.hazmat.primitives.ciphers.aead import AESGCM"
)
_IDLE_SECONDS = 5.0
_MIB = 1024 * 1024


async def measure_start(folder: Path) -> tuple[float, float]:
    """Seconds to the first 200, and MiB resident after five idle seconds."""
    port, operator = free_port(), free_port()
    environment = {
        "CONNECTOR_DATA_DIR": str(folder),
        "CONNECTOR_LISTEN": f"127.0.0.1:{port}",
        "CONNECTOR_OPERATOR_LISTEN": f"127.0.0.1:{operator}",
        "ALTER_API_URL": f"http://127.0.0.1:{free_port()}/public-api/v1",
    }
    await run(["init"], environment)
    ready, log = f"http://127.0.0.1:{port}/readyz", folder.with_suffix(".log")
    started = time.perf_counter()
    async with running(["serve"], environment, ready=ready, log=log) as process:
        seconds = time.perf_counter() - started
        await asyncio.sleep(_IDLE_SECONDS)
        return seconds, psutil.Process(process.pid).memory_info().rss / _MIB


async def measure_baseline() -> float:
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", _BASELINE)
    await process.wait()
    return time.perf_counter() - started


async def main(runs: int) -> None:
    starts, sizes, baselines = [], [], []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            seconds, mib = await measure_start(Path(folder) / "data")
        starts.append(seconds)
        sizes.append(mib)
        baselines.append(await measure_baseline())
    start, baseline = statistics.median(starts), statistics.median(baselines)
    print(f"serve to /readyz   {start:.2f} s   (min {min(starts):.2f}, max {max(starts):.2f})")
    print(f"imports alone      {baseline:.2f} s   ratio {start / baseline:.2f}")
    print(f"idle resident      {statistics.median(sizes):.0f} MiB (max {max(sizes):.0f})")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    asyncio.run(main(parser.parse_args().runs))
