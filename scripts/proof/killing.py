"""The connector as a process that is killed again and again, and started at once."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import aiohttp

POINTS = (
    "connect_claimed",
    "connect_exchanged",
    "connect_settled",
    "bindings_taken",
    "binding_changed",
    "binding_clicked",
    "bindings_acted",
    "sync_claimed",
    "sync_answered",
    "sync_written",
    "sync_closed",
    "order_event_taken",
    "order_begun",
    "order_answered",
    "order_recorded",
    "store_left",
    "store_destroyed",
)
"""Every event that the connector logs at a commit, or between one and the call that belongs to it."""

PROVOKED_BY = {
    "connect_claimed": "reconnect",
    "connect_exchanged": "reconnect",
    "connect_settled": "reconnect",
    "binding_changed": "patch",
    "binding_clicked": "click",
    "bindings_acted": "act",
    "order_event_taken": "tell",
    "order_begun": "tell",
    "order_answered": "tell",
    "order_recorded": "tell",
    "store_left": "leave_and_return",
    "store_destroyed": "leave_and_return",
}
"""What a store does to make rare events happen; the first one after the start is deadly."""

AT_RANDOM = "at random"
_STARTING = "while starting"
_WITHOUT_DATABASE = "started without a database"
_READY_EVERY = 0.05
_KILLED_STARTING = 0.05
_WORKS_AFTER = 3.0


BY_WORKERS = tuple(
    point for point in POINTS if point.startswith(("sync_", "order_begun", "order_answered"))
)
"""What `work` logs by itself, whatever stores do."""


@dataclass(frozen=True)
class Pace:
    """Seconds that a process lives, that one with a deadly event is waited for, and that a start may take."""

    lives: tuple[float, float] = (1.0, 6.0)
    armed: float = 9.0
    patience: float = 30.0


class Died(Exception):
    """The connector ended by itself; the message names its exit code."""


@dataclass
class Service:
    """`restarts` holds the seconds from each start until it answered."""

    environment: Mapping[str, str]
    base: str
    log: Path
    random: Random
    verb: str = "serve"
    pace: Pace = Pace()
    excused: Callable[[], bool] = lambda: False
    """Whether one that ends by itself may: its database is not there, and it says so."""
    kills: Counter[str] = field(default_factory=Counter)
    restarts: list[float] = field(default_factory=list)
    point: str | None = None
    """Where the present life is to end."""
    _process: asyncio.subprocess.Process | None = None

    async def run_and_kill(self, seconds: float) -> None:
        """Lives and deaths for that long; the last one is left alive."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while True:
            left = until - loop.time()
            if left < self.pace.lives[0]:
                break
            await self._one_life(left)
        await self._start(None)
        await self.answers()

    async def watch(self) -> None:
        """Until it dies, which it should not: it is no longer killed. Raises Died."""
        assert self._process is not None
        raise Died(f"exit code {await self._process.wait()}")

    async def stop(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()

    async def _one_life(self, left: float) -> None:
        point = self._next_point()
        await self._start(point)
        assert self._process is not None
        if self.random.random() < _KILLED_STARTING:
            await asyncio.sleep(self.random.uniform(0.05, 1.0))
            return await self._kill(_STARTING)
        ended = asyncio.create_task(self._process.wait())
        try:
            # Armed it may be killed before it answers: what was left over is taken up at once.
            ready = asyncio.create_task(self.answers())
            await asyncio.wait({ended, ready}, return_when=asyncio.FIRST_COMPLETED)
            if not ready.done():
                ready.cancel()
            else:
                ready.result()
            life = self.pace.armed if point else self.random.uniform(*self.pace.lives)
            await asyncio.wait({ended}, timeout=min(left, life))
            if not ended.done():
                return await self._kill(AT_RANDOM)
        finally:
            ended.cancel()
        self._count(point)
        return None

    def _next_point(self) -> str | None:
        """Mostly the one that was met least; sometimes none, for a death at any moment."""
        if self.random.random() < 0.25:
            return None
        points = POINTS if self.verb == "serve" else BY_WORKERS
        least = min(self.kills[point] for point in points)
        return self.random.choice([point for point in points if self.kills[point] <= least + 1])

    def _count(self, point: str | None) -> None:
        assert self._process is not None
        if self._process.returncode == 1 and self.excused():
            self.kills[_WITHOUT_DATABASE] += 1
            return
        if self._process.returncode != -signal.SIGKILL or point is None:
            raise Died(f"exit code {self._process.returncode}")
        self.kills[point] += 1

    async def _kill(self, how: str) -> None:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
        self.kills[how] += 1

    async def _start(self, point: str | None) -> None:
        self.point = point
        number = 1 if point in PROVOKED_BY else self.random.randint(1, 3)
        armed = [point, str(number)] if point else ["none", "0"]
        with self.log.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "scripts.proof.served",
                *armed,
                self.verb,
                env={**os.environ, **self.environment},
                stdout=output,
                stderr=output,
            )

    async def answers(self) -> None:
        """Once it is ready. `work` says nothing to anybody: it is there when it has had time to be."""
        if self.verb == "work":
            return await asyncio.sleep(_WORKS_AFTER)
        loop = asyncio.get_running_loop()
        began = loop.time()
        async with aiohttp.ClientSession() as session, asyncio.timeout(self.pace.patience):
            while True:
                assert self._process is not None
                if self._process.returncode not in (None, -signal.SIGKILL):
                    if self.excused():
                        await asyncio.sleep(_READY_EVERY)
                        await self._start(None)
                        continue
                    raise Died(f"exit code {self._process.returncode}")
                try:
                    async with session.get(f"{self.base}/readyz") as answer:
                        if answer.status == 200:
                            self.restarts.append(loop.time() - began)
                            return None
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(_READY_EVERY)
