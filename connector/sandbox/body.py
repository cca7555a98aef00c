"""Reading a JSON body the strict way: the type is declared, the text is JSON, the top is an object."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from aiohttp import web

from connector.sandbox.refusal import refused

BODY_LIMIT = 1024 * 1024


def _no_such_number(_name: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")


async def read_object(request: web.Request) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise refused(400, "request.invalidContentType")
    try:
        value = json.loads(await request.read(), parse_constant=_no_such_number)
    except ValueError:
        raise refused(400, "request.invalidJson") from None
    if not isinstance(value, dict):
        raise refused(400, "request.invalidBody")
    return value


def is_id(value: object) -> bool:
    """Positive and a number: `true` is an int to Python, not to JSON."""
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def is_text(value: object, longest: int = 255) -> bool:
    return isinstance(value, str) and 0 < len(value) <= longest
