"""The operator's port: `/metrics`, never on the public one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from connector.telemetry.registry import exposition


def create_operator_application(measure: Callable[[], Awaitable[None]]) -> web.Application:
    """`measure` brings what comes from the database up to date; it raises nothing and is back soon."""

    async def show(_request: web.Request) -> web.Response:
        await measure()
        body, content_type = exposition()
        return web.Response(body=body, headers={"Content-Type": content_type})

    application = web.Application()
    application.router.add_get("/metrics", show)
    return application
