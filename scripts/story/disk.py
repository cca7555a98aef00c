"""What lies on disk: the files, a sealed value as bytes, and a search for secrets in clear."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path


def files(folder: Path) -> list[tuple[str, str, int]]:
    """(mode, name, bytes) of everything in the data folder."""
    return [
        (stat.filemode(path.stat().st_mode), path.name, path.stat().st_size)
        for path in sorted(folder.iterdir())
    ]


def sealed_credential(folder: Path) -> bytes:
    with closing(sqlite3.connect(folder / "connector.db")) as database:
        found = database.execute("SELECT sealed_credential FROM stores").fetchone()
    return bytes(found[0])


def in_clear(folder: Path, secrets: Iterable[str]) -> list[str]:
    """Names of files (the key file aside) that hold any of the secrets as they are."""
    wanted = [secret.encode() for secret in secrets]
    return [
        path.name
        for path in sorted(folder.iterdir())
        if path.name != "master.key" and any(secret in path.read_bytes() for secret in wanted)
    ]


def hexdump(data: bytes, rows: int = 4) -> str:
    lines = []
    for start in range(0, min(len(data), rows * 16), 16):
        part = data[start : start + 16]
        text = "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in part)
        lines.append(f"{start:04x}  {part.hex(' '):<47}  {text}")
    return "\n".join(lines)
