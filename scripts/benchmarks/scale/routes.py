"""A thousand stores, two hundred thousand bindings, twenty clients: the server's time of every `/v1` route."""

from __future__ import annotations

import asyncio
import json
import random
import statistics
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import psutil

from connector.store.database import Database
from scripts.benchmarks.scale.filling import fill
from scripts.proof.postgres import own_server
from scripts.story.processes import free_port, run, running

CLIENTS = 20
_CALLS = 15
"""Of each route by each client."""

_UPSTREAM = {
    "POST /v1/store/check",
    "POST /v1/sessions",
    "GET /v1/designs",
    "POST /v1/connect/credentials",
}
"""What asks Alter is told apart: its time is Alter's, too."""


@dataclass
class Client:
    """One store's plugin. `bindings`: ids of its own."""

    base: str
    session: aiohttp.ClientSession
    shop: str
    store: Mapping[str, Any]
    bindings: list[str] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: count(1))

    async def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent = {
            "Authorization": f"Bearer {self.store['storeToken']}",
            "X-Connector-Site": self.shop,
            **headers,
        }
        async with self.session.request(
            method, self.base + path, json=body, headers=sent
        ) as answer:
            raw = await answer.read()
            if answer.status >= 500:
                raise RuntimeError(f"{method} {path}: {answer.status} {raw!r}")
            return json.loads(raw) if "json" in answer.content_type and raw else None


Play = Callable[[Client, int], Any]


def _binding(number: int) -> dict[str, Any]:
    return {
        "externalProductId": f"wc_{number}",
        "runtimeType": "customizer",
        "status": "active",
        "designId": 382,
    }


def _event(number: int) -> dict[str, Any]:
    return {
        "orderId": number,
        "sequence": number,
        "event": "updated",
        "status": "processing",
        "modifiedAt": "2026-06-01T10:00:00Z",
        "lines": [{"alterOrderId": number, "orderDetailId": 987, "quantity": 2}],
    }


PLAYS: Sequence[Play] = (
    lambda c, n: c.call("GET", "/v1/store"),
    lambda c, n: c.call("PATCH", "/v1/store", {"assetOrigins": [f"{c.shop}"]}),
    lambda c, n: c.call("POST", "/v1/store/storefront-key"),
    lambda c, n: c.call("POST", "/v1/store/ticket-secret"),
    lambda c, n: c.call("GET", "/v1/bindings?limit=100"),
    lambda c, n: c.call("GET", "/v1/bindings?sync=failed&sort=-updatedAt"),
    lambda c, n: c.call("GET", f"/v1/bindings?search=wc_{n}"),
    lambda c, n: c.call("GET", f"/v1/bindings?externalProductId=wc_{n}"),
    lambda c, n: c.call(
        "PUT", "/v1/bindings", {"bindings": [_binding(10_000 + 10 * n + k) for k in range(10)]}
    ),
    lambda c, n: c.call("GET", f"/v1/bindings/{c.bindings[n]}"),
    lambda c, n: c.call("PATCH", f"/v1/bindings/{c.bindings[n]}", {"designId": 383 + n % 2}),
    lambda c, n: c.call("POST", f"/v1/bindings/{c.bindings[n + 20]}/deactivate", Prefer="wait=0"),
    lambda c, n: c.call("POST", f"/v1/bindings/{c.bindings[n + 20]}/activate", Prefer="wait=0"),
    lambda c, n: c.call("DELETE", f"/v1/bindings/{c.bindings[n + 40]}", Prefer="wait=0"),
    lambda c, n: c.call(
        "POST",
        "/v1/bindings/actions",
        {"action": "deactivate", "bindingIds": c.bindings[60 + 2 * n : 62 + 2 * n]},
    ),
    lambda c, n: c.call("GET", "/v1/sync"),
    lambda c, n: c.call("POST", "/v1/sync/retry", {"bindingIds": c.bindings[:1]}),
    lambda c, n: c.call("POST", "/v1/orders/events", _event(next(c.numbers))),
    lambda c, n: c.call("GET", f"/v1/orders/{n + 1}"),
    lambda c, n: c.call("GET", "/v1/local-designs"),
    lambda c, n: c.call("GET", "/v1/designs?limit=20"),
    lambda c, n: c.call("POST", "/v1/store/check"),
    lambda c, n: c.call(
        "POST",
        "/v1/sessions",
        {
            "externalProductId": "wc_1",
            "runtimeType": "customizer",
            "origin": c.shop,
            "client": f"v{n}",
        },
    ),
    lambda c, n: c.call(
        "POST",
        "/v1/connect/start",
        {"storeUrl": c.shop, "returnUrl": f"{c.shop}/wp-admin/admin.php?page=alter"},
    ),
)


