"""A design comes to lie in the shop: fetched, checked, bound, looked at by a shopper; then its files are changed."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from typing import Any

from playwright.async_api import Response, expect

from scripts.store import jobs, lying, webserver
from scripts.store.scene import Scene
from scripts.store.screens import connecting, local_designs, picker, product, storefront

TITLE = "A design comes into the shop, and shoppers see it from there"
NEEDS: tuple[str, ...] = ("install",)

_NAME = "Kids' Hoodie"
_ROUTE = "/alter/v1/designs/"


async def play(scene: Scene) -> None:
    await connecting.make_sure(scene)
    # More than one piece of the download.
    await scene.service.turn(extraFiles=4, extraFileBytes=2_097_152)
    design = await _arrives(scene)
    design = await _is_served_by_nginx(scene, design)
    product_id = await _is_bound(scene, design)
    await _is_seen(scene, design, product_id)
    await _a_file_changes(scene, design)
    await _the_manifest_changes(scene, design)
    await _a_damaged_bundle_leaves_nothing(scene, design)
    await _is_given_up(scene)
    await _by_command(scene)
    await scene.service.turn(extraFiles=0)


async def _arrives(scene: Scene) -> lying.Installed:
    page = await local_designs.open_page(scene)
    await scene.tale.show(page, "empty")
    number = await local_designs.import_design(page, _NAME)
    await scene.tale.show(page, "arriving", around=local_designs.row(page, number))
    row = await local_designs.comes_to(page, number, "installed")
    await expect(row).to_contain_text("WordPress sends the files itself")
    await scene.tale.show(page, "installed", around=row)
    design = await lying.installed(scene, number)
    assert _ROUTE in design.manifest_url, design
    lying.is_whole(design)
    size = await lying.is_loadable(scene, design)
    scene.tale.tell(
        f"“{_NAME}” is imported, downloaded, checked and unpacked: {len(design.files)} files and a manifest of "
        f"{size:,} bytes, nothing else. nginx sends no CORS headers, so WordPress sends the files itself, whole and "
        "in ranges."
    )
    return design


async def _is_served_by_nginx(scene: Scene, before: lying.Installed) -> lying.Installed:
    """The lines that the screen shows, as they are."""
    page = scene.owner
    await page.locator(".alter-designs-server summary").click()
    lines = await page.locator(".alter-designs-server textarea").input_value()
    await scene.tale.show(page, "lines", around=page.locator(".alter-designs-server"))
    scene.site.layout.lines.write_text(lines)
    await webserver.reload(scene.site.layout)
    await local_designs.press(page, before.number, "Check again")
    row = local_designs.row(page, before.number)
    await expect(row).not_to_contain_text(
        "WordPress sends the files itself", timeout=local_designs.PATIENCE
    )
    await local_designs.comes_to(page, before.number, "installed")
    design = await lying.installed(scene, before.number)
    assert "/uploads/alter/" in design.manifest_url, design
    await lying.is_loadable(scene, design)
    scene.tale.tell(
        "With the lines that the screen shows nginx sends them; “Check again” moves the design."
    )
    return design


async def _is_bound(scene: Scene, design: lying.Installed) -> int:
    page, product_id = scene.owner, _product(scene)
    await product.open_tab(scene, product_id)
    field = product.design(page)
    shown = re.compile(rf"^In this shop: .*\(no\. {design.number}\)$")
    found = (await picker.search(page, field, _NAME)).filter(has_text=f"no. {design.number}")
    await expect(found).to_have_count(2)
    await scene.tale.show(page, "picker", around=field)
    await (await picker.search(page, field, _NAME)).filter(has_text=shown).click()
    await expect(field).to_have_value(shown)
    await product.tick(page, ("viewer",))
    await product.save(page)
    await jobs.done(scene)
    await product.open_tab(scene, product_id)
    await expect(product.states(page).first).to_contain_text("Synced")
    await expect(field).to_have_value(shown)
    await scene.tale.show(page, "bound", around=page.locator(product.PANEL))
    await _alter_has(scene, product_id, design.hash)
    scene.tale.tell(
        "The picker offers it twice, from Alter and “In this shop”; taken from here, Alter holds a design "
        "of the shop's own, by the manifest's hash."
    )
    return product_id


async def _is_seen(scene: Scene, design: lying.Installed, product_id: int) -> None:
    bootstrap = f"{scene.service.connector}/public-api/v1/runtime/bootstrap"
    await scene.service.turn(bootstrapUrl=bootstrap)
    page = await scene.visitors.arrive()
    answers: list[Response] = []

    def note(answer: Response) -> None:
        answers.append(answer)

    page.on("response", note)
    await page.goto(f"{scene.site.home}/?p={product_id}")
    await storefront.opener(page, "View in 3D").click()
    shown = storefront.tool(page).locator("#local")
    await expect(shown).to_have_attribute("data-state", "fits", timeout=storefront.READY_PATIENCE)
    total = len(design.files)
    await expect(shown).to_contain_text(f"{total} of {total} fit")
    (told,) = [each for each in answers if each.url == bootstrap and each.request.method == "GET"][
        :1
    ]
    said: dict[str, Any] = await told.json()
    assert said["storageMode"] == "wordpress_local", said
    assert said["manifestUrl"] == design.manifest_url, said
    assert said["manifestHash"] == hashlib.sha256(design.manifest.read_bytes()).hexdigest(), said
    asked = {each.url for each in answers if each.url.startswith(design.base)}
    assert len(asked) == total + 1, len(asked)
    await scene.tale.show(page, "seen", ours=False)
    await page.context.close()
    scene.tale.tell(
        "A shopper opens the viewer: the bootstrap says wordpress_local with the right hash, and the viewer loads "
        f"the manifest and all {total} files from the shop: every hash fits."
    )


async def _a_file_changes(scene: Scene, design: lying.Installed) -> None:
    name = next(each for each in design.files if each.endswith(".png"))
    file = design.folder / name
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + b"!")
    page = await local_designs.open_page(scene)
    await local_designs.press(page, design.number, "Verify the files")
    await local_designs.comes_to(page, design.number, "stale")
    await local_designs.open_page(scene)
    await expect(page.locator('[data-alter-connector="designs"]')).to_contain_text("needs a look")
    await scene.tale.show(page, "changed", around=local_designs.row(page, design.number))
    await local_designs.press(page, design.number, "Install again")
    await local_designs.comes_to(page, design.number, "installed")
    assert file.read_bytes() == whole
    lying.is_whole(await lying.installed(scene, design.number))
    scene.tale.tell(
        "One byte of a picture is changed on the disk: the next look notices it, a notice says so, and “Install "
        "again” puts it right."
    )


async def _the_manifest_changes(scene: Scene, design: lying.Installed) -> None:
    page, product_id = scene.owner, _product(scene)
    design.manifest.write_bytes(
        design.manifest.read_bytes().replace(b'"title":"', b'"title":"Our ', 1)
    )
    _a_day_passes(scene)
    await local_designs.open_page(scene)
    row = local_designs.row(page, design.number)
    for _ in range(30):
        await page.get_by_role("button", name="Ask the connector").click()
        await local_designs.says(page, "what the connector has")
        if await row.get_attribute("data-state") == "stale":
            break
        await page.wait_for_timeout(1_000)
    await expect(row).to_contain_text("not the one that was installed")
    await scene.tale.show(page, "stale", around=row)
    await local_designs.press(page, design.number, "Accept the change")
    await local_designs.comes_to(page, design.number, "installed")
    changed = hashlib.sha256(design.manifest.read_bytes()).hexdigest()
    assert (await lying.installed(scene, design.number)).hash == changed != design.hash
    await _alter_has(scene, product_id, changed)
    scene.tale.tell(
        "The manifest is edited by hand: the connector's daily look calls the design stale; the owner accepts the "
        "change, and Alter holds the new hash."
    )


async def _a_damaged_bundle_leaves_nothing(scene: Scene, design: lying.Installed) -> None:
    """A bit of the connector's own copy turns."""
    name = next(each for each in design.files if each.endswith(".png"))
    blob = next((scene.service.layout.connector / "data" / "designs").rglob(name))
    whole = blob.read_bytes()
    blob.write_bytes(whole[:-1] + b"!")
    page = await local_designs.open_page(scene)
    await page.evaluate("window.confirm = () => true")
    before = lying.everything(design)
    # No button installs what is well already: the command line does.
    if not scene.site.has_wp_cli:
        blob.write_bytes(whole)
        return
    said = await _fails(scene, "alter", "designs", "install", design.local_id, "--wait=60")
    assert "damaged" in said, said
    assert lying.everything(design) == before
    await local_designs.open_page(scene)
    row = await local_designs.comes_to(page, design.number, "failed")
    await expect(row).to_contain_text("nothing of the design was kept")
    await scene.tale.show(page, "damaged", around=row)
    blob.write_bytes(whole)
    await local_designs.press(page, design.number, "Install again")
    await local_designs.comes_to(page, design.number, "installed")
    lying.is_whole(await lying.installed(scene, design.number))
    scene.tale.tell(
        "A bundle with one wrong byte is refused with its reason; the disk holds what it held, and shoppers are "
        "served as before. Installed again, all is well."
    )


