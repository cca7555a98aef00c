"""Alter's page on which an owner approves a shop, as the sandbox has it; and the way back from it."""

from __future__ import annotations

from playwright.async_api import Page, Request, expect

from scripts.store.site import Site


async def stands(page: Page, site: Site) -> None:
    await expect(page.locator("#store")).to_have_text(site.home.split("//", 1)[1])


async def decide(page: Page, answer: str) -> str:
    """Presses Approve or Decline. Returns the address by which the owner was sent back, with its code and state."""
    async with page.expect_request(_is_return) as sent:
        await page.get_by_role("button", name=answer, exact=True).click()
    await page.wait_for_load_state("load")
    return (await sent.value).url


def carries_proof(page: Page) -> bool:
    """Whether the address bar holds what the way back carried."""
    return "state=" in page.url or "code=" in page.url


def _is_return(request: Request) -> bool:
    return "page=alter-connector-return" in request.url and "state=" in request.url
