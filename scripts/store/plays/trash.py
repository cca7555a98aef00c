"""Products go to the trash, come back, are copied, deleted, unpublished and sold."""

from __future__ import annotations

from scripts.store import held, jobs
from scripts.store.scene import Scene
from scripts.store.screens import api_keys, connecting, product_list
from scripts.store.shop_api import ShopApi

TITLE = "Products go to the trash and come back, are copied, deleted, unpublished and sold"
NEEDS: tuple[str, ...] = ("install",)

_ROWS = "SELECT * FROM shop_alter_connector_bindings ORDER BY id"
_WAKE_UPS = "SELECT COUNT(*) FROM shop_actionscheduler_actions WHERE hook = 'alter_connector_flush'"


async def play(scene: Scene) -> None:
    await connecting.make_sure(scene)
    by_hand, by_program, by_line, copied = scene.site.products["simple"][16:20]
    await _map(scene, [by_hand, by_program, by_line, copied])
    await _by_hand(scene, by_hand)
    if scene.site.has_wp_cli:
        await _by_line(scene, by_line)
    await _unpublish(scene, by_hand)
    await _copy_and_delete(scene, copied)
    if not scene.site.wanted.plain_permalinks:
        api = await api_keys.add(scene, "A till")
        await _by_program(scene, api, by_program)
        await _sale(scene, api, by_program)


async def _map(scene: Scene, ids: list[int]) -> None:
    page = scene.owner
    await product_list.open_list(scene)
    await product_list.bulk(scene, ids, "alter_connector_map")
    await page.locator('input[name="alter_connector[design]"]').evaluate(
        "field => { field.value = '382'; }"
    )
    await page.check('input[name="alter_connector[types][]"][value=viewer]')
    await page.get_by_role("button", name="Map products").click()
    await product_list.says(scene, f"{len(ids)} products changed")
    await jobs.done(scene)
    await _all_are(scene, ids, "active")
    scene.tale.tell(f"{len(ids)} products are mapped and active.")


async def _all_are(scene: Scene, ids: list[int], status: str) -> None:
    for each in ids:
        await held.status_everywhere(scene, f"wc_{each}", status)


async def _settle(scene: Scene, product_id: int, status: str) -> None:
    await jobs.done(scene)
    await _all_are(scene, [product_id], status)


async def _by_hand(scene: Scene, product_id: int) -> None:
    await product_list.open_list(scene)
    await product_list.row_action(scene, product_id, "Trash")
    await product_list.says(scene, "moved to the Trash")
    await _settle(scene, product_id, "inactive")
    await product_list.open_list(scene, "&post_status=trash")
    await product_list.row_action(scene, product_id, "Restore")
    await product_list.says(scene, "restored from the Trash")
    restored = await _post_status(scene, product_id)
    if restored != "publish":
        await _settle(scene, product_id, "inactive")
        await product_list.open_list(scene)
        await _set_status(scene, product_id, "publish")
    await _settle(scene, product_id, "active")
    scene.tale.tell(
        f"In the admin: Trash deactivates; Restore brings it back as “{restored}” in this version, "
        "and published it is active again."
    )


async def _post_status(scene: Scene, product_id: int) -> str:
    """Versions differ in what Restore makes of a product that was published."""
    query = f"SELECT post_status FROM shop_posts WHERE ID = {product_id}"  # noqa: S608
    return (await scene.site.database.query(query))[0][0]


async def _by_program(scene: Scene, api: ShopApi, product_id: int) -> None:
    await api.call("DELETE", f"products/{product_id}")
    await _settle(scene, product_id, "inactive")
    await api.call("PUT", f"products/{product_id}", status="publish")
    await _settle(scene, product_id, "active")
    scene.tale.tell("By wc/v3: DELETE deactivates, a PUT that publishes it again activates.")


async def _by_line(scene: Scene, product_id: int) -> None:
    await scene.site.wp("wc", "product", "delete", str(product_id), "--user=owner")
    await _settle(scene, product_id, "inactive")
    await scene.site.wp(
        "eval", f"wp_untrash_post( {product_id} ); wp_publish_post( {product_id} );"
    )
    await _settle(scene, product_id, "active")
    scene.tale.tell(
        "By WP-CLI: wp wc product delete deactivates, restored and published it is active again."
    )


async def _set_status(scene: Scene, product_id: int, status: str) -> None:
    """By the list's bulk edit."""
    form = await product_list.bulk_edit(scene, [product_id])
    await form.locator('select[name="_status"]').select_option(status)
    await product_list.update(scene)


async def _unpublish(scene: Scene, product_id: int) -> None:
    for status, expected in (("draft", "inactive"), ("publish", "active")):
        await product_list.open_list(scene)
        await _set_status(scene, product_id, status)
        await _settle(scene, product_id, expected)
    scene.tale.tell("A product that becomes a draft is inactive until it is published again.")


async def _copy_and_delete(scene: Scene, product_id: int) -> None:
    page = scene.owner
    await product_list.open_list(scene)
    await product_list.row_action(scene, product_id, "Duplicate")
    await page.wait_for_url("**/post.php?**")
    copy = int(page.url.split("post=")[1].split("&")[0])
    assert copy != product_id
    found = await scene.site.database.query(
        f"SELECT meta_key FROM shop_postmeta WHERE post_id = {copy} AND meta_key LIKE '\\_alter\\_%'"  # noqa: S608
    )
    assert found == [], f"the copy has {found}"
    assert await held.in_shop(scene, copy) == {}, "the copy has rows in the mirror"
    await product_list.open_list(scene)
    await product_list.row_action(scene, product_id, "Trash")
    await product_list.open_list(scene, "&post_status=trash")
    await product_list.row_action(scene, product_id, "Delete Permanently")
    await product_list.says(scene, "permanently deleted")
    await jobs.done(scene)
    await _all_are(scene, [product_id], "archived")
    assert await held.in_shop(scene, product_id) == {}, (
        "the mirror keeps a row of a product that is gone"
    )
    scene.tale.tell(
        "A copy starts without a design. Delete Permanently archives at Alter, and the mirror forgets the row."
    )


async def _sale(scene: Scene, api: ShopApi, product_id: int) -> None:
    await api.call("PUT", f"products/{product_id}", manage_stock=True, stock_quantity=5)
    await jobs.done(scene)
    rows, wakes = await _counted(scene)
    calls, requests = (
        len(scene.site.layout.calls.read_text().splitlines()),
        await scene.service.requests(),
    )
    for _ in range(3):
        items = [{"product_id": product_id, "quantity": 1}]
        await api.call("POST", "orders", line_items=items, set_paid=True)
    left = (await api.call("GET", f"products/{product_id}"))["stock_quantity"]
    assert left == 2, f"{left} are left of 5 after three sales"
    assert await _counted(scene) == (rows, wakes), "a sale wrote into the mirror, or woke the job"
    assert await scene.service.requests() == requests, "a sale was sent"
    new = scene.site.layout.calls.read_text().splitlines()[calls:]
    ours = [line for line in new if scene.service.connector in line]
    assert ours == [], ours
    scene.tale.tell(
        "Three sales bring the stock from 5 to 2: 0 rows written, 0 wake-ups of the job, 0 calls to the connector."
    )


async def _counted(scene: Scene) -> tuple[list[list[str]], str]:
    query = scene.site.database.query
    return await query(_ROWS), (await query(_WAKE_UPS))[0][0]
