"""A MariaDB of our own: its files in the run's folder, reached by its socket alone."""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from scripts.store.daemons import DidNotStart, program, run, serving
from scripts.store.layout import Layout


@dataclass(frozen=True)
class Database:
    """What a shop needs to use its database."""

    socket: Path
    name: str
    user: str
    password: str

    async def query(self, sql: str) -> list[list[str]]:
        """Rows of texts, as an administrator of the database."""
        found = await run([*_client(self.socket), self.name], text=sql)
        return [line.split("\t") for line in found.splitlines()]

    async def copy(self, name: str) -> Database:
        """All tables under another name, for the same account."""
        sql = [
            f"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
            f"GRANT ALL ON {name}.* TO {self.user}@localhost",
        ]
        for (table,) in await self.query("SHOW TABLES"):
            sql += [
                f"CREATE TABLE {name}.{table} LIKE {self.name}.{table}",
                f"INSERT INTO {name}.{table} SELECT * FROM {self.name}.{table}",  # noqa: S608
            ]
        await self.query(";\n".join(sql))
        return replace(self, name=name)


@asynccontextmanager
async def database(layout: Layout) -> AsyncIterator[Database]:
    data, log = layout.root / "mariadb", layout.logs / "mariadb.log"
    account = ["--user=root"] if os.geteuid() == 0 else []
    await run(
        [
            program("mariadb-install-db"),
            "--no-defaults",
            f"--datadir={data}",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            *account,
        ]
    )
    command = [
        program("mariadbd"),
        "--no-defaults",
        f"--datadir={data}",
        f"--socket={layout.database_socket}",
        f"--pid-file={layout.run / 'mariadb.pid'}",
        "--skip-networking",
        "--skip-log-bin",
        "--character-set-server=utf8mb4",
        "--collation-server=utf8mb4_unicode_ci",
        "--innodb-buffer-pool-size=128M",
        # The folder is thrown away: a crash of the machine may cost it a second.
        "--innodb-flush-log-at-trx-commit=2",
        *account,
    ]
    async with serving(command, log=log, answers=lambda: _answers(layout.database_socket)):
        # PHP comes as another user of this machine than we are.
        layout.database_socket.chmod(0o777)
        yield await _made(layout.database_socket)


async def _answers(socket: Path) -> bool:
    try:
        await run(_client(socket), text="SELECT 1")
    except DidNotStart:
        return False
    return True


async def _made(socket: Path) -> Database:
    made = Database(socket, "shop", "shop", secrets.token_hex(16))
    sql = (
        f"CREATE DATABASE {made.name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;"
        f"CREATE USER {made.user}@localhost IDENTIFIED BY '{made.password}';"
        f"GRANT ALL ON {made.name}.* TO {made.user}@localhost;"
    )
    await run(_client(socket), text=sql)
    return made


def _client(socket: Path) -> list[str]:
    return [
        program("mariadb"),
        "--no-defaults",
        f"--socket={socket}",
        "--user=root",
        "--batch",
        "--skip-column-names",
    ]
