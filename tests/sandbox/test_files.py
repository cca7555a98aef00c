"""Previews and protected files; how any file travels is `test_delivery`'s subject."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

import aiohttp
import pytest
from yarl import URL

from connector.sandbox.clock import HandClock
from connector.sandbox.server import Sandbox

from .callers import Caller, caller
from .images import png_size, webp_size

KEY = "user_34/381/design/mockup-large.webp"
PROTECTED = f"/file/protected/{KEY}"


async def fetched(
    session: aiohttp.ClientSession, url: str, headers: dict[str, str] | None = None
) -> tuple[int, bytes, dict[str, str]]:
    async with session.get(URL(url, encoded=True), headers=headers) as answer:
        return answer.status, await answer.read(), dict(answer.headers)


async def code_of(session: aiohttp.ClientSession, url: str) -> tuple[int, str]:
    async with session.get(url) as answer:
        return answer.status, (await answer.json())["code"]


async def test_a_products_own_addresses_are_served(
    api: Caller, session: aiohttp.ClientSession
) -> None:
    product = (await api("GET", "/products/381")).body
    pictures = product["media"]["img"]
    for size, pixels in (("small", 128), ("medium", 512), ("big", 1024)):
        status, data, headers = await fetched(session, pictures[size])
        assert (status, headers["Content-Type"]) == (200, "image/png")
        assert png_size(data) == (pixels, pixels)
        older = pictures[size].replace("/file/", "/files/").removesuffix(".png")
        assert (await fetched(session, older))[1] == data


async def test_previews_are_for_everybody(session: aiohttp.ClientSession, sandbox: Sandbox) -> None:
    url = f"{sandbox.api_url}/file/public/products/4/small.png"
    status, _, headers = await fetched(session, url, {"Origin": "https://shop.example"})
    assert (status, headers["Access-Control-Allow-Origin"]) == (200, "*")
    assert headers["Cache-Control"].startswith("public")


@pytest.mark.parametrize(
    "path",
    [
        "/file/public/products/4/huge.png",
        "/file/public/products/4/small",
        "/file/public/products/4/small.webp",
        "/file/public/products/99/small.png",
        "/file/public/products/x/small.png",
        "/files/public/products/4/small.png",
    ],
)
async def test_other_previews_are_not_found(
    session: aiohttp.ClientSession, sandbox: Sandbox, path: str
) -> None:
    assert await code_of(session, sandbox.api_url + path) == (404, "file.notFound")


async def test_a_protected_file_by_credential(
    session: aiohttp.ClientSession, sandbox: Sandbox
) -> None:
    url = sandbox.api_url + PROTECTED
    reader = sandbox.issue_credential(scopes=("files:read",)).headers
    status, data, headers = await fetched(session, url, reader)
    assert (status, headers["Content-Type"]) == (200, "image/webp")
    assert webp_size(data) == (512, 512)
    assert "Access-Control-Allow-Origin" not in headers
    assert (await fetched(session, url))[0] == 401
    others = sandbox.issue_credential(scopes=("products:read",)).headers
    assert (await fetched(session, url, others))[0] == 403
    assert (await fetched(session, url, reader | {"Origin": "https://shop.example"}))[0] == 403


async def test_another_owners_file_is_none(
    session: aiohttp.ClientSession, sandbox: Sandbox
) -> None:
    neighbour = sandbox.world.add_storefront(user_owner_id=35)
    theirs = caller(session, sandbox, storefront_id=neighbour.id)
    refused = await theirs("GET", PROTECTED)
    assert (refused.status, refused.code) == (404, "file.notFound")
    design = next(d for d in sandbox.world.designs.values() if d.storefront_id == neighbour.id)
    # Neither by naming the wrong owner of a right design, nor the right owner of a wrong one.
    for key in (f"user_35/381/design/{KEY[-17:]}", f"user_34/{design.id}/design/design.json"):
        for each in (theirs, caller(session, sandbox)):
            assert (await each("GET", f"/file/protected/{key}")).status == 404
    path = f"/file/protected/user_35/{design.id}/design/design.json"
    assert (await theirs("GET", path)).body["designId"] == design.id


@pytest.mark.parametrize(
    "key",
    [
        "user_34/381/design/none.webp",
        "user_34/381/other/mockup-large.webp",
        "user_34/9/design/mockup-large.webp",
        "user_34/381/design/a/b.webp",
        "nothing",
    ],
)
async def test_keys_of_nothing(api: Caller, sandbox: Sandbox, key: str) -> None:
    assert (await api("GET", f"/file/protected/{key}")).code == "file.notFound"
    signed = sandbox.signed_url(key)
    assert await code_of(api.session, signed) == (404, "file.notFound")


async def test_a_signed_address_opens_for_browsers(
    session: aiohttp.ClientSession, sandbox: Sandbox, clock: HandClock
) -> None:
    url = sandbox.signed_url(KEY, lifetime=60)
    status, data, headers = await fetched(session, url, {"Origin": "https://shop.example"})
    assert (status, headers["Access-Control-Allow-Origin"]) == (200, "*")
    assert webp_size(data) == (512, 512)
    clock.advance(59)
    assert (await fetched(session, url))[0] == 200
    clock.advance(1)
    assert await code_of(session, url) == (403, "file.signatureExpired")


async def test_a_signature_is_for_one_key_and_one_expiry(api: Caller, sandbox: Sandbox) -> None:
    url = sandbox.signed_url(KEY)
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    later = query | {"expires": str(int(query["expires"]) + 1)}
    turned = query | {"signature": "0" * 64}
    strange = query | {"signature": "ż", "expires": "soon"}
    other = url.replace("mockup-large.webp", "design.json")
    wrong = [
        other,
        *(f"{url.split('?')[0]}?{urlencode(each)}" for each in (later, turned, strange)),
    ]
    wrong += [f"{url.split('?')[0]}?{name}={query[name]}" for name in query]
    for each in wrong:
        assert await code_of(api.session, each) == (403, "file.invalidSignature"), each
    # A wrong signature is not saved by a credential.
    answer = await api("GET", PROTECTED, params={"signature": "x"})
    assert answer.status == 403


async def test_products_may_carry_signed_mockups(
    api: Caller, session: aiohttp.ClientSession, sandbox: Sandbox
) -> None:
    assert (await api("GET", "/products/381")).body["media"]["mockups"] == []
    sandbox.knobs.mockups_per_product = 3
    mockups = (await api("GET", "/products/381")).body["media"]["mockups"]
    assert [each["id"] for each in mockups] == [1, 2, 3]
    pictures = [(await fetched(session, each["img"]["medium"]))[1] for each in mockups]
    assert {webp_size(each) for each in pictures} == {(512, 512)}
    assert len(set(pictures)) == 3


async def test_files_in_a_storage_of_their_own(
    api: Caller, session: aiohttp.ClientSession, sandbox: Sandbox
) -> None:
    sandbox.knobs.storage = "redirect"
    sent = await api("GET", PROTECTED, allow_redirects=False)
    assert sent.status == 302
    # The signed address needs no credential.
    assert (await fetched(session, sent.headers["Location"]))[0] == 200
