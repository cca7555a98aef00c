"""The plugin is deactivated, which keeps everything, and deleted, which keeps what orders say."""

from __future__ import annotations

from scripts.store.scene import Scene
from scripts.store.screens import plugins
from scripts.store.site import Site

TITLE = "The owner deletes the plugin"
NEEDS = ("connect",)

_SLUG = "alter-connector"
_TRACES = {
    "options": "SELECT option_name FROM shop_options WHERE option_name LIKE '%alter\\_connector%'",
    "tables": (
        "SELECT table_name FROM information_schema.tables "
        "WHERE table_schema = DATABASE() AND table_name LIKE '%alter%'"
    ),
    "product meta": "SELECT DISTINCT meta_key FROM shop_postmeta WHERE meta_key LIKE '%alter\\_%'",
    "user meta": "SELECT meta_key FROM shop_usermeta WHERE meta_key LIKE '%alter%connector%'",
    "term meta": "SELECT meta_key FROM shop_termmeta WHERE meta_key LIKE '%alter\\_%'",
    "scheduled actions": "SELECT hook FROM shop_actionscheduler_actions WHERE hook LIKE '%alter%'",
    "groups of actions": "SELECT slug FROM shop_actionscheduler_groups WHERE slug LIKE '%alter%'",
    "logs of actions that are gone": (
        "SELECT l.log_id FROM shop_actionscheduler_logs l "
        "LEFT JOIN shop_actionscheduler_actions a USING (action_id) WHERE a.action_id IS NULL"
    ),
    "WordPress' own schedule": (
        "SELECT option_name FROM shop_options "
        "WHERE option_name = 'cron' AND option_value LIKE '%alter\\_connector%'"
    ),
}
_DATA = ("options", "tables", "product meta")


async def play(scene: Scene) -> None:
    page, site = scene.owner, scene.site
    product = str(site.products["simple"][-2])
    await site.php("map", product, "active", "381")
    await site.php("work")
    line = await site.php("order", product)
    before = await _traces(site)
    assert all(before[kind] for kind in _DATA), before

    await plugins.deactivate(page, site, _SLUG)
    asleep = await _traces(site)
    assert {kind: asleep[kind] for kind in _DATA} == {kind: before[kind] for kind in _DATA}
    scene.tale.tell(
        f"Deactivated: {len(asleep['options'])} options, {len(asleep['tables'])} tables and what products say are "
        "still there."
    )

    stores = await scene.service.command("stores", "list", "--json")
    await plugins.delete(page, site, _SLUG)
    await scene.tale.show(page, "deleted", ours=False)
    left = {kind: found for kind, found in (await _traces(site)).items() if found}
    assert not left, left
    assert not (site.folder / "wp-content" / "plugins" / _SLUG).exists()
    assert not (site.folder / "wp-content" / "uploads" / "alter").exists()
    kept = await site.database.query(
        "SELECT meta_key, meta_value FROM shop_woocommerce_order_itemmeta "  # noqa: S608
        f"WHERE order_item_id = {int(line)} AND meta_key LIKE '%alter%'"
    )
    assert kept == [["_alter_order_id", "4711"]], kept
    gone = await scene.service.command("stores", "list", "--json")
    assert stores != gone, gone
    scene.tale.tell(
        "Deleted: no option, table, meta, scheduled action, group or log of ours is left, but what an order says of "
        "its customised line. The connector was told, and has ended the shop's tokens."
    )


async def _traces(site: Site) -> dict[str, list[str]]:
    """What of ours is in the database, by kind."""
    return {
        kind: sorted(row[0] for row in await site.database.query(sql))
        for kind, sql in _TRACES.items()
    }
