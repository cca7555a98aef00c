"""One file of a design, from an Alter that sends what it likes: whole and fit for a shop, or nothing is left."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from connector.alter.errors import AlterError, AlterUnreachable
from connector.blobs import Blobs
from connector.domain.ids import StoreId
from connector.domain.local_design import DesignLimits, DesignRefused
from connector.domain.store import Store
from connector.flows.collaborators.store_secrets import StoreSecrets
from connector.flows.local_designs.fetching import FileFetcher, Room
from connector.sandbox.content import model
from connector.sandbox.pictures import png
from connector.store import stores
from tests.alter.upstream import Handler, door
from tests.domain.local_designs import announced
from tests.stage.stage import Staging
from wp_bridge.site_http import SiteHttp

PNG = png("mug", "#336699", 64)
GLB = model("x", "#336699", 1_000_000).read(0, 1_000_000)
LIMITS = DesignLimits(2_000_000, 4_000_000, 100, 8_000_000)


def known(body: bytes, **fields: Any) -> dict[str, Any]:
    """What an honest Alter announces."""
    return {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()} | fields


def sends(body: bytes, **headers: str) -> Handler:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(body=body, headers=headers)

    return answer


@dataclass
class Scene:
    store: Store
    secrets: StoreSecrets
    folder: Path

    @asynccontextmanager
    async def fetcher(
        self, *answers: Handler, limits: DesignLimits = LIMITS, floor: int = 0, private: bool = True
    ) -> AsyncIterator[FileFetcher]:
        blobs = Blobs(self.folder, floor=floor)
        async with (
            door(*answers) as opened,
            SiteHttp(allow_private=private, user_agent="test") as site_http,
        ):
            yield FileFetcher(opened.client, self.secrets, site_http, blobs, limits)

    async def refused(self, answer: Handler, announces: dict[str, Any], **kwargs: Any) -> str:
        """The code; and that nothing is on disk, and no room taken."""
        room = kwargs.pop("room", None) or free(kwargs.get("limits", LIMITS))
        async with self.fetcher(answer, **kwargs) as fetcher:
            with pytest.raises(DesignRefused) as caught:
                await fetcher.fetch(self.store, 381, announced(**announces), room)
        assert self.on_disk() == []
        assert caught.value.fault.detail.endswith(".")
        return caught.value.fault.code.removeprefix("localDesign.")

    def on_disk(self) -> list[Path]:
        return [path for path in self.folder.rglob("*") if path.is_file()]


def free(limits: DesignLimits = LIMITS) -> Room:
    return Room(limits, design_bytes=0, store_bytes=0)


@pytest.fixture
async def scene(staging: Staging, tmp_path: Path) -> AsyncIterator[Scene]:
    async with staging(worker=False) as stage:
        connected = await stage.connect()
        async with stage.database.read() as connection:
            store = await stores.get(connection, StoreId(connected.id))
        assert store is not None
        secrets = StoreSecrets(stage.connector.adapters.vault)
        yield Scene(store, secrets, tmp_path / "blobs")


@pytest.mark.parametrize("body", [PNG, GLB], ids=["small", "in pieces"])
async def test_a_file_that_is_as_announced(scene: Scene, body: bytes) -> None:
    async with scene.fetcher(sends(body)) as fetcher:
        found = await fetcher.fetch(scene.store, 381, announced(**known(body)), free())
        assert fetcher.blobs.read(found.blob) == body
    assert found.bytes == len(body)
    assert found.blob.extension == ("png" if body is PNG else "glb")
    assert len(scene.on_disk()) == 1


async def test_nothing_announced_but_an_id_is_enough(scene: Scene) -> None:
    """Also compressed on the way, where its length says nothing."""
    packed = sends(gzip.compress(PNG), **{"Content-Encoding": "gzip"})
    async with scene.fetcher(packed) as fetcher:
        wanted = announced(bytes=None, sha256=None, media_type="", name="")
        found = await fetcher.fetch(scene.store, 381, wanted, free())
    assert found.blob.sha256 == hashlib.sha256(PNG).hexdigest()


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"<?php system($_GET['c']);", "shell.php"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "logo.svg"),
        (b"<!doctype html><title>Maintenance</title>", "model.glb"),
        (b"alert(1)", "../../../wp-content/mu-plugins/x.js"),
        (b"#!/bin/sh\n", ".htaccess"),
        (b"", "empty.png"),
    ],
)
async def test_what_a_shop_would_run_is_refused(scene: Scene, body: bytes, name: str) -> None:
    """Whatever it is called, whatever type it claims, and though its hash is right."""
    for declared in ("image/png", "application/octet-stream", "text/html"):
        announces = known(body, name=name, media_type=declared)
        assert await scene.refused(sends(body), announces) == "forbiddenType"


async def test_wrong_bytes_are_refused(scene: Scene) -> None:
    assert await scene.refused(sends(PNG), known(PNG, sha256="0" * 64)) == "wrongHash"
    assert await scene.refused(sends(PNG), known(PNG, bytes=len(PNG) + 1)) == "wrongSize"
    assert await scene.refused(sends(PNG + b"x"), known(PNG)) == "wrongSize"


async def test_sizes_beyond_the_caps_are_refused(scene: Scene) -> None:
    """By the announced size, by a length of 10 GB that is never waited for, and by a body without an end."""

    async def huge(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(10 * 2**30)})
        await response.prepare(request)
        await asyncio.sleep(60)
        return response

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(PNG[:8] + bytes(10_000))

    nothing = {"bytes": None, "sha256": None}
    assert await scene.refused(huge, nothing) == "fileTooLarge"
    assert await scene.refused(endless, nothing) == "fileTooLarge"
    small = DesignLimits(2_000_000, 100_000, 100, 8_000_000)
    assert await scene.refused(endless, nothing, limits=small) == "tooLarge"
    full = Room(LIMITS, design_bytes=0, store_bytes=LIMITS.store_bytes)
    assert await scene.refused(sends(PNG), known(PNG), room=full) == "storeFull"


async def test_a_full_disk_is_told_before_a_byte_comes(scene: Scene) -> None:
    assert await scene.refused(sends(PNG), known(PNG), floor=2**60) == "diskFull"
    nothing = {"bytes": None, "sha256": None}
    assert await scene.refused(sends(PNG), nothing, floor=2**60) == "diskFull"


async def test_what_is_gone_or_not_in_the_plan(scene: Scene) -> None:
    async def says(status: int) -> str:
        async def answer(_request: web.Request) -> web.Response:
            return web.json_response({"code": "designImport.x"}, status=status)

        return await scene.refused(answer, known(PNG))

    assert await says(404) == "fileGone"
    assert await says(403) == "planNotEligible"
    assert await says(400) == "refused"


@pytest.mark.parametrize("status", [401, 429, 503])
async def test_what_may_pass_is_tried_again_later(scene: Scene, status: int) -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.json_response({}, status=status)

    async with scene.fetcher(answer) as fetcher:
        with pytest.raises(AlterError):
            await fetcher.fetch(scene.store, 381, announced(**known(PNG)), free())
    assert scene.on_disk() == []


async def test_a_body_that_breaks_off_leaves_nothing(scene: Scene) -> None:
    """And gives its room back."""

    async def half(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(len(GLB))})
        await response.prepare(request)
        await response.write(GLB[:700_000])
        assert request.transport is not None
        request.transport.abort()
        return response

    room = Room(LIMITS, design_bytes=LIMITS.design_bytes - len(GLB), store_bytes=0)
    async with scene.fetcher(half, sends(GLB)) as fetcher:
        wanted = announced(**known(GLB))
        with pytest.raises(AlterUnreachable):
            await fetcher.fetch(scene.store, 381, wanted, room)
        assert scene.on_disk() == []
        await fetcher.fetch(scene.store, 381, wanted, room)


async def test_a_storage_elsewhere_is_asked_without_the_credential(scene: Scene) -> None:
    """Where Alter points with a redirect; through the door that knows no private address."""
    seen: list[dict[str, str]] = []

    async def storage(request: web.Request) -> web.Response:
        seen.append(dict(request.headers))
        return web.Response(body=PNG)

    app = web.Application()
    app.router.add_get("/stored", storage)
    async with TestServer(app, host="127.0.0.1") as server:
        address = str(server.make_url("/stored"))

        async def elsewhere(_request: web.Request) -> web.Response:
            return web.Response(status=302, headers={"Location": address})

        async with scene.fetcher(elsewhere) as fetcher:
            found = await fetcher.fetch(scene.store, 381, announced(**known(PNG)), free())
            assert fetcher.blobs.read(found.blob) == PNG
        (headers,) = seen
        assert not {"authorization", "x-alter-access-token"} & {name.lower() for name in headers}
        async with scene.fetcher(elsewhere, private=False) as fetcher:
            with pytest.raises(AlterUnreachable):
                await fetcher.fetch(scene.store, 381, announced(**known(GLB)), free())
    assert len(seen) == 1
