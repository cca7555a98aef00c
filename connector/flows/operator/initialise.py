"""`init`: folder, key and database, made if missing and checked if there. Nothing that exists is replaced."""

from __future__ import annotations

import os
import stat
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from connector.domain.clock import Clock
from connector.flows.startup import CheckKeys, KeyDoesNotFit
from connector.store import data_keys, key_checks
from connector.store.database import SCHEMA_VERSION, Database, DatabaseError
from connector.store.sole_process import sole_process
from connector.vault.errors import KeyMissing
from connector.vault.keyring import KeyRing

_FOR_OTHERS = 0o077


class CannotInitialise(Exception):
    """What is there already does not allow it; the message says what to do."""


@dataclass(frozen=True)
class Initialised:
    """What was made now; what is False was there already. `schema_before` is None for a new database."""

    folder_made: bool
    key_made: bool
    schema_before: str | None
    schema: str

    @property
    def migrated(self) -> bool:
        return self.schema_before != self.schema


@dataclass(frozen=True)
class Initialise:
    data_dir: Path
    key_file: Path
    database: Database
    migrate: Callable[[Database], Awaitable[None]]
    clock: Clock

    async def __call__(self) -> Initialised:
        """Raises CannotInitialise, DatabaseError, VaultError or KeyDoesNotFit. Repeatable at any point.

        The key comes before the database: a key without a database is harmless, a database that was
        sealed without a key on disk is lost.
        """
        folder_made = _private_folder(self.data_dir)
        before = await self._schema()
        ring, key_made = await self._key(sealed=before is not None and await self._holds_seals())
        check = CheckKeys(self.database, ring, self.clock)
        if before is not None:
            await check()
        if before != SCHEMA_VERSION:
            await self._migrated()
        await check.register()
        return Initialised(folder_made, key_made, before, SCHEMA_VERSION)

    async def _schema(self) -> str | None:
        path = self.database.sqlite_path
        if path is not None and not path.parent.is_dir():
            raise DatabaseError(f"{path.parent}, where the database is to lie, is not a folder")
        if path is not None and not path.exists():
            return None
        version = await self.database.schema_version()
        if version is not None and version > SCHEMA_VERSION:
            await self.database.require_schema()
        return version

    async def _holds_seals(self) -> bool:
        async with self.database.read() as connection:
            checks = await key_checks.all_checks(connection)
            return bool(checks) or await data_keys.any_exists(connection)

    async def _key(self, *, sealed: bool) -> tuple[KeyRing, bool]:
        try:
            return KeyRing.load(self.key_file), False
        except KeyMissing as missing:
            if sealed:
                raise KeyDoesNotFit(
                    f"there is no master key at {self.key_file}, and this database was sealed with "
                    "one: restore that key file from its backup. A new key would open nothing. If it "
                    "is lost for good, move the database away, run init again and connect every store "
                    "anew"
                ) from missing
        return KeyRing.create(self.key_file), True

    async def _migrated(self) -> None:
        if self.database.sqlite_path is not None:
            _private_file(self.database.sqlite_path)
        async with sole_process(self.database):
            await self.migrate(self.database)


def _private_folder(path: Path) -> bool:
    """True when it was made. An empty one is closed to others; in one that is in use, that is not ours to do."""
    try:
        path.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        pass
    else:
        # Under an odd umask mkdir takes bits away, the owner's included.
        path.chmod(0o700)
        return True
    if not path.is_dir():
        raise CannotInitialise(f"{path} is not a folder: name another one in CONNECTOR_DATA_DIR")
    mode = stat.S_IMODE(path.stat().st_mode)
    if not mode & _FOR_OTHERS:
        return False
    if any(path.iterdir()):
        raise CannotInitialise(
            f"the data folder {path} is open to other users (mode {mode:04o}): run `chmod 700 {path}`, "
            "or name a folder of its own in CONNECTOR_DATA_DIR"
        )
    path.chmod(0o700)
    return False


def _private_file(path: Path) -> None:
    """SQLite gives its write-ahead log the mode of the database, so this one decides for both."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    path.chmod(0o600)
