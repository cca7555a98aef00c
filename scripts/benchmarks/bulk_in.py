"""What a catalogue costs `serve` while it streams in as NDJSON: time, and memory against the promise.

    python -m scripts.benchmarks.bulk_in [--lines 1000000]

Twice the same drafts: the first time each is a row, the second time none is written. Drafts, so that a plan's limit
plays no part. The worker runs beside it, as it would, against a sandbox with Alter's documented limits. Figures are
of one run on one machine; the ratio of both passes is what carries over.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from scripts.benchmarks.scene import Scene, peak_of, staged

_PROMISED = 150
"""MiB resident while a million lines stream in (issue "Sync and vault at depth")."""
_LINES_A_PIECE = 500


@dataclass(frozen=True)
class Passed:
    name: str
    lines: int
    seconds: float
    peak: float
    answer: dict[str, Any]

    def line(self) -> str:
        rate = self.lines / self.seconds
        unchanged = self.answer["unchanged"]
        return f"{self.name:<8}{self.seconds:9.1f} {rate:9.0f} {self.peak:9.1f} {unchanged:11,}"


async def main(lines: int) -> int:
    print(f"{lines:,} lines of NDJSON; peak: resident memory of `serve` in MiB")
    print(f"{'':<8}{'seconds':>9} {'lines/s':>9} {'peak':>9} {'unchanged':>11}")
    with tempfile.TemporaryDirectory() as folder:
        async with staged(Path(folder)) as scene:
            print(f"{'idle':<8}{'':>9} {'':>9} {scene.resident():9.1f}")
            found = []
            for name in ("first", "again"):
                found.append(await _pass(scene, name, lines))
                print(found[-1].line(), flush=True)
    first, again = found
    print(f"again / first: {again.seconds / first.seconds:.2f}")
    held = max(first.peak, again.peak) <= _PROMISED
    print(f"under {_PROMISED} MiB resident: {'held' if held else 'NOT HELD'}")
    whole = (first.answer["accepted"], again.answer["unchanged"]) == (lines, lines)
    return 0 if held and whole else 1


async def _pass(scene: Scene, name: str, lines: int) -> Passed:
    headers = {**scene.bearer, "Content-Type": "application/x-ndjson"}
    sampling = asyncio.create_task(peak_of(scene))
    started = time.perf_counter()
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None)) as session,
        session.put(
            f"{scene.connector}/v1/bindings", data=_catalogue(lines), headers=headers
        ) as response,
    ):
        response.raise_for_status()
        answer = await response.json()
    seconds = time.perf_counter() - started
    sampling.cancel()
    return Passed(name, lines, seconds, await sampling, answer)


async def _catalogue(lines: int) -> AsyncIterator[bytes]:
    for start in range(0, lines, _LINES_A_PIECE):
        yield b"".join(
            b'{"externalProductId":"wc_%d","runtimeType":"customizer","designId":381}\n' % number
            for number in range(start, min(start + _LINES_A_PIECE, lines))
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    sys.exit(asyncio.run(main(parser.parse_args().lines)))
