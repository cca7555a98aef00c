"""The owner connects: turned down, interrupted and repeated, and in the end connected."""

from __future__ import annotations

from scripts.store import connection
from scripts.store.scene import Scene
from scripts.store.screens import approval, outcome, tab
from scripts.store.screens.login import fill_in, log_in

TITLE = "The owner connects the shop with Alter"
NEEDS = ("install",)


async def play(scene: Scene) -> None:
    await _is_turned_down(scene)
    link = await _approves_after_a_lost_login(scene)
    await _finds_no_secret(scene)
    await _comes_back_twice(scene, link)
    await _comes_with_odd_links(scene, link)
    await _retries(scene)


async def _is_turned_down(scene: Scene) -> None:
    page, site = scene.owner, scene.site
    await tab.open_tab(page, site)
    await scene.tale.show(page, "tab")
    scene.tale.tell("WooCommerce > Settings > Alter: one button, and what a connection needs.")
    await tab.press(page, "Check")
    await tab.says(page, "Checked")
    unmet = page.locator("[data-finding].is-bad, [data-finding].is-unknown")
    assert await unmet.count() == 0, await unmet.all_inner_texts()
    await scene.tale.show(page, "checked")
    scene.tale.tell("Check: no requirement is in the way, and none is left unknown.")
    await tab.press(page, "Connect with Alter")
    await approval.stands(page, site)
    await scene.tale.show(page, "approval", ours=False)
    scene.tale.tell(
        "Connect with Alter leads to Alter's page, here the sandbox's, which names this shop."
    )
    await approval.decide(page, "Decline")
    await outcome.tells(page, "The connection was not approved", "Start again")
    await scene.tale.show(page, "declined")
    scene.tale.tell(
        "Declined there, the owner is back in wp-admin: one cause, one action, nothing in the address."
    )


async def _approves_after_a_lost_login(scene: Scene) -> str:
    page, site = scene.owner, scene.site
    await outcome.press(page, "Start again")
    await approval.stands(page, site)
    await page.context.clear_cookies()
    link = await approval.decide(page, "Approve")
    await page.locator("#user_login").wait_for()
    scene.tale.tell(
        "Started again and approved; the login has ended meanwhile, and WordPress asks for it first."
    )
    await fill_in(page, site)
    await tab.says(page, "This shop is connected")
    await tab.shows_connection(page, site)
    assert not approval.carries_proof(page), page.url
    steps = await page.locator(".alter-connector-steps strong").all_inner_texts()
    assert steps == ["Add these domains in Alter", "Map a product", "See it live"], steps
    await scene.tale.show(page, "connected")
    scene.tale.tell(
        "Logged in, the way goes on by itself: This shop is connected, with three next steps."
    )
    return link


async def _finds_no_secret(scene: Scene) -> None:
    page, site = scene.owner, scene.site
    kept = await connection.secrets(site)
    assert "store_token" in kept, sorted(kept)
    addresses = [
        site.admin("admin.php?page=wc-settings&tab=alter"),
        site.admin("admin.php?page=wc-settings&tab=alter&section=settings"),
        site.admin("admin.php?page=wc-status"),
        site.admin("site-health.php?tab=debug"),
        f"{site.home}/?rest_route=/",
    ]
    for address in addresses:
        told = await tab.told(page, address, kept)
        assert not told, f"{address} tells {told}"
    scene.tale.tell(
        f"{len(kept)} secrets are kept; not one is in the source of {len(addresses)} pages that could name them."
    )


async def _comes_back_twice(scene: Scene, link: str) -> None:
    page, site = scene.owner, scene.site
    before = await connection.secrets(site), await _exchanges(scene)
    await page.goto(link)
    await tab.says(page, "This shop is connected")
    await tab.shows_connection(page, site)
    assert (await connection.secrets(site), await _exchanges(scene)) == before
    assert not approval.carries_proof(page), page.url
    scene.tale.tell(
        "The same link opened once more: still connected, the same token, no second exchange at Alter."
    )


async def _comes_with_odd_links(scene: Scene, link: str) -> None:
    page, site = scene.owner, scene.site
    answer = await page.goto(outcome.address(site, "&state=made-up&code=made-up"))
    assert answer is not None
    headers = await answer.all_headers()
    assert "no-store" in headers["cache-control"], headers
    assert headers["referrer-policy"] == "no-referrer", headers
    await outcome.tells(page, "This site is not waiting for that link", "Start again")
    await scene.tale.show(page, "unknown")
    other = await scene.visitors.arrive()
    await log_in(other, site, "manager")
    await other.goto(outcome.address(site))
    await outcome.tells(other, "Nothing is under way", "Go to the connection")
    await other.goto(link)
    await outcome.tells(other, "This site is not waiting for that link", "Start again")
    await other.context.close()
    scene.tale.tell(
        "A made-up link, and the used one in the hands of another shop manager, change nothing and say so."
    )


async def _retries(scene: Scene) -> None:
    """The service goes down between approval and return."""
    page, site = scene.owner, scene.site
    before = await connection.secrets(site)
    await tab.open_tab(page, site)
    await tab.press(page, "Connect again")
    await approval.stands(page, site)
    await scene.service.stop()
    await approval.decide(page, "Approve")
    await outcome.tells(page, "The connector was not reached", "Finish connecting")
    await scene.tale.show(page, "not-reached")
    assert await connection.secrets(site) == before
    scene.tale.tell(
        "Connect again, approved while the connector is down: the old connection stays, and a button finishes it."
    )
    await scene.service.start()
    await outcome.press(page, "Finish connecting")
    await tab.says(page, "This shop is connected")
    after = await connection.secrets(site)
    assert after["store_token"] != before["store_token"]
    scene.tale.tell(
        "The connector is back: Finish connecting uses the same approval; the shop has a new token."
    )


async def _exchanges(scene: Scene) -> int:
    """How many credentials Alter has given out."""
    return len((await scene.service.state())["credentials"])
