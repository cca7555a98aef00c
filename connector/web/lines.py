"""Reading NDJSON: one JSON value a line, of a body of any length, a line at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from aiohttp import web

from connector.domain.errors import Unreadable
from connector.web.reading import refuse_encoded

LINE_LIMIT = 64 * 1024
_CHUNK = 64 * 1024
_PATIENCE = 60.0
"""Seconds between two pieces of a body: a caller that went away must not keep the store's turn."""


@dataclass(frozen=True)
class Line:
    """`number` counts from 0, blank lines left out. `content` is None for a line past the limit."""

    number: int
    content: bytes | None


async def read_lines(request: web.Request) -> AsyncIterator[Line]:
    """Raises WrongType for an encoded body, Unreadable when it breaks off or stalls."""
    refuse_encoded(request)
    number, rest, cut = 0, bytearray(), False
    async for piece in _pieces(request):
        *whole, last = piece.split(b"\n")
        for part in whole:
            rest += part
            if cut or rest.strip():
                yield Line(number, None if cut or len(rest) > LINE_LIMIT else bytes(rest))
                number += 1
            rest, cut = bytearray(), False
        rest += last
        if len(rest) > LINE_LIMIT:
            # The end of an overlong line is read past, not kept.
            rest, cut = bytearray(), True
    if cut or rest.strip():
        yield Line(number, None if cut else bytes(rest))


async def _pieces(request: web.Request) -> AsyncIterator[bytes]:
    try:
        while True:
            async with asyncio.timeout(_PATIENCE):
                piece = await request.content.read(_CHUNK)
            if not piece:
                return
            yield piece
    except TimeoutError as fault:
        raise Unreadable(
            "request.stalled", "Nothing more of the body came for a minute."
        ) from fault
    except (web.RequestPayloadError, ConnectionError) as fault:
        raise Unreadable("request.unreadable", "The body broke off.") from fault
