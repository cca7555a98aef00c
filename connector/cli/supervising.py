"""`serve --workers N`: N processes of `serve` on one address, started, watched, started again, stopped together.

They share the address by SO_REUSEPORT, so the system spreads connections over them. Each gives its metrics on a
socket of its own, and the operator's port shows them together. This process opens no database.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import SystemRandom

import click
import structlog
from aiohttp import web

from connector.domain.retry import backoff
from connector.settings import Settings
from connector.web.merged import create_merged_application, scraped
from connector.web.serving import Runner

log = structlog.get_logger(__name__)

_LONG_LIFE = 60.0
_BASE, _CAP = 0.5, 30.0
_READY_EVERY = 0.05
_BEYOND_STOP = 5.0


class EndedAtStart(click.exceptions.Exit):
    """A process that never served; it has said on stderr why."""


@dataclass
class _Worker:
    name: str
    socket: Path
    arguments: list[str]
    process: asyncio.subprocess.Process | None = None
    short_lives: int = 0

    async def start(self) -> None:
        self.socket.unlink(missing_ok=True)
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "connector",
            "serve",
            "--process",
            str(self.socket),
            *self.arguments,
            # It ends when this pipe does: nobody would stop it after a supervisor that was killed.
            stdin=asyncio.subprocess.PIPE,
            # Ctrl-C in a terminal goes to the whole group, and a second signal would end it at once.
            start_new_session=True,
        )

    async def ready(self) -> None:
        """Raises EndedAtStart."""
        assert self.process is not None
        while await scraped(self.socket) is None:
            if self.process.returncode is not None:
                raise EndedAtStart(self.process.returncode)
            await asyncio.sleep(_READY_EVERY)

    def signal(self, number: int) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(number)


@dataclass
class Supervisor:
    settings: Settings
    count: int
    works: bool
    workers: list[_Worker] = field(default_factory=list)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Until SIGTERM or Ctrl-C. Raises EndedAtStart when one of the first does not come to serve."""
        self._hear_signals()
        async with AsyncExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="alter-")))
            arguments = [] if self.works else ["--no-work"]
            self.workers = [
                _Worker(f"{number}", folder / f"{number}", arguments)
                for number in range(1, self.count + 1)
            ]
            await stack.enter_async_context(self._metrics())
            stack.push_async_callback(self._stop)
            for worker in self.workers:
                await worker.start()
            await self._until_ready()
            await self._watch_all()

    def sockets(self) -> Mapping[str, Path]:
        return {worker.name: worker.socket for worker in self.workers}

    @asynccontextmanager
    async def _metrics(self) -> AsyncIterator[None]:
        listen = self.settings.service.operator_listen
        runner = Runner(create_merged_application(self.sockets), stop_within=1.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, listen.host, listen.port).start()
            yield
        finally:
            await runner.cleanup()

    def _hear_signals(self) -> None:
        loop = asyncio.get_running_loop()

        def hear(number: int) -> None:
            if self._stopping.is_set():
                # Nothing is lost: all that was accepted is in rows.
                for worker in self.workers:
                    worker.signal(signal.SIGKILL)
                os._exit(128 + number)
            self._stopping.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, hear, number)

    async def _until_ready(self) -> None:
        """Settings, keys or a port that do not fit are told at once, not tried for ever."""
        stopping = asyncio.create_task(self._stopping.wait())
        ready = asyncio.create_task(self._all_ready())
        try:
            await asyncio.wait((stopping, ready), return_when=asyncio.FIRST_COMPLETED)
            if ready.done():
                ready.result()
                log.info(
                    "supervising",
                    listen=str(self.settings.service.listen),
                    operator_listen=str(self.settings.service.operator_listen),
                    public_url=self.settings.service.public_url,
                    processes=self.count,
                )
        finally:
            stopping.cancel()
            ready.cancel()
            await asyncio.gather(ready, stopping, return_exceptions=True)

    async def _all_ready(self) -> None:
        await asyncio.gather(*(worker.ready() for worker in self.workers))

    async def _watch_all(self) -> None:
        watches = [asyncio.create_task(self._watch(worker)) for worker in self.workers]
        await self._stopping.wait()
        for watch in watches:
            watch.cancel()
        await asyncio.gather(*watches, return_exceptions=True)

    async def _watch(self, worker: _Worker) -> None:
        loop, random = asyncio.get_running_loop(), SystemRandom()
        while True:
            assert worker.process is not None
            began = loop.time()
            code = await worker.process.wait()
            lived = loop.time() - began
            worker.short_lives = 0 if lived > _LONG_LIFE else worker.short_lives + 1
            wait = backoff(worker.short_lives + 1, base=_BASE, cap=_CAP, random=random)
            log.error("process_ended", process=worker.name, exit_code=code, again_in=round(wait, 1))
            await asyncio.sleep(wait)
            await worker.start()

    async def _stop(self) -> None:
        """Each has its own time to finish what is in flight; then it is cut off."""
        log.info("stopping")
        for worker in self.workers:
            worker.signal(signal.SIGTERM)
        ends = [
            asyncio.create_task(worker.process.wait())
            for worker in self.workers
            if worker.process is not None
        ]
        if ends:
            within = self.settings.service.stop_within + _BEYOND_STOP
            await asyncio.wait(ends, timeout=within)
        for worker in self.workers:
            worker.signal(signal.SIGKILL)
        await asyncio.gather(*ends, return_exceptions=True)
