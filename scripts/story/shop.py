"""A shop small enough to read: what the plugin does server-side, and a product page for a browser.

It keeps what the plugin would keep (store token, storefront key, ticket secret) in memory, answers the address
proof, receives the owner after the approval, and shows products whose page opens Alter's iframe.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import jinja2
from aiohttp import web

from scripts.story.catalogue import LOCAL_FOLDER, Product, manifest, read_export
from wp_bridge import protocol

_PAGES = Path(__file__).parent / "pages"
_RETURN = "/wp-admin/admin.php"
_PREVIEW = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'


@dataclass
class Shop:
    """`base`: the shop's own address; `connector`: where the connector is."""

    base: str
    connector: str
    products: list[Product] = field(default_factory=read_export)
    started: dict[str, Any] | None = None
    connected: dict[str, Any] | None = None

    async def connect(self, session: aiohttp.ClientSession) -> str:
        """What the Connect button does: the address the owner's browser is sent to."""
        body = {
            "storeUrl": f"{self.base}/",
            "returnUrl": f"{self.base}{_RETURN}?page=alter-connector",
            "plugin": {"version": "demo", "contract": protocol.CONTRACT_VERSION},
        }
        async with session.post(f"{self.connector}/v1/connect/start", json=body) as response:
            response.raise_for_status()
            self.started = await response.json()
            return str(self.started["authorizeUrl"])

    async def complete(self, session: aiohttp.ClientSession, code: str, state: str) -> None:
        assert self.started is not None, "nobody pressed Connect"
        body = {
            "connectionId": self.started["connectionId"],
            "connectSecret": self.started["connectSecret"],
            "state": state,
            "code": code,
        }
        async with session.post(f"{self.connector}/v1/connect/complete", json=body) as response:
            response.raise_for_status()
            self.connected = await response.json()

    @property
    def headers(self) -> dict[str, str]:
        assert self.connected is not None, "the shop is not connected"
        return {"Authorization": f"Bearer {self.connected['storeToken']}"}

    def application(self) -> web.Application:
        application = web.Application()
        application.add_routes(
            [
                web.get("/", self._index),
                web.get("/product/{id}", self._product),
                web.get("/storefront.js", self._script),
                web.get(_RETURN, self._returned),
                web.get(LOCAL_FOLDER + "manifest.json", self._manifest),
                web.get(LOCAL_FOLDER + "preview.svg", self._preview),
            ]
        )
        return application

    async def _index(self, request: web.Request) -> web.Response:
        if request.query.get("rest_route") == "/alter/v1/proof":
            return self._proof(request.query.get("challenge", ""))
        mapped = [p for p in self.products if p.runtime_type and p.parent_id is None]
        return _page("index.html", products=mapped)

    def _proof(self, challenge: str) -> web.Response:
        """The plugin's side of the address proof (contract, "Connect")."""
        if self.started is None:
            raise web.HTTPNotFound
        secret = self.started["connectSecret"]
        return web.json_response({"proof": protocol.proof(secret, challenge)})

    async def _returned(self, request: web.Request) -> web.Response:
        """Where Alter sends the owner; a second visit with the same code is boring."""
        query = request.query
        if "error" in query:
            return _page("returned.html", outcome="declined")
        async with aiohttp.ClientSession() as session:
            await self.complete(session, query["code"], query["state"])
        return _page("returned.html", outcome="connected")

    async def _product(self, request: web.Request) -> web.Response:
        wanted = request.match_info["id"]
        found = next((p for p in self.products if str(p.id) == wanted), None)
        if found is None or self.connected is None:
            raise web.HTTPNotFound
        return _page(
            "product.html",
            product=found,
            connector=self.connector,
            key=self.connected["storefrontKey"],
            external_id=found.external_id(self.connected["store"]["externalIdPrefix"]),
        )

    async def _script(self, _request: web.Request) -> web.FileResponse:
        return web.FileResponse(_PAGES / "storefront.js")

    async def _manifest(self, _request: web.Request) -> web.Response:
        local = next(product for product in self.products if product.is_local)
        return web.Response(body=manifest(local), content_type="application/json")

    async def _preview(self, _request: web.Request) -> web.Response:
        return web.Response(body=_PREVIEW, content_type="image/svg+xml")


_environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_PAGES), autoescape=True, undefined=jinja2.StrictUndefined
)


def _page(name: str, **values: Any) -> web.Response:
    return web.Response(
        text=_environment.get_template(name).render(**values), content_type="text/html"
    )


@asynccontextmanager
async def open_shop(port: int, connector: str) -> AsyncIterator[Shop]:
    shop = Shop(base=f"http://127.0.0.1:{port}", connector=connector)
    runner = web.AppRunner(shop.application(), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield shop
    finally:
        await runner.cleanup()
