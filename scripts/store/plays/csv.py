"""The owner maps products in a spreadsheet: WooCommerce's export, a few cells, WooCommerce's import."""

from __future__ import annotations

from playwright.async_api import expect

from scripts.store import held, jobs
from scripts.store.scene import Scene
from scripts.store.screens import connecting, csv_files

TITLE = "The owner maps products in a spreadsheet"
NEEDS: tuple[str, ...] = ("install",)

_DESIGN, _TYPES, _STATUS = "Alter design", "Alter runtime types", "Alter status"


async def play(scene: Scene) -> None:
    await connecting.make_sure(scene)
    ids = scene.site.products["simple"][6:9]
    await _map(scene, ids)
    await _take_away(scene, ids)
    await _refused(scene, ids)


async def _lines(scene: Scene, ids: list[int]) -> list[csv_files.Line]:
    """Our columns of these products, as the shop exports them."""
    found = {line["ID"]: line for line in await csv_files.export(scene)}
    columns = ("ID", "Type", "Name", _DESIGN, _TYPES, _STATUS)
    return [{name: found[str(each)][name] for name in columns} for each in ids]


async def _map(scene: Scene, ids: list[int]) -> None:
    lines = await _lines(scene, ids)
    assert all(line[_DESIGN] == "" for line in lines), "nothing is mapped yet"
    for line in lines:
        line |= {_DESIGN: "382", _TYPES: "Viewer, customizer", _STATUS: "Active"}
    page = await csv_files.begin_import(scene, csv_files.write(scene, lines))
    for name in (_DESIGN, _TYPES, _STATUS):
        select = csv_files.column(page, name).locator("select")
        assert await select.locator("option:checked").inner_text() == name, (
            f"{name} is not recognised"
        )
    await csv_files.column(page, _STATUS).scroll_into_view_if_needed()
    await scene.tale.show(page, "columns", ours=False)
    said = await csv_files.run_import(page)
    assert "3 products updated" in said, said
    scene.tale.tell(
        "The export has columns of ours; filled in and imported, WooCommerce knows them by their names "
        "and updates 3 products."
    )
    seconds = await jobs.visited(scene)
    for each in ids:
        await held.everywhere(
            scene, f"wc_{each}", {"viewer": (382, "active"), "customizer": (382, "active")}
        )
    scene.tale.tell(
        f"WP-Cron runs the job: connector and Alter hold all of them after {seconds:.0f} s."
    )


async def _take_away(scene: Scene, ids: list[int]) -> None:
    lines = await _lines(scene, ids)
    assert lines[0][_TYPES] == "viewer,customizer", lines[0]
    lines[0] |= {_TYPES: "viewer", _STATUS: "inactive"}
    lines[1] |= {_DESIGN: "", _TYPES: "", _STATUS: ""}
    page = await csv_files.begin_import(scene, csv_files.write(scene, lines))
    await csv_files.run_import(page)
    await jobs.done(scene)
    await held.everywhere(scene, f"wc_{ids[0]}", {"viewer": (382, "inactive")})
    await held.everywhere(scene, f"wc_{ids[1]}", {})
    await held.status_everywhere(scene, f"wc_{ids[2]}", "active")
    scene.tale.tell(
        "Exported again, changed, imported: one is switched off, emptied cells take a mapping away, the third stays."
    )


async def _refused(scene: Scene, ids: list[int]) -> None:
    lines = await _lines(scene, ids)
    before = await held.at_alter(scene, f"wc_{ids[2]}")
    lines[0][_DESIGN] = "mug-no-381"
    lines[2][_TYPES] = "viewer, hologram"
    page = await csv_files.begin_import(scene, csv_files.write(scene, lines))
    said = await csv_files.run_import(page)
    assert "Failed to import 2 products" in said, said
    log = await csv_files.errors(page)
    assert "mug-no-381" in log, log
    assert "hologram" in log, log
    await page.locator(".wc-importer-error-log-table").scroll_into_view_if_needed()
    await scene.tale.show(page, "refused", ours=False)
    await expect(page.locator(".wc-importer-error-log-table")).to_contain_text("for example 381")
    await jobs.once(scene.site)
    assert await held.at_alter(scene, f"wc_{ids[2]}") == before, "a refused row changed something"
    scene.tale.tell(
        "A design that is no number and a type that there is not: WooCommerce's log names row, value and what may "
        "stand there; nothing of these rows changes."
    )
