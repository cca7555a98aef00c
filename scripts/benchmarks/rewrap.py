"""How long `keys rotate` takes for a number of stores, on SQLite in a temporary folder.

    python -m scripts.benchmarks.rewrap [--stores 100000] [--beside-serve]

A store is one data key here: nothing else of it is touched. With `--beside-serve` a `serve` runs on the same
database and takes attempts to connect meanwhile; how long those waited is told too.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import sqlalchemy as sa

from connector.domain import ids
from connector.store.data_keys import data_keys
from connector.store.database import Database
from connector.vault.keyring import KeyRing
from connector.vault.sealing import Vault
from scripts.story.processes import free_port, run

_PAGE = 5000


async def fill(folder: Path, stores: int) -> float:
    """Data keys under the present primary; how many microseconds one costs to make."""
    vault = Vault(KeyRing.load(folder / "master.key"))
    database = Database(f"sqlite:///{folder}/connector.db")
    now, spent = datetime.now(UTC), 0.0
    for start in range(0, stores, _PAGE):
        owners = [ids.new_store_id() for _ in range(min(_PAGE, stores - start))]
        began = time.perf_counter()
        wrapped = [vault.new_data_key(owner) for owner in owners]
        spent += time.perf_counter() - began
        rows = [
            {"owner": owner, "wrapped": key, "created_at": now}
            for owner, key in zip(owners, wrapped, strict=True)
        ]
        async with database.write() as connection:
            await connection.execute(sa.insert(data_keys), rows)
    await database.close()
    return 1e6 * spent / stores


async def rotate(environment: dict[str, str]) -> tuple[float, dict[str, object]]:
    """Wall seconds of the command as the operator types it, and what it says of itself."""
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "connector", "keys", "rotate", "--json"),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"keys rotate ended with {process.returncode}")
    return time.perf_counter() - began, json.loads(out)


@asynccontextmanager
async def serving(environment: dict[str, str]) -> AsyncIterator[list[float]]:
    """Collects how long attempts to connect take: each is a write that waits its turn."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "connector", "serve"),
        env=environment,
        stderr=asyncio.subprocess.DEVNULL,
    )
    times: list[float] = []
    answering = asyncio.Event()
    base = f"http://{environment['CONNECTOR_LISTEN']}"
    calls = asyncio.create_task(_call(base, times, answering))
    try:
        await answering.wait()
        yield times
    finally:
        calls.cancel()
        process.terminate()
        await process.wait()


async def _call(base: str, times: list[float], answering: asyncio.Event) -> None:
    body = {
        "storeUrl": "http://127.0.0.1",
        "returnUrl": "http://127.0.0.1/wp-admin/admin.php?page=alter",
    }
    async with aiohttp.ClientSession() as session:
        while True:
            began = time.perf_counter()
            try:
                async with session.post(base + "/v1/connect/start", json=body) as answer:
                    await answer.read()
                    if answer.status == 201:
                        times.append(time.perf_counter() - began)
                        answering.set()
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(0.05)


def environment_of(folder: Path) -> dict[str, str]:
    return {
        "CONNECTOR_DATA_DIR": str(folder),
        "CONNECTOR_LISTEN": f"127.0.0.1:{free_port()}",
        "CONNECTOR_OPERATOR_LISTEN": f"127.0.0.1:{free_port()}",
        "CONNECTOR_CONNECT_LIMIT": "100000/min",
        "CONNECTOR_ALLOW_PRIVATE_STORES": "1",
        "CONNECTOR_ENROLMENT": "open",
        "ALTER_API_URL": f"http://127.0.0.1:{free_port()}/public-api/v1",
    }


async def _prepared(folder: Path, environment: dict[str, str]) -> None:
    await run(["keys", "add"], environment)
    key_id = KeyRing.load(folder / "master.key").ids[-1]
    await run(["keys", "promote", key_id], environment)


async def main(stores: int, *, beside_serve: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        environment = environment_of(folder)
        await run(["init"], environment)
        wrap = await fill(folder, stores)
        if beside_serve:
            async with serving(environment) as times:
                await _prepared(folder, environment)
                before = len(times)
                seconds, told = await rotate(environment)
                during = times[before:]
        else:
            await _prepared(folder, environment)
            seconds, told = await rotate(environment)
    print(f"rewrapped          {told['rewrapped']} data keys")
    print(
        f"keys rotate        {seconds:.1f} s   ({stores / seconds:,.0f} a second, start included)"
    )
    print(f"one new data key   {wrap:.0f} us of cryptography")
    if beside_serve:
        p95 = statistics.quantiles(during, n=20)[18]
        print(
            f"writes of `serve`  {len(during)}, median {statistics.median(during) * 1000:.0f} ms,"
        )
        print(f"                   p95 {p95 * 1000:.0f} ms, longest {max(during) * 1000:.0f} ms")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stores", type=int, default=100_000)
    parser.add_argument("--beside-serve", action="store_true")
    given = parser.parse_args()
    asyncio.run(main(given.stores, beside_serve=given.beside_serve))
