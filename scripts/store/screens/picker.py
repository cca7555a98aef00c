"""The field that a design is chosen with."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from playwright.async_api import Locator, Page, Response, expect


async def search(page: Page, field: Locator, text: str) -> Locator:
    """Types into it, and waits for what is found by the whole of the text."""

    def is_ours(answer: Response) -> bool:
        return parse_qs(urlsplit(answer.url).query).get("search") == [text]

    # The script swaps the plain number field for its own, under the same id.
    await expect(field).to_have_attribute("role", "combobox")
    await field.click()
    await field.press("ControlOrMeta+a")
    async with page.expect_response(is_ours):
        await field.press_sequentially(text, delay=20)
    options = found(field)
    await expect(options.filter(has_text=text).first).to_be_visible()
    await expect(options.filter(has_not_text=text)).to_have_count(0)
    return options


def found(field: Locator) -> Locator:
    return field.locator("xpath=..").get_by_role("option")


async def choose(page: Page, field: Locator, text: str) -> str:
    """The first of the designs that have this in their names, by keyboard. Returns what the field shows then."""
    await search(page, field, text)
    await field.press("ArrowDown")
    await field.press("Enter")
    await expect(found(field)).to_have_count(0)
    shown = await field.input_value()
    assert re.search(rf"{re.escape(text)}.* \(no\. \d+\)$", shown), f"the field shows {shown!r}"
    return shown
