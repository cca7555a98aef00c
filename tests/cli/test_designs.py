"""`designs`: the operator's way to a design that a shop hosts itself, with or without the plugin."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.acceptance.local_shop import LocalShop
from tests.cli.terminal import Terminal
from tests.stage.stage import ConnectedStore, Stage

pytestmark = pytest.mark.slow


@pytest.fixture
async def shop() -> AsyncIterator[LocalShop]:
    async with LocalShop() as opened:
        yield opened


@pytest.fixture
async def store(stage: Stage, shop: LocalShop) -> ConnectedStore:
    return await stage.connect(shop.url)


@pytest.fixture
def beside(beside: Terminal) -> Terminal:
    """Where shops may lie on loopback, as on the stage."""
    return Terminal(beside.environment | {"CONNECTOR_ALLOW_PRIVATE_STORES": "1"})


async def imported(beside: Terminal, store: ConnectedStore) -> str:
    ran = await beside.beside("designs", "import", store.id, "381", "--json")
    assert ran.code == 0, ran.err
    return str(ran.json["localDesignId"])


async def test_it_imports_beside_a_running_service(beside: Terminal, store: ConnectedStore) -> None:
    """It asks and watches; list and show say what the store is told."""
    found = await imported(beside, store)
    own = (await store.get(f"/v1/local-designs/{found}")).json
    assert own["state"] == "ready"
    assert (await beside.beside("designs", "show", found, "--json")).json == own
    assert (await beside.beside("designs", "list", store.id, "--json")).json == [own]
    shown = await beside.beside("designs", "list", store.id)
    assert found in shown.out
    assert "5/5" in shown.out
    assert "5 of 5" in (await beside.beside("designs", "show", found)).out


async def test_it_can_just_ask(beside: Terminal, store: ConnectedStore) -> None:
    ran = await beside.beside("designs", "import", store.id, "381", "--no-wait", "--json")
    assert (ran.code, ran.json["state"]) == (0, "fetching")


async def test_what_fails_says_why(beside: Terminal, store: ConnectedStore) -> None:
    ran = await beside.beside("designs", "import", store.id, "999999")
    assert ran.code == 1
    assert "localDesign.designUnknown" in ran.out


async def test_an_exported_folder_is_ready_to_be_served(
    beside: Terminal, store: ConnectedStore, shop: LocalShop, tmp_path: Path
) -> None:
    """For a shop without the plugin: export, serve, verify, bind as it is."""
    found = await imported(beside, store)
    folder = tmp_path / "export"
    ran = await beside.beside("designs", "export", found, str(folder), "--json")
    assert (ran.code, ran.json) == (0, {"folder": str(folder), "files": 5})
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {oct(path.stat().st_mode & 0o777) for path in folder.iterdir()} == {"0o644"}
    manifest = json.loads(files["manifest.json"])
    for each in manifest["_connector"]["files"]:
        assert hashlib.sha256(files[each["path"]]).hexdigest() == each["sha256"]
    shop.files |= {f"/box/{name}": body for name, body in files.items()}
    place = (f"{shop.url}/box/manifest.json", f"{shop.url}/box/")
    ran = await beside.beside("designs", "verify", store.id, *place, "--json")
    assert (ran.code, ran.json["ok"]) == (0, True)
    assert ran.json["manifestHash"] == hashlib.sha256(files["manifest.json"]).hexdigest()
    shop.headers = {}
    ran = await beside.beside("designs", "verify", store.id, *place)
    assert ran.code == 1
    assert "not usable" in ran.out
    assert "cors" in ran.out


async def test_an_export_takes_no_others_place(
    beside: Terminal, store: ConnectedStore, tmp_path: Path
) -> None:
    found = await imported(beside, store)
    (tmp_path / "mine.txt").write_text("mine")
    ran = await beside.beside("designs", "export", found, str(tmp_path))
    assert ran.code == 1
    assert "not empty" in ran.err
    assert not (tmp_path / "manifest.json").exists()


async def test_wrong_arguments(beside: Terminal, store: ConnectedStore, tmp_path: Path) -> None:
    nobody = str(tmp_path / "x")
    for arguments in (
        ("show", "ld_nobodys"),
        ("export", "ld_nobodys", nobody),
        ("list", "st_nobodys"),
        ("import", "st_nobodys", "381"),
        ("verify", store.id, "https://evil.example/m.json", "https://evil.example/"),
    ):
        ran = await beside.beside("designs", *arguments)
        assert (ran.code, ran.out) == (1, ""), arguments
        assert ran.err
    assert (await beside.beside("designs", "import", store.id, "x")).code == 2
