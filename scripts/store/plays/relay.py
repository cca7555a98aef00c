"""The two ways to a session, side by side: how long each takes, and what happens when one fails."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from statistics import median

from playwright.async_api import Page, Request, Route, expect

from scripts.store import shelves
from scripts.store.scene import Scene
from scripts.store.screens import health, storefront, tab
from scripts.store.shelves import Shelves
from scripts.store.shopper import M

TITLE = "Sessions directly and through the shop"
NEEDS: tuple[str, ...] = ("install",)

_ROUNDS = 7
_LIFE = 20
"""Seconds of a session."""
_LOCAL = {
    "storageMode": "wordpress_local",
    "manifestUrl": "https://shop.example/alter/manifest.json",
    "assetBaseUrl": "https://shop.example/alter/",
    "manifestHash": "0" * 64,
}
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
    await tab.open_tab(scene.owner, scene.site)
    level = (await health.run_all(scene.owner))["way"]
    assert level == ("Recommended" if scene.site.wanted.https else "Good"), level
    if scene.site.wanted.https:
        assert found == "relay", found
        scene.tale.tell(
            "The shop is https and the connector is not: found at connect, sessions go through the shop, and the "
            "tab's tests say why."
        )
    else:
        assert found == "direct", found
        scene.tale.tell(
            "Found at connect: browsers ask the connector directly; so say the tab's tests, too."
        )
    await _side_by_side(scene, things, found)
    if found == "direct":
        await _falls_back(scene, things)
    try:
        await _ends(scene, things)
        await _is_asked(scene, things, found)
    finally:
        await scene.service.turn(tokenLifetime=None, toolPage={})


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


async def _ends(scene: Scene, things: Shelves) -> None:
    """A session is short; the network is away when it ends."""
    await scene.service.turn(tokenLifetime=_LIFE, toolPage={"expired": "asksAgain"})
    page = await scene.visitors.arrive()
    await page.goto(things.urls["own"])
    began = time.monotonic()
    inside = await storefront.customise(page)
    await page.wait_for_event("request", _asks_for_a_session, timeout=_LIFE * 1000)
    renewed = time.monotonic() - began
    await page.route(_asks_url, lambda route: route.abort())
    # The renewed session ends, too, and no other came.
    await page.wait_for_timeout(_LIFE * 1000 + 1000)
    await page.unroute(_asks_url)
    await expect(inside.locator("[data-name=Sessions]")).to_have_text("1")
    await storefront.choose(inside, {M: 1}, text="Late")
    await storefront.press_add(inside)
    await storefront.is_added(page)
    (line,) = (await storefront.cart(page, scene.site))["items"]
    assert line["quantity"] == 1, line
    await page.context.close()
    scene.tale.tell(
        f"A session of {_LIFE} s is renewed after {renewed:.0f} s. With the network away it ends all the same: at "
        "the next press of the tool's button another one comes, and the design is in the cart."
    )


async def _is_asked(scene: Scene, things: Shelves, found: str) -> None:
    """A viewer asks what shop it is in, and where a design of the shop's own is."""
    await scene.service.turn(tokenLifetime=None, toolPage={"asksContext": True})
    for local in (None, _LOCAL) if found == "direct" else (None,):
        page = await scene.visitors.arrive()
        await page.route(_asks_url, _with_a_local_design)
        if local:
            await page.route("**/runtime/bootstrap", _with_local_files)
        await page.goto(things.urls["seen"])
        inside = await storefront.customise(page, "View in 3D")
        answers = inside.locator("#wordpress")
        context = answers.locator("[data-name=ALTER_WP_RUNTIME_CONTEXT_RESPONSE]")
        told = json.loads(await context.inner_text())["payload"]
        assert told["wooProductId"] == things.seen, told
        design = answers.locator("[data-name=ALTER_WP_LOCAL_DESIGN_RESPONSE]")
        assert json.loads(await design.inner_text())["payload"] == local
        await page.context.close()
    scene.tale.tell(
        "A viewer that asks for its surroundings is told the product, and where the files of the shop's own design "
        "are; of a design that is kept at Alter it is told that there are none."
    )


async def _with_a_local_design(route: Route) -> None:
    """The session's address is that of a viewer that loads designs from the shop."""
    answer = await route.fetch()
    session = await answer.json()
    address = f"{session['iframeUrl']}&wp_local_design=1"
    await route.fulfill(response=answer, json=session | {"iframeUrl": address})


async def _with_local_files(route: Route) -> None:
    """The bootstrap says that the design's files are the shop's."""
    answer = await route.fetch()
    await route.fulfill(response=answer, json=await answer.json() | _LOCAL)


def _asks_url(url: str) -> bool:
    is_direct = "/storefront/v1/" in url and url.endswith("/session")
    return is_direct or "wc-ajax=alter_connector_session" in url


def _asks_for_a_session(request: Request) -> bool:
    return _asks_url(request.url)


def _told(seconds: Sequence[float]) -> str:
    return f"median {median(seconds):.0f} ms ({min(seconds):.0f} to {max(seconds):.0f})"
