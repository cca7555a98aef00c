"""`/v1/local-designs`."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Annotated, Any

import structlog
from aiohttp import web
from pydantic import Field

from connector.flows.local_designs.bundle import OpenedBundle
from connector.flows.local_designs.read import ShownDesign
from connector.web.binding_bodies import AlterId, UrlText
from connector.web.callers import authenticated
from connector.web.conditional import is_known
from connector.web.parts import EDGE, FLOWS
from connector.web.ranges import wanted
from connector.web.reading import Body, read_model
from connector.web.rendering import json_answer

log = structlog.get_logger(__name__)

_STALLED = 60.0
"""Seconds in which a caller takes one piece, or is given up."""

_KEPT = {"Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}
_ONE = "/v1/local-designs/{localDesignId}"

Url = Annotated[UrlText, Field(min_length=1)]


class RequestBody(Body):
    design_id: AlterId


class PlaceBody(Body):
    manifest_url: Url
    asset_base_url: Url


class InstalledBody(PlaceBody):
    accept_changed: bool = False


async def requested(request: web.Request) -> web.Response:
    store = await authenticated(request)
    body = await read_model(request, RequestBody)
    row = await request.app[FLOWS].request_design(store, body.design_id)
    shown = await request.app[FLOWS].read_local_designs.one(store.id, row.id)
    return json_answer(design_json(shown), status=202)


async def listed(request: web.Request) -> web.Response:
    store = await authenticated(request)
    found = await request.app[FLOWS].read_local_designs.all(store.id)
    return json_answer({"items": [design_json(each) for each in found]})


async def one(request: web.Request) -> web.Response:
    store = await authenticated(request)
    found = await request.app[FLOWS].read_local_designs.one(store.id, _id(request))
    return json_answer(design_json(found))


async def manifest(request: web.Request) -> web.Response:
    """Its exact bytes: their SHA-256 is the manifest's hash."""
    store = await authenticated(request)
    body, etag = await request.app[FLOWS].deliver_bundle.manifest(store.id, _id(request))
    headers = _KEPT | {"ETag": etag}
    if is_known(request, etag):
        return web.Response(status=304, headers=headers)
    return web.Response(body=body, headers=headers | {"Content-Type": "application/json"})


async def bundle(request: web.Request) -> web.StreamResponse:
    store = await authenticated(request)
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
            "Content-Type": "application/zip",
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


async def installed(request: web.Request) -> web.Response:
    store = await authenticated(request)
    body = await read_model(request, InstalledBody)
    found = await request.app[FLOWS].accept_installation(
        store,
        _id(request),
        body.manifest_url,
        body.asset_base_url,
        accept_changed=body.accept_changed,
    )
    return json_answer(design_json(found))


def design_json(shown: ShownDesign) -> dict[str, Any]:
    design, progress = shown.design, shown.progress
    return {
        "localDesignId": design.id,
        "designId": design.design_id,
        "title": design.title,
        "productId": design.product_id,
        "state": design.state.value,
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
