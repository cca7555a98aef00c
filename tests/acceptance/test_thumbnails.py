"""Pictures for `<img>`: opened by their address alone, for a while, and nothing else ever is."""

from __future__ import annotations

import asyncio
from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Page, expect

from connector.domain.design import Picture, PictureKind
from connector.domain.ids import StoreId
from connector.flows.designs.thumbnail import LARGEST
from connector.sandbox.faults import Fault
from connector.sandbox.knobs import Knobs
from connector.store import stores
from tests.stage.stage import ConnectedStore, Reply, Stage, Staging

PUBLIC = "http://127.0.0.1:8080"
FILE = "/design-imports/[0-9]+/files/"


async def path_of(store: ConnectedStore, design: int = 381) -> str:
    """The address of a design's thumbnail as the picker gets it, below the public URL."""
    items = [
        each
        for offset in ("", "&search=T-Shirt")
        for each in (await store.get(f"/v1/designs?limit=50{offset}")).json["items"]
    ]
    address = next(each["thumbnailUrl"] for each in items if each["designId"] == design)
    assert address.startswith(PUBLIC)
    return str(address.removeprefix(PUBLIC))


async def shown(stage: Stage, path: str, **headers: str) -> Reply:
    """As a browser asks for an image: no token, the page's address as referrer."""
    return await stage.anyone.get(path, headers={"Referer": "http://shop.localhost/", **headers})


def told(answer: Reply) -> tuple[int, Any, Any]:
    """All that can be told apart of a refusal, but for the request's id."""
    body = {name: value for name, value in (answer.json or {}).items() if name != "requestId"}
    return answer.status, body, answer.headers.get("Cache-Control")


async def nowhere(stage: Stage, store: ConnectedStore) -> tuple[int, Any, Any]:
    """What an address that never was answers."""
    answer = await shown(stage, f"/storefront/v1/{store.storefront_key}/thumbnails/never")
    assert (answer.status, answer.code) == (404, "storefront.thumbnailUnknown")
    return told(answer)


def fetched(stage: Stage, part: str) -> int:
    return sum(part in call.path for call in stage.sandbox.calls)


async def signed(stage: Stage, store: ConnectedStore, kind: PictureKind, name: str) -> str:
    """An address for whatever picture, as the connector signs its own."""
    async with stage.database.read() as connection:
        row = await stores.get(connection, StoreId(store.id))
    assert row is not None
    url = stage.connector.flows.read_designs.thumbnails.url(row, Picture(kind, 381, name))
    assert url is not None
    return url.removeprefix(PUBLIC)


async def test_a_browser_sees_the_designs_own_picture(stage: Stage, store: ConnectedStore) -> None:
    """The import's mockup, safe to have on our origin, kept by the browser until the address expires."""
    answer = await shown(stage, await path_of(store))
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.body[:4] == b"RIFF"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    scope, _, age = answer.headers["Cache-Control"].partition(", max-age=")
    assert scope == "private"
    assert 86_400 - 60 <= int(age) <= 172_800
    for secret in ("Set-Cookie", "X-Connector-Cache"):
        assert secret not in answer.headers


async def test_what_the_browser_has_is_not_sent_again(stage: Stage, store: ConnectedStore) -> None:
    """304 with the same tag and time, and no body."""
    path = await path_of(store)
    first = await shown(stage, path)
    again = await shown(stage, path, **{"If-None-Match": f'"x", W/{first.headers["ETag"]}'})
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"].startswith("private, max-age=")
    assert (await shown(stage, path, **{"If-None-Match": '"other"'})).status == 200


async def test_every_design_has_a_picture_that_opens(stage: Stage, store: ConnectedStore) -> None:
    """The whole first page, as the picker shows it."""
    items = (await store.get("/v1/designs?limit=12")).json["items"]
    paths = [each["thumbnailUrl"].removeprefix(PUBLIC) for each in items]
    answers = await asyncio.gather(*(shown(stage, path) for path in paths))
    assert [each.status for each in answers] == [200] * 12


async def test_without_imports_a_mockup_or_the_base_product_is_shown(staging: Staging) -> None:
    """A mockup where Alter lists one and the credential may read files, else the product's preview."""
    async with staging(knobs=Knobs(plan_name="Free", mockups_per_product=2)) as stage:
        store = await stage.connect()
        mockup = await shown(stage, await path_of(store))
        assert mockup.headers["Content-Type"] == "image/webp"
        assert fetched(stage, "/mockup-1-medium.webp") == 1
        stage.sandbox.knobs.mockups_per_product = 0
        stage.clock.shift(61)
        preview = await shown(stage, await path_of(store))
        assert preview.headers["Content-Type"] == "image/png"
        stage.sandbox.knobs.scopes = ("products:read",)
        stage.sandbox.knobs.mockups_per_product = 2
        narrow = await stage.connect()
        assert (await shown(stage, await path_of(narrow))).body == preview.body


