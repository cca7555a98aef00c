"""What goes to Alter and what comes back, over a real loopback connection."""

from __future__ import annotations

import orjson
import pytest
from aiohttp import web

from connector.alter.client import Credential
from connector.alter.endpoints import Access, endpoint
from connector.alter.errors import AlterMalformed, AlterRefused
from connector.alter.wire import SessionRequest, SyncBinding
from connector.domain.secrets import Secret

from .upstream import CREDENTIAL, TOKEN, door, says

SYNCED = {
    "message": "runtimeBinding.syncCompleted",
    "runtimeBindings": [
        {"id": 42, "externalProductId": "wc_1", "runtimeType": "viewer", "status": "active"}
    ],
}
EXCHANGED = {"accessKey": "ak", "accessToken": "at-secret", "storefrontId": 12}


async def test_authenticated_calls_carry_the_two_headers_and_nothing_of_a_browser() -> None:
    async with door(says(body={"message": "success"})) as at:
        read = await at.client.auth_check(CREDENTIAL)
        assert read.message == "success"
        (asked,) = at.upstream.asked
        assert (asked.method, asked.raw_path) == ("GET", "/public-api/v1/auth/check")
        assert asked.headers["x-alter-access-key"] == "key-1"
        assert asked.headers["x-alter-access-token"] == TOKEN
        assert asked.headers["user-agent"] == "alter-connector/9.9"
        assert not {"origin", "referer", "cookie", "authorization"} & set(asked.headers)


async def test_public_routes_never_see_a_credential() -> None:
    async with door(says(body=[])) as at:
        await at.client.call(endpoint("fonts"), credential=CREDENTIAL)
        await at.client.call(endpoint("healthz"), credential=CREDENTIAL)
        fonts, health = at.upstream.asked
        assert TOKEN not in str(fonts.headers) + str(health.headers)
        assert (fonts.raw_path, health.raw_path) == (
            "/public-api/v1/fonts",
            "/public-api/healthz",
        )


async def test_signed_files_go_with_and_without_a_credential() -> None:
    async with door(says(text="bytes", kind="image/webp")) as at:
        row = endpoint("protected_file")
        path = {"key": "user_34/a b.webp"}
        await at.client.call(row, path=path, query=[("sig", "1/2")])
        await at.client.call(row, path=path, credential=CREDENTIAL)
        signed, keyed = at.upstream.asked
        assert signed.raw_path == "/public-api/v1/file/protected/user_34/a%20b.webp?sig=1%2F2"
        assert "x-alter-access-token" not in signed.headers
        assert keyed.headers["x-alter-access-token"] == TOKEN


async def test_cookies_are_neither_kept_nor_sent() -> None:
    async with door(says(body={}, headers={"Set-Cookie": "a=b; Path=/"})) as at:
        for _ in range(2):
            await at.client.auth_check(CREDENTIAL)
        assert all("cookie" not in asked.headers for asked in at.upstream.asked)


@pytest.mark.parametrize("name", ["Origin", "Referer", "Cookie", "Authorization", "Host", "X-Any"])
async def test_headers_outside_the_list_are_refused(name: str) -> None:
    async with door(says()) as at:
        with pytest.raises(ValueError, match=name):
            await at.client.call(endpoint("fonts"), headers={name: "x"})
        assert at.upstream.asked == []


async def test_header_values_cannot_inject() -> None:
    async with door(says()) as at:
        with pytest.raises(ValueError, match="printable"):
            await at.client.call(endpoint("fonts"), headers={"Accept": "a\r\nOrigin: x"})
        hostile = Credential("s", "k", Secret("very\r\nsecret"))
        with pytest.raises(ValueError, match="access token") as caught:
            await at.client.auth_check(hostile)
        assert "secret" not in str(caught.value)


async def test_every_route_asks_for_what_its_access_needs() -> None:
    async with door(says()) as at:
        for name in ("auth_check", "runtime_bootstrap"):
            assert endpoint(name).access in {Access.CREDENTIAL, Access.EMBED_TOKEN}
            with pytest.raises(ValueError, match=name):
                await at.client.call(endpoint(name))
        assert at.upstream.asked == []


async def test_query_and_path_are_those_of_the_table() -> None:
    async with door(says(body={"order": {}})) as at:
        row = endpoint("list_orders")
        await at.client.call(row, credential=CREDENTIAL, query=[("name", "a&b=ż"), ("limit", "9")])
        assert at.upstream.asked[0].raw_path == (
            "/public-api/v1/customer-orders?name=a%26b%3D%C5%BC&limit=9"
        )
        with pytest.raises(ValueError, match="limitt"):
            await at.client.call(row, credential=CREDENTIAL, query=[("limitt", "9")])
        path = {"id": "1/../../products"}
        with pytest.raises(ValueError, match="'id'"):
            await at.client.call(endpoint("get_order"), credential=CREDENTIAL, path=path)


