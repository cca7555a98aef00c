"""`X-Connector-Site`: which addresses are the store's own, whatever scheme they are told with."""

from __future__ import annotations

from tests.stage.stage import ConnectedStore, Staging


async def test_only_the_scheme_and_www_may_differ(staging: Staging) -> None:
    """http of an https store is no mismatch, and a plain http address elsewhere is a copy like any other."""
    async with staging(worker=False) as stage:
        store = await stage.connect("https://shop.example")
        for site in (
            "https://shop.example",
            "http://shop.example",
            "HTTP://www.Shop.example/",
            "http://shop.example:80",
            "https://shop.example:443/",
        ):
            assert await seen(store, site) == (200, None, None), site
        for site, shown in (
            ("http://copy.example", "http://copy.example/"),
            ("http://shop.example/staging", "http://shop.example/staging/"),
            ("http://shop.example:8080", "http://shop.example:8080/"),
            ("http://8.8.8.8", "http://8.8.8.8/"),
            ("http://10.0.0.7", "http://10.0.0.7/"),
        ):
            assert await seen(store, site) == (409, "store.siteMoved", shown), site


async def test_what_is_no_address_is_no_site(store: ConnectedStore) -> None:
    """422: neither the store's address nor another one."""
    for site in ("shop.localhost", "ftp://shop.localhost", "http://shop.localhost/?p=1", "http://"):
        assert await seen(store, site) == (422, "store.invalidSite", None), site


async def seen(store: ConnectedStore, site: str) -> tuple[int, str | None, str | None]:
    answer = await store.get("/v1/store", headers={"X-Connector-Site": site})
    return answer.status, answer.code, answer.json.get("seen")
