"""Which addresses a connect takes: the owner is sent back only to his own wp-admin."""

from __future__ import annotations

from tests.stage.stage import Stage, Staging

GOOD_RETURN = "http://shop.localhost/wp-admin/admin.php?page=alter"

BAD_STORE_URLS = [
    "",
    "shop.localhost",
    "ftp://shop.localhost",
    "javascript:alert(1)",
    "http://user@shop.localhost",
    "http://user:secret@shop.localhost",
    "http://shop.localhost/#fragment",
    "http://shop.localhost/?page=1",
    "http://shop.localhost\\@evil.example",
    "http://shop.localhost/a\nb",
    "http://shop.localhost/%0d%0aSet-Cookie:x",
    "http://shop.localhost/a/../b",
    "http://shop.localhost/a%2fb",
    "http://shop.localhost:0",
    "http://shop.localhost:99999",
    "http://shop.example",
    "http://169.254.169.254/",
    "http://[::ffff:169.254.169.254]/",
]

BAD_RETURN_URLS = [
    "",
    "/wp-admin/admin.php",
    "http://evil.example/wp-admin/admin.php",
    "http://shop.localhost.evil.example/wp-admin/admin.php",
    "https://shop.localhost/wp-admin/admin.php",
    "http://shop.localhost:8080/wp-admin/admin.php",
    "http://shop.localhost/wp-admin/",
    "http://shop.localhost/wp-admin/admin.php/",
    "http://shop.localhost/wp-admin/admin.php/../../evil",
    "http://shop.localhost/wp-admin/admin.php%2f..%2fevil",
    "http://shop.localhost/wp-admin/admin.php;x",
    "http://shop.localhost/evil-admin.php",
    "http://user@shop.localhost/wp-admin/admin.php",
    "http://shop.localhost/wp-admin/admin.php#fragment",
    "http://shop.localhost/wp-admin/admin.php?a=b\r\nc",
    "http://shop.localhost/wp-admin/admin.php?a=%0d%0a",
    "http://shop.localhost\\.evil.example/wp-admin/admin.php",
    "http://shop.localhost/wp-admin/admin.php?code=x",
    "http://shop.localhost/wp-admin/admin.php?CODE[]=x",
    "http://shop.localhost/wp-admin/admin.php?state=x",
    "http://shop.localhost/wp-admin/admin.php?%73tate=x",
    "http://shop.localhost/wp-admin/admin.php?error=x",
]


async def test_bad_store_urls_are_refused_by_name(stage: Stage) -> None:
    """422 `connect.invalidStoreUrl` with the field, for everything that is not a shop's address."""
    taken = []
    for url in BAD_STORE_URLS:
        sent = {"storeUrl": url, "returnUrl": GOOD_RETURN}
        answer = await stage.anyone.post("/v1/connect/start", sent)
        paths = [fault["path"] for fault in (answer.json.get("errors") or [])]
        if (answer.status, answer.code, paths) != (422, "connect.invalidStoreUrl", ["storeUrl"]):
            taken.append((url, answer.status, answer.json))
    assert taken == []


async def test_bad_return_urls_are_refused_by_name(stage: Stage) -> None:
    """A handoff code is delivered there, so only the shop's own wp-admin/admin.php is taken."""
    taken = []
    for url in BAD_RETURN_URLS:
        sent = {"storeUrl": "http://shop.localhost", "returnUrl": url}
        answer = await stage.anyone.post("/v1/connect/start", sent)
        paths = [fault["path"] for fault in (answer.json.get("errors") or [])]
        if (answer.status, answer.code, paths) != (422, "connect.invalidReturnUrl", ["returnUrl"]):
            taken.append((url, answer.status, answer.json))
    assert taken == []


async def test_private_stores_are_only_for_development(staging: Staging) -> None:
    """Without the switch neither loopback and private addresses nor plain http are taken."""
    async with staging(allow_private_stores=False) as stage:
        for url in ("http://shop.localhost", "http://127.0.0.1:8000", "https://10.0.0.1"):
            answer = await stage.start(url)
            assert (answer.status, answer.code) == (422, "connect.invalidStoreUrl"), url
        assert (await stage.start("https://shop.example")).status == 201


async def test_a_store_in_a_folder_returns_under_that_folder(stage: Stage) -> None:
    """Another folder of the same host may be another owner's."""
    sent = {"storeUrl": "http://shop.localhost/a", "returnUrl": GOOD_RETURN}
    assert (await stage.anyone.post("/v1/connect/start", sent)).code == "connect.invalidReturnUrl"
    sent = {
        "storeUrl": "http://shop.localhost/a",
        "returnUrl": "http://shop.localhost/ab/wp-admin/admin.php",
    }
    assert (await stage.anyone.post("/v1/connect/start", sent)).code == "connect.invalidReturnUrl"
