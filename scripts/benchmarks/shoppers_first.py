"""Whether shoppers notice a long sync: 36 sessions in 30 s while idle, and 36 while 20,000 mappings are synced at
Alter's documented limits.

    python -m scripts.benchmarks.shoppers_first

Exits 1 when a session was refused, when the sandbox had to say 429, or when the p95 beside the sync is twice the
idle one or more. Reports ratios: seconds are this machine's.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from scripts.story.processes import free_port, run, running

_SESSIONS = 36
_SECONDS = 30.0
_ROWS = 20_000
_A_CALL = 10_000
_SHOP = "http://shop.localhost"
_DESIGN = 381


@dataclass
class Measured:
    seconds: list[float] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.seconds, n=20)[18]

    @property
    def p50(self) -> float:
        return statistics.median(self.seconds)


@dataclass
class Bench:
    connector: str
    sandbox: str
    session: aiohttp.ClientSession
    headers: dict[str, str] = field(default_factory=dict)
    key: str = ""

    async def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        async with self.session.request(
            method, self.connector + path, json=body, headers=self.headers | headers
        ) as answer:
            answer.raise_for_status()
            return await answer.json()

    async def connect(self) -> None:
        """With one product that shoppers open."""
        async with self.session.post(f"{self.sandbox}/sandbox/credentials", json={}) as answer:
            made = await answer.json()
        body = {name: made[name] for name in ("accessKey", "accessToken")} | {"storeUrl": _SHOP}
        connected = await self.call("POST", "/v1/connect/credentials", body)
        self.headers = {"Authorization": f"Bearer {connected['storeToken']}"}
        self.key = connected["storefrontKey"]
        first = {"bindings": [_binding("wc_1", "active")]}
        await self.call("PUT", "/v1/bindings", first, Prefer="wait=10")

    async def map_catalogue(self) -> None:
        for start in range(0, _ROWS, _A_CALL):
            rows = [_binding(f"wc_{2 + n}", "inactive") for n in range(start, start + _A_CALL)]
            await self.call("PUT", "/v1/bindings", {"bindings": rows})

    async def shoppers(self, first: int) -> Measured:
        """Evenly over the half minute, each with an address of its own."""
        found = Measured()
        began = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number in range(_SESSIONS):
                wait = began + number * _SECONDS / _SESSIONS - time.perf_counter()
                await asyncio.sleep(max(0.0, wait))
                group.create_task(self._shopper(f"198.51.100.{first + number}", found))
        return found

    async def _shopper(self, address: str, found: Measured) -> None:
        began = time.perf_counter()
        async with self.session.post(
            f"{self.connector}/storefront/v1/{self.key}/session",
            json={"externalProductId": "wc_1", "runtimeType": "customizer"},
            headers={"Origin": _SHOP, "X-Forwarded-For": address},
        ) as answer:
            await answer.read()
            found.seconds.append(time.perf_counter() - began)
            if answer.status != 201:
                found.refused.append(answer.status)

    async def refused_by_limits(self) -> int:
        async with self.session.get(f"{self.sandbox}/sandbox/state") as answer:
            return int((await answer.json())["refusedByLimits"])


def _binding(product: str, status: str) -> dict[str, Any]:
    return {
        "externalProductId": product,
        "runtimeType": "customizer",
        "status": status,
        "designId": _DESIGN,
    }


async def measure(bench: Bench) -> int:
    await bench.connect()
    idle = await bench.shoppers(1)
    await asyncio.sleep(61)  # the sync begins with limits that nobody has used
    await bench.map_catalogue()
    before = await bench.call("GET", "/v1/sync")
    busy = await bench.shoppers(1 + _SESSIONS)
    after = await bench.call("GET", "/v1/sync")
    limited = await bench.refused_by_limits()
    ratio = busy.p95 / idle.p95
    print(f"idle     p50 {idle.p50 * 1000:.0f} ms, p95 {idle.p95 * 1000:.0f} ms")
    print(f"syncing  p50 {busy.p50 * 1000:.0f} ms, p95 {busy.p95 * 1000:.0f} ms")
    print(f"ratio    p50 {busy.p50 / idle.p50:.2f}, p95 {ratio:.2f} (must stay below 2)")
    print(f"synced meanwhile {before['pending'] - after['pending']:,} of {before['pending']:,}")
    print(f"refused  {len(idle.refused)} idle, {len(busy.refused)} beside the sync")
    print(f"429s that Alter had to give  {limited}")
    return int(bool(idle.refused or busy.refused or limited) or ratio >= 2)


async def main() -> int:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="alter-bench-")))
        ports = [free_port() for _ in range(3)]
        sandbox, connector, _ = (f"http://127.0.0.1:{port}" for port in ports)
        environment = {
            "CONNECTOR_DATA_DIR": str(folder / "data"),
            "CONNECTOR_LISTEN": f"127.0.0.1:{ports[1]}",
            "CONNECTOR_OPERATOR_LISTEN": f"127.0.0.1:{ports[2]}",
            "CONNECTOR_ALLOW_PRIVATE_STORES": "1",
            "CONNECTOR_TRUSTED_PROXIES": "127.0.0.1/32",
            "CONNECTOR_STOREFRONT_STORE_LIMIT": "1000/min",
            "ALTER_API_URL": f"{sandbox}/public-api/v1",
            "ALTER_APP_URL": sandbox,
        }
        await run(["init"], environment)
        for arguments, ready, log in (
            (
                ["sandbox", "--listen", f"127.0.0.1:{ports[0]}"],
                f"{sandbox}/public-api/healthz",
                folder / "sandbox.log",
            ),
            (["serve"], f"{connector}/readyz", folder / "connector.log"),
        ):
            await stack.enter_async_context(running(arguments, environment, ready=ready, log=log))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        return await measure(Bench(connector, sandbox, session))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
