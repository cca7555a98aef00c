"""The owner asks whether both ways work; the connector really calls the shop."""

from __future__ import annotations

import re

from scripts.store import connection
from scripts.store.scene import Scene
from scripts.store.screens import health, tab

TITLE = "The owner tests the connection both ways"
NEEDS = ("connect",)


async def play(scene: Scene) -> None:
    await _tests_both_ways(scene)
    checks = await _runs_all(scene)
    await _is_in_site_health(scene, checks)
    await _is_in_the_status_report(scene)


async def _tests_both_ways(scene: Scene) -> None:
    page, site = scene.owner, scene.site
    before = _probes(scene)
    await tab.open_tab(page, site)
    await tab.press(page, "Test both ways")
    await tab.says(page, "Both ways work")
    said = await tab.place(page).locator(".notice-success").first.inner_text()
    found = re.search(r"([\d.,]+) ms", said)
    assert found, said
    came = _probes(scene)[len(before) :]
    assert len(came) == 1, came
    await scene.tale.show(page, "both-ways")
    scene.tale.tell(
        f"Test both ways: the shop reached the connector, whose own call came in here within {found[1]} ms; "
        "nginx has it in its log, too."
    )


async def _runs_all(scene: Scene) -> int:
    page = scene.owner
    levels = await health.run_all(page)
    assert len(levels) > 10, levels
    assert set(levels.values()) <= {"Good", "Recommended", "Critical"}, levels
    wrong = {name: level for name, level in levels.items() if level == "Critical"}
    assert not wrong, wrong
    await page.locator("#alter-connector-health").scroll_into_view_if_needed()
    await scene.tale.show(page, "health")
    odd = [name for name, level in levels.items() if level != "Good"]
    scene.tale.tell(
        f"Run all tests: {len(levels)} checks, none critical; to be looked at: {', '.join(odd) or 'nothing'}."
    )
    return len(levels)


async def _is_in_site_health(scene: Scene, checks: int) -> None:
    page = scene.owner
    titles = await health.site_health(page, scene.site)
    assert len(titles) == checks, titles
    assert not [title for title in titles if "&" in title], titles
    await scene.tale.show(page, "site-health", ours=False)
    scene.tale.tell(
        f"Tools > Site Health ran the same {len(titles)} checks, each beginning with Alter."
    )


async def _is_in_the_status_report(scene: Scene) -> None:
    page = scene.owner
    rows = await health.status_report(page, scene.site)
    assert "connection" in rows, sorted(rows)
    kept = await connection.secrets(scene.site)
    assert not [name for name, value in kept.items() if value in await page.content()]
    await scene.tale.show(page, "status-report", ours=False)
    scene.tale.tell(
        f"WooCommerce > Status has {len(rows)} lines of ours, and no secret among them."
    )


def _probes(scene: Scene) -> list[str]:
    """Calls of the probe's route, by the web server's log."""
    log = scene.site.layout.access_log.read_text().replace("%2F", "/").replace("%2f", "/")
    return [line for line in log.splitlines() if "alter/v1/probe" in line]
