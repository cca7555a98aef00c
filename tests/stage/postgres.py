"""A throw-away PostgreSQL server on loopback, from the machine's own binaries."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts.story.processes import free_port

_SETTINGS = (
    "listen_addresses=127.0.0.1",
    "max_connections=200",
    # Nothing of it outlives the tests, so nothing of it is made safe.
    "fsync=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    # A fresh database a test has nothing to clean up yet.
    "autovacuum=off",
)


class NoPostgres(Exception):
    """No server binary on this machine (Debian: apt-get install postgresql)."""


def binary(name: str) -> str:
    found = shutil.which(name) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))), None
    )
    if found is None:
        raise NoPostgres(f"{name} is not installed")
    return found


class Postgres:
    def __init__(self, port: int) -> None:
        self._port = port

    @classmethod
    @contextmanager
    def running(cls, _folder: Path) -> Iterator[Postgres]:
        """The server refuses to run as root, so it runs as `postgres` in a folder of that user's."""
        user = "postgres" if os.geteuid() == 0 else None
        with tempfile.TemporaryDirectory(prefix="alter-pg-", dir="/tmp") as folder:
            if user is not None:
                account = pwd.getpwnam(user)
                os.chown(folder, account.pw_uid, account.pw_gid)
            data, port = f"{folder}/data", free_port()
            quiet: dict[str, Any] = {
                "stdout": subprocess.DEVNULL,
                "stderr": subprocess.DEVNULL,
                "user": user,
                "cwd": folder,
            }
            initdb = [binary("initdb"), "-D", data, "-U", "connector", "--auth=trust", "--no-sync"]
            subprocess.run(initdb, check=True, **quiet)
            command = [binary("postgres"), "-D", data, "-p", str(port), "-k", folder]
            for setting in _SETTINGS:
                command += ["-c", setting]
            server = subprocess.Popen(command, **quiet)
            try:
                found = cls(port)
                found._wait(server)
                yield found
            finally:
                server.terminate()
                server.wait(timeout=30)

    def url(self, database: str) -> str:
        return f"postgresql://connector@127.0.0.1:{self._port}/{database}"

    def execute(self, statement: str) -> None:
        """For what a test does to the server itself, now and then: a start of psql each."""
        subprocess.run(
            [binary("psql"), "-qX", "-v", "ON_ERROR_STOP=1", "-c", statement, self.url("postgres")],
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def _wait(self, server: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            if server.poll() is not None:
                raise NoPostgres(f"the server ended with {server.returncode}")
            ready = subprocess.run(
                [binary("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self._port)], check=False
            )
            if ready.returncode == 0:
                return
            time.sleep(0.1)
        raise NoPostgres("the server did not become ready")
