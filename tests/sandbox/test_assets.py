from __future__ import annotations

import json

import aiohttp
import pytest

from connector.sandbox.server import Sandbox

from .callers import Caller, caller
from .images import glb_parts, png_size

ASSETS = "/assets"
TYPES = (
    "products",
    "backgrounds",
    "environments",
    "image_library",
    "design_templates",
    "mockups",
)


@pytest.mark.parametrize("asset_type", TYPES)
async def test_every_file_of_every_type_is_real(api: Caller, asset_type: str) -> None:
    """ "List endpoints return lightweight descriptors; detail endpoints include file manifests." """
    listed = (await api("GET", ASSETS, params={"type": asset_type, "limit": "1"})).body
    item = listed["items"][0]
    assert "files" not in item
    details = (await api("GET", f"{ASSETS}/{asset_type}/{item['assetId']}")).body
    assert {name: details[name] for name in item} == item
    assert item["thumbnail"] in [
        {name: each for name, each in file.items() if name != "size"} for file in details["files"]
    ]
    for file in details["files"]:
        url = api.base.removesuffix("/v1") + file["downloadPath"]
        async with api.session.get(url, headers=api.credential) as answer:
            data = await answer.read()
            assert (answer.status, answer.content_type) == (200, file["mime"])
        assert len(data) == file["size"]
        check(file["mime"], data)


def check(mime: str, data: bytes) -> None:
    match mime:
        case "image/png":
            assert png_size(data)[0] >= 128
        case "model/gltf-binary":
            glb_parts(data)
        case "image/vnd.radiance":
            assert data.startswith(b"#?RADIANCE\n")
            assert len(data.split(b"+X 4\n")[1]) == 2 * 4 * 4
        case "application/json":
            json.loads(data)
        case _:
            pytest.fail(f"an unknown kind of file: {mime}")


@pytest.mark.parametrize("asset_type", ["", "fonts", "Products", "__proto__"])
async def test_other_types_are_invalid(api: Caller, asset_type: str) -> None:
    """The one code the document shows for a refusal."""
    answer = await api("GET", ASSETS, params={"type": asset_type})
    assert (answer.status, answer.body) == (400, {"code": "assetCatalog.invalidType"})
    assert (await api("GET", ASSETS)).code == "assetCatalog.invalidType"


async def test_unknown_assets_and_roles(api: Caller) -> None:
    assert (await api("GET", f"{ASSETS}/fonts/1")).code == "assetCatalog.invalidType"
    missing = await api("GET", f"{ASSETS}/products/99")
    assert (missing.status, missing.code) == (404, "assetCatalog.notFound")
    missing = await api("GET", f"{ASSETS}/products/4/files/preview_huge")
    assert (missing.status, missing.code) == (404, "assetCatalog.fileNotFound")


async def test_paging_and_searching(api: Caller) -> None:
    page = {"type": "products", "limit": "5", "offset": "10"}
    answer = (await api("GET", ASSETS, params=page)).body
    assert (len(answer["items"]), answer["total"]) == (2, 12)
    assert (answer["limit"], answer["offset"]) == (5, 10)
    found = (await api("GET", ASSETS, params={"type": "products", "search": "CAP"})).body
    assert {each["title"] for each in found["items"]} == {"Snapback Cap", "Trucker Cap"}
    refused = await api("GET", ASSETS, params={"type": "products", "limit": "0"})
    assert refused.code == "assetCatalog.invalidLimit"


async def test_two_types_are_filtered_by_product(api: Caller) -> None:
    for asset_type in TYPES:
        answer = await api("GET", ASSETS, params={"type": asset_type, "product_id": "4"})
        if asset_type in ("design_templates", "mockups"):
            assert [each["metadata"]["productId"] for each in answer.body["items"]] == [4]
        else:
            assert (answer.status, answer.code) == (400, "assetCatalog.unsupportedFilter")


async def test_a_storefronts_own_graphics(
    session: aiohttp.ClientSession, api: Caller, sandbox: Sandbox
) -> None:
    """ "Graphic library assets, including storefront-scoped graphics." """
    other = caller(session, sandbox, storefront_id=sandbox.world.add_storefront().id)
    totals = [
        (await each("GET", ASSETS, params={"type": "image_library"})).body["total"]
        for each in (api, other)
    ]
    assert totals == [4, 3]
    assert (await other("GET", f"{ASSETS}/image_library/4/files/image")).status == 404


async def test_any_credential_will_do(
    session: aiohttp.ClientSession, stranger: Caller, sandbox: Sandbox
) -> None:
    path = f"{ASSETS}/products/4"
    assert (await stranger("GET", path)).status == 401
    assert (await caller(session, sandbox, scopes=())("GET", path)).status == 200
