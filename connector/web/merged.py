"""The operator's port of `serve --workers`: one `/metrics` for all its processes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

import aiohttp
from aiohttp import web

from connector.telemetry.merging import merged

_WITHIN = 2.0


async def scraped(socket: Path) -> bytes | None:
    """What a process says on its socket; None when it is not there."""
    try:
        async with (
            aiohttp.ClientSession(
                connector=aiohttp.UnixConnector(str(socket)),
                timeout=aiohttp.ClientTimeout(total=_WITHIN),
            ) as session,
            session.get("http://process/metrics") as answer,
        ):
            return await answer.read() if answer.status == 200 else None
    except (aiohttp.ClientError, OSError, TimeoutError):
        return None


def create_merged_application(sockets: Callable[[], Mapping[str, Path]]) -> web.Application:
    """`sockets`: by process, asked at each scrape."""

    async def show(_request: web.Request) -> web.Response:
        asked = sockets()
        answers = await asyncio.gather(*(scraped(socket) for socket in asked.values()))
        by_process = dict(zip(asked, answers, strict=True))
        body, content_type = merged(
            {name: text for name, text in by_process.items() if text is not None},
            {name: text is not None for name, text in by_process.items()},
        )
        return web.Response(body=body, headers={"Content-Type": content_type})

    application = web.Application()
    application.router.add_get("/metrics", show)
    return application
