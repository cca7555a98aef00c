"""A PostgreSQL of one's own on loopback, from the machine's own binaries, that can be restarted under the service."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.story.processes import free_port

_USER = "postgres"
_SETTINGS = "-c listen_addresses=127.0.0.1 -c max_connections=200"


class NoPostgres(Exception):
    """No server binary on this machine (Debian: apt-get install postgresql)."""


def binary(name: str) -> str:
    found = shutil.which(name, path=os.environ.get("PATH")) if os.geteuid() else None
    packaged = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if found is None and packaged:
        found = str(packaged[-1])
    if found is None:
        raise NoPostgres(f"{name} is not installed: apt-get install postgresql")
    return found


@dataclass
class Server:
    """It refuses to run as root, and then runs as `postgres`."""

    folder: Path
    port: int
    restarts: int = 0

    @property
    def url(self) -> str:
        return f"postgresql://connector@127.0.0.1:{self.port}/connector"

    async def restart(self, mode: str) -> None:
        """`fast` ends every connection, `immediate` is a crash that is recovered from."""
        await self._control("stop", "-m", mode)
        await self._control("start", *self._options)
        self.restarts += 1

    async def start(self) -> None:
        data = str(self.folder / "data")
        await self._as_owner(
            binary("initdb"), "-D", data, "-U", "connector", "--auth=trust", "--no-sync"
        )
        await self._control("start", *self._options)
        await self._as_owner(
            binary("createdb"),
            "-h",
            "127.0.0.1",
            "-p",
            f"{self.port}",
            "-U",
            "connector",
            "connector",
        )

    async def stop(self) -> None:
        await self._control("stop", "-m", "immediate")

    @property
    def _options(self) -> tuple[str, ...]:
        return ("-o", f"-p {self.port} -k {self.folder} {_SETTINGS}", "-l", f"{self.folder}/log")

    async def _control(self, *arguments: str) -> None:
        await self._as_owner(binary("pg_ctl"), "-w", "-D", f"{self.folder}/data", *arguments)

    async def _as_owner(self, *command: str) -> None:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            user=_USER if os.geteuid() == 0 else None,
            cwd=self.folder,
        )
        if await process.wait():
            raise NoPostgres(f"{command[0]} ended with {process.returncode}: {self.folder}/log")


@asynccontextmanager
async def own_server() -> AsyncIterator[Server]:
    with tempfile.TemporaryDirectory(prefix="alter-pg-") as name:
        if os.geteuid() == 0:
            account = pwd.getpwnam(_USER)
            os.chown(name, account.pw_uid, account.pw_gid)
        server = Server(Path(name), free_port())
        await server.start()
        try:
            yield server
        finally:
            await server.stop()
