"""Files of local designs on disk, named by what is in them: `{folder}/{aa}/{sha256}.{ext}`.

A name holds a whole file or none: what comes is written to a draft, brought to disk and renamed. Nothing here knows
whose a file is; it is reachable through a row of its store alone, and swept when no row names it.

All of it blocks: flows call it in threads, but for opening and dropping a draft.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import shutil
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from connector.domain.local_design import BlobName

_DRAFTS = "drafts"
_NAME = re.compile(r"([0-9a-f]{64})\.([a-z0-9]{1,8})", re.ASCII)
_PIECE = 1024 * 1024
_FOLDER = re.compile(r"[0-9a-f]{2}", re.ASCII)


class DiskFull(Exception):
    """Less than the floor is left on the disk, or would be."""


class Incoming:
    """A file on its way. Leaving the block without `keep` leaves nothing on disk."""

    def __init__(self, blobs: Blobs, draft: Path, head_bytes: int) -> None:
        self._blobs = blobs
        self._draft = draft
        self._head_bytes = head_bytes
        self._sha256 = hashlib.sha256()
        self._file: IO[bytes] | None = None
        self.head = b""
        self.size = 0
        self.crc32 = 0

    def __enter__(self) -> Self:
        self._draft.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self._draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "wb", buffering=0)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        self._draft.unlink(missing_ok=True)

    @property
    def sha256(self) -> str:
        return self._sha256.hexdigest()

    def write(self, piece: bytes) -> None:
        """Raises DiskFull, OSError."""
        assert self._file is not None
        self._blobs.require_room(len(piece))
        left = memoryview(piece)
        try:
            while left:
                left = left[self._file.write(left) :]
        except OSError as fault:
            if fault.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull from fault
            raise
        self._sha256.update(piece)
        self.crc32 = zlib.crc32(piece, self.crc32)
        self.size += len(piece)
        if len(self.head) < self._head_bytes:
            self.head += piece[: self._head_bytes - len(self.head)]

    def keep(self, extension: str) -> BlobName:
        """On disk for good, under its name: also when there is one already, so that it counts as new and no sweep
        that looked before takes it away."""
        assert self._file is not None
        os.fsync(self._file.fileno())
        self._file.close()
        self._file = None
        name = BlobName(self.sha256, extension)
        target = self._blobs.path(name)
        target.parent.mkdir(mode=0o700, exist_ok=True)
        self._draft.replace(target)
        _sync(target.parent)
        return name


@dataclass(frozen=True)
class Found:
    """What reading a file again said of it."""

    name: BlobName
    size: int
    crc32: int
    head: bytes


class Blobs:
    def __init__(self, folder: Path, *, floor: int) -> None:
        """`floor`: bytes of the disk that are left alone; a database that cannot write serves nobody."""
        self._folder = folder
        self._floor = floor

    def path(self, name: BlobName) -> Path:
        if _NAME.fullmatch(name.file_name) is None:
            raise ValueError("not a blob's name")
        return self._folder / name.sha256[:2] / name.file_name

    def incoming(self, *, head_bytes: int) -> Incoming:
        draft = self._folder / _DRAFTS / f"{secrets.token_hex(12)}.part"
        return Incoming(self, draft, head_bytes)

    def require_room(self, size: int) -> None:
        """Raises DiskFull."""
        there = self._folder
        while not there.exists():
            there = there.parent
        if shutil.disk_usage(there).free - size < self._floor:
            raise DiskFull

    def missing(self, expected: Iterable[tuple[BlobName, int]]) -> Sequence[BlobName]:
        """Those that are not there in the size they had."""
        return [name for name, size in expected if not self._is_whole(name, size)]

    def open(self, name: BlobName) -> FileIO:
        """Raises OSError."""
        return FileIO(self.path(name))

    def read(self, name: BlobName) -> bytes:
        return self.path(name).read_bytes()

    def found(self, sha256: str, *, head_bytes: int) -> Found | None:
        """A whole file of that content, read to be sure, that counts as new from now on.

        A file comes before its row, and a kill between the two must not make it come twice.
        """
        for path in _listed(self._folder / sha256[:2]):
            known = _NAME.fullmatch(path.name)
            if known is None or known[1] != sha256:
                continue
            with suppress(FileNotFoundError):
                os.utime(path)
                found = _read_through(path, known[2], head_bytes)
                if found.name.sha256 == sha256:
                    return found
        return None

    def old(self, before: datetime) -> Iterator[BlobName]:
        """All that came before then: only these may be swept. A younger one may be waiting for its row."""
        for path in self._files():
            found = _NAME.fullmatch(path.name)
            if found is not None and _is_older(path, before):
                yield BlobName(found[1], found[2])

    def remove(self, name: BlobName, before: datetime) -> bool:
        """Unless it came anew since. Says whether it is gone."""
        path = self.path(name)
        if not _is_older(path, before):
            return False
        path.unlink(missing_ok=True)
        return True

    def remove_drafts(self, before: datetime) -> int:
        """What killed processes left behind; how many."""
        drafts = self._folder / _DRAFTS
        old = [
            path for path in _listed(drafts) if path.suffix == ".part" and _is_older(path, before)
        ]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _files(self) -> Iterator[Path]:
        for folder in _listed(self._folder):
            if _FOLDER.fullmatch(folder.name):
                yield from _listed(folder)

    def _is_whole(self, name: BlobName, size: int) -> bool:
        with suppress(OSError):
            return self.path(name).stat().st_size == size
        return False


def _read_through(path: Path, extension: str, head_bytes: int) -> Found:
    digest, crc32, size, head = hashlib.sha256(), 0, 0, b""
    with path.open("rb", buffering=0) as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            crc32 = zlib.crc32(piece, crc32)
            size += len(piece)
            head += piece[: head_bytes - len(head)]
    return Found(BlobName(digest.hexdigest(), extension), size, crc32, head)


def _listed(folder: Path) -> Iterator[Path]:
    with suppress(FileNotFoundError):
        yield from sorted(folder.iterdir())


def _is_older(path: Path, before: datetime) -> bool:
    with suppress(OSError):
        return path.stat().st_mtime < before.timestamp()
    return False


def _sync(folder: Path) -> None:
    """The new name itself is on disk, not only what it names."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
