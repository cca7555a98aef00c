"""A shopper who does by plain calls what the plugin's script and WooCommerce's blocks do; and who can forge each."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from scripts.store import web
from scripts.store.scene import Scene

Json = dict[str, Any]
_A_MINUTE = 65.0
M = 395
"""The usual size of Alter's T-shirt."""
ADDRESS = {
    "first_name": "Anna",
    "last_name": "Nowak",
    "address_1": "Prosta 1",
    "city": "Warszawa",
    "postcode": "00-001",
    "country": "PL",
    "email": "anna@shop.test",
    "phone": "123456789",
}


@dataclass(frozen=True)
class Answer:
    status: int
    json: Json
    text: str

    @property
    def code(self) -> str:
        return str(self.json.get("code", ""))

    @property
    def message(self) -> str:
        return str(self.json.get("message", ""))


@dataclass(frozen=True)
class Made:
    """A design: the session it was made in, Alter's order of it, and what the tool would tell the shop."""

    session: Json
    order: int
    payload: Any


@dataclass
class Shopper:
    """One visitor, by cookies."""

    scene: Scene
    http: aiohttp.ClientSession

    async def ask(self, what: str, body: Any, **headers: str) -> Answer:
        """One of the plugin's two addresses, as a page of the shop would ask it."""
        address = f"{self.scene.site.home}/?wc-ajax=alter_connector_{what}"
        text = body if isinstance(body, str) else json.dumps(body)
        sent = {"Origin": self.scene.site.home, "Content-Type": "application/json", **headers}
        return await self._call("POST", address, data=text.encode(), headers=sent)

    async def session(self, product: int, **more: Any) -> Json:
        body = {"want": "session", "product": product, "runtime": "customizer", **more}
        answer = await self.ask("session", body)
        until = time.monotonic() + _A_MINUTE
        while answer.code == "session.down" and time.monotonic() < until:
            # Alter opens 30 a minute: a machine that is quick has to wait as a crowd of shoppers would.
            await asyncio.sleep(3.0)
            answer = await self.ask("session", body)
        assert answer.status == 200, answer
        return answer.json

    async def make(self, product: int, *items: tuple[int, int], **more: Any) -> Made:
        """A design in sizes and quantities (two of size M unless said)."""
        session = await self.session(product, **more)
        saved = await self.save(session, *items)
        assert saved.status in (200, 201), saved
        return Made(session, saved.json["orderId"], saved.json["payload"])

    async def save(
        self,
        session: Json,
        *items: tuple[int, int],
        text: str | None = None,
        order: int | None = None,
    ) -> Answer:
        """What the customizer's button does at Alter."""
        wanted = [{"sizeId": size, "quantity": quantity} for size, quantity in items or ((M, 2),)]
        body = {"items": wanted, "text": text} | ({"orderId": order} if order else {})
        address = f"{self.scene.service.sandbox}/app/customizer/orders"
        headers = {"Authorization": f"Bearer {session['token']}"}
        return await self._call("POST", address, json=body, headers=headers)

    async def add(self, product: int, made: Made, **more: Any) -> Answer:
        return await self.ask("add", wish(product, made) | more)

    async def add_as(self, origin: str, product: int, made: Made) -> Answer:
        """As a page of another site would."""
        return await self.ask("add", wish(product, made), Origin=origin)

    async def buy_one(self, product: int, *items: tuple[int, int]) -> int:
        """From nothing to a paid order. Returns its number."""
        made = await self.make(product, *items)
        added = await self.add(product, made)
        assert added.status == 200, added
        return await self.pay()

    async def buy_plain(self, product: int) -> int:
        """What any shop sells. Returns the order's number."""
        added = await self.store("POST", "cart/add-item", {"id": product, "quantity": 1})
        assert added.status == 201, added
        return await self.pay()

    async def cart(self) -> Json:
        """As the Store API shows it."""
        return (await self._store("GET", "cart")).json

    async def store(self, method: str, what: str, body: Json) -> Answer:
        """A call of WooCommerce's blocks."""
        return await self._store(method, what, json=body)

    async def pay(self) -> int:
        """Cash on delivery, as the checkout block does."""
        paid = await self.try_to_pay()
        assert paid.status == 200, paid
        return int(paid.json["order_id"])

    async def try_to_pay(self) -> Answer:
        """The same, whatever comes of it."""
        body = {"billing_address": ADDRESS, "shipping_address": ADDRESS, "payment_method": "cod"}
        return await self._store("POST", "checkout", json=body)

    async def get(self, address: str) -> Answer:
        """A page."""
        return await self._call("GET", address)

    async def post(self, address: str, fields: Json) -> Answer:
        """A form."""
        return await self._call("POST", address, data=fields)

    async def _store(self, method: str, what: str, **body: Any) -> Answer:
        address = f"{self.scene.site.home}/?rest_route=/wc/store/v1/{what}"
        return await self._call(method, address, headers={"Nonce": await self.nonce()}, **body)

    async def nonce(self) -> str:
        address = f"{self.scene.site.home}/?rest_route=/wc/store/v1/cart"
        async with self.http.get(address) as answer:
            await answer.read()
            return answer.headers["Nonce"]

    async def _call(self, method: str, address: str, **call: Any) -> Answer:
        async with self.http.request(method, address, **call) as answer:
            text = await answer.text()
            try:
                found = json.loads(text)
            except ValueError:
                found = {}
            return Answer(
                answer.status, found if isinstance(found, dict) else {"list": found}, text
            )


def wish(product: int, made: Made) -> Json:
    """What the page's script sends when the tool's button was pressed."""
    return {
        "product": product,
        "variation": 0,
        "runtime": "customizer",
        "sessionRef": made.session["sessionRef"],
        "payload": made.payload,
    }


@asynccontextmanager
async def shopper(scene: Scene) -> AsyncIterator[Shopper]:
    async with web.caller() as http:
        yield Shopper(scene, http)
