"""How the page comes to a session: by the connector, by the shop, and what shoppers read when neither helps."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from .shop import Shop

pytestmark = pytest.mark.browser


async def test_nothing_goes_out_before_the_shopper_acts(shop: Shop, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for display in ("modal", "inline"):
        shop.product = {"display": display, "picture": f"{shop.base}/assets/shopper.css"}
        await page.goto(shop.base, wait_until="networkidle")
    assert asked
    assert [url for url in asked if not url.startswith(shop.base)] == []
    assert (shop.direct, shop.relayed) == ([], [])


async def test_the_shop_relays(shop: Shop, page: Page) -> None:
    shop.product = {"way": "relay", "api": None}
    await page.goto(shop.base)
    await page.get_by_role("button", name="[customizer]").click()
    await expect(page.frame_locator("iframe").locator("#status")).to_have_text("Ready")
    assert shop.relayed == [
        {"want": "session", "product": 12, "variation": 0, "runtime": "customizer"}
    ]
    assert shop.direct == []


async def test_a_connector_out_of_reach_is_asked_once(shop: Shop, page: Page) -> None:
    """Then the shop is, for as long as the page stays."""
    shop.product = {"api": "http://127.0.0.1:9/storefront/v1/key"}
    tries: list[str] = []
    page.on("requestfailed", lambda request: tries.append(request.url))
    await page.goto(shop.base)
    for opened in (1, 2):
        await page.get_by_role("button", name="[customizer]").click()
        await expect(page.frame_locator("iframe").locator("#status")).to_have_text("Ready")
        await page.get_by_role("button", name="[close]").click()
        assert len(shop.relayed) == opened
    assert len([url for url in tries if ":9/" in url]) == 1


async def test_a_policy_that_forbids_the_connector_is_no_end(shop: Shop, page: Page) -> None:
    shop.policy = "connect-src 'self'"
    await page.goto(shop.base)
    await page.get_by_role("button", name="[customizer]").click()
    await expect(page.frame_locator("iframe").locator("#status")).to_have_text("Ready")
    assert (len(shop.direct), len(shop.relayed)) == (0, 1)


async def test_a_policy_that_forbids_the_frame_is_told(shop: Shop, page: Page) -> None:
    shop.policy = "frame-src 'self'"
    await page.goto(shop.base)
    await page.get_by_role("button", name="[customizer]").click()
    await expect(page.get_by_role("alert")).to_have_text("[blocked][again]")


async def test_a_policy_that_only_reports_is_none(shop: Shop, page: Page) -> None:
    shop.policy, shop.reports = "frame-src 'self'", True
    await page.goto(shop.base)
    await page.get_by_role("button", name="[customizer]").click()
    await expect(page.frame_locator("iframe").locator("#status")).to_have_text("Ready")
    await expect(page.get_by_role("alert")).to_have_text("")


async def test_a_busy_storefront_gets_a_ticket(shop: Shop, page: Page) -> None:
    shop.refusal = (401, {"code": "storefront.ticketRequired"})
    await page.goto(shop.base)
    await page.get_by_role("button", name="[customizer]").click()
    await expect(page.frame_locator("iframe").locator("#status")).to_have_text("Ready")
    assert [each["want"] for each in shop.relayed] == ["ticket"]
    assert shop.direct[-1]["ticket"] == "v1.a.b"


@pytest.mark.parametrize(
    ("status", "text"),
    [(404, "[gone]"), (429, "[busy]"), (503, "[down]"), (403, "[refused]"), (409, "[refused]")],
)
async def test_what_the_connector_refuses_is_told(
    shop: Shop, page: Page, status: int, text: str
) -> None:
    """And asked of nobody else: the shop would hear the same."""
    shop.refusal = (status, {"code": "storefront.some", "detail": "English"})
    await page.goto(shop.base)
    await page.get_by_role("button", name="[customizer]").click()
    await expect(page.get_by_role("alert")).to_have_text(f"{text}[again]")
    assert shop.relayed == []
    shop.refusal = None
    await page.get_by_role("button", name="[again]").click()
    await expect(page.frame_locator("iframe").locator("#status")).to_have_text("Ready")


async def test_an_order_is_opened_by_the_shop_alone(shop: Shop, page: Page) -> None:
    """Whose it is, only the shop knows; the answer says of which product it is."""
    shop.more = '<a href="/elsewhere" data-alter-open="edit" data-line="abc">Edit</a>'
    shop.session = {"product": 12, "variation": 34}
    await page.goto(shop.base)
    await page.get_by_role("link", name="Edit").click()
    tool = page.frame_locator("iframe")
    await expect(tool.locator("#status")).to_have_text("Ready")
    await tool.get_by_role("button", name="Save changes").click()
    await page.wait_for_url("**/cart")
    assert shop.relayed == [
        {"want": "session", "runtime": "customizer", "mode": "edit", "line": "abc"}
    ]
    (sent,) = shop.added
    assert (sent["product"], sent["variation"], sent["replaces"]) == (12, 34, "abc")


@pytest.mark.parametrize("sells", [True, False])
async def test_while_all_is_down_the_shop_sells_as_its_owner_says(
    shop: Shop, page: Page, sells: bool
) -> None:
    """Its server has to meet the silence itself, so it is asked after the connector."""
    shop.product = {"sellsDown": sells}
    shop.refusal, shop.down = (503, {"code": "connector.upstreamUnavailable"}), True
    await page.goto(shop.base)
    plain = page.locator(".single_add_to_cart_button")
    await expect(plain).to_be_hidden()
    await page.get_by_role("button", name="[customizer]").click()
    said = "[told] [plain][again]" if sells else "[down][again]"
    await expect(page.get_by_role("alert")).to_have_text(said)
    assert (len(shop.direct), len(shop.relayed)) == (1, 1 if sells else 0)
    await page.get_by_role("button", name="[close]").click()
    await (expect(plain).to_be_visible() if sells else expect(plain).to_be_hidden())
