"""A design that the shop hosts itself, from the request to a shopper's viewer."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from connector.sandbox.design_files import files_of
from tests.acceptance.browser import Browser
from tests.acceptance.local_shop import LocalShop, imported, installed, reported
from tests.stage.stage import ConnectedStore, Stage, item
from tests.stage.waiting import until

FILES = "/design-imports/[0-9]+/files/"


@pytest.fixture
async def shop() -> AsyncIterator[LocalShop]:
    async with LocalShop() as opened:
        yield opened


@pytest.fixture
async def store(stage: Stage, shop: LocalShop) -> ConnectedStore:
    """Connected from the shop's own address."""
    return await stage.connect(shop.url)


def local_item(product: str, local_design_id: str, **fields: Any) -> dict[str, Any]:
    chosen = {"runtimeType": "viewer", "localDesignId": local_design_id}
    return item(product, None, **chosen | fields)


async def in_state(store: ConnectedStore, local: dict[str, Any], state: str) -> dict[str, Any]:
    found: dict[str, Any] = {}

    async def there() -> bool:
        found.update((await store.get(f"/v1/local-designs/{local['localDesignId']}")).json)
        return bool(found["state"] == state)

    await until(there, seconds=20)
    return found


def calls_to_files(stage: Stage) -> int:
    return sum("/files/" in call.path for call in stage.sandbox.calls)


async def test_from_alter_to_a_viewer_with_the_right_hash(
    stage: Stage, store: ConnectedStore, shop: LocalShop
) -> None:
    """Imported, installed, bound, synced, opened: the bootstrap names the shop's own files."""
    local = await installed(store, shop)
    assert (local["state"], local["code"]) == ("installed", None)
    answer = await store.put_bindings(local_item("wc_1", local["localDesignId"]))
    (row,) = answer.json["bindings"]
    assert row["sync"]["state"] == "synced", row
    assert row["localDesignId"] == local["localDesignId"]
    assert row["externalDesign"] == {
        "externalDesignKey": local["localDesignId"],
        "productId": local["productId"],
        "title": "Men's T-Shirt",
        "manifestUrl": local["manifestUrl"],
        "assetBaseUrl": local["assetBaseUrl"],
        "manifestHash": local["manifestHash"],
        "sourceMeta": {"designId": 381},
    }
    browser = Browser.on(stage, store, shop.url)
    session = await browser.session(tool="viewer")
    assert session.status == 201, session.body
    assert "wp_local_design=1" in session.json["iframeUrl"]
    bootstrap = (await browser.bootstrap(session.json["token"])).json
    assert bootstrap["storageMode"] == "wordpress_local"
    assert bootstrap["manifestUrl"] == local["manifestUrl"]
    assert bootstrap["assetBaseUrl"] == local["assetBaseUrl"]
    body = shop.files[local["manifestUrl"].removeprefix(shop.url)]
    assert bootstrap["manifestHash"] == hashlib.sha256(body).hexdigest()


async def test_what_is_imported_is_what_alter_has(stage: Stage, store: ConnectedStore) -> None:
    """Every file, byte by byte; the manifest keeps Alter's own keys and names each file as it is stored."""
    local = await imported(store)
    design = stage.sandbox.world.designs[381]
    theirs = {each.id: each for each in files_of(design, stage.sandbox.knobs.large_file_bytes)}
    assert (local["state"], local["title"]) == ("ready", design.name)
    assert local["files"] == {"done": len(theirs), "total": len(theirs)}
    size = sum(each.content.size for each in theirs.values())
    assert local["bytes"] == {"done": size, "total": size}
    path = f"/v1/local-designs/{local['localDesignId']}"
    bundle = await store.get(f"{path}/bundle.zip")
    manifest = await store.get(f"{path}/manifest.json")
    assert hashlib.sha256(manifest.body).hexdigest() == local["manifestHash"]
    with zipfile.ZipFile(io.BytesIO(bundle.body)) as archive:
        assert archive.read("manifest.json") == manifest.body
        found = json.loads(manifest.body)
        ours = found.pop("_connector")
        assert (ours["format"], ours["designId"]) == (1, 381)
        assert {each["id"] for each in ours["files"]} == set(theirs)
        for each in ours["files"]:
            body = archive.read(each["path"])
            content = theirs[each["id"]].content
            assert body == content.read(0, content.size)
            assert each["path"].partition(".")[0] == each["sha256"]
            assert (each["kind"], each["bytes"]) == (theirs[each["id"]].kind, len(body))
    assert {"title", "payload", "files", "productId", "storageMode"} <= found.keys()
    assert found["title"] == design.name


async def test_the_same_request_twice_is_one_import(stage: Stage, store: ConnectedStore) -> None:
    """While it is fetched, and afterwards: a look finds nothing new, and nothing is fetched again."""
    first = await store.post("/v1/local-designs", {"designId": 381})
    again = await store.post("/v1/local-designs", {"designId": 381})
    assert first.json["localDesignId"] == again.json["localDesignId"]
    local = await imported(store)
    calls = calls_to_files(stage)
    assert calls == local["files"]["total"]
    await store.post("/v1/local-designs", {"designId": 381})
    looks = "/design-imports/381"

    async def looked() -> bool:
        return len(stage.sandbox.calls_to("GET", looks)) == 2

    await until(looked)
    assert (await imported(store))["manifestHash"] == local["manifestHash"]
    assert calls_to_files(stage) == calls
    assert (await store.get("/v1/local-designs")).json["items"][0]["state"] == "ready"


