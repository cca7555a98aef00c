"""A design that lies in the shop: what the shop's table says, what the disk holds, what the web server sends."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from scripts.store import web
from scripts.store.scene import Scene


@dataclass(frozen=True)
class Installed:
    """A design as it lies in the shop."""

    number: int
    local_id: str
    manifest_url: str
    base: str
    hash: str
    folder: Path

    @property
    def manifest(self) -> Path:
        return self.folder / "manifest.json"

    @property
    def files(self) -> dict[str, str]:
        """SHA-256 by name, as the manifest says."""
        listed = json.loads(self.manifest.read_bytes())["_connector"]["files"]
        return {each["path"]: each["sha256"] for each in listed}


async def installed(scene: Scene, number: int) -> Installed:
    """By its number at Alter."""
    ((local_id, url, base, digest, folder),) = await scene.site.database.query(
        "SELECT local_design_id, manifest_url, asset_base_url, installed_hash, folder "  # noqa: S608 - a number of ours
        f"FROM shop_alter_connector_designs WHERE design_id = {int(number)}"
    )
    place = scene.site.folder / "wp-content" / "uploads" / "alter" / folder
    return Installed(number, local_id, url, base, digest, place)


def is_whole(design: Installed) -> None:
    """Every file is what the manifest says, and nothing else lies there."""
    assert hashlib.sha256(design.manifest.read_bytes()).hexdigest() == design.hash
    assert {each.name for each in design.folder.iterdir()} == {"manifest.json", *design.files}
    for name, digest in design.files.items():
        assert hashlib.sha256((design.folder / name).read_bytes()).hexdigest() == digest, name
    beside = {each.name for each in design.folder.parent.iterdir()}
    strange = {name for name in beside if name != ".htaccess" and not name.startswith("ld_")}
    assert not strange, strange


def everything(design: Installed) -> set[tuple[str, str]]:
    """All of the folder, with hashes."""
    return {
        (str(each.relative_to(design.folder.parent)), hashlib.sha256(each.read_bytes()).hexdigest())
        for each in design.folder.parent.rglob("*")
        if each.is_file()
    }


async def is_loadable(scene: Scene, design: Installed) -> int:
    """As a browser would load it, and as nobody may. Returns the manifest's length."""
    async with web.caller() as http:
        origin = {"Origin": scene.service.sandbox}
        for name in ("manifest.json", *list(design.files)[:8]):
            async with http.get(design.base + name, headers=origin) as answer:
                body = await answer.read()
                assert answer.status == 200, (name, answer.status)
                assert answer.headers["Access-Control-Allow-Origin"] == "*", answer.headers
                assert "Access-Control-Allow-Credentials" not in answer.headers
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert "immutable" in answer.headers["Cache-Control"], answer.headers
                assert body == (design.folder / name).read_bytes(), name
            async with http.get(design.base + name, headers={"Range": "bytes=5-14"}) as part:
                assert (part.status, await part.read()) == (206, body[5:15]), name
            async with http.get(
                design.base + name, headers={"If-None-Match": answer.headers["ETag"]}
            ) as known:
                assert known.status == 304, (name, known.status)
        for name in ("../.htaccess", "x.php", "manifest.json.bak", f"{'0' * 64}.png"):
            async with http.get(f"{design.base}{name}") as answer:
                assert answer.status in (400, 403, 404), (name, answer.status)
    return design.manifest.stat().st_size
