"""Customer orders through the gateway: on a shared storefront each store sees and changes its own, and nobody's.

An order of another store (its orders follow it, or its carts hold it) is asked for under a number that never was,
and left out of lists. As long as no other store of the storefront holds any, answers pass byte for byte.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from connector.domain.errors import Unavailable
from connector.domain.store import Store
from connector.flows.collaborators.foreign import NEVER_ISSUED, foreign_orders, hides_orders
from connector.flows.gateway.relay import Passed, Relay
from connector.store.database import Database

_LARGEST_BATCH = 100
"""The document's. Alter refuses longer ones; if it ever does not, what it answers is looked through all the same."""

_WAIT_WHEN_UNREADABLE = 5.0
_UNREADABLE = -1


@dataclass(frozen=True)
class GatewayOrders:
    database: Database
    relay: Relay

    async def __call__(
        self,
        store: Store,
        name: str,
        *,
        path: Mapping[str, str],
        query: Sequence[tuple[str, str]],
        body: Any | None,
    ) -> Passed:
        """`name` is a row of the endpoint table below `/customer-orders`. Raises as `Relay`."""
        if path:
            path = {key: await self._visible(store, value) for key, value in path.items()}
            return await self.relay(store, name, path=path, query=query, body=body)
        shared = await hides_orders(self.database, store)
        if shared:
            body = await self._own_batch(store, body)
        passed = await self.relay(store, name, query=query, body=body)
        if not shared or not passed.is_success:
            return passed
        return await self._own(store, passed, dict(query))

    async def _visible(self, store: Store, number: str) -> str:
        """In one spelling: `007` could be read as 7 by Alter. What is no number its row refuses."""
        if not (number.isascii() and number.isdecimal()):
            return number
        foreign = await foreign_orders(self.database, store, [int(number)])
        return str(NEVER_ISSUED if foreign else int(number))

    async def _own_batch(self, store: Store, body: Any) -> Any:
        """Foreign numbers become ones that never were, so that Alter answers them as it answers unknown ones."""
        asked = body.get("customerOrderIds") if isinstance(body, dict) else None
        if not isinstance(asked, list) or len(asked) > _LARGEST_BATCH:
            return body
        numbers = [each for each in asked if type(each) is int]
        foreign = sorted(await foreign_orders(self.database, store, numbers))
        never = {number: NEVER_ISSUED - index for index, number in enumerate(foreign)}
        return body | {
            "customerOrderIds": [
                never.get(each, each) if type(each) is int else each for each in asked
            ]
        }

    async def _own(self, store: Store, passed: Passed, query: Mapping[str, str]) -> Passed:
        """The answer without other stores' orders, written again only if there were any in it.

        Raises Unavailable for one that cannot be looked through: it might hold anybody's.
        """
        answer = _loaded(passed.body)
        orders = _orders(answer)
        if orders is None:
            raise Unavailable(
                "connector.upstreamUnavailable",
                "Alter's answer cannot be read.",
                retry_after=_WAIT_WHEN_UNREADABLE,
            )
        numbers = [number for each in orders if (number := _number(each)) is not None]
        foreign = await foreign_orders(self.database, store, numbers)
        own = [each for each in orders if _number(each) not in foreign | {_UNREADABLE}]
        if len(own) == len(orders):
            return passed
        _replace(answer, orders, own, query)
        return replace(passed, body=orjson.dumps(answer))


def _loaded(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None


def _orders(answer: Any) -> list[Any] | None:
    """`order.items` of a list, `orders` of a batch; the documents show each once, so both are looked for."""
    for name in ("order", "orders"):
        found = answer.get(name) if isinstance(answer, dict) else None
        if isinstance(found, dict):
            found = found.get("items")
        if isinstance(found, list):
            return found
    return None


def _number(order: Any) -> int | None:
    """None for what is no order at all, `_UNREADABLE` for one that nobody can say whose it is."""
    if not isinstance(order, dict):
        return None
    text = str(order.get("id"))
    return int(text) if text.isascii() and text.isdecimal() else _UNREADABLE


def _replace(answer: Any, orders: list[Any], own: list[Any], query: Mapping[str, str]) -> None:
    """On the last page `total` goes down by what is hidden there. Before it stays: a caller who counts to it
    would otherwise end before its own last order."""
    seen, hidden = len(orders), len(orders) - len(own)
    orders[:] = own
    listed = next((part for part in answer.values() if isinstance(part, dict)), None)
    if listed is None or type(listed.get("total")) is not int:
        return
    offset = int(query["offset"]) if query.get("offset", "").isdecimal() else 0
    if offset + seen >= listed["total"]:
        listed["total"] -= hidden
