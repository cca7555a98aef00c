"""Loaded by schemathesis: calls that end a store, or its token, play on a store of their own."""

from __future__ import annotations

import json
import os
import urllib.request
from typing import Any

import schemathesis

SANDBOX = "CONTRACT_SANDBOX"
CONNECTOR = "CONTRACT_CONNECTOR"
ORIGIN = "CONTRACT_ORIGIN"
TOKEN = "CONTRACT_TOKEN"  # noqa: S105 - a variable's name
SHOP = "http://throwaway{}.localhost"

ENDING = {"leave", "rotateToken", "rotateStorefrontKey", "moveStore"}
_WITHIN = 30.0
_count = iter(range(1, 1_000_000_000))


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Only where the known store would answer: without its token, or with a made-up one, nothing can end."""
    if case.operation.definition.raw.get("operationId") not in ENDING:
        return
    headers = case.headers or {}
    if headers.get("Authorization") != f"Bearer {os.environ[TOKEN]}":
        return
    shop = SHOP.format(next(_count))
    headers["Authorization"] = f"Bearer {_connected(shop)}"
    if "X-Connector-Site" in headers:
        headers["X-Connector-Site"] = shop


@schemathesis.hook
def map_body(context: Any, body: Any) -> Any:
    """The example's shop is nobody's here: sessions are for pages of the known one."""
    if isinstance(body, dict) and body.get("origin") == "https://shop.example":
        return body | {"origin": os.environ[ORIGIN]}
    return body


def _connected(shop: str) -> str:
    issued = _posted(f"{os.environ[SANDBOX]}/sandbox/credentials", {})
    body = {
        "storeUrl": shop,
        "accessKey": issued["accessKey"],
        "accessToken": issued["accessToken"],
        "shareStorefront": True,
    }
    answer = _posted(f"{os.environ[CONNECTOR]}/v1/connect/credentials", body)
    return str(answer["storeToken"])


def _posted(url: str, body: dict[str, Any]) -> Any:
    """Raises HTTPError. Both addresses are loopback ones of this run."""
    asked = urllib.request.Request(  # noqa: S310
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(asked, timeout=_WITHIN) as answer:  # noqa: S310
        return json.load(answer)
