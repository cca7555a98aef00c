"""The two shapes of a refusal (alter-public-api.txt, "Errors and rate limits").

Controllers answer `code`; the authentication middleware and the limiters answer `error`. Of the codes
the documents show only `assetCatalog.invalidType`; every other one here is made after that pattern.
"""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web


class Refused(Exception):
    """Carries the answer; never reaches a caller otherwise."""

    def __init__(
        self, status: int, body: dict[str, object], headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body
        self.headers = headers

    def answer(self) -> web.Response:
        return web.json_response(self.body, status=self.status, headers=self.headers)


def refused(status: int, code: str) -> Refused:
    return Refused(status, {"code": code})


def unauthorized() -> Refused:
    return Refused(401, {"error": "Unauthorized"})


def forbidden() -> Refused:
    """The document only says "reject" of browser calls and names no answer to a missing scope."""
    return Refused(403, {"error": "Forbidden"})


def too_many(wait: int | None) -> Refused:
    headers = None if wait is None else {"Retry-After": str(wait)}
    return Refused(429, {"error": "Too Many Requests"}, headers)