async def _is_given_up(scene: Scene) -> None:
    """Other plays find the product as it was."""
    page = scene.owner
    await product.open_tab(scene, _product(scene))
    await page.locator(product.PANEL).get_by_role("button", name="Remove the design").click()
    await product.save(page)
    await jobs.done(scene)


async def _by_command(scene: Scene) -> None:
    if not scene.site.has_wp_cli:
        scene.tale.tell("No --wp-cli was given: its commands are left out.")
        return
    said = await scene.site.wp("alter", "designs", "import", "382", "--wait=120")
    assert "is installed" in said, said
    assert "as they were installed" in await scene.site.wp("alter", "designs", "verify")
    listed = json.loads(await scene.site.wp("alter", "designs", "list", "--format=json"))
    assert {each["state"] for each in listed} == {"installed"}, listed
    page = await local_designs.open_page(scene)
    await scene.tale.show(page, "two")
    other = await lying.installed(scene, 382)
    page.once("dialog", lambda dialog: dialog.accept())
    await local_designs.press(page, 382, "Remove from this shop")
    await local_designs.comes_to(page, 382, "removed")
    assert not other.folder.exists()
    scene.tale.tell(
        "wp alter designs: another one imported, both verified, inside and outside; the unused one is removed on the "
        "screen, files and all."
    )


def _product(scene: Scene) -> int:
    """One that no other play maps before the last."""
    return int(scene.site.products["simple"][22])


async def _alter_has(scene: Scene, product_id: int, digest: str) -> None:
    """Once the sync has brought it there."""
    for _ in range(40):
        found = [
            each
            for each in (await scene.service.state())["bindings"]
            if each["externalProductId"] == f"wc_{product_id}" and each["status"] == "active"
        ]
        if [each["manifestHash"] for each in found] == [digest]:
            return
        await jobs.once(scene.site)
    raise AssertionError(f"Alter holds {found}")


def _a_day_passes(scene: Scene) -> None:
    """For the connector's look at local designs."""
    (file,) = (scene.service.layout.connector / "data").glob("*.db")
    with sqlite3.connect(file, timeout=30) as connection:
        connection.execute(
            "UPDATE local_designs SET check_at = created_at WHERE check_at IS NOT NULL"
        )


async def _fails(scene: Scene, *arguments: str) -> str:
    """What a command says that ends badly."""
    try:
        await scene.site.wp(*arguments)
    except Exception as refused:
        return str(refused)
    raise AssertionError("the command ended well")
