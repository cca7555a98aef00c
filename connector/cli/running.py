"""Running until told to stop: the first SIGTERM or Ctrl-C stops gently, the second at once."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import AbstractAsyncContextManager


async def until_stopped(service: AbstractAsyncContextManager[object]) -> None:
    """Opens `service`, waits for a signal, closes it; what is in flight gets the time `service` gives it."""
    stopping = asyncio.Event()

    def hear(number: int) -> None:
        if stopping.is_set():
            # Nothing is lost: all that was accepted is in rows.
            os._exit(128 + number)
        stopping.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, hear, number)
    async with service:
        await stopping.wait()
