"""Design imports (alter-public-api.txt, "Design imports").

Documented: the list, and that a single answer has `files` with an `id`. The rest of a descriptor (kind,
name, type, size, hash, path) and the `payload` are the sandbox's own.
"""

from __future__ import annotations

import asyncio

from aiohttp import web

from connector.sandbox.api.files import elsewhere, send
from connector.sandbox.auth import Caller, authenticate
from connector.sandbox.content import sha256_of
from connector.sandbox.design_files import (
    MOCKUP,
    DesignFile,
    extra_files,
    files_of,
    storage_key,
    thumbnail_id,
)
from connector.sandbox.options import options_of
from connector.sandbox.plan import REQUIRED_PLAN
from connector.sandbox.query import Query, path_id
from connector.sandbox.records import Design
from connector.sandbox.refusal import Refused, refused
from connector.sandbox.scene import SCENE

routes = web.RouteTableDef()

PATH = "/public-api/v1/design-imports"
SUBJECT = "designImport"
DEFAULT_LIMIT = 20
LARGEST_LIMIT = 100


@routes.get(PATH)
async def listing(request: web.Request) -> web.Response:
    caller = _entitled(request)
    query = Query(request, SUBJECT)
    offset = query.number("offset", 0)
    limit = query.number("limit", DEFAULT_LIMIT, lowest=1, highest=LARGEST_LIMIT)
    search = query.text("search").casefold()
    found = [
        design
        for design in request.app[SCENE].world.designs.values()
        if design.storefront_id == caller.storefront.id
        # What lies at the store already is nothing to import.
        and not design.local
        and (search in design.name.casefold() or search == str(design.id))
    ]
    designs = [_listed(design) for design in found[offset : offset + limit]]
    return web.json_response(_eligibility(caller) | {"designs": designs, "total": len(found)})


@routes.get(PATH + "/{id}")
async def single(request: web.Request) -> web.Response:
    design = _design(request, _entitled(request))
    files = _files(request, design)
    # A large file takes a while to hash, and others wait for the same event loop.
    described = [await asyncio.to_thread(_described, design, file) for file in files]
    payload = {"designId": design.id, "productId": design.product_id, "kind": design.kind}
    return web.json_response(_listed(design) | {"payload": payload, "files": described})


@routes.get(PATH + "/{id}/files/{fileId}")
async def download(request: web.Request) -> web.StreamResponse:
    caller = _entitled(request)
    design = _design(request, caller)
    for file in _files(request, design):
        if file.id == request.match_info["fileId"]:
            key = storage_key(caller.storefront.user_owner_id, design, file.file_name)
            return elsewhere(request, key) or send(request, design, file)
    raise refused(404, f"{SUBJECT}.fileNotFound")


def _files(request: web.Request, design: Design) -> tuple[DesignFile, ...]:
    knobs = request.app[SCENE].knobs
    extra = extra_files(design.id, knobs.extra_files, knobs.extra_file_bytes)
    return files_of(design, knobs.large_file_bytes) + extra


def _entitled(request: web.Request) -> Caller:
    """The refusal tells what would be needed, in the words of the list's answer."""
    caller = authenticate(request)
    if not caller.plan.eligible:
        raise Refused(403, {"code": f"{SUBJECT}.planRequired"} | _eligibility(caller))
    return caller


def _eligibility(caller: Caller) -> dict[str, object]:
    return {
        "eligible": caller.plan.eligible,
        "requiredPlan": REQUIRED_PLAN,
        "currentPlanName": caller.plan.name,
    }


def _design(request: web.Request, caller: Caller) -> Design:
    design_id = path_id(request, "id", SUBJECT)
    design = request.app[SCENE].world.design_of(caller.storefront.id, design_id)
    if design is None or design.local:
        raise refused(404, f"{SUBJECT}.notFound")
    return design


def _listed(design: Design) -> dict[str, object]:
    group = options_of(design.product_id, design.kind).group
    file_id = thumbnail_id(design)
    return {
        "id": design.id,
        "title": design.name,
        "createdAt": design.created_at,
        "sourceStorefrontId": design.storefront_id,
        "productId": design.product_id,
        "productName": {"pl": group.pl, "en": group.en},
        "storageMode": "alter",
        "runtimeStatus": {"designer": True} | design.embeddable,
        "thumbnail": {
            "kind": MOCKUP,
            "fileId": file_id,
            "downloadPath": _download_path(design, file_id),
        },
    }


def _described(design: Design, file: DesignFile) -> dict[str, object]:
    return {
        "id": file.id,
        "kind": file.kind,
        "fileName": file.file_name,
        "mime": file.mime,
        "size": file.content.size,
        "sha256": sha256_of(file.content),
        "downloadPath": _download_path(design, file.id),
    }


def _download_path(design: Design, file_id: str) -> str:
    """Relative to `/public-api`, as in the example."""
    return f"/v1/design-imports/{design.id}/files/{file_id}"
