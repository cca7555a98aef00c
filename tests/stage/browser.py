"""A real headless Chromium, the machine's own."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager

from playwright.async_api import Page, async_playwright

from scripts.story.processes import free_port

_FLAGS = (
    "--no-sandbox",  # the tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def running() -> Iterator[str]:
    """The address of a Chromium that many tests share, because starting one takes longer than most of them.

    It is kept by a thread with a loop of its own: a test's loop ends with the test.
    """
    address = f"http://127.0.0.1:{free_port()}"
    ready, over = threading.Event(), threading.Event()
    with ThreadPoolExecutor(max_workers=1) as threads:
        kept = threads.submit(lambda: asyncio.run(_keep(address, ready, over)))
        kept.add_done_callback(lambda _: ready.set())
        ready.wait()
        try:
            if not kept.done():
                yield address
        finally:
            over.set()
            kept.result()


async def _keep(address: str, ready: threading.Event, over: threading.Event) -> None:
    flags = [*_FLAGS, f"--remote-debugging-port={address.rpartition(':')[2]}"]
    async with async_playwright() as playwright:
        await playwright.chromium.launch(executable_path=chromium(), args=flags)
        ready.set()
        await asyncio.to_thread(over.wait)


@asynccontextmanager
async def open_page(address: str) -> AsyncIterator[Page]:
    """A page in a fresh profile. What its console calls an error fails nobody; read the page instead."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(address)
        profile = await browser.new_context(viewport={"width": 1200, "height": 900})
        try:
            yield await profile.new_page()
        finally:
            await profile.close()
            await browser.close()
