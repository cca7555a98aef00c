"""The worker: lanes that sync stores side by side, lanes for their orders and for designs, and the regular jobs.

Everything it does is a row that another run would find again, so stopping is always safe; stopping gently only
spares Alter a repeated call.
"""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import suppress
from typing import Any

import structlog

from connector.domain.errors import Unavailable
from connector.flows.collaborators.bell import Bell, NextRing
from connector.flows.connect.address_proof import ProveAddresses
from connector.flows.housekeeping import KeepHouse
from connector.flows.local_designs.import_run import ImportDesigns
from connector.flows.local_designs.recheck import RecheckDesigns
from connector.flows.local_designs.sweep import SweepBlobs
from connector.flows.orders.run import RunOrders
from connector.flows.stores.leave import FinishLeaving
from connector.flows.sync.reconcile import ReconcileNightly
from connector.flows.sync.run import RunSync

log = structlog.get_logger(__name__)

_LOOK_EVERY = 1.0
"""Seconds an idle lane sleeps at most: other processes ring no bell here."""

_REST_AFTER_FAULT = 1.0
_PROVE_EVERY = 1.0
_FINISH_EVERY = 2.0
_KEEP_HOUSE_EVERY = 60.0
_RECONCILE_EVERY = 10.0
"""Seconds between two stores' nightly turns."""

_ORDER_LANES = 2
"""Lanes of their own, so that an order never stands behind a batch; two, so that one slow call holds up one."""

_RECHECK_EVERY = 5.0
"""Seconds between two designs' daily looks."""

_SWEEP_EVERY = 900.0

_DESIGN_LANES = 2
"""Designs imported side by side by one process, each with a few files at a time."""

Turns = RunSync | RunOrders | ImportDesigns


class Worker:
    def __init__(
        self,
        sync: RunSync,
        orders: RunOrders,
        designs: ImportDesigns,
        bell: Bell,
        *,
        prove: ProveAddresses,
        reconcile: ReconcileNightly,
        finish_leaving: FinishLeaving,
        recheck: RecheckDesigns,
        sweep_blobs: SweepBlobs,
        keep_house: KeepHouse,
        lanes: int,
    ) -> None:
        self._sync = sync
        self._orders = orders
        self._designs = designs
        self._prove = prove
        self._reconcile = reconcile
        self._finish_leaving = finish_leaving
        self._recheck = recheck
        self._sweep_blobs = sweep_blobs
        self._keep_house = keep_house
        self._bell = bell
        self._lanes = lanes
        self._name = f"worker-{secrets.token_hex(6)}"
        self._stopping = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        lanes = [
            *self._side_by_side(self._sync, "sync", self._lanes),
            *self._side_by_side(self._orders, "orders", _ORDER_LANES),
            *self._side_by_side(self._designs, "designs", _DESIGN_LANES),
        ]
        jobs = [
            self._regularly(self._prove, _PROVE_EVERY),
            self._regularly(self._finish_leaving, _FINISH_EVERY),
            self._sometime(self._keep_house, _KEEP_HOUSE_EVERY),
            self._sometime(self._reconcile, _RECONCILE_EVERY),
            self._sometime(self._recheck, _RECHECK_EVERY),
            self._sometime(self._sweep_blobs, _SWEEP_EVERY),
        ]
        self._tasks = [asyncio.create_task(part) for part in (*lanes, *jobs)]

    async def stop(self, within: float) -> None:
        """Lets what is in flight finish for `within` seconds, then cuts it off."""
        self._stopping.set()
        self._bell.ring()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    async def run_until_idle(self) -> None:
        """For tests and one-off runs: everything that is due now, and nothing that has to wait."""
        await self._prove()
        flows: tuple[Turns, ...] = (self._orders, self._designs, self._sync)
        while True:
            waits = [due_in for flow in flows if (due_in := await flow.due_in()) is not None]
            if not waits or min(waits) > 1.0:
                return await self._finish_leaving()
            await asyncio.sleep(min(waits))
            for flow in flows:
                await flow(f"{self._name}-once")

    def _side_by_side(
        self, turns: Turns, kind: str, lanes: int
    ) -> Iterator[Coroutine[Any, Any, None]]:
        looking = asyncio.Lock()
        for number in range(lanes):
            yield self._lane(turns, looking, f"{kind}-{number}")

    async def _lane(self, turns: Turns, looking: asyncio.Lock, name: str) -> None:
        """One of the lanes beside it looks at a time; who finds something lets the next one look, and works until
        there is nothing left to take."""
        owner = f"{self._name}-{name}"
        while not self._stopping.is_set():
            try:
                async with looking:
                    ring = await self._until_due(turns)
                if not await self._work(turns, owner) and not self._stopping.is_set():
                    # Another lane or process was quicker.
                    await ring.heard(_LOOK_EVERY)
            except Unavailable as away:
                log.warning("turn_put_off", lane=name, why=away.code)
                await self._rest(_REST_AFTER_FAULT)
            except Exception:
                # The row is still there; a lane that died would be worse than one that waits.
                log.exception("turn_failed", lane=name)
                await self._rest(_REST_AFTER_FAULT)

    async def _work(self, turns: Turns, owner: str) -> bool:
        """Whether there was anything to take."""
        worked = False
        while not self._stopping.is_set() and await turns(owner):
            worked = True
        return worked

    async def _until_due(self, turns: Turns) -> NextRing:
        """Returns what was listened to before the last look; at once when the worker stops."""
        while True:
            ring = self._bell.listen()
            if self._stopping.is_set():
                return ring
            due_in = await turns.due_in()
            if due_in == 0.0:
                return ring
            await ring.heard(min(due_in or _LOOK_EVERY, _LOOK_EVERY))

    async def _regularly(self, job: Callable[[], Awaitable[None]], seconds: float) -> None:
        while not self._stopping.is_set():
            try:
                await job()
            except Unavailable as away:
                log.warning("job_put_off", job=type(job).__name__, why=away.code)
            except Exception:
                log.exception("job_failed", job=type(job).__name__)
            await self._rest(seconds)

    async def _sometime(self, job: Callable[[], Awaitable[None]], seconds: float) -> None:
        """For what nobody waits for: processes that start together do not do it together, nor first of all."""
        await self._rest(random.uniform(0.0, seconds))  # noqa: S311 - no secret
        await self._regularly(job, seconds)

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
