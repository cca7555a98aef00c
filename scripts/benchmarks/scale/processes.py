"""What a second process brings: kept bootstraps and new sessions, with one and with two of `serve --workers`."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp

from scripts.benchmarks.scene import SHOP, issued
from scripts.proof.postgres import own_server
from scripts.story.processes import free_port, run, running

_CLIENTS = 20
_SECONDS = 6.0
_WARM = 16
"""Connections, one after the other: each process has the answer then."""

_ROUNDS = 3
"""One, two, one, two, …: what else the machine does meets both."""


async def measure(folder: Path) -> dict[str, Any]:
    found: dict[int, dict[str, list[float]]] = {
        each: {"bootstraps": [], "sessions": []} for each in (1, 2)
    }
    async with own_server() as server, _sandbox(folder, server.url) as environment:
        store: dict[str, Any] = {}
        for _ in range(_ROUNDS):
            for workers, rates in found.items():
                async with _served(folder, environment, workers) as base:
                    store = store or await _connected(environment, base)
                    rates["sessions"].append(await _rate(partial(_session, base, store)))
                    token = await _token(base, store)
                    for _ in range(_WARM):
                        async with aiohttp.ClientSession() as fresh:
                            await _bootstrap(base, token, fresh)
                    rates["bootstraps"].append(await _rate(partial(_bootstrap, base, token)))
    medians = {
        workers: {name: statistics.median(each) for name, each in rates.items()}
        for workers, rates in found.items()
    }
    return {
        "clients": _CLIENTS,
        "perSecond": {f"{workers}": each for workers, each in medians.items()},
        "ratio": {name: round(medians[2][name] / medians[1][name], 2) for name in medians[1]},
    }


async def _rate(call: Callable[[aiohttp.ClientSession], Awaitable[None]]) -> float:
    """Answers a second. Each client has connections of its own: the system spreads those over processes."""
    done, until = 0, time.perf_counter() + _SECONDS

    async def client() -> None:
        nonlocal done
        async with aiohttp.ClientSession() as session:
            while time.perf_counter() < until:
                await call(session)
                done += 1

    await asyncio.gather(*(client() for _ in range(_CLIENTS)))
    return done / _SECONDS


async def _session(base: str, store: dict[str, Any], session: aiohttp.ClientSession) -> None:
    async with session.post(
        f"{base}/storefront/v1/{store['storefrontKey']}/session",
        json={"externalProductId": "wc_1", "runtimeType": "customizer"},
        headers={"Origin": SHOP},
    ) as answer:
        if answer.status != 201:
            raise RuntimeError(f"{answer.status} {await answer.text()}")
        await answer.read()


async def _token(base: str, store: dict[str, Any]) -> str:
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{base}/storefront/v1/{store['storefrontKey']}/session",
            json={"externalProductId": "wc_1", "runtimeType": "customizer"},
            headers={"Origin": SHOP},
        ) as answer,
    ):
        return str((await answer.json())["token"])


async def _bootstrap(base: str, token: str, session: aiohttp.ClientSession) -> None:
    async with session.get(
        f"{base}/public-api/v1/runtime/bootstrap",
        headers={"Authorization": f"Bearer {token}", "Origin": SHOP},
    ) as answer:
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} {await answer.text()}")
        await answer.read()


@asynccontextmanager
async def _sandbox(folder: Path, database: str) -> AsyncIterator[dict[str, str]]:
    sandbox = f"127.0.0.1:{free_port()}"
    environment = {
        "CONNECTOR_DATA_DIR": str(folder / "data"),
        "CONNECTOR_DATABASE_URL": database,
        "CONNECTOR_ALLOW_PRIVATE_STORES": "1",
        "CONNECTOR_STOREFRONT_CLIENT_LIMIT": "1000000/min",
        "CONNECTOR_STOREFRONT_STORE_LIMIT": "1000000/min",
        "CONNECTOR_LOG_LEVEL": "warning",
        "ALTER_API_URL": f"http://{sandbox}/public-api/v1",
        "ALTER_APP_URL": f"http://{sandbox}",
        "ALTER_LIMIT_SCALE": "1000",
    }
    await run(["init"], environment)
    arguments = ["sandbox", "--listen", sandbox, "--limit-scale", "1000"]
    health = f"http://{sandbox}/public-api/healthz"
    knobs = {"fingerprintLimit": None, "monthlyEmbedTokens": 10**9}
    async with running(arguments, environment, ready=health, log=folder / "sandbox.log"):
        async with (
            aiohttp.ClientSession() as session,
            session.patch(f"http://{sandbox}/sandbox/knobs", json=knobs) as answer,
        ):
            answer.raise_for_status()
        yield environment


@asynccontextmanager
async def _served(folder: Path, environment: dict[str, str], workers: int) -> AsyncIterator[str]:
    public = f"127.0.0.1:{free_port()}"
    own = {
        **environment,
        "CONNECTOR_LISTEN": public,
        "CONNECTOR_OPERATOR_LISTEN": f"127.0.0.1:{free_port()}",
    }
    ready = f"http://{public}/readyz"
    log = folder / f"serve-{workers}.log"
    async with running(["serve", "--workers", f"{workers}"], own, ready=ready, log=log):
        yield f"http://{public}"


async def _connected(environment: dict[str, str], base: str) -> dict[str, Any]:
    """With one product that shoppers open."""
    credential = await issued(environment["ALTER_APP_URL"])
    body = {"storeUrl": SHOP, **{n: credential[n] for n in ("accessKey", "accessToken")}}
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{base}/v1/connect/credentials", json=body) as answer:
            store: dict[str, Any] = await answer.json()
        binding = {
            "externalProductId": "wc_1",
            "runtimeType": "customizer",
            "status": "active",
            "designId": 381,
        }
        headers = {"Authorization": f"Bearer {store['storeToken']}", "Prefer": "wait=20"}
        async with session.put(
            f"{base}/v1/bindings", json={"bindings": [binding]}, headers=headers
        ) as answer:
            answer.raise_for_status()
    return store
