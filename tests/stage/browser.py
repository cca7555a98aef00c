"""A real headless Chromium, the machine's own."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Page, async_playwright

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


@asynccontextmanager
async def open_page() -> AsyncIterator[Page]:
    """A page in a fresh profile. What its console calls an error fails nobody; read the page instead."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=list(_FLAGS))
        try:
            yield await browser.new_page(viewport={"width": 1200, "height": 900})
        finally:
            await browser.close()
