"""PgBouncer in transaction mode before a PostgreSQL, from the machine's own binary."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

_POOL = 3
"""Fewer server connections than the connector's own pool has: transactions really meet others' sessions."""


def pgbouncer() -> str | None:
    return shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")


@contextmanager
def bouncing(database_url: str) -> Iterator[str]:
    """The address through PgBouncer. Skips the test on a machine without it."""
    program = pgbouncer()
    if program is None:
        pytest.skip("no PgBouncer on this machine (Debian: apt-get install pgbouncer)")
    server = urlsplit(database_url)
    user = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="alter-bouncer-", dir="/tmp") as name:
        folder, port = Path(name), _free_port()
        (folder / "users").write_text('"connector" ""\n')
        (folder / "ini").write_text(
            "[databases]\n"
            f"* = host=127.0.0.1 port={server.port}\n"
            "[pgbouncer]\n"
            f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
            f"auth_type = trust\nauth_file = {folder}/users\n"
            f"pool_mode = transaction\ndefault_pool_size = {_POOL}\nmax_client_conn = 100\n"
        )
        if user is not None:
            account = pwd.getpwnam(user)
            for path in (folder, folder / "users", folder / "ini"):
                os.chown(path, account.pw_uid, account.pw_gid)
        process = subprocess.Popen(
            [program, str(folder / "ini")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=user,
            cwd=folder,
        )
        try:
            _wait(port)
            yield f"postgresql://connector@127.0.0.1:{port}{server.path}"
        finally:
            process.terminate()
            process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("PgBouncer did not start")
