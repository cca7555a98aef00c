"""The owner's browser: a real headless Chromium, and what its console complains about."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from playwright.async_api import Browser, BrowserContext, Error, Page, async_playwright, expect

from scripts.store.daemons import program

WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 390, "height": 844}

_FLAGS = (
    "--no-sandbox",  # tests may run as root
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Pictures of people come from elsewhere; a test does not wait for them.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)
_OURS = re.compile(r"alter[-_]connector", re.IGNORECASE)


@dataclass
class Visitors:
    """Browsers of several people; each context has cookies of its own."""

    browser: Browser
    complaints: list[str] = field(default_factory=list)
    """What scripts of ours threw, on any page."""

    async def arrive(self) -> Page:
        """Somebody new, logged in nowhere."""
        context = await self.browser.new_context(
            viewport=WIDE,  # type: ignore[arg-type]
            locale="en-GB",
            ignore_https_errors=True,
        )
        context.set_default_timeout(90_000)
        return await self.page(context)

    async def page(self, context: BrowserContext) -> Page:
        page = await context.new_page()
        page.on("pageerror", self._complain)
        return page

    def _complain(self, error: Error) -> None:
        said = f"{error.message}\n{error.stack or ''}"
        if _OURS.search(said):
            self.complaints.append(said)


@asynccontextmanager
async def visitors() -> AsyncIterator[Visitors]:
    # A machine that does other things as well may take its time; what is wrong stays wrong.
    expect.set_options(timeout=20_000)
    async with async_playwright() as playwright:
        # The outer program ends the browser; by its own signal handlers Chromium would be gone before.
        browser = await playwright.chromium.launch(
            executable_path=program("chromium", "chromium-browser"),
            args=list(_FLAGS),
            handle_sigint=False,
            handle_sigterm=False,
        )
        try:
            yield Visitors(browser)
        finally:
            await browser.close()
