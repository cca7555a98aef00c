"""The master keys and their file.

One text line per key, the primary first:

    alter-connector-key-v1 <key id: 16 hex> <base64url of 32 bytes, no padding>

`key_file` adds, promotes and removes lines. A key id is computed from its key (HMAC-SHA256, first 8
bytes), so that a mistyped or mixed-up line is found when the file is read, not when the first row
fails to open. No key is ever made silently, and none is taken from the command line or the
environment, where `ps` and crash reports would show it.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
import stat
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Self

from connector.domain.secrets import Secret
from connector.vault.errors import (
    KeyExists,
    KeyExposed,
    KeyMalformed,
    KeyMissing,
    KeyUnreadable,
)

KEY_BYTES = 32
_LINE = re.compile(r"alter-connector-key-v1 ([0-9a-f]{16}) ([A-Za-z0-9_-]{43})")
_LARGEST_FILE = 64 * 1024
_ID_LABEL = b"alter-connector master key id v1"
_CHECK_LABEL = b"alter-connector master key check v1"


class MasterKey(Secret):
    """A 256-bit key. Held as its base64url text, so that the log pipeline knows it by value."""

    __slots__ = ("key_id",)

    def __init__(self, value: str) -> None:
        super().__init__(value)
        self.key_id = hmac.digest(self.raw(), _ID_LABEL, sha256)[:8].hex()

    @classmethod
    def generate(cls) -> Self:
        return cls(urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).rstrip(b"=").decode())

    def raw(self) -> bytes:
        return urlsafe_b64decode(self.reveal() + "=")

    def line(self) -> str:
        return f"alter-connector-key-v1 {self.key_id} {self.reveal()}\n"


class KeyRing:
    """The keys the service holds: new data keys go under the primary, every key opens its own."""

    def __init__(self, keys: Iterable[MasterKey]) -> None:
        """`keys` has at least one, the primary first, each once; else ValueError."""
        ordered = tuple(keys)
        self._keys = {key.key_id: key for key in ordered}
        if not ordered or len(self._keys) != len(ordered):
            raise ValueError("a key ring needs at least one key, and each only once")
        self.primary_id = ordered[0].key_id

    @classmethod
    def create(cls, path: Path) -> Self:
        """Writes a file with one new key, mode 0600, and returns its ring once it is on disk.

        Raises KeyExists (the file there is left alone) and KeyUnreadable.
        """
        key = MasterKey.generate()
        try:
            write_new(path, key.line().encode())
        except FileExistsError as error:
            raise KeyExists(path) from error
        except OSError as error:
            raise KeyUnreadable(path, error.strerror or "it cannot be written") from error
        return cls((key,))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads the file. Raises KeyMissing, KeyUnreadable, KeyExposed, KeyMalformed."""
        text = _read_private(path)
        keys: dict[str, MasterKey] = {}
        for number, line in enumerate(text.splitlines(), start=1):
            key = _parse_line(path, number, line)
            if key.key_id in keys:
                raise KeyMalformed(path, number, "repeats a key of the lines above")
            keys[key.key_id] = key
        if not keys:
            raise KeyMalformed(path, 0, "holds no key")
        return cls(keys.values())

    @property
    def keys(self) -> tuple[MasterKey, ...]:
        """The primary first."""
        return tuple(self._keys.values())

    @property
    def ids(self) -> tuple[str, ...]:
        """Key ids, the primary first."""
        return tuple(self._keys)

    def key(self, key_id: str) -> MasterKey | None:
        return self._keys.get(key_id)

    @property
    def primary(self) -> MasterKey:
        return self._keys[self.primary_id]

    def check_value(self, key_id: str) -> bytes:
        """32 bytes that only this key yields, safe to store: the database recognises a wrong key
        file.

        Raises KeyError for an id the ring does not hold.
        """
        return hmac.digest(self._keys[key_id].raw(), _CHECK_LABEL, sha256)

    def __repr__(self) -> str:
        return f"KeyRing(ids={list(self.ids)})"


def _parse_line(path: Path, number: int, line: str) -> MasterKey:
    found = _LINE.fullmatch(line)
    if found is None:
        raise KeyMalformed(path, number, "is not of the form `alter-connector-key-v1 <id> <key>`")
    key = MasterKey(found[2])
    canonical = urlsafe_b64encode(key.raw()).rstrip(b"=").decode()
    if key.key_id != found[1] or canonical != found[2]:
        raise KeyMalformed(path, number, "has a key that does not belong to its id")
    return key


def _read_private(path: Path) -> str:
    """The file's text. Mode and content come from one descriptor, so no swap fits between them."""
    try:
        # Non-blocking: a named pipe in the file's place must not hang the start.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError as error:
        raise KeyMissing(path) from error
    except OSError as error:
        raise KeyUnreadable(path, error.strerror or "it cannot be opened") from error
    try:
        content = _checked_content(path, descriptor)
    finally:
        os.close(descriptor)
    try:
        return content.decode("ascii")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        # Without its cause: that would carry the file's bytes, keys included, into a traceback.
        raise KeyMalformed(path, line, "holds characters that are not ASCII") from None


def _checked_content(path: Path, descriptor: int) -> bytes:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise KeyUnreadable(path, "it is not a regular file")
    if status.st_mode & 0o077:
        raise KeyExposed(path, stat.S_IMODE(status.st_mode))
    with os.fdopen(descriptor, "rb", closefd=False) as file:
        content = file.read(_LARGEST_FILE + 1)
    if len(content) > _LARGEST_FILE:
        raise KeyMalformed(path, 0, "is far larger than a key file")
    return content


def write_new(path: Path, content: bytes) -> None:
    """A file that was not there, mode 0600, with its name on disk. Raises OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        # The umask only ever takes away; this restores the owner's own bits under an odd one.
        os.fchmod(file.fileno(), 0o600)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Without this a power cut may forget a name, and with it everything sealed since."""
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
