from __future__ import annotations

from connector.sandbox.server import Sandbox

from .callers import Caller


async def test_pages_may_read_them(stranger: Caller) -> None:
    for path in ("/fonts", "/currencies"):
        answer = await stranger("GET", path, headers={"Origin": "https://shop.example"})
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, "*")
        assert [each["id"] for each in answer.body] == list(range(1, len(answer.body) + 1))


async def test_fonts_name_a_file_for_every_variant(stranger: Caller) -> None:
    for font in (await stranger("GET", "/fonts")).body:
        assert list(font["files"]) == font["variants"]


async def test_currencies_have_their_own_decimal_places(stranger: Caller) -> None:
    found = {
        each["code"]: each["decimalPlaces"] for each in (await stranger("GET", "/currencies")).body
    }
    assert (found["EUR"], found["JPY"], found["KWD"]) == (2, 0, 3)


async def test_fonts_have_a_limit_of_their_own(stranger: Caller, sandbox: Sandbox) -> None:
    sandbox.knobs.limit_scale = 1 / 300
    assert [(await stranger("GET", "/fonts")).status for _ in range(2)] == [200, 429]


async def test_health_at_both_documented_addresses(stranger: Caller, sandbox: Sandbox) -> None:
    for base in (sandbox.api_url, sandbox.url + "/public-api"):
        stranger.base = base
        assert (await stranger("GET", "/healthz")).body == {"ok": True}
