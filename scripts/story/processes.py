"""Starting the real commands as processes on free loopback ports, and stopping them."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

_PATIENCE = 120.0


class DidNotStart(Exception):
    """A process ended or stayed silent; the message carries the end of what it wrote."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def run(arguments: list[str], environment: Mapping[str, str]) -> str:
    """Runs `alter-connector …` to its end and returns what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "connector",
        *arguments,
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    if process.returncode != 0:
        raise DidNotStart(output.decode(errors="replace"))
    return output.decode()


@asynccontextmanager
async def running(
    arguments: list[str], environment: Mapping[str, str], *, ready: str, log: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`alter-connector …` in the background once `ready` answers 200, until the block ends (SIGTERM)."""
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "connector",
            *arguments,
            env={**os.environ, **environment},
            stdout=output,
            stderr=output,
        )
    try:
        await _answers(process, ready, log)
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def _answers(process: asyncio.subprocess.Process, url: str, log: Path) -> None:
    async with aiohttp.ClientSession() as session, asyncio.timeout(_PATIENCE):
        while True:
            if process.returncode is not None:
                raise DidNotStart(_end_of(log))
            try:
                async with session.get(url) as response:
                    if response.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(0.01)


def _end_of(log: Path) -> str:
    return log.read_text(errors="replace")[-4000:]
