"""The key file while it changes: a line added, moved to the top, taken out.

Each change is one atomic replacement, so a reader, a crash or a power cut finds the file before or
after it and never half of it.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from connector.vault.errors import KeyFileBusy, KeyUnreadable
from connector.vault.keyring import KeyRing, MasterKey, sync_folder, write_new

Stamp = tuple[int, int, int, int]
"""Differs whenever the file was replaced or written to."""


class KeyFile:
    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> KeyRing:
        """Raises like `KeyRing.load`."""
        return KeyRing.load(self.path)

    def stamp(self) -> Stamp | None:
        """None while there is no such file. Take it before `load`: then a change between is seen next time."""
        try:
            status = self.path.stat()
        except OSError:
            return None
        # The change time too: an edit in place may keep size and modification time.
        return (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)

    @contextmanager
    def editing(self) -> Iterator[None]:
        """One editor at a time on this machine; readers are not held up. Raises KeyFileBusy.

        The folder is locked, not the file: that one is replaced, and a lock file would stay behind.
        """
        folder = os.open(self._target().parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            try:
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as taken:
                raise KeyFileBusy(self.path) from taken
            yield
        finally:
            os.close(folder)

    def append(self, key: MasterKey) -> KeyRing:
        """At the end: everybody who reads the file can open what is under it, nobody seals under it yet."""
        return self._replace((*self.load().keys, key))

    def promote(self, key_id: str) -> KeyRing:
        """To the first line. Raises KeyError for an id that the file does not hold."""
        ring = self.load()
        first = _held(ring, key_id)
        return self._replace((first, *(key for key in ring.keys if key.key_id != key_id)))

    def remove(self, key_id: str) -> KeyRing:
        """Raises KeyError for an id that the file does not hold, ValueError for the last key."""
        ring = self.load()
        _held(ring, key_id)
        return self._replace(key for key in ring.keys if key.key_id != key_id)

    def _replace(self, keys: Iterable[MasterKey]) -> KeyRing:
        ring = KeyRing(keys)
        target = self._target()
        draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
        try:
            write_new(draft, "".join(key.line() for key in ring.keys).encode())
            try:
                _give_to_owner_of(target, draft)
                draft.replace(target)
            except BaseException:
                with suppress(FileNotFoundError):
                    draft.unlink()
                raise
            sync_folder(target.parent)
        except OSError as error:
            reason = error.strerror or "it cannot be replaced"
            raise KeyUnreadable(self.path, reason) from error
        return ring

    def _target(self) -> Path:
        """Behind links: replacing a link would leave the file that others read as it was."""
        return self.path.resolve()


def _held(ring: KeyRing, key_id: str) -> MasterKey:
    key = ring.key(key_id)
    if key is None:
        raise KeyError(key_id)
    return key


def _give_to_owner_of(present: Path, draft: Path) -> None:
    """A file that root replaced must stay readable to the service."""
    status, own = present.stat(), draft.stat()
    if (status.st_uid, status.st_gid) != (own.st_uid, own.st_gid):
        os.chown(draft, status.st_uid, status.st_gid)
