"""The two ways to a session, side by side: how long each takes, and what happens when one fails."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from playwright.async_api import Page, expect

from scripts.store import shelves
from scripts.store.scene import Scene
from scripts.store.screens import storefront, tab
from scripts.store.shelves import Shelves

TITLE = "Sessions directly and through the shop"
NEEDS: tuple[str, ...] = ("install",)

_ROUNDS = 7
_CLOCK = """
window.readyAfter = new Promise(told => {
    let began = 0;
    addEventListener("click", event => {
        if (event.target.closest(".alter-connector-open")) { began = performance.now(); }
    }, true);
    addEventListener("alter-connector-ready", () => told(performance.now() - began));
});
"""


async def play(scene: Scene) -> None:
    things = await shelves.filled(scene)
    found = await _way(scene, things)
    if scene.site.wanted.https:
        assert found == "relay", found
        await tab.open_tab(scene.owner, scene.site)
        scene.tale.tell(
            "The shop is https and the connector is not: found at connect, sessions go through the shop."
        )
    else:
        assert found == "direct", found
        scene.tale.tell("Found at connect: browsers ask the connector directly.")
    await _side_by_side(scene, things, found)
    if found == "direct":
        await _falls_back(scene, things)


async def _way(scene: Scene, things: Shelves) -> str:
    page = await scene.visitors.arrive()
    await page.goto(things.urls["own"])
    stand = page.locator(".alter-connector-shopper[data-ready]").first
    way = await stand.evaluate("stand => JSON.parse(stand.dataset.alter).way")
    await page.context.close()
    return str(way)


async def _side_by_side(scene: Scene, things: Shelves, found: str) -> None:
    """By turns, so that what else the machine does is shared by both."""
    times: dict[str, list[float]] = {"direct": [], "relay": []}
    page = await scene.visitors.arrive()
    await page.context.add_init_script(_CLOCK)
    try:
        for number in range(_ROUNDS + 1):
            for way, measured in times.items():
                await scene.site.php("way", way)
                seconds = await _opens(scene, page, things, way)
                # The first ones fill caches of browser and PHP.
                if number > 0:
                    measured.append(seconds)
    finally:
        await scene.site.php("way", found)
    await page.context.close()
    direct, relay = (_told(times[way]) for way in ("direct", "relay"))
    scene.tale.tell(
        f"From the click to the tool's READY, {_ROUNDS} times each by turns: direct {direct}; "
        f"through the shop {relay}."
    )


async def _opens(scene: Scene, page: Page, things: Shelves, way: str) -> float:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(things.urls["own"])
    await storefront.customise(page)
    milliseconds = float(await page.evaluate("window.readyAfter"))
    direct = [
        url
        for url in asked
        if url.startswith(f"{scene.service.connector}/storefront/") and url.endswith("/session")
    ]
    relayed = [url for url in asked if "wc-ajax=alter_connector_session" in url]
    assert (bool(direct), bool(relayed)) == (way == "direct", way == "relay"), (
        way,
        direct,
        relayed,
    )
    return milliseconds


async def _falls_back(scene: Scene, things: Shelves) -> None:
    """A blocker, a policy, a network: the browser does not say which."""
    page = await scene.visitors.arrive()
    await page.route(f"{scene.service.connector}/storefront/**", lambda route: route.abort())
    await page.goto(things.urls["own"])
    async with page.expect_request(
        lambda request: "wc-ajax=alter_connector_session" in request.url
    ):
        await storefront.customise(page)
    await expect(storefront.bar(page)).to_be_empty()
    await page.context.close()
    scene.tale.tell(
        "Something in the browser blocks the connector: the same click opens through the shop."
    )


def _told(seconds: Sequence[float]) -> str:
    return f"median {median(seconds):.0f} ms ({min(seconds):.0f} to {max(seconds):.0f})"
