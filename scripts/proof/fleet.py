"""Several processes on one database, each killed in its own time, and the database restarted under them."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from scripts.proof.killing import Service
from scripts.proof.postgres import Server

_RESTART_EVERY = (15.0, 30.0)
_EXCUSED_FOR = 5.0
"""Seconds after a restart during which a process may find no database at its start."""


@dataclass
class Fleet:
    """Like a `Service`, of several. `server` is restarted, if it is given."""

    services: list[Service]
    server: Server | None
    random: Random
    _excused_until: float = 0.0
    _restarting: bool = False
    modes: Counter[str] = field(default_factory=Counter)

    @property
    def kills(self) -> Counter[str]:
        return sum((service.kills for service in self.services), Counter())

    @property
    def restarts(self) -> list[float]:
        return [seconds for service in self.services for seconds in service.restarts]

    @property
    def logs(self) -> list[Path]:
        return [service.log for service in self.services]

    @property
    def point(self) -> str | None:
        """Where one of the present lives is to end."""
        return next((service.point for service in self.services if service.point), None)

    def excused(self) -> bool:
        return self._restarting or asyncio.get_running_loop().time() < self._excused_until

    async def run_and_kill(self, seconds: float) -> None:
        restarting = asyncio.create_task(self._restart_again_and_again(seconds))
        try:
            async with asyncio.TaskGroup() as group:
                for service in self.services:
                    group.create_task(service.run_and_kill(seconds))
        finally:
            restarting.cancel()
            await asyncio.gather(restarting, return_exceptions=True)

    async def watch(self) -> None:
        """Until one dies, which none should. Raises Died."""
        watching = [asyncio.create_task(service.watch()) for service in self.services]
        try:
            await asyncio.wait(watching, return_when=asyncio.FIRST_COMPLETED)
            for each in watching:
                if each.done():
                    each.result()
        finally:
            for each in watching:
                each.cancel()

    async def stop(self) -> None:
        await asyncio.gather(*(service.stop() for service in self.services))

    async def _restart_again_and_again(self, seconds: float) -> None:
        """Never in the last seconds: all are to be there in the end."""
        if self.server is None:
            return
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while True:
            await asyncio.sleep(self.random.uniform(*_RESTART_EVERY))
            if loop.time() > until - _EXCUSED_FOR:
                return
            mode = self.random.choice(("fast", "immediate"))
            self._restarting = True
            try:
                # Finished once begun: a server that stays down would be nobody's fault but ours.
                await asyncio.shield(self.server.restart(mode))
            finally:
                self._restarting = False
                self._excused_until = loop.time() + _EXCUSED_FOR
            self.modes[f"database {mode}"] += 1
