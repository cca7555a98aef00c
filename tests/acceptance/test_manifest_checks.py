"""A design in a shop, looked at from outside: what is wrong with it has a code, and no look harms anybody."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from connector.domain.ids import StoreId
from connector.domain.local_design import CHECK_EVERY, LOOK_AGAIN
from connector.flows.collaborators.manifest_check import ManifestCheck
from connector.sandbox.faults import Fault
from connector.store import stores
from tests.acceptance.browser import Browser
from tests.acceptance.local_shop import Handler, LocalShop, imported, installed, reported
from tests.acceptance.test_local_designs import in_state, local_item
from tests.stage.stage import ConnectedStore, Reply, Stage, Staging
from tests.stage.waiting import until
from wp_bridge.manifest import LARGEST, ManifestFile, manifest_hash, written
from wp_bridge.site_http import SiteHttp

VERIFY = "/v1/manifests/verify"
SECRET = "canary-9f31 of an internal page"


@pytest.fixture
async def shop() -> AsyncIterator[LocalShop]:
    async with LocalShop() as opened:
        yield opened


@pytest.fixture
async def store(stage: Stage, shop: LocalShop) -> ConnectedStore:
    return await stage.connect(shop.url)


def put(shop: LocalShop, body: bytes, folder: str = "/box/") -> dict[str, Any]:
    shop.files[f"{folder}manifest.json"] = body
    return {
        "manifestUrl": f"{shop.url}{folder}manifest.json",
        "assetBaseUrl": f"{shop.url}{folder}",
    }


def codes(answer: Reply) -> set[str]:
    assert answer.status == 200, answer.body
    assert SECRET not in answer.body.decode()
    return {each["code"] for each in answer.json["problems"]}


async def test_a_design_of_ours_verifies(store: ConnectedStore, shop: LocalShop) -> None:
    """Asked as a page of Alter's asks."""
    local = await installed(store, shop)
    shop.asked.clear()
    place = {name: local[name] for name in ("manifestUrl", "assetBaseUrl", "manifestHash")}
    answer = await store.post(VERIFY, place)
    assert answer.json == {
        "ok": True,
        "manifestHash": local["manifestHash"],
        "files": {"checked": local["files"]["total"], "total": local["files"]["total"]},
        "problems": [],
    }
    described = (await store.get("/v1/store")).json
    assert {origin for _, origin in shop.asked} == {described["appOrigin"]}


async def test_a_manifest_made_by_others(store: ConnectedStore, shop: LocalShop) -> None:
    """Its files are unknown; that it is there, is JSON and can be loaded is known. It binds as it is given."""
    body = b'{"scene": "mug"}'
    place = put(shop, body)
    answer = await store.post(VERIFY, place)
    assert answer.json["files"] == {"checked": 0, "total": None}
    assert (answer.json["ok"], answer.json["manifestHash"]) == (True, manifest_hash(body))
    wrong = await store.post(VERIFY, place | {"manifestHash": "0" * 64})
    assert (wrong.json["ok"], codes(wrong)) == (False, {"hashMismatch"})


async def redirects(_request: web.Request) -> web.Response:
    raise web.HTTPFound("http://127.0.0.1:1/")


async def huge(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": str(10 * 2**30)})
    await response.prepare(request)
    await asyncio.sleep(60)
    return response


async def endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b" " * 65536)


async def errors(_request: web.Request) -> web.Response:
    return web.Response(status=500, text=SECRET)


async def compressed(_request: web.Request) -> web.Response:
    return web.Response(body=b"x", headers={"Content-Encoding": "gzip"})


def says(body: bytes, kind: str = "application/json") -> Handler:
    async def answer(_request: web.Request) -> web.Response:
        headers = {"Content-Type": kind, "Access-Control-Allow-Origin": "*"}
        return web.Response(body=body, headers=headers)

    return answer


