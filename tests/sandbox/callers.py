"""Small parts the tests speak to the sandbox with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from connector.sandbox.server import Sandbox

EXAMPLES = Path(__file__).parent / "examples"
VERIFIER = "a-verifier-that-is-long-enough-for-rfc-7636-too"
ORIGIN = "https://yourstore.com"


def example(name: str) -> Any:
    return json.loads((EXAMPLES / f"{name}.json").read_text())


def shape(value: object) -> object:
    """Keys and JSON types, recursively; a list is the shape of its first item."""
    match value:
        case dict():
            return {key: shape(each) for key, each in value.items()}
        case list():
            return [shape(value[0])] if value else []
        case bool() | None:
            return type(value).__name__
        case int() | float():
            return "number"
        case _:
            return type(value).__name__


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> str:
        return str(self.body["code"])


@dataclass
class Caller:
    """A server-side client with one credential, or none."""

    session: aiohttp.ClientSession
    base: str
    credential: dict[str, str]

    async def __call__(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> Answer:
        sent = {**self.credential, **(headers or {})}
        url = self.base + path
        async with self.session.request(method, url, headers=sent, **more) as answer:
            text = await answer.text()
            is_json = answer.content_type == "application/json"
            body = json.loads(text) if is_json else text
            return Answer(answer.status, body, dict(answer.headers))

    async def sync(self, *bindings: dict[str, Any]) -> Answer:
        body = {"bindings": list(bindings)}
        return await self("POST", "/runtime-bindings/sync-from-wordpress", json=body)

    async def open(self, **wanted: Any) -> Answer:
        return await self("POST", "/embed/session", json={"origin": ORIGIN, **wanted})


def binding(number: int = 123, **changes: Any) -> dict[str, Any]:
    """A valid active viewer binding; a field set to `...` is left out."""
    fields = {
        "externalProductId": f"wc_{number}",
        "runtimeType": "viewer",
        "status": "active",
        "designId": 381,
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not ...}


def caller(session: aiohttp.ClientSession, sandbox: Sandbox, **kwargs: Any) -> Caller:
    return Caller(session, sandbox.api_url, sandbox.issue_credential(**kwargs).headers)