async def test_a_preview_is_fetched_once_and_outlives_an_outage(staging: Staging) -> None:
    """It is the same for all stores, and kept as the gateway keeps it."""
    async with staging(knobs=Knobs(plan_name="Free")) as stage:
        store = await stage.connect()
        path = await path_of(store)
        fresh = await shown(stage, path)
        assert (await shown(stage, path)).body == fresh.body
        assert fetched(stage, "/file/public/") == 1
        stage.sandbox.knobs.faults.append(Fault(status=503, times=None))
        stage.clock.shift(601)
        assert (await shown(stage, path)).body == fresh.body


async def test_many_shoppers_cost_one_call(stage: Stage, store: ConnectedStore) -> None:
    """A design in a hundred carts is fetched once, and is still there when Alter is not."""
    path = await path_of(store)
    answers = await asyncio.gather(*(shown(stage, path) for _ in range(100)))
    assert {each.status for each in answers} == {200}
    assert fetched(stage, "/files/") == 1
    stage.sandbox.knobs.faults.append(Fault(status=503, times=None))
    stage.clock.shift(601)
    assert (await shown(stage, path)).body == answers[0].body


async def test_a_picture_for_a_cart(stage: Stage, store: ConnectedStore) -> None:
    """Of one design, for flows that show it; none for a design that is not the storefront's, or in an outage."""
    async with stage.database.read() as connection:
        row = await stores.get(connection, StoreId(store.id))
    assert row is not None
    flow = stage.connector.flows.read_designs
    url = flow.thumbnails.url(row, await flow.designs.picture(row, 381))
    assert url is not None
    assert url.removeprefix(PUBLIC) == await path_of(store)
    assert await flow.designs.picture(row, 999_999) is None
    stage.sandbox.knobs.faults.append(Fault(status=503, times=None))
    assert await flow.designs.picture(row, 382) is None


async def test_no_byte_of_an_address_can_be_changed(stage: Stage, store: ConnectedStore) -> None:
    """Every one of them: the same answer as for an address that never was, and no call to Alter."""
    never = await nowhere(stage, store)
    path = await path_of(store)
    folder, _, token = path.rpartition("/")
    calls = len(stage.sandbox.calls)
    for place, byte in enumerate(token):
        forged = token[:place] + ("A" if byte != "A" else "B") + token[place + 1 :]
        assert told(await shown(stage, f"{folder}/{forged}")) == never, place
    odd = (token + "A", token[:-1], token * 20, token.split(".")[1], "v1..", f"{token}.", "%C5%BC")
    for forged in odd:
        assert told(await shown(stage, f"{folder}/{forged}")) == never, forged[:80]
    assert len(stage.sandbox.calls) == calls


async def test_an_unsigned_wish_is_not_read(stage: Stage, store: ConnectedStore) -> None:
    """A payload of one's own, with a signature of nothing, in every shape that might break a parser."""
    never = await nowhere(stage, store)
    signature = (await path_of(store)).rpartition(".")[2]
    for wish in (
        b'[9999999999,381,"f","user_34/381/design/design.json"]',
        b"[" * 900,
        b"\xff",
        b"1",
    ):
        payload = urlsafe_b64encode(wish).rstrip(b"=").decode()
        path = f"/storefront/v1/{store.storefront_key}/thumbnails/v1.{payload}.{signature}"
        assert told(await shown(stage, path)) == never


async def test_an_address_lives_until_the_end_of_the_next_day(
    stage: Stage, store: ConnectedStore
) -> None:
    """The same all day, and open until then; a second later it is gone."""
    now = stage.clock.now().astimezone(UTC)
    midnight = datetime(now.year, now.month, now.day, tzinfo=UTC) + timedelta(days=1)
    first = await path_of(store)
    stage.clock.shift((midnight - now).total_seconds() - 30)
    assert await path_of(store) == first
    stage.clock.shift(31)
    assert await path_of(store) != first
    stage.clock.shift(86_400 - 60)
    living = await shown(stage, first)
    assert living.status == 200
    assert int(living.headers["Cache-Control"].rpartition("=")[2]) <= 60
    stage.clock.shift(60)
    assert told(await shown(stage, first)) == await nowhere(stage, store)


async def test_another_stores_address_opens_nothing(stage: Stage, store: ConnectedStore) -> None:
    """Neither its token under this key, nor any token under a key that never was."""
    other = await stage.connect("http://other.localhost", share=True)
    token = (await path_of(store)).rpartition("/")[2]
    never = await nowhere(stage, store)
    for key in (other.storefront_key, "pk_nobodys"):
        answer = await shown(stage, f"/storefront/v1/{key}/thumbnails/{token}")
        assert told(answer) == never