@pytest.mark.parametrize(
    ("handler", "expected"),
    [
        (redirects, {"redirect"}),
        (huge, {"tooLarge"}),
        (endless, {"tooLarge"}),
        (errors, {"httpStatus"}),
        (compressed, {"malformed"}),
        (says(f"<html>{SECRET}".encode(), "text/html"), {"html", "mediaType"}),
        (says(SECRET.encode()), {"notJson"}),
        (says(b'"' + SECRET.encode() + b'"'), {"notJson"}),
        (says(b" " * LARGEST + b"{}"), {"tooLarge"}),
        (says(b'{"_connector": {"format": 9}}'), {"malformed"}),
        (
            says(
                written(
                    {}, 1, [ManifestFile("a", "x", "../../../wp-config.json", "a/b", 1, "a" * 64)]
                )
            ),
            {"forbiddenPath"},
        ),
        (
            says(written({}, 1, [ManifestFile("a", "x", "shell.php", "a/b", 1, "a" * 64)])),
            {"forbiddenType"},
        ),
    ],
)
async def test_a_manifest_that_cannot_be_used(
    store: ConnectedStore, shop: LocalShop, handler: Handler, expected: set[str]
) -> None:
    """A reason each, and never a byte of what answered."""
    place = put(shop, b"")
    shop.odd["/box/manifest.json"] = handler
    answer = await store.post(VERIFY, place)
    assert (answer.json["ok"], codes(answer)) == (False, expected)
    assert answer.json["manifestHash"] is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"another file altogether", "forbiddenType"),
        (b"<!doctype html>" + SECRET.encode(), "hashMismatch"),
        (b"<html>", "html"),
        (b"<?php evil();", "forbiddenType"),
    ],
)
async def test_a_file_that_is_not_what_the_manifest_says(
    store: ConnectedStore, shop: LocalShop, body: bytes, expected: str
) -> None:
    """Longer, of another kind, or a page of the shop's in its place."""
    file = ManifestFile("a", "model", "scene.glb", "model/gltf-binary", 24, "a" * 64)
    place = put(shop, written({}, 1, [file]))
    shop.files["/box/scene.glb"] = body
    answer = await store.post(VERIFY, place)
    assert (answer.json["ok"], codes(answer)) == (False, {expected})
    assert answer.json["problems"][0]["subject"] == "scene.glb"


async def test_what_a_browser_would_stumble_over(staging: Staging, shop: LocalShop) -> None:
    """No CORS, http where the page is https, media types of pages; odd ones that browsers mind not are told too."""
    async with staging(app_url="https://app.example") as stage:
        store = await stage.connect(shop.url)
        body = b"{}"
        file = ManifestFile("a", "x", "a.json", "application/json", 2, manifest_hash(body))
        place = put(shop, written({}, 1, [file]))
        shop.files["/box/a.json"] = body
        answer = await store.post(VERIFY, place)
        assert (answer.json["ok"], codes(answer)) == (False, {"mixedContent"})
        for allowed in (None, "https://other.example", "null"):
            shop.headers = {} if allowed is None else {"Access-Control-Allow-Origin": allowed}
            assert codes(await store.post(VERIFY, place)) == {"mixedContent", "cors"}
        shop.headers = {"Access-Control-Allow-Origin": "https://app.example"}
        for kind, blocking in (("text/plain", False), ("text/html", True)):
            shop.types = {"json": kind}
            answer = await store.post(VERIFY, place)
            types = [each for each in answer.json["problems"] if each["code"] == "mediaType"]
            assert [each["blocking"] for each in types] == [blocking, blocking]
        boxes = {origin for path, origin in shop.asked if path.startswith("/box/")}
        assert boxes == {"https://app.example"}


async def test_a_check_looks_at_twenty_files_of_every_kind(
    store: ConnectedStore, shop: LocalShop
) -> None:
    """The smallest first; what would take more than 50 MiB is left out."""
    bodies = {f"f{n:02}.json": json.dumps(["x" * n]).encode() for n in range(40)}
    files = [
        ManifestFile(name, "x", name, "application/json", len(body), manifest_hash(body))
        for name, body in bodies.items()
    ]
    files.append(ManifestFile("big", "x", "big.glb", "model/gltf-binary", 60 * 2**20, "a" * 64))
    place = put(shop, written({}, 1, files))
    shop.files |= {f"/box/{name}": body for name, body in bodies.items()}
    answer = await store.post(VERIFY, place)
    assert answer.json["files"] == {"checked": 20, "total": 41}
    assert answer.json["ok"]
    assert {path for path, _ in shop.asked} >= {f"/box/f{n:02}.json" for n in range(20)}
    assert "/box/big.glb" not in {path for path, _ in shop.asked}


async def test_a_shop_that_hangs_is_given_up(shop: LocalShop) -> None:
    """The whole look has an end, however many answers are waited for."""

    async def hangs(_request: web.Request) -> web.Response:
        await asyncio.sleep(30)
        return web.Response()

    place = put(shop, b"")
    shop.odd["/box/manifest.json"] = hangs
    async with SiteHttp(allow_private=True, user_agent="test") as site_http:
        check = ManifestCheck(site_http, "http://app.localhost", within=0.3)
        report = await check(place["manifestUrl"], place["assetBaseUrl"], expected_hash=None)
    assert ([each.code for each in report.problems], report.ok) == (["timeout"], False)


