"""One run: the processes, the stores at play, the end of all faults, the comparison."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import aiohttp

from scripts.proof.calling import Line, expect
from scripts.proof.faults import Schedule
from scripts.proof.figures import Figures
from scripts.proof.fleet import Fleet
from scripts.proof.killing import POINTS, PROVOKED_BY, Pace, Service
from scripts.proof.postgres import Server, own_server
from scripts.proof.proxy import Proxy
from scripts.proof.sandbox import Observer
from scripts.proof.sent import judged
from scripts.proof.shop import Shop
from scripts.proof.verdict import Difference, Side, bindings_differ, orders_differ
from scripts.proof.wishes import Key, is_refusable
from scripts.story.processes import free_port, run, running

SCALE = 2.0
"""A factor on Alter's documented limits, on both sides: minutes hold what stores do in days."""

_BATCH = "8"
_STORES = 4
_PRODUCTS = 30
_DRAIN_PATIENCE = 180.0
_LOOK_EVERY = 2.0
_QUIET = 12.0
"""Seconds for which all must stay as it is: longer than a lease, so that nothing is on its way any more."""


@dataclass(frozen=True)
class Wanted:
    minutes: float
    seed: int
    database: str | None
    folder: Path | None = None
    serve: int = 1
    work: int = 0
    restart_database: bool = False

    @property
    def processes(self) -> str:
        return f"{self.serve} serve" + (f", {self.work} work" if self.work else "")

    @property
    def is_a_set(self) -> bool:
        return self.serve + self.work > 1


