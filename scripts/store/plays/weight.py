"""What our part of a product's page weighs, and what it asks for before anybody clicks."""

from __future__ import annotations

import gzip
from urllib.parse import urlsplit

from playwright.async_api import Page, Response

from scripts.store import shelves, web
from scripts.store.scene import Scene
from scripts.store.screens import storefront

TITLE = "The weight of a product's page"
NEEDS: tuple[str, ...] = ("install",)

_MOST_SCRIPT, _MOST_STYLE = 8 * 1024, 2 * 1024
_OURS = "/plugins/alter-connector/"


async def play(scene: Scene) -> None:
    things = await shelves.filled(scene)
    page = await scene.visitors.arrive()
    mapped, plain = (
        await _loaded(page, things.urls["own"]),
        await _loaded(page, things.urls["plain"]),
    )
    await page.goto(things.urls["own"])
    await storefront.opener(page).wait_for()
    deferred = page.locator(f'script[src*="{_OURS}"]')
    assert await deferred.evaluate_all("all => all.every(each => each.defer)")
    await page.context.close()
    ours = [url for url in mapped if _OURS in url]
    assert not [url for url in plain if "alter" in urlsplit(url).path], plain
    scripts = await _zipped([url for url in ours if urlsplit(url).path.endswith(".js")])
    styles = await _zipped([url for url in ours if urlsplit(url).path.endswith(".css")])
    assert len(scripts) + len(styles) == len(ours), ours
    assert 0 < sum(scripts) <= _MOST_SCRIPT, scripts
    assert 0 < sum(styles) <= _MOST_STYLE, styles
    host = urlsplit(scene.site.home).netloc
    elsewhere = [
        url
        for url in mapped
        if urlsplit(url).scheme.startswith("http") and urlsplit(url).netloc != host
    ]
    assert not elsewhere, elsewhere
    scene.tale.tell(
        f"A product with a customizer: {len(mapped)} requests before a click, {len(ours)} of them ours, 0 to third "
        f"parties. Zipped, our {len(scripts)} deferred scripts weigh {sum(scripts)} bytes and the style "
        f"{sum(styles)}. A product without a design: {len(plain)} requests, none ours."
    )


async def _loaded(page: Page, address: str) -> list[str]:
    """All that a page asks for by itself."""
    urls: list[str] = []

    def note(answer: Response) -> None:
        urls.append(answer.url)

    page.on("response", note)
    await page.goto(address, wait_until="networkidle")
    page.remove_listener("response", note)
    return urls


async def _zipped(urls: list[str]) -> list[int]:
    """In bytes, as a web server at its usual setting sends them."""
    found = []
    async with web.caller() as http:
        for url in urls:
            async with http.get(url) as answer:
                found.append(len(gzip.compress(await answer.read(), 6)))
    return found
