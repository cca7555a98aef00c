"""The data folder, the key file, the database file, and the room that is left."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from connector.flows.operator.doctor.finding import Finding, doubtful, fine, wrong
from connector.flows.operator.doctor.installation import Installation
from connector.vault.errors import KeyMissing, VaultError
from connector.vault.keyring import KeyRing

_FOR_OTHERS = 0o077
_MEBIBYTE = 1024 * 1024
_TOO_LITTLE = 100 * _MEBIBYTE
_LITTLE = 1024 * _MEBIBYTE


def findings(installation: Installation, database_file: Path | None) -> Iterator[Finding]:
    yield _folder(installation.data_dir)
    yield _key_file(installation.key_file)
    if database_file is not None and database_file.exists():
        yield _database_file(database_file)
    place = installation.data_dir if database_file is None else database_file.parent
    if place.is_dir():
        yield _room(place)


def _folder(path: Path) -> Finding:
    check = "data folder"
    if not path.is_dir():
        return wrong(check, f"{path} is not there", "run `alter-connector init`")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & _FOR_OTHERS:
        return wrong(check, f"{path} is open to other users (mode {mode:04o})", f"chmod 700 {path}")
    return fine(check, f"{path}, mode {mode:04o}")


def _key_file(path: Path) -> Finding:
    check = "key file"
    try:
        ring = KeyRing.load(path)
    except KeyMissing as missing:
        return wrong(check, str(missing), "restore the key file, or run `alter-connector init`")
    except VaultError as fault:
        return wrong(check, str(fault), "repair or restore the key file")
    return fine(check, f"{path} holds {len(ring.ids)} key(s), primary {ring.primary_id}")


def _database_file(path: Path) -> Finding:
    check = "database file"
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & _FOR_OTHERS:
        return doubtful(
            check, f"{path} is open to other users (mode {mode:04o})", f"chmod 600 {path}"
        )
    return fine(check, f"{path}, mode {mode:04o}")


def _room(place: Path) -> Finding:
    check = "disk"
    free = shutil.disk_usage(place).free
    detail = f"{free // _MEBIBYTE:,} MiB free at {place}"
    if free < _TOO_LITTLE:
        return wrong(check, detail, "free some room: without it no change can be accepted")
    if free < _LITTLE:
        return doubtful(check, detail, "free some room before it runs out")
    return fine(check, detail)
