"""Programs change products: through WooCommerce's REST API with a key, through WP-CLI."""

from __future__ import annotations

from scripts.store import held, jobs
from scripts.store.scene import Scene
from scripts.store.screens import api_keys, connecting
from scripts.store.shop_api import ApiRefused, ShopApi

TITLE = "Programs change products: REST and WP-CLI"
NEEDS: tuple[str, ...] = ("install",)


async def play(scene: Scene) -> None:
    await connecting.make_sure(scene)
    ids = scene.site.products["simple"][9:12]
    if scene.site.wanted.plain_permalinks:
        scene.tale.tell(
            "With plain permalinks WooCommerce takes no keys over http: its REST API is left out."
        )
    else:
        await _rest(scene, await api_keys.add(scene, "A stock program"), ids[0])
    if scene.site.has_wp_cli:
        await _wp_cli(scene, ids[1])
    else:
        scene.tale.tell("No --wp-cli was given: what it does is left out.")


async def _rest(scene: Scene, api: ShopApi, product_id: int) -> None:
    path, external = f"products/{product_id}", f"wc_{product_id}"
    await api.set_meta(
        path, alter_design_id="383", alter_runtime_types="viewer", alter_status="active"
    )
    await jobs.done(scene)
    await held.everywhere(scene, external, {"viewer": (383, "active")})
    scene.tale.tell("wc/v3 with meta_data maps a product: connector and Alter hold it.")
    for key, value in (
        ("alter_design_id", "shirt"),
        ("alter_runtime_types", "hologram"),
        ("alter_status", "on"),
    ):
        await _is_refused(api, path, key, value)
    await held.everywhere(scene, external, {"viewer": (383, "active")})
    scene.tale.tell(
        "A design, type or status that nobody can read is refused with 400, the key and what may stand there."
    )
    made = await api.call(
        "POST",
        "products",
        name="Made by a program",
        type="simple",
        regular_price="3",
        meta_data=[
            {"key": "_alter_design_id", "value": "384"},
            {"key": "_alter_runtime_types", "value": "configurator"},
            {"key": "_alter_status", "value": "active"},
        ],
    )
    update = [{"id": product_id, "meta_data": [{"key": "_alter_status", "value": "inactive"}]}]
    await api.call("POST", "products/batch", update=update)
    await jobs.done(scene)
    await held.everywhere(scene, f"wc_{made['id']}", {"configurator": (384, "active")})
    await held.everywhere(scene, external, {"viewer": (383, "inactive")})
    await api.set_meta(path, alter_design_id="")
    await jobs.done(scene)
    await held.everywhere(scene, external, {})
    scene.tale.tell(
        "A product made with its mapping, one switched off by products/batch, one emptied: all arrive."
    )


async def _is_refused(api: ShopApi, path: str, key: str, value: str) -> None:
    try:
        await api.set_meta(path, **{key: value})
    except ApiRefused as refusal:
        if refusal.status != 400 or f"_{key}" not in refusal.message:
            raise
        return
    raise AssertionError(f"_{key} took {value!r}")


async def _wp_cli(scene: Scene, product_id: int) -> None:
    wp, post, external = scene.site.wp, str(product_id), f"wc_{product_id}"
    await wp("post", "meta", "update", post, "_alter_runtime_types", "Configurator Viewer")
    await wp("post", "meta", "update", post, "_alter_status", "active")
    await wp("post", "meta", "update", post, "_alter_design_id", "382")
    await jobs.done(scene)
    both: held.Bindings = {"viewer": (382, "active"), "configurator": (382, "active")}
    await held.everywhere(scene, external, both)
    await wp("post", "meta", "delete", post, "_alter_design_id")
    await jobs.done(scene)
    await held.everywhere(scene, external, {})
    scene.tale.tell(
        "wp post meta update maps a product, wp post meta delete takes it away: both arrive."
    )
    await wp("post", "meta", "update", post, "_alter_design_id", "zero")
    row = (await held.in_shop(scene, product_id))[""]
    assert (row.state, row.code) == ("failed", "local.design"), row
    await wp("post", "meta", "update", post, "_alter_design_id", "381")
    await wp("alter", "sync", "--wait", "--timeout=60")
    await held.everywhere(
        scene, external, {"viewer": (381, "active"), "configurator": (381, "active")}
    )
    scene.tale.tell(
        "What WP-CLI writes unreadably becomes a failed row with its reason; mended, wp alter sync --wait sends it."
    )
