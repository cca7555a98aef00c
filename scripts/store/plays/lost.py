"""The connection is lost by no doing of the shop: at Alter, then at the connector. The owner is told once each."""

from __future__ import annotations

import asyncio
import json
from email import message_from_bytes, policy

from playwright.async_api import expect

from scripts.store.scene import Scene
from scripts.store.screens import approval, health, tab

TITLE = "The connection is withdrawn at Alter, then at the connector"
NEEDS = ("connect",)


async def play(scene: Scene) -> None:
    await _is_revoked_at_alter(scene)
    await _connects_again(scene, "Alter does not accept the connection any more")
    await _is_revoked_at_the_connector(scene)
    await _connects_again(scene, "The connector does not know this site any more")


async def _is_revoked_at_alter(scene: Scene) -> None:
    page = scene.owner
    mails = _mails(scene)
    for credential in (await scene.service.state())["credentials"]:
        await scene.service.revoke(credential["accessKey"])
    await tab.open_tab(page, scene.site)
    levels = await health.run_all(page)
    assert levels["alter"] == "Critical", levels
    await tab.open_tab(page, scene.site)
    await tab.says(page, "Alter does not accept the connection any more")
    await scene.tale.show(page, "unapproved")
    mail = await _new_mail(scene, mails)
    scene.tale.tell(
        "The owner withdraws the credential at Alter. The next test finds it out: the tab says so, and one mail "
        f"went to the administrator: {mail}."
    )
    await page.goto(scene.site.admin("edit.php?post_type=product"))
    await expect(page.locator(".notice", has_text="Alter")).to_have_count(1)
    await scene.tale.show(page, "notice", ours=False)
    await page.goto(scene.site.admin("index.php"))
    await expect(page.locator(".notice", has_text="Alter")).to_have_count(0)
    scene.tale.tell("WooCommerce's screens show one notice; the dashboard shows none.")


async def _is_revoked_at_the_connector(scene: Scene) -> None:
    page = scene.owner
    mails = _mails(scene)
    for store in json.loads(await scene.service.command("stores", "list", "--json")):
        await scene.service.command("stores", "revoke-tokens", store["storeId"])
    await tab.open_tab(page, scene.site)
    await tab.press(page, "Refresh")
    await tab.says(page, "The connector does not know this site any more")
    await scene.tale.show(page, "lost")
    mail = await _new_mail(scene, mails)
    scene.tale.tell(
        f"The operator withdraws the shop's tokens: a second call confirms it, the tab says so, and one mail: {mail}."
    )


async def _connects_again(scene: Scene, trouble: str) -> None:
    page = scene.owner
    await tab.open_tab(page, scene.site)
    await tab.press(page, "Connect again")
    await approval.stands(page, scene.site)
    await approval.decide(page, "Approve")
    await tab.says(page, "This shop is connected")
    await expect(tab.place(page)).not_to_contain_text(trouble)
    await page.goto(scene.site.admin("edit.php?post_type=product"))
    await expect(page.locator(".notice", has_text="Alter")).to_have_count(0)
    scene.tale.tell(
        "Connect again, approved: connected, and what was said of it is gone by itself."
    )


def _mails(scene: Scene) -> set[str]:
    return {file.name for file in scene.site.layout.mail.iterdir()}


async def _new_mail(scene: Scene, before: set[str]) -> str:
    """The subject of the one mail that came since."""
    for _ in range(40):
        if _mails(scene) - before:
            break
        await asyncio.sleep(0.5)
    came = _mails(scene) - before
    assert len(came) == 1, came
    body = (scene.site.layout.mail / came.pop()).read_bytes()
    return str(message_from_bytes(body, policy=policy.default)["Subject"])
