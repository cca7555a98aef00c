"""A shopper's browser, as far as HTTP goes: an origin, and what it may read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.stage.stage import SHOP, Caller, ConnectedStore, Reply, Stage


@dataclass
class Browser:
    """Calls carry the page's origin, and what browsers add beside it."""

    caller: Caller
    key: str
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def on(cls, stage: Stage, store: ConnectedStore, origin: str | None = SHOP) -> Browser:
        headers = {"Cookie": "wp_session=1", "Referer": f"{SHOP}/product/mug/"}
        if origin is not None:
            headers["Origin"] = origin
        return cls(stage.anyone, store.storefront_key, headers)

    async def session(
        self, product: str = "wc_1", tool: str = "customizer", **fields: Any
    ) -> Reply:
        body = {"externalProductId": product, "runtimeType": tool}
        path = f"/storefront/v1/{self.key}/session"
        return await self.caller.post(path, body | fields, headers=self.headers)

    async def bootstrap(self, token: str, **headers: str) -> Reply:
        sent = {**self.headers, "Authorization": f"Bearer {token}", **headers}
        return await self.caller.get("/public-api/v1/runtime/bootstrap", headers=sent)
