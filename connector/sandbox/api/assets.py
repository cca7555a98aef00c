"""The asset catalogue's routes (alter-public-api.txt, "Asset catalog"): any credential may read them."""

from __future__ import annotations

from aiohttp import web

from connector.sandbox.assets import Asset, AssetFile, every_asset
from connector.sandbox.auth import Caller, authenticate
from connector.sandbox.catalogue import FIRST_CREATED
from connector.sandbox.content import sha256_of
from connector.sandbox.delivery import Parcel, deliver
from connector.sandbox.query import Query
from connector.sandbox.refusal import refused

routes = web.RouteTableDef()

PATH = "/public-api/v1/assets"
SUBJECT = "assetCatalog"
DEFAULT_LIMIT = 20
# Undocumented; the design imports, which share the limit class, say 100.
LARGEST_LIMIT = 100
FILTERED_BY_PRODUCT = ("design_templates", "mockups")


@routes.get(PATH)
async def listing(request: web.Request) -> web.Response:
    caller = authenticate(request)
    query = Query(request, SUBJECT)
    asset_type = query.text("type")
    visible = _visible(caller, asset_type)
    offset = query.number("offset", 0)
    limit = query.number("limit", DEFAULT_LIMIT, lowest=1, highest=LARGEST_LIMIT)
    found = _filtered(query, asset_type, visible)
    return web.json_response(
        {
            "type": asset_type,
            "items": [_listed(each) for each in found[offset : offset + limit]],
            "total": len(found),
            "limit": limit,
            "offset": offset,
        }
    )


@routes.get(PATH + "/{type}/{assetId}")
async def manifest(request: web.Request) -> web.Response:
    asset = _asset(request)
    files = [_descriptor(asset, each) | {"size": each.make().size} for each in asset.files]
    return web.json_response(_listed(asset) | {"files": files})


@routes.get(PATH + "/{type}/{assetId}/files/{role}")
async def download(request: web.Request) -> web.StreamResponse:
    file = _asset(request).file(request.match_info["role"])
    if file is None:
        raise refused(404, f"{SUBJECT}.fileNotFound")
    content = file.make()
    return deliver(request, Parcel(content, file.mime, sha256_of(content), FIRST_CREATED))


def _visible(caller: Caller, asset_type: str) -> list[Asset]:
    every = every_asset()
    if asset_type not in every:
        raise refused(400, f"{SUBJECT}.invalidType")
    return [
        asset for asset in every[asset_type] if asset.storefront_id in (None, caller.storefront.id)
    ]


def _filtered(query: Query, asset_type: str, assets: list[Asset]) -> list[Asset]:
    search = query.text("search").casefold()
    product_id = query.optional_number("product_id")
    # Two types "support" the filter; the others' silence would look like an answer.
    if product_id is not None and asset_type not in FILTERED_BY_PRODUCT:
        raise refused(400, f"{SUBJECT}.unsupportedFilter")
    return [
        asset
        for asset in assets
        if (search in asset.title.casefold() or search in asset.slug)
        and product_id in (None, asset.product_id)
    ]


def _asset(request: web.Request) -> Asset:
    caller = authenticate(request)
    for asset in _visible(caller, request.match_info["type"]):
        if asset.id == request.match_info["assetId"]:
            return asset
    raise refused(404, f"{SUBJECT}.notFound")


def _listed(asset: Asset) -> dict[str, object]:
    thumbnail = asset.file("preview_small")
    assert thumbnail is not None  # every asset of the sandbox has previews
    return {
        "assetType": asset.type,
        "assetId": asset.id,
        "title": asset.title,
        "slug": asset.slug,
        "description": asset.description,
        "primaryRole": "preview_big",
        "fileCount": len(asset.files),
        "remoteVersion": "1.0",
        "thumbnail": _descriptor(asset, thumbnail),
        "metadata": dict(asset.metadata),
    }


def _descriptor(asset: Asset, file: AssetFile) -> dict[str, object]:
    return {
        "role": file.role,
        "fileName": file.file_name,
        "mime": file.mime,
        "downloadPath": f"/v1/assets/{asset.type}/{asset.id}/files/{file.role}",
    }
