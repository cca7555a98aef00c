from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import aiohttp
import pytest

from connector.sandbox.owner import NotRedirected
from connector.sandbox.server import Sandbox

from .test_exchange import SITE, authorize_url


async def test_the_page_names_store_and_return_host(
    session: aiohttp.ClientSession, sandbox: Sandbox
) -> None:
    url = authorize_url(sandbox, state='"><script>alert(1)</script>')
    async with session.get(url) as answer:
        text = await answer.text()
    assert answer.status == 200
    assert "yourstore.com" in text
    assert "<script>alert" not in text
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"state": ""}, "state is missing"),
        ({"state": "x" * 3000}, "state is too long"),
        ({"code_challenge": ""}, "code_challenge is missing"),
        ({"code_challenge": "short"}, "not the SHA-256"),
        ({"code_challenge_method": "plain"}, "Only the code challenge method S256"),
        ({"site_origin": SITE + "/"}, "not a bare origin"),
        ({"store_url": SITE}, "ending in a slash"),
        ({"store_url": "https://other.example/"}, "not an address of that site"),
        ({"redirect_uri": "https://evil.example/wp-admin/admin.php"}, "does not lie at the store"),
        ({"redirect_uri": f"{SITE}/wp-admin/admin.php#x"}, "does not lie at the store"),
        ({"redirect_uri": f"{SITE}\\@evil.example/"}, "does not lie at the store"),
        ({"redirect_uri": "javascript:alert(1)"}, "does not lie at the store"),
    ],
)
async def test_unusable_requests_get_a_readable_page(
    session: aiohttp.ClientSession, sandbox: Sandbox, changes: dict[str, str], problem: str
) -> None:
    url = authorize_url(sandbox, **changes)
    async with session.get(url) as shown:
        assert shown.status == 400
        assert problem in await shown.text()
    # The form is checked again: nothing is believed because the page showed it.
    form = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True)) | {"decision": "approve"}
    async with session.post(sandbox.connect_url, data=form, allow_redirects=False) as decided:
        assert decided.status == 400
    assert sandbox.world.handoffs == {}


async def test_declining_goes_back_without_a_code(sandbox: Sandbox) -> None:
    declined = await sandbox.decline(authorize_url(sandbox))
    assert (declined.error, declined.state, declined.code) == ("access_denied", "s-1", None)
    assert sandbox.world.handoffs == {}


async def test_approving_by_itself(session: aiohttp.ClientSession, sandbox: Sandbox) -> None:
    sandbox.knobs.auto_approve = True
    async with session.get(authorize_url(sandbox), allow_redirects=False) as answer:
        assert answer.status == 302
    assert (await sandbox.approve(authorize_url(sandbox))).code


async def test_the_owner_chooses_among_storefronts(sandbox: Sandbox) -> None:
    other = sandbox.world.add_storefront()
    approval = await sandbox.approve(authorize_url(sandbox), storefront_id=other.id)
    assert sandbox.world.handoffs[approval.code or ""].storefront_id == other.id
    with pytest.raises(NotRedirected, match="does not exist"):
        await sandbox.approve(authorize_url(sandbox), storefront_id=999)


async def test_each_store_may_get_a_storefront_of_its_own(sandbox: Sandbox) -> None:
    sandbox.knobs.storefront_per_store = True
    urls = [
        authorize_url(sandbox),
        authorize_url(sandbox),
        authorize_url(
            sandbox,
            store_url="https://two.example/",
            site_origin="https://two.example",
            redirect_uri="https://two.example/wp-admin/admin.php",
        ),
    ]
    codes = [(await sandbox.approve(url)).code or "" for url in urls]
    assert [sandbox.world.handoffs[code].storefront_id for code in codes] == [13, 13, 14]
