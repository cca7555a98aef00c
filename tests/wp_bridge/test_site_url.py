"""Addresses as types: what is accepted, how it is written anew, and each thing that is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wp_bridge.errors import InvalidSiteUrl
from wp_bridge.site_url import SiteUrl, parse_asset_url, parse_origin, parse_return_url

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "site_url.json").read_text())


def text_of(vector: dict[str, Any]) -> str:
    return vector["text"] if len(vector["text"]) < 60 else f"{vector['text'][:40]}..."


@pytest.mark.parametrize("vector", VECTORS["accepted"], ids=text_of)
def test_addresses_are_written_anew(vector: dict[str, Any]) -> None:
    """Here as in the plugin, which takes any scheme and leaves it to us to judge special addresses."""
    site = SiteUrl.parse(vector["text"], allow_private=True, any_scheme=True)
    assert (site.store_url, site.site_origin) == (vector["storeUrl"], vector["siteOrigin"])
    assert (site.address, site.host) == (vector["address"], vector["host"])
    assert str(site) == vector["storeUrl"]
    if vector["publicShop"]:
        assert SiteUrl.parse(vector["text"]) == site
    else:
        with pytest.raises(InvalidSiteUrl):
            SiteUrl.parse(vector["text"])


@pytest.mark.parametrize("vector", VECTORS["refused"] + VECTORS["serviceOnly"], ids=text_of)
def test_refusals_say_what_is_wrong(vector: dict[str, str]) -> None:
    with pytest.raises(InvalidSiteUrl) as caught:
        SiteUrl.parse(vector["text"])
    assert vector["says"] in str(caught.value)
    with pytest.raises(InvalidSiteUrl):
        SiteUrl.parse(vector["text"], allow_private=True, any_scheme=True)


def test_half_a_character_is_refused() -> None:
    """Not among the vectors: JSON can not carry it to PHP."""
    with pytest.raises(InvalidSiteUrl, match="spaces"):
        SiteUrl.parse("https://shop.example/\ud800")


@pytest.mark.parametrize("vector", VECTORS["same"], ids=lambda vector: vector["one"])
def test_what_makes_another_site(vector: dict[str, Any]) -> None:
    """Scheme and `www.` do not; everything else does."""
    one, other = (
        SiteUrl.parse(vector[name], allow_private=True, any_scheme=True)
        for name in ("one", "other")
    )
    assert one.same_site(other) is vector["same"]
    assert other.same_site(one) is vector["same"]


@pytest.mark.parametrize(
    "text",
    [
        "http://localhost:8080/",
        "http://127.0.0.1:8000/shop/",
        "http://[::1]:8000/",
        "http://192.168.1.5/",
        "http://shop.test/",
        "http://shop.local/",
        "http://shop.localhost:3000/",
        "https://localhost/",
    ],
)
def test_the_development_switch_opens_this_machine_and_network(text: str) -> None:
    assert SiteUrl.parse(text, allow_private=True).store_url == text
    with pytest.raises(InvalidSiteUrl):
        SiteUrl.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "http://shop.example/",
        "http://8.8.8.8/",
        "http://169.254.169.254/",
        "http://evil-localhost/",
        "http://x/",
    ],
)
def test_plain_http_stays_shut_for_everybody_else(text: str) -> None:
    with pytest.raises(InvalidSiteUrl):
        SiteUrl.parse(text, allow_private=True)


def test_an_address_to_compare_may_have_any_scheme() -> None:
    """Plain http anywhere, with its own default port; everything else is refused as ever."""
    site = SiteUrl.parse("https://shop.example/a")
    for text in ("http://shop.example/a", "http://www.shop.example:80/a/"):
        assert SiteUrl.parse(text, any_scheme=True).same_site(site)
    assert not SiteUrl.parse("http://shop.example:443/a", any_scheme=True).same_site(site)
    for text in ("ftp://shop.example/a", "http://localhost/", "http://shop.example/?a"):
        with pytest.raises(InvalidSiteUrl):
            SiteUrl.parse(text, any_scheme=True)


def test_the_host_is_told_without_port() -> None:
    assert SiteUrl.parse("https://WWW.shop.example:8443/a").host == "www.shop.example"


@given(st.text(max_size=60))
@example("https://shop.example/\u0130")
def test_what_is_accepted_is_stable(text: str) -> None:
    """Parsing the written form again changes nothing, whatever was in the text."""
    try:
        site = SiteUrl.parse(f"https://shop.example/{text}")
    except InvalidSiteUrl:
        return
    assert SiteUrl.parse(site.store_url) == site
    assert site.store_url.isascii()
    assert site.site_origin == "https://shop.example"


@given(st.text(alphabet="aZ09.-:@[]%xü_。/\\#?", max_size=30))
def test_no_authority_becomes_something_else(text: str) -> None:
    try:
        site = SiteUrl.parse(f"https://{text}")
    except InvalidSiteUrl:
        return
    assert SiteUrl.parse(site.store_url) == site
    assert "@" not in site.site_origin
    assert site.store_url.startswith(site.site_origin + "/")


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://shop.example", "https://shop.example"),
        ("HTTPS://Shop.Example:443", "https://shop.example"),
        ("https://shop.example:8443", "https://shop.example:8443"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("https://[2a00:1450::1]", "https://[2a00:1450::1]"),
    ],
)
def test_origins_are_serialised_as_browsers_do(text: str, origin: str) -> None:
    assert parse_origin(text, False) == origin


@pytest.mark.parametrize(
    "text",
    [
        "null",
        "",
        "*",
        "https://shop.example/",
        "https://shop.example/a",
        "https://shop.example?a",
        "https://shop.example#a",
        "https://*.shop.example",
        "https://a@shop.example",
        "https://shop.example https://b.example",
        "http://shop.example",
        "https://localhost",
        "chrome-extension://abcdef",
        "file://",
    ],
)
def test_what_is_no_bare_origin_is_refused(text: str) -> None:
    with pytest.raises(InvalidSiteUrl):
        parse_origin(text, False)


def test_development_origins_need_the_switch() -> None:
    assert parse_origin("http://localhost:8080", True) == "http://localhost:8080"


SITE = SiteUrl.parse("https://shop.example/blog/")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (
            "https://shop.example/blog/wp-admin/admin.php",
            "https://shop.example/blog/wp-admin/admin.php",
        ),
        (
            "HTTPS://SHOP.example:443/blog/wp/wp-admin/admin.php?page=alter&tab=a+b",
            "https://shop.example/blog/wp/wp-admin/admin.php?page=alter&tab=a%20b",
        ),
        (
            "https://shop.example/blog/wp-admin/admin.php?a=%3C%22&&b&c=%26d",
            "https://shop.example/blog/wp-admin/admin.php?a=%3C%22&b=&c=%26d",
        ),
        (
            "https://shop.example/blog/wp-admin/admin.php?barcode=1&states=2",
            "https://shop.example/blog/wp-admin/admin.php?barcode=1&states=2",
        ),
    ],
)
def test_return_addresses_are_written_anew(text: str, written: str) -> None:
    assert parse_return_url(text, SITE) == written


@pytest.mark.parametrize(
    "text",
    [
        "https://evil.example/blog/wp-admin/admin.php",
        "https://shop.example.evil.example/blog/wp-admin/admin.php",
        "http://shop.example/blog/wp-admin/admin.php",
        "https://www.shop.example/blog/wp-admin/admin.php",
        "https://shop.example:8443/blog/wp-admin/admin.php",
        "https://shop.example/wp-admin/admin.php",
        "https://shop.example/blogger/wp-admin/admin.php",
        "https://shop.example/blog/../wp-admin/admin.php",
        "https://shop.example/blog/%2e%2e/wp-admin/admin.php",
        "https://shop.example/blog/x%2fwp-admin/admin.php",
        "https://shop.example/blog/evilwp-admin/admin.php",
        "https://shop.example/blog/wp-admin/admin.php/",
        "https://shop.example/blog/wp-admin/admin.php/x",
        "https://shop.example/blog/wp-admin/admin-post.php",
        "https://shop.example/blog/wp-admin/admin.php#a",
        "https://a:b@shop.example/blog/wp-admin/admin.php",
        "https://shop.example\\@evil.example/blog/wp-admin/admin.php",
        "//shop.example/blog/wp-admin/admin.php",
        "/blog/wp-admin/admin.php",
        "https://shop.example/blog/wp-admin/admin.php?code=1",
        "https://shop.example/blog/wp-admin/admin.php?state=",
        "https://shop.example/blog/wp-admin/admin.php?error",
        "https://shop.example/blog/wp-admin/admin.php?%63ode=1",
        "https://shop.example/blog/wp-admin/admin.php?code[]=1",
        "https://shop.example/blog/wp-admin/admin.php?code%5Bx%5D=1",
        "https://shop.example/blog/wp-admin/admin.php?+code=1",
        "https://shop.example/blog/wp-admin/admin.php?CODE=1",
        "https://shop.example/blog/wp-admin/admin.php?a=%0d%0aLocation:x",
        "https://shop.example/blog/wp-admin/admin.php?a=%ff",
        "https://shop.example/blog/wp-admin/admin.php?a=%",
    ],
)
def test_no_other_place_gets_the_handoff_code(text: str) -> None:
    with pytest.raises(InvalidSiteUrl):
        parse_return_url(text, SITE)


def test_a_development_store_gets_its_own_return_address() -> None:
    site = SiteUrl.parse("http://localhost:8080/", allow_private=True)
    text = "http://localhost:8080/wp-admin/admin.php?page=alter"
    assert parse_return_url(text, site) == text


ORIGINS = {"https://shop.example", "https://cdn.example:8443"}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("https://shop.example/a/manifest.json", "https://shop.example/a/manifest.json"),
        ("https://SHOP.example:443/a/", "https://shop.example/a/"),
        (
            "https://cdn.example:8443/ä.glb?v=1&sig=a%2Bb",
            "https://cdn.example:8443/%C3%A4.glb?v=1&sig=a%2Bb",
        ),
        ("https://shop.example/a?v=ü<", "https://shop.example/a?v=%C3%BC%3C"),
        ("https://shop.example", "https://shop.example/"),
    ],
)
def test_asset_addresses_are_written_anew(text: str, written: str) -> None:
    assert parse_asset_url(text, ORIGINS) == written


@pytest.mark.parametrize(
    "text",
    [
        "https://evil.example/a",
        "http://shop.example/a",
        "https://shop.example:8443/a",
        "https://cdn.example/a",
        "https://shop.example@evil.example/a",
        "https://shop.example/a/../b",
        "https://shop.example/a#b",
        "https://shop.example/a%2fb",
        "https://shop.example/a?b=%00",
        "data:text/html,x",
        "/a",
    ],
)
def test_assets_lie_on_the_origins_only(text: str) -> None:
    with pytest.raises(InvalidSiteUrl):
        parse_asset_url(text, ORIGINS)
