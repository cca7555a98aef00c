"""The page an owner approves a store on. Alter's own is undocumented; this one keeps to RFC 6749, 4.1."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from connector.sandbox import handoff
from connector.sandbox.connect_request import (
    ConnectRequest,
    UnusableRequest,
    read_connect_request,
)
from connector.sandbox.records import Storefront
from connector.sandbox.rendering import page
from connector.sandbox.scene import SCENE, Scene

routes = web.RouteTableDef()

PATH = "/app/wp-connect"


@routes.get(PATH)
async def show(request: web.Request) -> web.Response:
    scene = request.app[SCENE]
    try:
        wanted = read_connect_request(request.query)
    except UnusableRequest as problem:
        return page("refused.html", status=400, problem=str(problem))
    if scene.knobs.auto_approve:
        return _approve(scene, wanted, {})
    return page(
        "connect.html",
        wanted=wanted,
        storefronts=list(scene.world.storefronts.values()),
        action=PATH,
    )


@routes.post(PATH)
async def decide(request: web.Request) -> web.Response:
    """Reads every field again: a form is the browser's word."""
    scene = request.app[SCENE]
    form = {name: value for name, value in (await request.post()).items() if type(value) is str}
    try:
        wanted = read_connect_request(form)
        if form.get("decision") == "approve":
            return _approve(scene, wanted, form)
        if form.get("decision") == "decline":
            return _redirect(wanted.back(error="access_denied"))
        raise UnusableRequest("The decision is missing.")
    except UnusableRequest as problem:
        return page("refused.html", status=400, problem=str(problem))


def _approve(scene: Scene, wanted: ConnectRequest, form: Mapping[str, str]) -> web.Response:
    approved = handoff.approve(
        scene,
        store_url=wanted.store_url,
        site_origin=wanted.site_origin,
        code_challenge=wanted.code_challenge,
        storefront_id=_storefront(scene, wanted, form.get("storefront_id")).id,
    )
    return _redirect(wanted.back(code=approved.code))


def _storefront(scene: Scene, wanted: ConnectRequest, unverified_id: str | None) -> Storefront:
    storefronts = scene.world.storefronts
    if scene.knobs.storefront_per_store:
        for storefront in storefronts.values():
            if storefront.name == wanted.store_url:
                return storefront
        return scene.world.add_storefront(name=wanted.store_url)
    if unverified_id is None:
        return next(iter(storefronts.values()))
    for number, storefront in storefronts.items():
        if str(number) == unverified_id:
            return storefront
    raise UnusableRequest("That storefront does not exist.")


def _redirect(address: str) -> web.Response:
    # 303, where the form was posted, would do as well; the RFC's examples show 302.
    return web.Response(status=302, headers={"Location": address, "Referrer-Policy": "no-referrer"})
