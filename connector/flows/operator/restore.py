"""`restore`: a backup takes the database's place, verified first; what was there is set aside, not deleted."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from connector.domain.clock import Clock
from connector.flows.operator.verify_backup import Tell, Verified, VerifyBackup
from connector.flows.startup import CheckKeys
from connector.store import backup_contents, backups
from connector.store.backups import BackupError
from connector.store.database import Database
from connector.store.sole_process import sole_process
from connector.vault.keyring import KeyRing


@dataclass(frozen=True)
class Restored:
    """`aside` is None when there was no database before."""

    verified: Verified
    aside: Path | None


@dataclass(frozen=True)
class RestoreBackup:
    key_file: Path
    database: Database
    clock: Clock

    async def __call__(self, path: Path, *, accept_broken: bool, tell: Tell) -> Restored:
        """Raises BackupError, DatabaseError (a process runs), VaultError or KeyDoesNotFit; then the database
        is as it was."""
        target = self._target(path)
        async with sole_process(self.database):
            restored = self._replace(path, target, tell, accept_broken=accept_broken)
            # A key that came after the backup was made is in the file, and not yet in this database.
            await CheckKeys(self.database, KeyRing.load(self.key_file), self.clock).register()
        return restored

    def _target(self, path: Path) -> Path:
        target = self.database.sqlite_path
        if target is None:
            raise BackupError("only SQLite databases are restored here")
        backup_contents.require_finished(path)
        if not target.parent.is_dir():
            raise BackupError(f"{target.parent}, where the database is to lie, is not a folder")
        if target.exists() and path.samefile(target):
            raise BackupError(f"{path} is the database itself")
        return target

    def _replace(self, path: Path, target: Path, tell: Tell, *, accept_broken: bool) -> Restored:
        verify = VerifyBackup(self.key_file)
        # The copy is verified, not the original: nobody changes it between the look and its use.
        with backups.drafted_from(path, target, lambda *_: _stop_if_asked()) as draft:
            verified = verify(draft, _unless_stopped(tell), name=str(path))
            if verified.broken and not accept_broken:
                raise BackupError(
                    f"{len(verified.broken)} sealed value(s) of {path} do not open: use another backup, or "
                    "accept that these stores have to connect again (--accept-broken). --verify names them"
                )
            stamp = f"{self.clock.now():%Y%m%d-%H%M%S-%f}"
            aside = target.with_name(f"{target.name}.before-restore-{stamp}")
            _stop_if_asked()
            was_there = backups.put_in_place(draft, target, aside)
        return Restored(verified, aside if was_there else None)


def _unless_stopped(tell: Tell) -> Tell:
    def told(done: int, total: int) -> None:
        _stop_if_asked()
        tell(done, total)

    return told


def _stop_if_asked() -> None:
    """Nothing is awaited while files are copied and looked through; without this Ctrl-C would be heard after
    the database was replaced."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