async def test_sync_sends_a_batch_and_reads_the_rows() -> None:
    async with door(says(body=SYNCED)) as at:
        (row,) = await at.client.sync_bindings(
            CREDENTIAL, [SyncBinding("wc_1", "viewer", "active", design_id=381)]
        )
        assert (row.id, row.design_id, row.status) == (42, None, "active")
        (asked,) = at.upstream.asked
        assert asked.headers["content-type"] == "application/json"
        assert orjson.loads(asked.body)["bindings"][0]["designId"] == 381


async def test_single_binding_calls() -> None:
    async with door(says(body={"message": "ok"})) as at:
        await at.client.patch_binding(CREDENTIAL, 42, {"status": "inactive"})
        await at.client.activate_binding(CREDENTIAL, 42)
        await at.client.deactivate_binding(CREDENTIAL, 42)
        assert [
            (a.method, a.raw_path.removeprefix("/public-api/v1")) for a in at.upstream.asked
        ] == [
            ("PATCH", "/runtime-bindings/42"),
            ("POST", "/runtime-bindings/42/activate"),
            ("POST", "/runtime-bindings/42/deactivate"),
        ]
        assert at.upstream.asked[0].body == b'{"status":"inactive"}'
        assert at.upstream.asked[1].body == b""


async def test_a_session_and_its_bootstrap() -> None:
    async with door(
        says(body={"token": "emb.tok", "expiresIn": 900}), says(body={"designId": 1})
    ) as at:
        session = await at.client.embed_session(
            CREDENTIAL,
            SessionRequest("https://shop.example", runtime_binding_id=42),
            fingerprint="9f1b7a5e4b3c2d1f",
        )
        answer = await at.client.bootstrap(session.token)
        assert answer.json() == {"designId": 1}
        asked, bootstrap = at.upstream.asked
        assert orjson.loads(asked.body) == {
            "runtimeBindingId": 42,
            "origin": "https://shop.example",
        }
        assert asked.headers["x-alter-client-fingerprint"] == "9f1b7a5e4b3c2d1f"
        assert "origin" not in asked.headers
        assert bootstrap.headers["authorization"] == "Bearer emb.tok"
        assert "x-alter-access-key" not in bootstrap.headers


async def test_an_exchange_sends_the_documented_body() -> None:
    async with door(says(body=EXCHANGED)) as at:
        answer = await at.client.exchange(
            code=Secret("the-code"),
            store_url="https://shop.example/",
            site_origin="https://shop.example",
            verifier=Secret("v" * 43),
        )
        assert answer.access_token.reveal() == "at-secret"
        assert orjson.loads(at.upstream.asked[0].body) == {
            "code": "the-code",
            "storeUrl": "https://shop.example/",
            "siteOrigin": "https://shop.example",
            "codeVerifier": "v" * 43,
        }


async def test_a_2xx_that_does_not_parse_is_malformed() -> None:
    async with door(says(text="<html>login</html>")) as at:
        with pytest.raises(AlterMalformed, match="auth_check"):
            await at.client.auth_check(CREDENTIAL)
        answer = await at.client.call(endpoint("fonts"))
        with pytest.raises(AlterMalformed) as caught:
            answer.json()
        assert caught.value.__context__ is None
        assert "login" not in repr(answer) + str(caught.value)


async def test_a_body_past_the_cap_is_not_kept() -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "application/json"})
        await answer.prepare(request)
        try:
            while True:
                await answer.write(b" " * 1_000_000)
        except ConnectionError:
            return answer

    async with door(endless) as at:
        with pytest.raises(AlterMalformed, match="longer than"):
            await at.client.call(endpoint("fonts"))


async def test_files_are_streamed_with_their_range() -> None:
    headers = {"Content-Range": "bytes 0-4/10"}
    async with door(says(206, text="01234", headers=headers, kind="image/png")) as at:
        row = endpoint("get_asset_file")
        path = {"type": "products", "assetId": "4", "role": "preview_medium"}
        async with at.client.stream(
            row, credential=CREDENTIAL, path=path, headers={"Range": "bytes=0-4"}
        ) as file:
            assert (file.status, file.headers["content-range"]) == (206, "bytes 0-4/10")
            assert b"".join([piece async for piece in file.chunks()]) == b"01234"
        (asked,) = at.upstream.asked
        assert asked.headers["range"] == "bytes=0-4"
        assert asked.headers["accept-encoding"] == "identity"


async def test_a_refused_stream_raises() -> None:
    async with door(says(404, {"code": "asset.notFound"})) as at:
        path = {"type": "products", "assetId": "4", "role": "x"}
        with pytest.raises(AlterRefused, match=r"asset\.notFound"):
            async with at.client.stream(
                endpoint("get_asset_file"), credential=CREDENTIAL, path=path
            ):
                pass
