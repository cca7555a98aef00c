"""A shopper at the customizer: a session, the button that makes an order, and the shop's claim of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp

from connector.sandbox.customizer_orders import PATH as BUTTON
from connector.sandbox.orders import Item, Order
from tests.acceptance.browser import Browser
from tests.stage.stage import ConnectedStore, Reply, Stage, item

CLAIMS = "/v1/cart/claims"
DESIGN = 381


@dataclass
class Visitor:
    """One WooCommerce session of a shop: its secret is `key`."""

    stage: Stage
    store: ConnectedStore
    key: str = "visitor-one-0123456789"
    session: dict[str, Any] | None = None

    @property
    def ref(self) -> str:
        assert self.session is not None
        return str(self.session["sessionRef"])

    async def opens(self, product: str = "wc_1", tool: str = "customizer") -> Visitor:
        """The product's page, anew: what was opened before is over."""
        browser = Browser.on(self.stage, self.store, self.store.origin)
        answer = await browser.session(product, tool)
        assert answer.status == 201, answer.body
        self.session = answer.json
        return self

    async def presses(self, *quantities: int) -> Order:
        """*Add to cart* in the tool, with the session's token."""
        assert self.session is not None
        body = {"items": [{"quantity": quantity} for quantity in quantities or (1,)]}
        sandbox = self.stage.sandbox
        headers = {"Authorization": f"Bearer {self.session['token']}"}
        async with (
            aiohttp.ClientSession() as session,
            session.post(sandbox.url + BUTTON, json=body, headers=headers) as response,
        ):
            assert response.status == 201, await response.text()
            made = await response.json()
        return sandbox.world.orders[made["orderId"]]

    async def claims(self, order: Order | int | None, **fields: Any) -> Reply:
        body = {
            "externalProductId": "wc_1",
            "runtimeType": "customizer",
            "alterOrderId": order.id if isinstance(order, Order) else order,
            "sessionRef": self.ref,
            "claimKey": self.key,
        }
        return await self.store.post(CLAIMS, body | fields)

    def another(self, key: str = "visitor-two-9876543210") -> Visitor:
        """Somebody else in the same shop, who got hold of the session's reference."""
        return Visitor(self.stage, self.store, key, self.session)


async def visiting(
    stage: Stage, store: ConnectedStore, product: str = "wc_1", **fields: Any
) -> Visitor:
    """The product is bound and confirmed, its page is open. For stages without a running worker."""
    await store.put_bindings(item(product, **fields), wait=0)
    await stage.work()
    return await Visitor(stage, store).opens(product)


def made(
    stage: Stage, *, ago: float = 0.0, design: int = DESIGN, status: str = "shopping_cart"
) -> Order:
    """An order somebody made `ago` seconds before now, as Alter's clock says."""
    at: datetime = stage.sandbox.scene.clock.now() - timedelta(seconds=ago)
    return stage.sandbox.world.place_order(design, items=[Item()], status=status, at=at)


def refusal(answer: Reply) -> tuple[int, str | None]:
    return answer.status, answer.code


UNKNOWN = (404, "claim.orderUnknown")
SESSION_UNKNOWN = (404, "claim.sessionUnknown")
WRONG_DESIGN = (422, "claim.wrongDesign")
LOCKED = (409, "claim.locked")
TAKEN = (409, "claim.taken")
SEVERAL = (409, "claim.severalOrders")
