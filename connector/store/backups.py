"""Copies of a SQLite database: made beside a running service, and put in the database's place.

Whatever happens, a name holds a whole database or none: each file is written under a draft's name beside its
place, brought to disk, and renamed.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from connector.store.database import DatabaseError

Tell = Callable[[int, int], None]
"""Gets how many pages are done, and how many there are."""

MAGIC = b"SQLite format 3\0"
_PAGES_AT_ONCE = 2048
_LOG_FILES = ("-wal", "-shm", "-journal")
_PATIENCE = 5.0


class BackupError(DatabaseError):
    """The copy cannot be made or used; the message says what to do."""


def make(database: Path, target: Path, *, force: bool, tell: Tell) -> None:
    """A whole copy at `target`, mode 0600, as the database was at one moment; writers are not held up.

    Raises BackupError and OSError; then `target` is as it was.
    """
    if not database.exists():
        raise BackupError(f"there is no database at {database}")
    require_room_for(target, database, force=force)
    with _draft(target) as draft:
        _copy(_writable(database), draft, tell)
        draft.replace(target)
    _sync(target.parent)


def require_room_for(target: Path, database: Path, *, force: bool) -> None:
    """Raises BackupError where a copy would take the place of something else."""
    if target.is_dir() or not target.parent.is_dir():
        raise BackupError(f"{target} is no place for a file: name one in a folder that is there")
    if target.absolute() in [_beside(database.absolute(), suffix) for suffix in _LOG_FILES]:
        raise BackupError(f"{target} is part of the database: name another file")
    if not target.exists():
        return
    if target.samefile(database):
        raise BackupError(f"{target} is the database itself: name another file")
    if not force:
        raise BackupError(f"{target} is there already: name another file, or add --force")
    with target.open("rb") as file:
        known = file.read(len(MAGIC))
    # The key file, say: a slip of the hand must not cost what no backup brings back.
    if known != MAGIC:
        raise BackupError(f"{target} is no backup and is left as it is: name another file")


def _copy(database: str, draft: Path, tell: Tell) -> None:
    """Into an empty file, on disk when it returns. Raises BackupError."""
    try:
        with closing(_opened(database)) as source, closing(_opened(_writable(draft))) as drafted:
            # Nobody reads the draft before it is whole, and it is brought to disk at once at the end.
            drafted.execute("PRAGMA synchronous=OFF")
            # The read transaction holds one moment still. Without it, each write of the service would
            # make the copy begin again, and under load it would never end.
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(
                drafted,
                pages=_PAGES_AT_ONCE,
                progress=lambda _, left, every: tell(every - left, every),
            )
        with closing(_opened(_writable(draft))) as drafted:
            # One file, which can be read where nothing can be written.
            drafted.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.Error as fault:
        raise BackupError(f"the copy failed: {fault}") from fault
    _sync(draft)


@contextmanager
def drafted_from(backup: Path, database: Path, tell: Tell) -> Iterator[Path]:
    """A copy of the backup beside the database, to be looked through and then put in its place."""
    with _draft(database) as draft:
        _copy(untouched(backup), draft, tell)
        yield draft


def put_in_place(draft: Path, database: Path, aside: Path) -> bool:
    """The draft becomes the database; what was there keeps its bytes at `aside`. False: nothing was there.

    Nobody else may have the database open: whoever holds the lock of `sole_process` calls this. Raises
    BackupError while another program reads it.
    """
    was_there = database.exists()
    if was_there:
        status = database.stat()
        if os.geteuid() == 0:
            os.chown(draft, status.st_uid, status.st_gid)
        _set_aside(database, aside)
    draft.replace(database)
    _sync(database.parent)
    return was_there


def _set_aside(database: Path, aside: Path) -> None:
    """Under a second name, so that the first one is never without a database."""
    aside.hardlink_to(database)
    # SQLite throws the log of a file away that it cannot read, and somebody may want to repair that file.
    with suppress(FileNotFoundError):
        _beside(aside, "-wal").hardlink_to(_beside(database, "-wal"))
    try:
        emptied = _empty_log(database)
    except BaseException:
        _forget(aside, _beside(aside, "-wal"))
        raise
    if emptied:
        _forget(_beside(aside, "-wal"))
    # Under the new file an old log would be taken for its own.
    _forget(*(_beside(database, suffix) for suffix in _LOG_FILES))


def _empty_log(database: Path) -> bool:
    """False: the database is damaged, which may be why it is replaced. Raises BackupError when it is in use."""
    try:
        with closing(_opened(_writable(database))) as connection:
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.OperationalError as fault:
        if fault.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return False
        raise BackupError(
            f"another program has {database} open: close it and run this again"
        ) from fault
    except sqlite3.DatabaseError:
        return False
    return True


def _forget(*paths: Path) -> None:
    for path in paths:
        with suppress(FileNotFoundError):
            path.unlink()


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    """An empty private file beside the target; gone afterwards unless it was renamed."""
    draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}.part")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)
    try:
        yield draft
    finally:
        _forget(draft, *(_beside(draft, suffix) for suffix in _LOG_FILES))


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def untouched(path: Path) -> str:
    """For a file at rest: no lock, no log, no byte changes, not even beside it."""
    return f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"


def _writable(path: Path) -> str:
    """A file that is there; SQLite would make a missing one."""
    return f"file:{quote(str(path.absolute()))}?mode=rw"


def _opened(address: str) -> sqlite3.Connection:
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=_PATIENCE)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