async def test_private_addresses_and_foreign_hosts_are_never_called(
    staging: Staging, shop: LocalShop
) -> None:
    """An asset origin that an owner named does not open the service's own network."""
    async with staging(allow_private_stores=False) as stage:
        credential = stage.sandbox.issue_credential()
        body = {
            "storeUrl": "https://shop.example",
            "accessKey": credential.access_key,
            "accessToken": credential.access_token,
        }
        answer = await stage.anyone.post("/v1/connect/credentials", body)
        store = stage.as_store(answer.json)
        foreign = await store.post(
            VERIFY, {"manifestUrl": f"{shop.url}/m.json", "assetBaseUrl": f"{shop.url}/"}
        )
        assert (foreign.status, foreign.code) == (422, "manifest.foreignUrl")
        async with stage.database.write() as connection:
            await stores.change(connection, StoreId(store.id), asset_origins=["https://127.0.0.1"])
        place = {
            "manifestUrl": "https://127.0.0.1/m.json",
            "assetBaseUrl": "https://127.0.0.1/",
        }
        assert codes(await store.post(VERIFY, place)) == {"privateAddress"}
    assert shop.asked == []


async def test_checks_are_counted(store: ConnectedStore, shop: LocalShop) -> None:
    """Each calls addresses that somebody chose: ten a minute, then 429."""
    place = put(shop, b"{}")
    answers = [await store.post(VERIFY, place) for _ in range(11)]
    assert {answer.status for answer in answers[:10]} == {200}
    assert (answers[10].status, answers[10].code) == (429, "store.tooMany")
    assert int(answers[10].headers["Retry-After"]) > 0


async def test_an_installation_is_believed_once_it_is_seen(
    store: ConnectedStore, shop: LocalShop
) -> None:
    """Until then the design stays what it was, with every problem named."""
    local = await imported(store)
    shop.headers = {}
    answer = await reported(store, shop, local)
    assert (answer.status, answer.code) == (422, "localDesign.notInstalled")
    assert {each["code"] for each in answer.json["problems"]} == {"cors"}
    path = f"/v1/local-designs/{local['localDesignId']}"
    assert (await store.get(path)).json["state"] == "ready"
    shop.headers = {"Access-Control-Allow-Origin": "*"}
    (glb,) = [name for name in shop.files if name.endswith(".glb")]
    whole = shop.files[glb]
    shop.files[glb] = whole[:-1] + b"\xff"
    folder = glb.rpartition("/")[0] + "/"
    place = {
        "manifestUrl": f"{shop.url}{folder}manifest.json",
        "assetBaseUrl": f"{shop.url}{folder}",
    }
    answer = await store.post(f"{path}/installed", place)
    assert {each["code"] for each in answer.json["problems"]} == {"hashMismatch"}
    shop.files[glb] = whole
    shop.files[f"{folder}manifest.json"] += b"\n"
    answer = await store.post(f"{path}/installed", place)
    assert [each["subject"] for each in answer.json["problems"]] == ["manifest"]
    shop.files[f"{folder}manifest.json"] = shop.files[f"{folder}manifest.json"][:-1]
    assert (await store.post(f"{path}/installed", place)).json["state"] == "installed"


async def looked(stage: Stage) -> None:
    await stage.connector.worker._recheck()


async def test_the_daily_look(stage: Stage, store: ConnectedStore, shop: LocalShop) -> None:
    """Unreachable is tolerated for a day, a change is not; both are undone by the file being back."""
    local = await installed(store, shop)
    path = local["manifestUrl"].removeprefix(shop.url)

    async def state() -> tuple[str, str | None]:
        await looked(stage)
        shown = (await store.get(f"/v1/local-designs/{local['localDesignId']}")).json
        return shown["state"], shown["code"]

    def looks() -> int:
        """The worker may prove the shop's address meanwhile, at its home."""
        return sum(asked != "/" for asked, _ in shop.asked)

    shop.asked.clear()
    assert await state() == ("installed", None)
    assert looks() == 0
    stage.clock.shift(CHECK_EVERY.total_seconds() + 1)
    shop.down = True
    assert await state() == ("installed", None)
    assert looks() == 1
    stage.clock.shift(LOOK_AGAIN.total_seconds() + 1)
    shop.odd[path] = says(b"<html>Maintenance", "text/html")
    assert await state() == ("installed", None)
    stage.clock.shift(CHECK_EVERY.total_seconds())
    assert await state() == ("stale", "localDesign.unreachable")
    shop.odd.clear()
    shop.down = False
    stage.clock.shift(LOOK_AGAIN.total_seconds() + 1)
    assert await state() == ("installed", None)
    whole = shop.files[path]
    shop.files[path] = b'{"scene": "edited by hand"}'
    stage.clock.shift(CHECK_EVERY.total_seconds() + 1)
    assert await state() == ("stale", "localDesign.changed")
    rejected = await store.put_bindings(local_item("wc_1", local["localDesignId"]), wait=0)
    assert rejected.json["rejected"][0]["code"] == "localDesign.notInstalled"
    shop.files[path] = whole
    assert (await reported(store, shop, local)).json["state"] == "installed"


