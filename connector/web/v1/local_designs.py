"""`/v1/local-designs`."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from datetime import datetime
from typing import Annotated

import structlog
from aiohttp import web
from pydantic import Field
from typing_extensions import TypedDict

from connector.domain.local_design import LocalDesignState
from connector.flows.local_designs.bundle import OpenedBundle
from connector.flows.local_designs.read import ShownDesign
from connector.web.binding_bodies import AlterId, UrlText
from connector.web.callers import BY_TOKEN
from connector.web.conditional import ETAG, IF_NONE_MATCH, is_known
from connector.web.described import JSON, Answer, Content, described
from connector.web.parts import EDGE, FLOWS
from connector.web.ranges import IF_RANGE, RANGE, wanted
from connector.web.reading import Body, JsonBody
from connector.web.rendering import json_answer

log = structlog.get_logger(__name__)

_STALLED = 60.0
"""Seconds in which a caller takes one piece, or is given up."""

_KEPT = {"Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}
_ZIP = "application/zip"
_ONE = "/v1/local-designs/{localDesignId}"

Url = Annotated[UrlText, Field(min_length=1)]


class RequestBody(Body):
    design_id: AlterId


class PlaceBody(Body):
    manifest_url: Url
    asset_base_url: Url


class InstalledBody(PlaceBody):
    accept_changed: bool = False


class Progress(TypedDict):
    done: int
    total: int | None


class LocalDesignAnswer(TypedDict):
    """`manifestHash` is that of the bundle, `installedHash` that of what lies in the shop. `code` and `detail` say
    why the state is what it is, and what to do."""

    localDesignId: str
    designId: int
    title: str | None
    productId: int | None
    state: LocalDesignState
    files: Progress
    bytes: Progress
    manifestHash: str | None
    manifestUrl: str | None
    assetBaseUrl: str | None
    installedHash: str | None
    newerUpstream: bool
    code: str | None
    detail: str | None
    updatedAt: datetime


class LocalDesigns(TypedDict):
    items: list[LocalDesignAnswer]


PLACE_EXAMPLE = {
    "manifestUrl": "https://shop.example/wp-content/uploads/alter/381/manifest.json",
    "assetBaseUrl": "https://shop.example/wp-content/uploads/alter/381/",
}
REQUEST = JsonBody(RequestBody, example={"designId": 381})
INSTALLED = JsonBody(InstalledBody, example=PLACE_EXAMPLE)
_NOT_THERE = ("localDesign.notReady", "localDesign.filesMissing")


@described(
    "requestLocalDesign",
    "Fetch a design from Alter, for the shop to host itself. The worker does it.",
    access=BY_TOKEN.access,
    body=REQUEST,
    answers={202: LocalDesignAnswer},
    failures=["localDesign.tooMany"],
)
async def requested(request: web.Request) -> web.Response:
    store = await BY_TOKEN.store(request)
    body = await REQUEST.read(request)
    row = await request.app[FLOWS].request_design(store, body.design_id)
    shown = await request.app[FLOWS].read_local_designs.one(store.id, row.id)
    return json_answer(design_json(shown), status=202)


@described(
    "listLocalDesigns",
    "The store's local designs, the newest first.",
    access=BY_TOKEN.access,
    answers={200: LocalDesigns},
)
async def listed(request: web.Request) -> web.Response:
    store = await BY_TOKEN.store(request)
    found = await request.app[FLOWS].read_local_designs.all(store.id)
    answer: LocalDesigns = {"items": [design_json(each) for each in found]}
    return json_answer(answer)


@described(
    "showLocalDesign",
    "One local design.",
    access=BY_TOKEN.access,
    answers={200: LocalDesignAnswer},
    failures=["localDesign.unknown"],
)
async def one(request: web.Request) -> web.Response:
    store = await BY_TOKEN.store(request)
    found = await request.app[FLOWS].read_local_designs.one(store.id, _id(request))
    return json_answer(design_json(found))


@described(
    "downloadManifest",
    "The manifest's exact bytes: their SHA-256 is its hash.",
    access=BY_TOKEN.access,
    parameters=[IF_NONE_MATCH],
    answers={200: Answer([Content(shape={"type": "object"})], headers=ETAG), 304: None},
    failures=["localDesign.unknown", *_NOT_THERE],
)
async def manifest(request: web.Request) -> web.Response:
    """Its exact bytes: their SHA-256 is the manifest's hash."""
    store = await BY_TOKEN.store(request)
    body, etag = await request.app[FLOWS].deliver_bundle.manifest(store.id, _id(request))
    headers = _KEPT | {"ETag": etag}
    if is_known(request, etag):
        return web.Response(status=304, headers=headers)
    return web.Response(body=body, headers=headers | {"Content-Type": JSON})