async def test_a_newer_design_at_alter_is_fetched_when_asked_for(
    stage: Stage, store: ConnectedStore, shop: LocalShop
) -> None:
    """Only what differs. The shop shows the old one until the new one is installed; then bindings follow."""
    local = await installed(store, shop)
    await store.put_bindings(local_item("wc_1", local["localDesignId"]))
    calls = calls_to_files(stage)
    designs = stage.sandbox.world.designs
    designs[381] = replace(designs[381], name="Renamed")
    await store.post("/v1/local-designs", {"designId": 381})
    newer = await in_state(store, local, "ready")
    assert newer["title"] == "Renamed"
    assert newer["manifestHash"] != local["manifestHash"] == newer["installedHash"]
    # The mockup, the preview, the model and the texture are what they were; only the design's own JSON is not.
    assert calls_to_files(stage) == calls + 1
    (row,) = (await store.get("/v1/bindings")).json["items"]
    assert row["externalDesign"]["manifestHash"] == local["manifestHash"]
    answer = await reported(store, shop, newer)
    assert answer.json["state"] == "installed"

    async def followed() -> bool:
        (now,) = (await store.get("/v1/bindings")).json["items"]
        return bool(
            now["externalDesign"]["manifestHash"] == newer["manifestHash"]
            and now["externalDesign"]["title"] == "Renamed"
            and now["sync"]["state"] == "synced"
        )

    await until(followed)


async def test_only_what_is_installed_can_be_bound(
    stage: Stage, store: ConnectedStore, shop: LocalShop
) -> None:
    """In a list the item alone is rejected; alone it is 422 that names the field."""
    local = await imported(store)
    await store.put_bindings(item("wc_1", runtimeType="viewer"), wait=0)
    for wanted, code in (
        (local["localDesignId"], "localDesign.notInstalled"),
        ("ld_nobodys", "localDesign.unknown"),
    ):
        answer = await store.put_bindings(local_item("wc_2", wanted), item("wc_3"), wait=0)
        assert answer.json["accepted"] == 1
        (rejected,) = answer.json["rejected"]
        assert (rejected["code"], rejected["externalProductId"]) == (code, "wc_2")
        (row,) = (await store.get("/v1/bindings?externalProductId=wc_1")).json["items"]
        patched = await store.patch(f"/v1/bindings/{row['bindingId']}", {"localDesignId": wanted})
        assert (patched.status, patched.code) == (422, code)
        assert patched.json["errors"][0]["path"] == "localDesignId"
    assert (await reported(store, shop, local)).status == 200
    row_id = row["bindingId"]
    patched = await store.patch(f"/v1/bindings/{row_id}", {"localDesignId": local["localDesignId"]})
    assert (patched.json["localDesignId"], patched.json["designId"]) == (
        local["localDesignId"],
        None,
    )
    back = await store.patch(f"/v1/bindings/{row_id}", {"designId": 381})
    assert (back.json["localDesignId"], back.json["externalDesign"]) == (None, None)


async def test_another_store_never_sees_it(stage: Stage, store: ConnectedStore) -> None:
    """Not its state, its bundle, its manifest, nor by binding it."""
    local = await imported(store)
    other = await stage.connect("http://other.localhost", share=True)
    path = f"/v1/local-designs/{local['localDesignId']}"
    for ending in ("", "/bundle.zip", "/manifest.json"):
        assert (await other.get(path + ending)).code == "localDesign.unknown"
    assert (await other.get("/v1/local-designs")).json == {"items": []}
    answer = await other.put_bindings(local_item("wc2_1", local["localDesignId"]), wait=0)
    assert answer.json["rejected"][0]["code"] == "localDesign.unknown"


async def test_the_bundle_is_resumable(store: ConnectedStore) -> None:
    """Ranges of the very bytes, 304 for what is there, 416 for what is not; the ETag guards a resumed half."""
    local = await imported(store)
    path = f"/v1/local-designs/{local['localDesignId']}/bundle.zip"
    whole = await store.get(path)
    etag, size = whole.headers["ETag"], len(whole.body)
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    half = await store.get(path, headers={"Range": f"bytes={size // 2}-", "If-Range": etag})
    assert (half.status, half.body) == (206, whole.body[size // 2 :])
    assert half.headers["Content-Range"] == f"bytes {size // 2}-{size - 1}/{size}"
    other = await store.get(path, headers={"Range": "bytes=5-", "If-Range": '"another"'})
    assert (other.status, other.body) == (200, whole.body)
    beyond = await store.get(path, headers={"Range": f"bytes={size}-"})
    assert (beyond.status, beyond.headers["Content-Range"]) == (416, f"bytes */{size}")
    known = await store.get(path, headers={"If-None-Match": etag})
    assert (known.status, known.body) == (304, b"")
    manifest = path.replace("bundle.zip", "manifest.json")
    tag = (await store.get(manifest)).headers["ETag"]
    assert (await store.get(manifest, headers={"If-None-Match": tag})).status == 304


async def test_the_list_of_designs_says_which_are_local(
    store: ConnectedStore, shop: LocalShop
) -> None:
    local = await installed(store, shop)
    items = (await store.get("/v1/designs?search=Men&limit=50")).json["items"]
    shown = {each["designId"]: each["localDesign"] for each in items}
    assert shown.pop(381) == {
        "localDesignId": local["localDesignId"],
        "state": "installed",
        "manifestHash": local["manifestHash"],
    }
    assert set(shown.values()) == {None}