@pytest.mark.parametrize(
    "fault",
    [
        {"html": "<script>alert(1)</script>", "status": 200},
        {"html": '<svg xmlns="http://www.w3.org/2000/svg"/>', "status": 200},
        {"html": "", "status": 200},
        {"status": 404},
        {"status": 403},
        {"status": 302, "headers": {"Location": "http://127.0.0.1:1/"}},
    ],
)
async def test_what_is_no_picture_is_not_shown(
    stage: Stage, store: ConnectedStore, fault: dict[str, Any]
) -> None:
    """By its bytes, whatever it calls itself; and nothing of it comes through."""
    path = await path_of(store)
    never = await nowhere(stage, store)
    stage.sandbox.knobs.faults.append(Fault(path=FILE, **fault))
    assert told(await shown(stage, path)) == never
    assert (await shown(stage, path)).status == 200


@pytest.mark.parametrize("name", ["model.glb", "design.json", "none.webp", "../../secret", "%2e"])
async def test_a_design_file_that_is_no_picture_is_not_shown(
    stage: Stage, store: ConnectedStore, name: str
) -> None:
    """Not even signed by us."""
    path = await signed(stage, store, PictureKind.PROTECTED, f"user_34/381/design/{name}")
    assert told(await shown(stage, path)) == await nowhere(stage, store)


async def test_a_picture_past_the_limit_is_not_shown(stage: Stage, store: ConnectedStore) -> None:
    """The largest that fits is, and by its bytes, whatever type it was declared as; one byte more is not."""
    path = await path_of(store)
    never = await nowhere(stage, store)
    for size in (LARGEST + 1, LARGEST):
        fault = Fault(path=FILE, html="GIF89a".ljust(size, "x"), status=200)
        stage.sandbox.knobs.faults.append(fault)
        answer = await shown(stage, path)
        if size > LARGEST:
            assert told(answer) == never
    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/gif")


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 429}, {"reset": True}])
async def test_a_silent_alter_is_503_and_not_kept(
    stage: Stage, store: ConnectedStore, fault: dict[str, Any]
) -> None:
    """With Retry-After; nothing of Alter's own words."""
    path = await path_of(store)
    stage.sandbox.knobs.faults.append(Fault(path=FILE, times=None, **fault))
    answer = await shown(stage, path)
    assert (answer.status, answer.code) == (503, "storefront.thumbnailUnavailable")
    assert answer.headers["Cache-Control"] == "no-store"
    assert int(answer.headers["Retry-After"]) >= 1
    assert "upstreamStatus" not in answer.json


async def test_a_picture_cut_off_is_no_picture(stage: Stage, store: ConnectedStore) -> None:
    """Half of one must not lie in a browser for two days."""
    path = await path_of(store)
    stage.sandbox.knobs.faults.append(Fault(path=FILE, truncate=True))
    assert (await shown(stage, path)).status == 503


async def test_a_dead_credential_is_not_told_to_shoppers(
    stage: Stage, store: ConnectedStore
) -> None:
    """The refusal is found out once; then the address is like any other that opens nothing."""
    path = await path_of(store)
    never = await nowhere(stage, store)
    for credential in stage.sandbox.world.credentials.values():
        credential.revoked = True
    assert (await shown(stage, path)).status == 503
    assert (await store.get("/v1/store")).json["state"] == "needsReconnect"
    calls = len(stage.sandbox.calls)
    assert told(await shown(stage, path)) == never
    assert len(stage.sandbox.calls) == calls


async def test_a_store_that_leaves_shows_nothing(stage: Stage, store: ConnectedStore) -> None:
    """Its addresses die with it."""
    path = await path_of(store)
    never = await nowhere(stage, store)
    async with stage.database.write() as connection:
        row = await stores.get(connection, StoreId(store.id))
        assert row is not None
        until = stage.clock.now() + timedelta(hours=24)
        await stores.update(connection, replace(row, leaving_until=until))
    assert told(await shown(stage, path)) == never


@pytest.mark.slow
@pytest.mark.browser
async def test_a_page_of_another_origin_shows_it(
    stage: Stage, store: ConnectedStore, page: Page
) -> None:
    """A real browser, a page of the shop's that isolates itself, an `<img>` with nothing but the address."""
    address = stage.base + await path_of(store)

    async def admin(_: web.Request) -> web.Response:
        isolated = {"Cross-Origin-Embedder-Policy": "require-corp"}
        body = f'<img src="{address}">'
        return web.Response(text=body, content_type="text/html", headers=isolated)

    shop = web.Application()
    shop.router.add_get("/wp-admin/", admin)
    async with TestServer(shop) as served:
        await page.goto(str(served.make_url("/wp-admin/")))
        picture = page.locator("img")
        await expect(picture).to_have_js_property("naturalWidth", value=512)
