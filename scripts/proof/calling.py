"""Calling a connector that may die at any moment: what was accepted, and what nobody can know."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

_REST = 0.1
_PATIENCE = 300.0


class Unexpected(Exception):
    """An answer that the connector should never have given; the message quotes it."""


@dataclass(frozen=True)
class Reply:
    status: int
    json: Any


@dataclass
class Line:
    """`bases`: one address, or several that are asked in turn, as a balancer does. `lost`: answers that never
    came. A refused connection is no loss: nothing was sent."""

    bases: Sequence[str]
    session: aiohttp.ClientSession
    lost: int = 0
    _turn: int = 0

    async def once(self, method: str, path: str, body: Any = None, **headers: str) -> Reply | None:
        """None: the call was sent and its outcome is not known. A 5xx promises nothing either, except for
        502, which says that Alter was asked. Waits while the connector is down or says 429."""
        async with asyncio.timeout(_PATIENCE):
            while True:
                try:
                    reply = await self._sent(method, path, body, headers)
                except aiohttp.ClientConnectorError:
                    await asyncio.sleep(_REST)
                    continue
                except (aiohttp.ClientError, OSError):
                    self.lost += 1
                    return None
                if reply.status == 429:
                    await asyncio.sleep(_REST * 5)
                    continue
                if reply.status >= 500 and reply.status != 502:
                    self.lost += 1
                    return None
                return reply

    async def sure(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """Again until there is an answer: for what may be said twice."""
        async with asyncio.timeout(_PATIENCE):
            while True:
                reply = await self.once(method, path, body, **headers)
                if reply is not None:
                    return reply
                await asyncio.sleep(_REST)

    async def _sent(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Reply:
        base = self.bases[self._turn % len(self.bases)]
        self._turn += 1
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.request(
            method, base + path, json=body, headers=named, allow_redirects=False
        ) as answer:
            raw = await answer.read()
            is_json = "json" in answer.content_type and raw
            return Reply(answer.status, await answer.json(content_type=None) if is_json else None)


def expect(reply: Reply, *statuses: int) -> Any:
    """The answer's content. Raises Unexpected for another status."""
    if reply.status not in statuses:
        raise Unexpected(f"{reply.status} instead of {statuses}: {reply.json}")
    return reply.json
