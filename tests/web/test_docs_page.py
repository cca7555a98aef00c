"""`/docs` in a real browser, and what its files are served with."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.stage.stage import Stage

pytestmark = pytest.mark.slow

_PATIENCE = 90_000
"""Milliseconds: a script of 1.7 MB on a machine that does other things, too."""

FILES = ("docs.css", "docs.js", "swagger-ui.css", "swagger-ui-bundle.js")


@pytest.mark.browser
@pytest.mark.timeout(300)
@pytest.mark.parametrize("width", [1280, 390])
async def test_it_can_be_read_without_anybody_else(stage: Stage, page: Page, width: int) -> None:
    """Nothing from elsewhere, nothing that the policy stops, nothing wider than the page, nothing to send with."""
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda fault: said.append(str(fault)))
    await page.set_viewport_size({"width": width, "height": 900})
    await page.goto(f"{stage.base}/docs")
    await expect(page.get_by_role("heading", name="Alter connector")).to_be_visible(
        timeout=_PATIENCE
    )
    await page.locator("#operations-tag-Bindings").click(timeout=_PATIENCE)
    operation = page.locator("#operations-Bindings-listBindings")
    await operation.get_by_role("button").first.click(timeout=_PATIENCE)
    shown = operation.get_by_text("of the page before")
    await expect(shown).to_be_visible(timeout=_PATIENCE)
    await operation.scroll_into_view_if_needed()
    await pictured(page, f"docs-{width}")
    assert [url for url in asked if not url.startswith((f"{stage.base}/", "data:"))] == []
    assert said == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    for text in ("Try it out", "Authorize", "Execute"):
        await expect(page.get_by_text(text, exact=True)).to_have_count(0)


async def pictured(page: Page, name: str) -> None:
    """To be looked at, if somebody says where: DOCS_PICTURES=/tmp/pictures."""
    folder = os.environ.get("DOCS_PICTURES")
    if folder:
        await page.screenshot(path=str(Path(folder) / f"{name}.png"))


async def test_its_policy_lets_in_nothing_but_its_own_files(stage: Stage) -> None:
    answer = await stage.anyone.get("/docs")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", FILES)
async def test_files_are_typed_and_kept(stage: Stage, name: str) -> None:
    answer = await stage.anyone.get(f"/docs/{name}")
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    assert (answer.status, answer.headers["Content-Type"]) == (200, f"{kind}; charset=utf-8")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    known = {"If-None-Match": answer.headers["ETag"]}
    again = await stage.anyone.get(f"/docs/{name}", headers=known)
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("name", ["docs.html", "index.template.html", "..%2froutes.py", "LICENSE"])
async def test_nothing_else_of_the_folders_is_served(stage: Stage, name: str) -> None:
    answer = await stage.anyone.get(f"/docs/{name}")
    assert (answer.status, answer.code) == (404, "route.unknown")
