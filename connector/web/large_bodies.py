"""The few bodies that may be large: a store has one of them in memory at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from connector.domain.store import Store
from connector.web.parts import EDGE
from connector.web.reading import BODY_LIMIT

ITEMS_A_BREATH = 100
"""So many items of a list are judged before others get their turn."""


@asynccontextmanager
async def large_body(request: web.Request, store: Store) -> AsyncIterator[None]:
    """Around reading and handling; one of unknown length counts as large. Raises RateLimited."""
    length = request.content_length
    if length is not None and length <= BODY_LIMIT:
        yield
        return
    async with request.app[EDGE].large_bodies.taken(store.id):
        yield
