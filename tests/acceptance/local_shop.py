"""A shop that hosts designs itself: a real web server, and what the plugin does with a bundle."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.stage.stage import ConnectedStore, Reply
from tests.stage.waiting import until

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
UPLOADS = "/wp-content/uploads/alter/"
TYPES = {
    "json": "application/json",
    "png": "image/png",
    "webp": "image/webp",
    "glb": "model/gltf-binary",
}


class LocalShop:
    """`async with LocalShop() as shop:` serves `files` (by path) on loopback, as a well-set-up shop does.

    `headers` go with every answer; a handler in `odd` answers in a file's place; `asked` has every path and Origin.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.odd: dict[str, Handler] = {}
        self.headers: dict[str, str] = {"Access-Control-Allow-Origin": "*"}
        self.types: Mapping[str, str] = TYPES
        self.asked: list[tuple[str, str | None]] = []
        self.down = False
        application = web.Application()
        application.router.add_get("/{path:.*}", self._answer)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.5)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    def unpack(self, bundle: bytes, folder: str) -> dict[str, str]:
        """As the plugin does it; what `installed` takes."""
        base = f"{UPLOADS}{folder}/"
        with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
            assert archive.testzip() is None
            for name in archive.namelist():
                self.files[base + name] = archive.read(name)
        return {
            "manifestUrl": f"{self.url}{base}manifest.json",
            "assetBaseUrl": f"{self.url}{base}",
        }

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.path, request.headers.get("Origin")))
        odd = self.odd.get(request.path)
        if odd is not None:
            return await odd(request)
        body = self.files.get(request.path)
        if body is None or self.down:
            return web.Response(status=503 if self.down else 404, text="<html>nothing</html>")
        kind = self.types.get(request.path.rpartition(".")[2], "application/octet-stream")
        return web.Response(body=body, headers=self.headers | {"Content-Type": kind})


async def imported(store: ConnectedStore, design: int = 381) -> dict[str, Any]:
    """Requested, and waited for until the worker is done with it."""
    asked = await store.post("/v1/local-designs", {"designId": design})
    assert asked.status == 202, asked.body
    path = f"/v1/local-designs/{asked.json['localDesignId']}"
    found: list[dict[str, Any]] = []

    async def done() -> bool:
        found[:] = [(await store.get(path)).json]
        return bool(found[0]["state"] != "fetching")

    await until(done, seconds=20)
    return found[0]


async def installed(store: ConnectedStore, shop: LocalShop, design: int = 381) -> dict[str, Any]:
    """Imported, downloaded, put into the shop and reported."""
    local = await imported(store, design)
    assert local["state"] == "ready", local
    answer = await reported(store, shop, local)
    assert answer.status == 200, answer.body
    found: dict[str, Any] = answer.json
    return found


async def reported(store: ConnectedStore, shop: LocalShop, local: Mapping[str, Any]) -> Reply:
    path = f"/v1/local-designs/{local['localDesignId']}"
    bundle = await store.get(f"{path}/bundle.zip")
    assert bundle.status == 200, bundle.body
    folder = f"{local['localDesignId']}-{local['manifestHash'][:12]}"
    return await store.post(f"{path}/installed", shop.unpack(bundle.body, folder))
