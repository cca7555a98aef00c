"""What was bought: an order as the shop keeps it, and what Alter knows of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from scripts.store.scene import Scene


@dataclass(frozen=True)
class Item:
    id: int
    name: str
    product: int
    variation: int
    quantity: int
    total: float
    metas: dict[str, Any]

    @property
    def alter_order(self) -> int:
        return int(self.metas["_alter_order_id"])


@dataclass(frozen=True)
class Order:
    id: int
    key: str
    status: str
    total: float
    items: list[Item]
    notes: list[str]

    @property
    def item(self) -> Item:
        (only,) = self.items
        return only


async def last(scene: Scene, count: int = 1) -> list[Order]:
    """The newest first."""
    found = json.loads(await scene.site.php("bought", str(count)))
    return [
        Order(
            **{
                **each,
                "items": [Item(**{**item, "metas": item["metas"] or {}}) for item in each["items"]],
            }
        )
        for each in found
    ]


async def order(scene: Scene, order_id: int) -> Order:
    return next(each for each in await last(scene, 30) if each.id == order_id)


async def at_alter(scene: Scene, number: int) -> tuple[str, list[int]]:
    """Status and quantities of one of Alter's orders; a deleted one is "deleted"."""
    found = await scene.service.order(number)
    return "deleted" if found["deleted"] else found["status"], quantities(found)


def quantities(order: dict[str, Any]) -> list[int]:
    """Of its lines, as the sandbox shows them."""
    shown = order["quantities"]
    return list(shown.values()) if isinstance(shown, dict) else list(shown)
