"""A shop without WordPress: a page with the plugin's own scripts, its two endpoints, and a storefront beside it.

The tools are the sandbox's, with true tokens, so the conversation is the one that Alter documents.
"""

from __future__ import annotations

import asyncio
import html
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from connector.sandbox.server import Sandbox
from tests.sandbox.callers import Caller

ASSETS = Path(__file__).parents[3] / "wp_bridge" / "plugin" / "assets"
SCRIPTS = ("shopper-tool.js", "shopper-place.js", "shopper.js")
TEXTS = (
    "customizer configurator viewer opening adding added viewCart close again unsaved stay leave gone busy down"
    " refused offline silent blocked broken notAdded plain"
)

PAGE = """<!DOCTYPE html><html lang="en"><title>Mug</title><link rel="stylesheet" href="/assets/shopper.css">
<p><a href="/elsewhere">Elsewhere</a></p>
<form class="cart" method="post">{before}{stand}
<div class="quantity"><input name="quantity" value="2"></div>
<button class="single_add_to_cart_button" name="add-to-cart" value="12">Add to cart</button></form>
{more}{shared}{scripts}</html>"""

FORM = """<input type="hidden" name="product_id" value="12"><input type="hidden" name="variation_id" value="0">"""


def stand(data: dict[str, Any]) -> str:
    return (
        f'<div class="alter-connector-shopper" data-alter="{html.escape(json.dumps(data))}"></div>'
    )


@dataclass
class Shop:
    """What the page shows and what its endpoints answer; tests turn it, then read what was asked."""

    sandbox: Sandbox
    alter: Caller
    base: str = ""
    storefront: str = ""
    product: dict[str, Any] = field(default_factory=dict)
    before: str = ""
    more: str = ""
    policy: str | None = None
    reports: bool = False
    answer: dict[str, Any] = field(default_factory=lambda: {"cartUrl": "/cart", "redirect": False})
    status: int = 200
    slow: float = 0.0
    down: bool = False
    session: dict[str, Any] = field(default_factory=dict)
    refusal: tuple[int, dict[str, Any]] | None = None
    direct: list[dict[str, Any]] = field(default_factory=list)
    relayed: list[dict[str, Any]] = field(default_factory=list)
    added: list[dict[str, Any]] = field(default_factory=list)

    def page(self) -> str:
        data = {
            "product": 12,
            "externalProductId": "wc_12",
            "runtimes": ["customizer"],
            "variations": {},
            "display": "modal",
            "required": True,
            "way": "direct",
            "api": f"{self.storefront}/storefront/v1/key",
            "appOrigin": self.sandbox.origin,
            "title": "Mug in 3D",
            "isAuto": True,
        } | self.product
        texts = {name: f"[{name}]" for name in TEXTS.split()}
        shared = {"session": "/?wc-ajax=session", "add": "/?wc-ajax=add", "texts": texts}
        return PAGE.format(
            before=self.before,
            stand=stand(data),
            more=self.more,
            shared=stand(shared),
            scripts="".join(f'<script defer src="/assets/{name}"></script>' for name in SCRIPTS),
        )

    async def issue(self, body: dict[str, Any]) -> dict[str, Any]:
        """A session as the connector answers it."""
        tool = body.get("runtime") or body.get("runtimeType") or "customizer"
        wanted = {"orderId": 123} if "line" in body else {"designId": 381}
        issued = (await self.alter.open(tool=tool, **wanted)).body
        number = len(self.direct) + len(self.relayed)
        path = f"/app/{tool}/381" + ("/123" if "line" in body else "")
        path += "?add_to_cart=1" if tool == "viewer" else ""
        return {
            "token": issued["token"],
            "sessionToken": issued["token"],
            "expiresIn": issued["expiresIn"],
            "runtimeType": tool,
            "iframeUrl": self.sandbox.url + path,
            "appOrigin": self.sandbox.origin,
            "sessionRef": f"ss_{number}",
            "cartKey": None,
        } | self.session

    async def page_of(self, request: web.Request) -> web.Response:
        name = "Content-Security-Policy" + ("-Report-Only" if self.reports else "")
        headers = {} if self.policy is None else {name: self.policy}
        return web.Response(text=self.page(), content_type="text/html", headers=headers)

    async def endpoint(self, request: web.Request) -> web.Response:
        body = await request.json()
        if request.query["wc-ajax"] == "add":
            self.added.append(body)
            await asyncio.sleep(self.slow)
            return web.json_response(self.answer, status=self.status)
        self.relayed.append(body)
        if self.down:
            return web.json_response({"code": "session.down", "message": "[told]"}, status=503)
        if body["want"] == "ticket":
            return web.json_response({"ticket": "v1.a.b"})
        return web.json_response(await self.issue(body))

    async def preflight(self, request: web.Request) -> web.Response:
        headers = {
            "Access-Control-Allow-Methods": "POST",
            "Access-Control-Allow-Headers": "Content-Type",
        }
        return web.Response(headers=headers | self.cors(request))

    async def front(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.direct.append(body)
        if self.refusal is not None and "ticket" not in body:
            status, problem = self.refusal
            return web.json_response(problem, status=status, headers=self.cors(request))
        return web.json_response(await self.issue(body), status=201, headers=self.cors(request))

    def cors(self, request: web.Request) -> dict[str, str]:
        return {"Access-Control-Allow-Origin": request.headers.get("Origin", "")}


async def _serve(stack: list[web.AppRunner], app: web.Application) -> str:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    stack.append(runner)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return f"http://127.0.0.1:{runner.addresses[0][1]}"


@asynccontextmanager
async def open_shop(sandbox: Sandbox, alter: Caller) -> AsyncIterator[Shop]:
    shop = Shop(sandbox, alter)
    runners: list[web.AppRunner] = []
    pages = web.Application()
    pages.router.add_get("/", shop.page_of)
    pages.router.add_get("/cart", shop.page_of)
    pages.router.add_get("/elsewhere", shop.page_of)
    pages.router.add_post("/", shop.endpoint)
    pages.router.add_static("/assets", ASSETS)
    front = web.Application()
    front.router.add_post("/storefront/v1/key/session", shop.front)
    front.router.add_options("/storefront/v1/key/session", shop.preflight)
    shop.base = await _serve(runners, pages)
    shop.storefront = await _serve(runners, front)
    try:
        yield shop
    finally:
        for runner in runners:
            await runner.cleanup()
