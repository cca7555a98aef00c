"""One store: connects, maps products, tells of orders, leaves and comes back. All by seeded chance."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random
from typing import Any

from connector.sandbox.owner import approve
from scripts.proof.calling import Line, Reply, Unexpected, expect
from scripts.proof.orders import Event, Followed
from scripts.proof.sandbox import Observer
from scripts.proof.wishes import UNKNOWN_DESIGN, Content, Key, Wishes, is_clickable

_TOOLS = ("viewer", "configurator", "customizer")
_STATUSES = ("active", "active", "active", "draft", "inactive", "archived")
_CLICKS = {"activate": "active", "deactivate": "inactive", "archive": "archived"}
_SPECIAL = ("901", "902", "903")
_WEIGHTS = (36, 2, 9, 14, 6, 28, 3, 2)
_HINTED = 0.25
_REST = (0.0, 0.25)
_MOST_ORDERS = 60


@dataclass
class Shop:
    """`deeds` counts what it did. `observer` places the orders that its shoppers would have placed."""

    name: str
    line: Line
    observer: Observer
    random: Random
    products: int
    hint: Callable[[], str | None]
    """A deed that would meet the present kill point."""
    wishes: Wishes = field(default_factory=Wishes)
    orders: dict[int, Followed] = field(default_factory=dict)
    deeds: Counter[str] = field(default_factory=Counter)
    storefront_id: int = 0
    designs: list[int] = field(default_factory=list)
    _token: str | None = None
    _markers: count[int] = field(default_factory=lambda: count(1))
    _order_ids: count[int] = field(default_factory=lambda: count(1001))
    _events: int = 0

    @property
    def url(self) -> str:
        return f"http://{self.name}.localhost"

    @property
    def bearer(self) -> dict[str, str]:
        assert self._token is not None, "not connected"
        return {"Authorization": f"Bearer {self._token}"}

    async def open(self) -> None:
        """Connected, with a first mapping: what every shop begins with."""
        await self.connect()
        self.designs = await self.observer.designs(self.storefront_id)

    async def play(self, until: float) -> None:
        """Deeds until that time of the loop."""
        loop = asyncio.get_running_loop()
        deeds: dict[str, Callable[[], Awaitable[None]]] = {
            deed.__name__: deed
            for deed in (
                self.put,
                self.put_many,
                self.patch,
                self.click,
                self.act,
                self.tell,
                self.reconnect,
                self.leave_and_return,
            )
        }
        while loop.time() < until:
            (chosen,) = self.random.choices(list(deeds), _WEIGHTS)
            if (hint := self.hint()) is not None and self.random.random() < _HINTED:
                chosen = hint
            await deeds[chosen]()
            self.deeds[chosen] += 1
            await asyncio.sleep(self.random.uniform(*_REST))

    # Connecting

    async def connect(self, *, with_token: bool = False) -> None:
        """Again from the start until it comes about: a lost exchange ends an attempt."""
        headers = self.bearer if with_token else {}
        async with asyncio.timeout(180):
            while not await self._connects(headers):
                # The token may be replaced by now, by an attempt whose answer was lost.
                headers = {}
                await asyncio.sleep(0.2)

    async def _connects(self, headers: Mapping[str, str]) -> bool:
        start = {"storeUrl": self.url, "returnUrl": f"{self.url}/wp-admin/admin.php?page=alter"}
        reply = await self.line.sure("POST", "/v1/connect/start", start, **headers)
        started = expect(reply, 201)
        approval = await approve(started["authorizeUrl"])
        proof = {
            "connectionId": started["connectionId"],
            "connectSecret": started["connectSecret"],
            "state": approval.state,
            "code": approval.code,
        }
        for _ in range(3):
            done = await self.line.once("POST", "/v1/connect/complete", proof)
            if done is None:
                await asyncio.sleep(0.3)  # the same proof again gets the same answer
                continue
            if done.status == 200:
                self._token = done.json["storeToken"]
                self.storefront_id = done.json["store"]["storefrontId"]
                return True
            expect(done, 410, 502)
            return False
        return False

    async def reconnect(self) -> None:
        await self.connect(with_token=self.random.random() < 0.6)

    async def leave_and_return(self) -> None:
        """The plugin is removed and, later or at once, installed again; its mapping is sent anew, in part."""
        deactivate = self.random.random() < 0.5
        how = "deactivate" if deactivate else "keep"
        known = await self.rows()
        path = f"/v1/store?bindings={how}"
        while True:
            reply = await self.line.once("DELETE", path, **self.bearer, X_Connector_Site=self.url)
            if reply is not None:
                # 401: an earlier try, whose answer was lost, did it.
                expect(reply, 200, 401)
                break
        self.wishes.leave(known.keys(), deactivate=deactivate)
        for order in self.orders.values():
            order.link_certain = False
        self._token = None
        await asyncio.sleep(self.random.choice((0.0, 0.0, 0.5, 3.0)))
        await self.connect()
        again = [key for key in self.wishes.by_key if self.random.random() < 0.5]
        if again:
            await self._put({key: self._content(key) for key in again})

    # Products

    def _key(self) -> Key:
        product = self.random.choice([*map(str, range(1, self.products + 1)), *_SPECIAL])
        return (f"wc_{product}", self.random.choice(_TOOLS[: 1 if product in _SPECIAL else 3]))

    def _content(self, key: Key) -> Content:
        marker = next(self._markers)
        status = self.random.choice(_STATUSES)
        if key[0].endswith("903") and self.random.random() < 0.5:
            return Content("active", UNKNOWN_DESIGN, None, marker)
        if self.random.random() < 0.2:
            digest = hashlib.sha256(f"{key}{marker}".encode()).hexdigest()
            return Content(status, None, f"{key[0]}-{key[1]} {digest}", marker)
        return Content(status, self.random.choice(self.designs), None, marker)

    def _item(self, key: Key, content: Content) -> dict[str, Any]:
        found: dict[str, Any] = {
            "externalProductId": key[0],
            "runtimeType": key[1],
            "status": content.status,
            "legacyStorefrontProductId": content.marker,
        }
        if content.local is None:
            return found | {"designId": content.design}
        name, digest = content.local.split()
        folder = f"{self.url}/wp-content/uploads/alter/{name}/"
        return found | {
            "externalDesign": {
                "externalDesignKey": name,
                "productId": 7,
                "title": name,
                "manifestUrl": f"{folder}manifest.json",
                "assetBaseUrl": folder,
                "manifestHash": digest,
            }
        }

    async def put(self) -> None:
        changes = {}
        for _ in range(self.random.randint(1, 8)):
            key = self._key()
            known = self.wishes.by_key.get(key)
            same = known is not None and self.random.random() < 0.1
            changes[key] = known.wanted if same and known else self._content(key)
        await self._put(changes)

    async def put_many(self) -> None:
        """A catalogue at once: the limits must hold, and clicks must get through."""
        keys = [(f"wc_{number}", tool) for number in range(1, self.products + 1) for tool in _TOOLS]
        chosen = self.random.sample(keys, len(keys) // 2)
        await self._put({key: self._content(key) for key in chosen})

    async def _put(self, changes: Mapping[Key, Content]) -> None:
        prefer = {"Prefer": "wait=2"} if self.random.random() < 0.3 else {}
        body = {"bindings": [self._item(*each) for each in changes.items()]}
        reply = await self.line.once("PUT", "/v1/bindings", body, **self.bearer, **prefer)
        if reply is not None:
            answer = expect(reply, 200)
            if answer["rejected"]:
                raise Unexpected(f"rejected: {answer['rejected'][:3]}")
        await self._settle(changes, reply)

    async def patch(self) -> None:
        row = await self._a_row()
        if row is None:
            return
        key, before = _key_of(row), Content.said(row)
        after = replace(before, status=self.random.choice(_STATUSES), marker=next(self._markers))
        fields = {"status": after.status, "legacyStorefrontProductId": after.marker}
        path = f"/v1/bindings/{row['bindingId']}"
        reply = await self.line.once("PATCH", path, fields, **self.bearer)
        if reply is not None:
            expect(reply, 200)
        await self._settle({key: after}, reply)

    async def click(self) -> None:
        row = await self._a_row()
        if row is None:
            return
        verb = self.random.choice(tuple(_CLICKS))
        after = replace(Content.said(row), status=_CLICKS[verb])
        path = f"/v1/bindings/{row['bindingId']}"
        prefer = {"Prefer": "wait=0"} if self.random.random() < 0.5 else {}
        if verb == "archive":
            reply = await self.line.once("DELETE", path, **self.bearer)
        else:
            reply = await self.line.once("POST", f"{path}/{verb}", **self.bearer, **prefer)
        if reply is not None:
            expect(reply, 200, 202)
        await self._settle({_key_of(row): after}, reply)

    async def act(self) -> None:
        """One word for all bindings of some products."""
        products = {self._key()[0] for _ in range(self.random.randint(1, 5))}
        rows = await self.rows([each for each in products if is_clickable(each)])
        if not rows:
            return
        action = self.random.choice(tuple(_CLICKS))
        changes = {key: replace(each, status=_CLICKS[action]) for key, each in rows.items()}
        body = {"action": action, "externalProductIds": sorted({key[0] for key in rows})}
        reply = await self.line.once("POST", "/v1/bindings/actions", body, **self.bearer)
        if reply is not None:
            expect(reply, 200)
        await self._settle(changes, reply, shown=rows)

    async def _settle(
        self,
        changes: Mapping[Key, Content],
        reply: Reply | None,
        shown: Mapping[Key, Content] | None = None,
    ) -> None:
        """Without an answer either outcome is right, but it must be one of the two: read it back. `shown`: what
        the connector showed just before, also of rows that a store found again when it returned."""
        if reply is None:
            self.wishes.unknown += 1
            if not await self._kept(changes, {**self.wishes.certain(), **(shown or {})}):
                return
            self.wishes.taken += 1
        self.wishes.accept(changes)

    async def _kept(self, changes: Mapping[Key, Content], known: Mapping[Key, Content]) -> bool:
        new = {key: content for key, content in changes.items() if known.get(key) != content}
        now = await self.rows({product for product, _ in changes})
        kept = {now.get(key) == content for key, content in new.items()}
        if len(kept) > 1:
            raise Unexpected(f"half of a change was kept: of {new} there is {now}")
        return kept != {False}

    async def _a_row(self) -> dict[str, Any] | None:
        """One that may be clicked, as the connector shows it now."""
        product = self._key()[0]
        if not is_clickable(product):
            return None
        query = f"externalProductId={product}"
        reply = await self.line.sure("GET", f"/v1/bindings?{query}", **self.bearer)
        items = expect(reply, 200)["items"]
        return dict(self.random.choice(items)) if items else None

    async def rows(self, products: Any = ()) -> dict[Key, Content]:
        return {_key_of(row): Content.said(row) for row in await self.listed(products)}

    async def listed(self, products: Any = ()) -> list[dict[str, Any]]:
        """Every binding, or those of some products, as the connector answers them."""
        if products:
            parts = sorted(products)
            found = []
            for start in range(0, len(parts), 50):
                query = ",".join(parts[start : start + 50])
                found += await self._pages(f"externalProductId={query}&")
            return found
        return await self._pages("")

    async def _pages(self, query: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        cursor = ""
        while True:
            path = f"/v1/bindings?{query}limit=500{cursor}"
            page = expect(await self.line.sure("GET", path, **self.bearer), 200)
            found += page["items"]
            if page["nextCursor"] is None:
                return found
            cursor = f"&cursor={page['nextCursor']}"

    # Orders

    async def tell(self) -> None:
        """One to three events of an order, out of order and some of them twice."""
        order = await self._an_order()
        events = [order.next_event(self.random) for _ in range(self.random.randint(1, 3))]
        told = [each for each in events for _ in range(1 + (self.random.random() < 0.25))]
        self.random.shuffle(told)
        for each in told:
            await self._tell(order, each)
        if order.link_certain and self.random.random() < 0.1:
            await self._claim_anothers(order)

    async def _tell(self, order: Followed, event: Event) -> None:
        body = event.body(order.order_id, order.alter_order_id, order.details)
        reply = await self.line.sure("POST", "/v1/orders/events", body, **self.bearer)
        expect(reply, 202)
        order.accept(event)
        self._events += 1

    async def _claim_anothers(self, order: Followed) -> None:
        """Another WooCommerce order names the same Alter order: the first link wins."""
        event = Event("created", "cancelled", 1, tuple(1 for _ in order.details))
        body = event.body(999_000 + order.order_id, order.alter_order_id, order.details)
        reply = await self.line.sure("POST", "/v1/orders/events", body, **self.bearer)
        (answer,) = expect(reply, 202)["accepted"]
        if answer["code"] != "orders.notOwner":
            raise Unexpected(f"a second owner of an Alter order: {answer}")

    async def _an_order(self) -> Followed:
        if len(self.orders) >= _MOST_ORDERS or (self.orders and self.random.random() < 0.7):
            return self.random.choice(list(self.orders.values()))
        number, details = await self.observer.place_order(
            self.random.choice(self.designs), self.random.choice((1, 1, 2))
        )
        order = Followed(next(self._order_ids), number, details)
        self.orders[number] = order
        return order

    @property
    def events(self) -> int:
        return self._events


def _key_of(row: Mapping[str, Any]) -> Key:
    return (row["externalProductId"], row["runtimeType"])
