"""The two public lists: they ask for no credential and may be called by pages, too."""

from __future__ import annotations

from aiohttp import web

from connector.sandbox import public_lists
from connector.sandbox.catalogue import FIRST_CREATED
from connector.sandbox.content import json_blob, sha256_of
from connector.sandbox.delivery import PUBLIC, Parcel, deliver

routes = web.RouteTableDef()


@routes.get("/public-api/v1/fonts")
async def fonts(request: web.Request) -> web.StreamResponse:
    return _send(request, public_lists.fonts())


@routes.get("/public-api/v1/currencies")
async def currencies(request: web.Request) -> web.StreamResponse:
    return _send(request, public_lists.currencies())


def _send(request: web.Request, records: list[dict[str, object]]) -> web.StreamResponse:
    content = json_blob(records)
    mime = "application/json; charset=utf-8"
    parcel = Parcel(content, mime, sha256_of(content), FIRST_CREATED, cache=PUBLIC, cors=True)
    return deliver(request, parcel)