async def test_a_change_that_was_meant_is_accepted(
    stage: Stage, store: ConnectedStore, shop: LocalShop
) -> None:
    """Once its owner says so, and only if its files fit: bindings follow, and the daily look expects it."""
    local = await installed(store, shop)
    await store.put_bindings(local_item("wc_1", local["localDesignId"]))
    path = f"/v1/local-designs/{local['localDesignId']}/installed"
    where = local["manifestUrl"].removeprefix(shop.url)
    place = {key: local[key] for key in ("manifestUrl", "assetBaseUrl")}
    whole = shop.files[where]
    shop.files[where] = b'{"scene": "edited by hand"}'
    refused = await store.post(path, place | {"acceptChanged": True})
    assert [each["code"] for each in refused.json["problems"]] == ["malformed"]
    shop.files[where] = whole.replace(b"T-Shirt", b"T-shirt")
    assert (await store.post(path, place)).code == "localDesign.notInstalled"
    answer = await store.post(path, place | {"acceptChanged": True})
    changed = manifest_hash(shop.files[where])
    assert (answer.json["state"], answer.json["installedHash"]) == ("installed", changed)
    (row,) = (await store.get("/v1/bindings")).json["items"]
    assert row["externalDesign"]["manifestHash"] == changed
    stage.clock.shift(CHECK_EVERY.total_seconds() + 1)
    await looked(stage)
    shown = (await store.get("/v1/local-designs")).json["items"][0]
    assert (shown["state"], shown["code"]) == ("installed", None)


async def test_nothing_is_accepted_of_what_is_not_in_the_shop(
    store: ConnectedStore, shop: LocalShop
) -> None:
    local = await imported(store)
    path = f"/v1/local-designs/{local['localDesignId']}/installed"
    place = {"manifestUrl": f"{shop.url}/manifest.json", "assetBaseUrl": f"{shop.url}/"}
    answer = await store.post(path, place | {"acceptChanged": True})
    assert (answer.status, answer.code) == (409, "localDesign.notReady")


async def test_a_newer_design_at_alter_is_noticed(
    stage: Stage, store: ConnectedStore, shop: LocalShop
) -> None:
    """And offered, not fetched."""
    local = await installed(store, shop)
    designs = stage.sandbox.world.designs
    designs[381] = replace(designs[381], name="Renamed")
    stage.clock.shift(CHECK_EVERY.total_seconds() + 1)
    await looked(stage)
    shown = (await store.get(f"/v1/local-designs/{local['localDesignId']}")).json
    assert (shown["state"], shown["newerUpstream"]) == ("installed", True)
    assert shown["manifestHash"] == local["manifestHash"]
    await store.post("/v1/local-designs", {"designId": 381})
    assert not (await in_state(store, local, "ready"))["newerUpstream"]


async def test_a_bootstrap_with_another_hash_brings_one_sync(
    stage: Stage, store: ConnectedStore, shop: LocalShop
) -> None:
    """The shopper gets Alter's answer as it is; the binding goes out once more, once."""
    local = await installed(store, shop)
    await store.put_bindings(local_item("wc_1", local["localDesignId"]))
    browser = Browser.on(stage, store, shop.url)
    wrong = {"storageMode": "wordpress_local", "manifestHash": "0" * 64}
    stage.sandbox.knobs.faults.append(
        Fault(path="/runtime/bootstrap", status=200, body=wrong, times=None)
    )
    syncs = "/runtime-bindings/sync-from-wordpress"
    before = len(stage.sandbox.calls_to("POST", syncs))

    async def sent_again() -> bool:
        return len(stage.sandbox.calls_to("POST", syncs)) == before + 1

    for number in range(3):
        token = (await browser.session(tool="viewer")).json["token"]
        assert (await browser.bootstrap(token)).json == wrong
        if number == 0:
            await until(sent_again)
            await until(lambda: synced(store))
    await asyncio.sleep(0.5)
    assert await sent_again()
    (row,) = (await store.get("/v1/bindings")).json["items"]
    assert row["externalDesign"]["manifestHash"] == local["manifestHash"]


async def synced(store: ConnectedStore) -> bool:
    (row,) = (await store.get("/v1/bindings")).json["items"]
    return bool(row["sync"]["state"] == "synced")
