"""What a large local design costs `serve`: memory while it is imported and handed out, and how fast its zip goes.

    python -m scripts.benchmarks.local_designs [--files 2000] [--mib 300] [--rounds 3]

A real `serve` in front of a real `sandbox`, both on loopback, Alter's limits out of the way. Resident memory of
`serve` is read ten times a second; the rise is against the idle process before. Then the zip is downloaded, and in
turns with it the same files are read plainly, one after the other, by this process: the ratio says what layout, HTTP
and a client on the same machine cost against that. Both are done twice: from the disk, after the system was told to
forget the files, and from its page cache.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from scripts.benchmarks.scene import MIB, Scene, peak_of, staged

_PROMISED = 40
"""MiB by which resident memory may rise."""
_SETTLE_SECONDS = 2.0
_PIECE = 1024 * 1024
_DESIGN = 381
_IMPORT_WITHIN = 900.0


@dataclass(frozen=True)
class Measured:
    name: str
    baseline: float
    peak: float
    seconds: float

    @property
    def rise(self) -> float:
        return self.peak - self.baseline


async def main(files: int, mib: int, rounds: int) -> int:
    size = mib * MIB // files // 4 * 4
    knobs = {"extraFiles": files, "extraFileBytes": size, "limitsEnabled": "false"}
    arguments = [part for name, value in knobs.items() for part in ("--knob", f"{name}={value}")]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        async with staged(
            Path(folder), sandbox_arguments=arguments, ALTER_LIMIT_SCALE="1000"
        ) as scene:
            shown, importing = await _import(scene)
            path = f"/v1/local-designs/{shown['localDesignId']}/bundle.zip"
            found = [importing]
            before: dict[str, Callable[[Path], object]] = {"disk": _forget, "cache": _read_plainly}
            speeds: dict[str, list[tuple[float, float]]] = {source: [] for source in before}
            for source in [*before] * rounds:
                await asyncio.to_thread(before[source], data / "designs")
                taken, read = await _measured(scene, f"zip, {source}", _download(scene, path))
                await asyncio.to_thread(before[source], data / "designs")
                plain = await asyncio.to_thread(_read_plainly, data / "designs")
                found.append(taken)
                speeds[source].append((read / taken.seconds / MIB, plain))
    _print(shown, found, speeds)
    held = all(each.rise < _PROMISED for each in found)
    print(f"memory rises by less than {_PROMISED} MiB: {'held' if held else 'NOT HELD'}")
    return 0 if held else 1


async def _import(scene: Scene) -> tuple[Mapping[str, Any], Measured]:
    async def imported() -> Mapping[str, Any]:
        async with aiohttp.ClientSession(headers=scene.bearer) as session:
            body = {"designId": _DESIGN}
            async with session.post(f"{scene.connector}/v1/local-designs", json=body) as answer:
                shown = await answer.json()
            address = f"{scene.connector}/v1/local-designs/{shown['localDesignId']}"
            async with asyncio.timeout(_IMPORT_WITHIN):
                while shown["state"] == "fetching":
                    await asyncio.sleep(0.2)
                    async with session.get(address) as answer:
                        shown = await answer.json()
        if shown["state"] != "ready":
            raise SystemExit(f"the import failed: {shown['code']}: {shown['detail']}")
        return dict(shown)

    measured, shown = await _measured(scene, "import", imported())
    return shown, measured


async def _measured(scene: Scene, name: str, doing: Any) -> tuple[Measured, Any]:
    await asyncio.sleep(_SETTLE_SECONDS)
    baseline, started = scene.resident(), time.perf_counter()
    sampling = asyncio.create_task(peak_of(scene))
    try:
        result = await doing
        seconds = time.perf_counter() - started
    finally:
        sampling.cancel()
    peak = await sampling
    return Measured(name, baseline, max(baseline, peak), seconds), result


async def _download(scene: Scene, path: str) -> int:
    """How many bytes came. Over a bare socket: a client in Python needs more of the machine than the service."""
    host, port = urlsplit(scene.connector).netloc.split(":")
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}:{port}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in scene.bearer.items()]
    return await asyncio.to_thread(_received, host, int(port), "\r\n".join([*lines, "", ""]))


def _received(host: str, port: int, request: str) -> int:
    room, read = bytearray(_PIECE), 0
    with socket.create_connection((host, port)) as connection:
        connection.sendall(request.encode())
        while size := connection.recv_into(room):
            if not read and not room.startswith(b"HTTP/1.1 200 "):
                raise SystemExit(f"no zip: {bytes(room[:200])!r}")
            read += size
    return read


def _forget(folder: Path) -> None:
    """The system's copies in memory; what is not on disk yet is written first."""
    for path in folder.rglob("*.*"):
        with path.open("rb", buffering=0) as file:
            os.fdatasync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _read_plainly(folder: Path) -> float:
    """MiB a second."""
    started, read, room = time.perf_counter(), 0, bytearray(_PIECE)
    for path in folder.rglob("*.*"):
        with path.open("rb", buffering=0) as file:
            while size := file.readinto(room):
                read += size
    return read / (time.perf_counter() - started) / MIB


def _print(
    shown: Mapping[str, Any],
    found: list[Measured],
    speeds: Mapping[str, list[tuple[float, float]]],
) -> None:
    size = shown["bytes"]["total"] / MIB
    print(f"{shown['files']['total']} files, {size:.0f} MiB; resident memory of `serve` in MiB")
    print(f"{'':<10}{'baseline':>9} {'peak':>9} {'rise':>9} {'seconds':>9} {'MiB/s':>9}")
    for each in found:
        figures = f"{each.baseline:9.1f} {each.peak:9.1f} {each.rise:9.1f} {each.seconds:9.1f}"
        print(f"{each.name:<10}{figures} {size / each.seconds:9.1f}")
    for source, pairs in speeds.items():
        zipped, plain = (statistics.median(column) for column in zip(*pairs, strict=True))
        said = f"zip {zipped:.0f} MiB/s, plain reads {plain:.0f} MiB/s: ratio {zipped / plain:.2f}"
        print(f"from the {source}: {said}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--mib", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    sys.exit(asyncio.run(main(given.files, given.mib, given.rounds)))