@described(
    "downloadBundle",
    "Manifest and files as a zip without compression.",
    access=BY_TOKEN.access,
    parameters=[IF_NONE_MATCH, RANGE, IF_RANGE],
    answers={
        200: Answer([Content(_ZIP)], headers=ETAG),
        206: Answer([Content(_ZIP)], "A part.", headers=ETAG),
        304: None,
        416: Answer(description="There is no such part."),
    },
    failures=["localDesign.unknown", "connector.downloads", *_NOT_THERE],
)
async def bundle(request: web.Request) -> web.StreamResponse:
    store = await BY_TOKEN.store(request)
    with request.app[EDGE].downloads.counted(store.id):
        opened = await request.app[FLOWS].deliver_bundle.bundle(store.id, _id(request))
        headers = _KEPT | {"ETag": opened.etag, "Accept-Ranges": "bytes"}
        if is_known(request, opened.etag):
            return web.Response(status=304, headers=headers)
        part = wanted(request, etag=opened.etag, size=opened.size)
        headers |= part.headers(opened.size)
        if part.status == 416:
            return web.Response(status=416, headers=headers)
        headers |= {
            "Content-Type": _ZIP,
            "Content-Length": str(part.end - part.start),
            "Content-Disposition": 'attachment; filename="bundle.zip"',
        }
        response = web.StreamResponse(status=part.status, headers=headers)
        return await _sent(request, response, opened, part.start, part.end)


async def _sent(
    request: web.Request, response: web.StreamResponse, opened: OpenedBundle, start: int, end: int
) -> web.StreamResponse:
    """At the caller's pace. What breaks off here breaks the connection: a short zip must not look like a whole
    one."""
    try:
        await response.prepare(request)
        async with aclosing(opened.pieces(start, end)) as pieces:
            async for piece in pieces:
                async with asyncio.timeout(_STALLED):
                    await response.write(piece)
    except Exception as fault:
        log.info("bundle_broken", why=type(fault).__name__)
        if request.transport is not None:
            request.transport.abort()
        return response
    await response.write_eof()
    return response


@described(
    "localDesignInstalled",
    "The design lies in the shop now: it is looked at there, and can be bound then.",
    access=BY_TOKEN.access,
    body=INSTALLED,
    answers={200: LocalDesignAnswer},
    failures=[
        *("localDesign.unknown", "localDesign.notReady", "localDesign.overtaken"),
        *("localDesign.notInstalled", "manifest.assetBaseUrl", "manifest.foreignUrl"),
        "store.tooMany",
    ],
)
async def installed(request: web.Request) -> web.Response:
    store = await BY_TOKEN.store(request)
    body = await INSTALLED.read(request)
    found = await request.app[FLOWS].accept_installation(
        store,
        _id(request),
        body.manifest_url,
        body.asset_base_url,
        accept_changed=body.accept_changed,
    )
    return json_answer(design_json(found))


def design_json(shown: ShownDesign) -> LocalDesignAnswer:
    design, progress = shown.design, shown.progress
    return {
        "localDesignId": design.id,
        "designId": design.design_id,
        "title": design.title,
        "productId": design.product_id,
        "state": design.state,
        "files": {"done": progress.files_done, "total": progress.files_total},
        "bytes": {"done": progress.bytes_done, "total": progress.bytes_total},
        "manifestHash": design.shown_hash,
        "manifestUrl": design.manifest_url,
        "assetBaseUrl": design.asset_base_url,
        "installedHash": design.installed_hash,
        "newerUpstream": design.newer_upstream,
        "code": design.code,
        "detail": design.detail,
        "updatedAt": design.updated_at,
    }


def _id(request: web.Request) -> str:
    return request.match_info["localDesignId"]


ROUTES = [
    web.post("/v1/local-designs", requested),
    web.get("/v1/local-designs", listed, allow_head=False),
    web.get(_ONE, one, allow_head=False),
    web.get(f"{_ONE}/bundle.zip", bundle, allow_head=False),
    web.get(f"{_ONE}/manifest.json", manifest, allow_head=False),
    web.post(f"{_ONE}/installed", installed),
]
