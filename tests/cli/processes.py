"""Verbs as real processes: signals, exit codes and file modes are the system's, not imitated."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

COMMAND = (sys.executable, "-m", "connector")
PATIENCE = 30.0


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """Without what the developer's own shell says."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("CONNECTOR_", "ALTER_"))
    }
    return kept | dict(given)


async def finished(given: Mapping[str, str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a verb that ends by itself."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND, *arguments, env=environment(given), stdout=PIPE, stderr=PIPE
    )
    async with asyncio.timeout(PATIENCE):
        out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


@asynccontextmanager
async def started(given: Mapping[str, str], *arguments: str) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        *COMMAND, *arguments, env=environment(given), stdout=PIPE, stderr=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@dataclass(frozen=True)
class Served:
    process: Process
    base: str


@asynccontextmanager
async def serving(given: Mapping[str, str]) -> AsyncIterator[Served]:
    """A `serve` that is ready."""
    listen, operator_listen = free_address(), free_address()
    addresses = {"CONNECTOR_LISTEN": listen, "CONNECTOR_OPERATOR_LISTEN": operator_listen}
    async with started({**given, **addresses}, "serve") as process:
        base = f"http://{listen}"
        await _ready(process, base)
        yield Served(process, base)


def free_address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


async def line_with(process: Process, text: str) -> str:
    """The next line of stderr that holds `text`."""
    assert process.stderr is not None
    async with asyncio.timeout(PATIENCE):
        async for line in process.stderr:
            if text in line.decode():
                return line.decode()
    raise AssertionError(f"it ended without saying {text!r}")


async def exit_code(process: Process) -> int:
    async with asyncio.timeout(PATIENCE):
        return await process.wait()


async def _ready(process: Process, base: str) -> None:
    async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
        while True:
            assert process.returncode is None, (await process.communicate())[1].decode()
            try:
                async with session.get(base + "/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(0.02)