async def measure(
    folder: Path, *, stores: int, bindings: int, pause: float, workers: int
) -> dict[str, Any]:
    async with own_server() as server, _staged(folder, server.url, workers) as (base, log, served):
        async with aiohttp.ClientSession() as session:
            clients = [await _connected(session, base, n) for n in range(CLIENTS)]
            database = Database(server.url)
            like = str(clients[0].store["storeId"])
            await fill(database, like, stores=stores - CLIENTS, bindings=bindings // stores)
            await database.close()
            for client in clients:
                listed = await client.call("GET", "/v1/bindings?limit=100")
                client.bindings = [row["bindingId"] for row in listed["items"]]
                await _known_to_alter(client)
            skipped, before = log.stat().st_size, _cpu_seconds(served)
            await asyncio.gather(*(_played(client, pause) for client in clients))
            used = _cpu_seconds(served) - before
        calls = CLIENTS * _CALLS * len(PLAYS)
        return {
            "stores": stores,
            "bindings": bindings,
            "clients": CLIENTS,
            "pauseSeconds": pause,
            "workers": workers,
            "cpuMsPerCall": round(1000 * used / calls, 2),
            "routes": _times(log, skipped),
        }


def _cpu_seconds(served: psutil.Process) -> float:
    """Of all its processes."""
    return sum(sum(each.cpu_times()[:2]) for each in (served, *served.children(recursive=True)))


async def _known_to_alter(client: Client) -> None:
    """The product that sessions are made for: what was filled in lies in the database alone."""
    designs = await client.call("GET", "/v1/designs?limit=1&runtimeType=customizer")
    (design,) = designs["items"]
    row = _binding(1) | {"designId": design["designId"]}
    await client.call(
        "POST",
        "/public-api/v1/runtime-bindings/sync-from-wordpress",
        {"bindings": [row]},
        **{
            "x-alter-access-key": str(client.store["storeId"]),
            "x-alter-access-token": str(client.store["storeToken"]),
        },
    )


async def _played(client: Client, pause: float) -> None:
    """`pause`: on average, between two calls; without one the queue is measured, not the routes."""
    for number in range(_CALLS):
        for play in PLAYS:
            await asyncio.sleep(random.uniform(0.5 * pause, 1.5 * pause))  # noqa: S311
            await play(client, number)


def _times(log: Path, skipped: int) -> dict[str, dict[str, Any]]:
    found: dict[str, list[float]] = defaultdict(list)
    statuses: dict[str, set[int]] = defaultdict(set)
    with log.open("rb") as lines:
        lines.seek(skipped)
        for line in lines:
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if event.get("event") == "request" and str(event["route"]).startswith("/v1"):
                name = f"{event['method']} {event['route']}"
                found[name].append(event["ms"])
                statuses[name].add(event["status"])
    return {
        name: {
            "calls": len(times),
            "p50": round(statistics.median(times), 1),
            "p95": round(statistics.quantiles(times, n=20)[18], 1),
            "statuses": sorted(statuses[name]),
            "asksAlter": name in _UPSTREAM,
        }
        for name, times in sorted(found.items())
        if len(times) > 1
    }


async def _connected(session: aiohttp.ClientSession, base: str, number: int) -> Client:
    """Through the owner's page, which approves by itself: each store has a storefront of its own."""
    shop = f"http://client{number}.localhost"
    start = {"storeUrl": shop, "returnUrl": f"{shop}/wp-admin/admin.php?page=alter"}
    async with session.post(f"{base}/v1/connect/start", json=start) as answer:
        answer.raise_for_status()
        begun = await answer.json()
    async with session.get(begun["authorizeUrl"], allow_redirects=False) as answer:
        back = parse_qs(urlsplit(answer.headers["Location"]).query)
    proof = {name: begun[name] for name in ("connectionId", "connectSecret")}
    proof |= {name: back[name][0] for name in ("state", "code")}
    async with session.post(f"{base}/v1/connect/complete", json=proof) as answer:
        answer.raise_for_status()
        return Client(base, session, shop, await answer.json())


@asynccontextmanager
async def _staged(
    folder: Path, database: str, workers: int
) -> AsyncIterator[tuple[str, Path, psutil.Process]]:
    """A `serve` without a worker, so that what is measured is requests; limits that no benchmark meets."""
    sandbox, public = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
    environment = {
        "CONNECTOR_DATA_DIR": str(folder / "data"),
        "CONNECTOR_DATABASE_URL": database,
        "CONNECTOR_LISTEN": public,
        "CONNECTOR_OPERATOR_LISTEN": f"127.0.0.1:{free_port()}",
        "CONNECTOR_ALLOW_PRIVATE_STORES": "1",
        "CONNECTOR_LOG_FORMAT": "json",
        "CONNECTOR_CONNECT_LIMIT": "1000000/min",
        "CONNECTOR_STOREFRONT_CLIENT_LIMIT": "1000000/min",
        "CONNECTOR_STOREFRONT_STORE_LIMIT": "1000000/min",
        "ALTER_API_URL": f"http://{sandbox}/public-api/v1",
        "ALTER_APP_URL": f"http://{sandbox}",
        "ALTER_CONNECT_URL": f"http://{sandbox}/app/wp-connect",
        "ALTER_LIMIT_SCALE": "1000",
    }
    await run(["init"], environment)
    log = folder / "connector.log"
    arguments = ["sandbox", "--listen", sandbox, "--limit-scale", "1000", "--auto-approve"]
    serve = ["serve", "--no-work", "--workers", f"{workers}"]
    health, ready = f"http://{sandbox}/public-api/healthz", f"http://{public}/readyz"
    async with (
        running(arguments, environment, ready=health, log=folder / "sandbox.log"),
        running(serve, environment, ready=ready, log=log) as served,
    ):
        async with aiohttp.ClientSession() as session:
            knobs = {
                "storefrontPerStore": True,
                "activeRuntimeBindings": 10**6,
                "monthlyReassignments": 10**9,
                "monthlyEmbedTokens": 10**9,
                "fingerprintLimit": None,
                "embedDomains": [f"http://client{number}.localhost" for number in range(CLIENTS)],
            }
            async with session.patch(f"http://{sandbox}/sandbox/knobs", json=knobs) as answer:
                answer.raise_for_status()
        yield f"http://{public}", log, psutil.Process(served.pid)
