"""Preview and protected files (alter-public-api.txt, "Files, fonts and currencies")."""

from __future__ import annotations

import re
from datetime import datetime

from aiohttp import web

from connector.sandbox import signing
from connector.sandbox.auth import authenticate
from connector.sandbox.catalogue import FIRST_CREATED
from connector.sandbox.content import Blob, sha256_of
from connector.sandbox.delivery import PUBLIC, Delivery, Parcel, deliver
from connector.sandbox.design_files import PIXELS, DesignFile, storage_key, stored_file
from connector.sandbox.options import PRODUCT_KINDS
from connector.sandbox.pictures import png, product_colour
from connector.sandbox.records import Design
from connector.sandbox.refusal import Refused, refused
from connector.sandbox.scene import SCENE, Scene

routes = web.RouteTableDef()

HASHED = 1024 * 1024
KEY = re.compile(r"user_([0-9]{1,9})/([0-9]{1,9})/design/([^/]+)")


@routes.get("/public-api/v1/file/public/products/{productId}/{size}")
async def preview(request: web.Request) -> web.StreamResponse:
    name, dot, suffix = request.match_info["size"].partition(".")
    if (dot, suffix) != (".", "png"):
        raise _not_found()
    return _preview(request, name)


@routes.get("/public-api/v1/files/public/products/{productId}/{size}")
async def older_preview(request: web.Request) -> web.StreamResponse:
    """The older document's address; its sizes have no suffix."""
    return _preview(request, request.match_info["size"])


@routes.get(signing.PATH + "{key:.+}")
async def protected(request: web.Request) -> web.StreamResponse:
    """A signature is looked at alone: it opens the file to browsers, which send Origin and Referer."""
    scene, key = request.app[SCENE], request.match_info["key"]
    if signing.is_signed(request.query):
        signing.check_signature(scene, key, request.query)
        return send(request, *_stored(scene, key), cors=True)
    caller = authenticate(request, "files:read")
    owned = key.startswith(f"user_{caller.storefront.user_owner_id}/")
    if not owned:
        # Another owner's file is no more than one that never was.
        raise _not_found()
    design, file = _stored(scene, key)
    return elsewhere(request, key) or send(request, design, file)


def elsewhere(request: web.Request, key: str) -> web.Response | None:
    """Where files lie in a storage of their own, callers are sent there."""
    scene = request.app[SCENE]
    if scene.knobs.storage != "redirect":
        return None
    address = signing.signed_url(scene, scene.origin(request), key)
    return web.Response(status=302, headers={"Location": address, "Cache-Control": "no-store"})


def send(
    request: web.Request, design: Design, file: DesignFile, *, cors: bool = False
) -> web.StreamResponse:
    size = file.content.size
    # A large file has nothing in it but its id and size, and would take long to hash.
    version = sha256_of(file.content) if size <= HASHED else f"{file.id}-{size:x}"
    modified = datetime.fromisoformat(design.created_at)
    parcel = Parcel(file.content, file.mime, version, modified, cors=cors)
    answer = deliver(request, parcel)
    if isinstance(answer, Delivery):
        answer.headers["Content-Disposition"] = f'inline; filename="{file.file_name}"'
    return answer


def _stored(scene: Scene, key: str) -> tuple[Design, DesignFile]:
    found = KEY.fullmatch(key)
    if found is None:
        raise _not_found()
    design = scene.world.designs.get(int(found[2]))
    if design is None or design.local:
        raise _not_found()
    owner = scene.world.storefronts[design.storefront_id].user_owner_id
    file = stored_file(design, found[3], scene.knobs.large_file_bytes)
    if file is None or storage_key(owner, design, file.file_name) != key:
        raise _not_found()
    return design, file


def _preview(request: web.Request, size: str) -> web.StreamResponse:
    unverified_id = request.match_info["productId"]
    kinds = {str(number): (number, kind) for number, kind in PRODUCT_KINDS.items()}
    if size not in PIXELS or unverified_id not in kinds:
        raise _not_found()
    number, kind = kinds[unverified_id]
    picture = Blob(png(kind, product_colour(number), PIXELS[size]))
    parcel = Parcel(
        picture,
        "image/png",
        f"product-{number}-{size}-{picture.size:x}",
        FIRST_CREATED,
        cache=PUBLIC,
        cors=True,
    )
    return deliver(request, parcel)


def _not_found() -> Refused:
    return refused(404, "file.notFound")
