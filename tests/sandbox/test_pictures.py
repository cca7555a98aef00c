from __future__ import annotations

import base64

import pytest
from playwright.async_api import Page

from connector.sandbox.pictures import PRODUCT_COLOURS, png, webp
from connector.sandbox.silhouettes import OUTLINES, runs

from .images import png_size, webp_size


@pytest.mark.parametrize("kind", OUTLINES)
def test_every_kind_is_drawn_in_every_size(kind: str) -> None:
    for size in (128, 512, 1024):
        assert png_size(png(kind, "#4b3df5", size)) == (size, size)
        assert webp_size(webp(kind, "#4b3df5", size)) == (size, size)


def test_pictures_differ_by_kind_and_colour_and_by_nothing_else() -> None:
    drawn = {png(kind, colour, 128) for kind in OUTLINES for colour in PRODUCT_COLOURS}
    assert len(drawn) == len(OUTLINES) * len(PRODUCT_COLOURS)
    png.cache_clear()
    assert png("mug", PRODUCT_COLOURS[0], 128) in drawn


def test_a_mugs_handle_has_a_hole() -> None:
    """The even-odd rule: one stretch above the handle, and a gap beside it."""
    rows = runs("mug", 240)
    assert [len(rows[y]) for y in (20, 60, 120)] == [0, 1, 2]


@pytest.mark.slow
@pytest.mark.browser
async def test_a_browser_shows_them(page: Page) -> None:
    shown = [("png", png("shirt", "#e4572e", 512)), ("webp", webp("bag", "#2a9d74", 512))]
    tags = [f'<img src="data:image/{t};base64,{base64.b64encode(d).decode()}">' for t, d in shown]
    await page.set_content("".join(tags))
    await page.wait_for_function("[...document.images].every((each) => each.complete)")
    # The middle of the webp is the product's colour, its corner the ground's.
    found = await page.evaluate(
        """[...document.images].map((image) => {
             const canvas = document.createElement("canvas");
             canvas.width = canvas.height = image.naturalWidth;
             const context = canvas.getContext("2d");
             context.drawImage(image, 0, 0);
             const at = (x, y) => Array.from(context.getImageData(x, y, 1, 1).data).slice(0, 3);
             return [image.naturalWidth, at(256, 350), at(2, 2)];
           })"""
    )
    assert [each[0] for each in found] == [512, 512]
    assert found[1][1:] == [[0x2A, 0x9D, 0x74], [250, 250, 254]]
