"""WooCommerce's REST API as an outside program uses it: with a key, over plain http signed (OAuth 1.0a)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from scripts.store import web


class ApiRefused(Exception):
    """An answer that is no success."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status, self.code, self.message = status, code, message


@dataclass(frozen=True)
class ShopApi:
    """`home` is the shop's address without a slash at its end."""

    home: str
    key: str
    secret: str

    async def call(self, method: str, path: str, **body: Any) -> Any:
        """`path` below `/wp-json/wc/v3`; what else is given goes as JSON."""
        address = f"{self.home}/wp-json/wc/v3/{path}"
        query = self._signed(method, address)
        async with (
            web.caller() as session,
            session.request(method, address, params=query, json=body or None) as answer,
        ):
            found = await answer.json()
            if answer.status >= 400:
                raise ApiRefused(answer.status, found["code"], found["message"])
            return found

    async def set_meta(self, path: str, **meta: str) -> Any:
        """Changes meta of a product or variation; the names without the underscore before them."""
        pairs = [{"key": f"_{key}", "value": value} for key, value in meta.items()]
        return await self.call("PUT", path, meta_data=pairs)

    def _signed(self, method: str, address: str) -> dict[str, str]:
        fields = {
            "oauth_consumer_key": self.key,
            "oauth_nonce": secrets.token_hex(16),
            "oauth_signature_method": "HMAC-SHA256",
            "oauth_timestamp": str(int(time.time())),
        }
        pairs = "&".join(
            f"{name}={quote(value, safe='')}" for name, value in sorted(fields.items())
        )
        text = "&".join(quote(part, safe="") for part in (method, address, pairs))
        digest = hmac.digest(f"{self.secret}&".encode(), text.encode(), hashlib.sha256)
        return {**fields, "oauth_signature": base64.b64encode(digest).decode()}
