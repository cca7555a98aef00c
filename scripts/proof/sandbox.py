"""The sandbox's side door: placing orders, and looking at everything that reached it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import aiohttp

_OPENED_DESIGNS = 10


class Forgotten(Exception):
    """The sandbox's log of calls has a gap: it was not read often enough."""


@dataclass
class Observer:
    """Straight to the sandbox, past the proxy. `calls` is its whole log, in the order in which it finished."""

    base: str
    session: aiohttp.ClientSession
    calls: list[dict[str, Any]] = field(default_factory=list)

    async def turn(self, **knobs: Any) -> None:
        await self._json("PATCH", "/sandbox/knobs", knobs)

    async def state(self) -> dict[str, Any]:
        return dict(await self._json("GET", "/sandbox/state"))

    async def read_calls(self) -> None:
        read = len(self.calls)
        found = await self._json("GET", f"/sandbox/calls?after={read}")
        if found["first"] != read:
            raise Forgotten(f"calls {read} to {found['first']}")
        self.calls += found["calls"]

    async def designs(self, storefront_id: int) -> list[int]:
        """Ids of designs of the storefront that every tool may show."""
        credential = await self._json(
            "POST", "/sandbox/credentials", {"storefrontId": storefront_id}
        )
        headers = {
            "x-alter-access-key": credential["accessKey"],
            "x-alter-access-token": credential["accessToken"],
        }
        path = f"/public-api/v1/products?limit={_OPENED_DESIGNS}"
        found = await self._json("GET", path, headers=headers)
        await self._json("POST", f"/sandbox/credentials/{credential['accessKey']}/revoke")
        return [
            each["id"] for each in found["products"]["items"] if all(each["embeddable"].values())
        ]

    async def place_order(self, design_id: int, items: int) -> tuple[int, tuple[int, ...]]:
        """The order's id and those of its items."""
        body = {"designId": design_id, "items": [{"quantity": 1}] * items}
        found = await self._json("POST", "/sandbox/orders", body)
        return found["id"], tuple(sorted(int(number) for number in found["quantities"]))

    async def _json(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> Any:
        async with self.session.request(
            method, self.base + path, json=body, headers=headers
        ) as answer:
            answer.raise_for_status()
            return await answer.json()
