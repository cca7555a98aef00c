"""Running until told to stop: the first SIGTERM or Ctrl-C stops gently, the second at once."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import AbstractAsyncContextManager


async def until_stopped(
    service: AbstractAsyncContextManager[object], *, supervised: bool = False
) -> None:
    """Opens `service`, waits for a signal, closes it; what is in flight gets the time `service` gives it.

    `supervised`: the end of standard input is a signal too, for its other end is the supervisor's.
    """
    stopping = asyncio.Event()

    def hear(number: int) -> None:
        if stopping.is_set():
            # Nothing is lost: all that was accepted is in rows.
            os._exit(128 + number)
        stopping.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, hear, number)
    if supervised:
        await loop.connect_read_pipe(lambda: _End(stopping), sys.stdin)
    async with service:
        await stopping.wait()


class _End(asyncio.Protocol):
    def __init__(self, stopping: asyncio.Event) -> None:
        self._stopping = stopping

    def connection_lost(self, _fault: Exception | None) -> None:
        self._stopping.set()