@dataclass
class Run:
    wanted: Wanted
    fleet: Fleet
    proxy: Proxy
    observer: Observer
    shops: Sequence[Shop]

    async def play(self) -> None:
        """Whoever fails first ends it: a store that got an answer it should not, a process that ended."""
        loop = asyncio.get_running_loop()
        seconds = self.wanted.minutes * 60
        until = loop.time() + seconds
        async with asyncio.TaskGroup() as group:
            watching = group.create_task(self._watch_calls())
            players = [group.create_task(self._life(shop, until)) for shop in self.shops]
            killing = group.create_task(self.fleet.run_and_kill(seconds))
            await asyncio.wait([*players, killing])
            watching.cancel()

    async def _life(self, shop: Shop, until: float) -> None:
        await shop.open()
        await shop.play(until)

    async def _watch_calls(self) -> None:
        while True:
            await self.observer.read_calls()
            await asyncio.sleep(1.0)

    async def drain(self) -> tuple[list[Difference], float]:
        """Faults end first, refusals of single items then; what is left is given time to arrive."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        self.proxy.misbehaves = False
        found = await self._until_equal(refusing=True)
        if not found:
            self.proxy.refuses = False
            for shop in self.shops:
                expect(await shop.line.sure("POST", "/v1/sync/retry", **shop.bearer), 200)
            found = await self._until_equal(refusing=False)
        drained = loop.time() - began
        if not found:
            await asyncio.sleep(_QUIET)
            found = await self.differences(refusing=False)
        return found, drained

    async def _until_equal(self, *, refusing: bool) -> list[Difference]:
        """What is left when patience ends: nothing, or what speaks for itself."""
        loop = asyncio.get_running_loop()
        until = loop.time() + _DRAIN_PATIENCE
        while True:
            await self.observer.read_calls()
            found = await self.differences(refusing=refusing)
            if not found or loop.time() > until:
                return found
            await asyncio.sleep(_LOOK_EVERY)

    async def differences(self, *, refusing: bool) -> list[Difference]:
        sides = [await self.side(shop, refusing=refusing) for shop in self.shops]
        state = await self.observer.state()
        return [
            difference
            for side in sides
            for difference in (*bindings_differ(side, state), *orders_differ(side, state))
        ]

    async def side(self, shop: Shop, *, refusing: bool) -> Side:
        return Side(
            shop.name,
            shop.storefront_id,
            shop.wishes,
            shop.orders,
            await shop.listed(),
            {number: await _shown(shop, number) for number in shop.orders},
            frozenset(self._refused(shop, refusing=refusing)),
        )

    def _refused(self, shop: Shop, *, refusing: bool) -> list[Key]:
        return [
            key
            for key, wished in shop.wishes.by_key.items()
            if wished.wanted.is_refused_by_alter
            or (
                refusing
                and is_refusable(key[0])
                and self.proxy.schedule.refusal(key[0], wished.wanted.marker or 0) is not None
            )
        ]


async def _shown(shop: Shop, number: int) -> dict[str, Any] | None:
    order = shop.orders[number]
    reply = await shop.line.sure("GET", f"/v1/orders/{order.order_id}", **shop.bearer)
    if reply.status == 404:
        return None
    found = expect(reply, 200)["alterOrders"]
    return next((each for each in found if each["alterOrderId"] == number), None)


async def prove(wanted: Wanted) -> Figures:
    async with AsyncExitStack() as stack:
        folder = wanted.folder or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="alter-proof-"))
        )
        server = None
        if wanted.is_a_set and wanted.database is None:
            server = await stack.enter_async_context(own_server())
        sandbox, front = (f"http://127.0.0.1:{free_port()}" for _ in range(2))
        environment = _environment(wanted, server, folder, sandbox, front)
        await run(["init"], environment)
        listen = sandbox.removeprefix("http://")
        arguments = ["sandbox", "--listen", listen, "--limit-scale", f"{SCALE}"]
        ready, log = f"{sandbox}/public-api/healthz", folder / "sandbox.log"
        await stack.enter_async_context(running(arguments, environment, ready=ready, log=log))
        session = await stack.enter_async_context(
            aiohttp.ClientSession(
                cookie_jar=aiohttp.DummyCookieJar(), timeout=aiohttp.ClientTimeout(total=60)
            )
        )
        observer = Observer(sandbox, session)
        await observer.turn(
            storefrontPerStore=True, activeRuntimeBindings=10**6, monthlyReassignments=10**9
        )
        proxy = Proxy(sandbox, Schedule(wanted.seed))
        await stack.enter_async_context(proxy.served(int(front.rpartition(":")[2])))
        fleet = _fleet(wanted, server, environment, folder)
        stack.push_async_callback(fleet.stop)
        bases = [service.base for service in fleet.services if service.verb == "serve"]
        line = Line(bases, session)
        shops = [
            Shop(
                f"shop{n}",
                line,
                observer,
                Random(f"{wanted.seed}/shop{n}"),  # noqa: S311 - a seed has to repeat it
                _PRODUCTS,
                lambda: PROVOKED_BY.get(fleet.point or ""),
            )
            for n in range(1, _STORES + 1)
        ]
        return await _played(Run(wanted, fleet, proxy, observer, shops))


def _fleet(
    wanted: Wanted, server: Server | None, environment: Mapping[str, str], folder: Path
) -> Fleet:
    """One process is killed all the time; of several most are to be alive at any moment."""
    pace = Pace((4.0, 20.0), 20.0, 300.0) if wanted.is_a_set else Pace()
    fleet = Fleet(
        [],
        server if wanted.restart_database else None,
        Random(f"{wanted.seed}/database"),  # noqa: S311 - a seed has to repeat it
    )
    verbs = ["serve"] * wanted.serve + ["work"] * wanted.work
    for number, verb in enumerate(verbs, 1):
        listen = f"127.0.0.1:{free_port()}"
        own = {
            "CONNECTOR_LISTEN": listen,
            "CONNECTOR_OPERATOR_LISTEN": f"127.0.0.1:{free_port()}",
        }
        service = Service(
            {**environment, **own},
            f"http://{listen}",
            folder / f"{verb}{number}.log",
            Random(f"{wanted.seed}/kills {number}"),  # noqa: S311 - a seed has to repeat it
            verb,
            pace,
            fleet.excused,
        )
        fleet.services.append(service)
    return fleet


async def _played(played: Run) -> Figures:
    await played.play()
    watching = asyncio.create_task(played.fleet.watch())
    drained, _ = await asyncio.wait(
        {watching, draining := asyncio.create_task(played.drain())},
        return_when=asyncio.FIRST_COMPLETED,
    )
    if watching in drained:
        draining.cancel()
        watching.result()
    differences, seconds = draining.result()
    watching.cancel()
    await played.observer.read_calls()
    return await _figures(played, differences, seconds)


async def _figures(played: Run, differences: list[Difference], seconds: float) -> Figures:
    state = await played.observer.state()
    credentials = {each["accessKey"]: each["storefrontId"] for each in state["credentials"]}
    sides = [await played.side(shop, refusing=False) for shop in played.shops]
    sent = judged(played.observer.calls, sides, credentials)
    fleet = played.fleet
    logged = _logged(fleet.logs)
    found = [*differences, *sent.differences]
    if state["refusedByLimits"]:
        found.append(Difference("limits", f"Alter had to say 429: {state['refusals']}"))
    found += [Difference("log", line) for line in logged["error"]]
    shops = played.shops
    return Figures(
        seed=played.wanted.seed,
        database="SQLite"
        if played.wanted.database is None and fleet.server is None
        else "PostgreSQL",
        processes=played.wanted.processes,
        database_restarts=dict(fleet.modes),
        minutes=played.wanted.minutes,
        stores=len(shops),
        changes=sum(shop.wishes.accepted for shop in shops),
        events=sum(shop.events for shop in shops),
        unknown=sum(shop.wishes.unknown for shop in shops),
        unknown_kept=sum(shop.wishes.taken for shop in shops),
        deeds=dict(sum((shop.deeds for shop in shops), Counter())),
        kills=dict(fleet.kills),
        points_not_met=[point for point in POINTS if not fleet.kills[point]],
        slowest_restart=max(fleet.restarts, default=0.0),
        faults=dict(played.proxy.counts),
        requests=played.proxy.requests,
        calls=dict(sent.calls),
        bindings_sent=sent.bindings,
        repeated=dict(sent.repeated),
        throttled=len(logged["throttled"]),
        refused_by_limits=state["refusedByLimits"],
        errors_logged=len(logged["error"]),
        drained_in=seconds,
        lost=sum(difference.lost for difference in found),
        differences=[str(difference) for difference in found],
    )


def _logged(logs: Sequence[Path]) -> dict[str, list[str]]:
    """Lines of the connector's logs that matter here; a kill may have cut the last one of a life."""
    found: dict[str, list[str]] = {"error": [], "throttled": []}
    lines = (line for log in logs for line in log.read_text(errors="replace").splitlines())
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if event.get("level") in ("error", "critical"):
            found["error"].append(line)
        if event.get("event") == "sync_paused" and event.get("why") in ("throttled", "closed"):
            found["throttled"].append(line)
    return found


def _environment(
    wanted: Wanted, server: Server | None, folder: Path, sandbox: str, front: str
) -> dict[str, str]:
    found = {
        "CONNECTOR_DATA_DIR": str(folder / "data"),
        "CONNECTOR_ALLOW_PRIVATE_STORES": "1",
        "CONNECTOR_CONNECT_LIMIT": "10000/min",
        "CONNECTOR_SYNC_BATCH": _BATCH,
        "CONNECTOR_LOG_FORMAT": "json",
        "CONNECTOR_LOG_LEVEL": "debug",
        "ALTER_API_URL": f"{front}/public-api/v1",
        "ALTER_APP_URL": sandbox,
        "ALTER_CONNECT_URL": f"{sandbox}/app/wp-connect",
        "ALTER_LIMIT_SCALE": f"{SCALE}",
    }
    database = server.url if server is not None else wanted.database
    return found if database is None else found | {"CONNECTOR_DATABASE_URL": database}
