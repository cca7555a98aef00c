"""The operator's port: `/metrics`, never on the public one."""

from __future__ import annotations

from aiohttp import web

from connector.telemetry import metrics


async def show(_request: web.Request) -> web.Response:
    body, content_type = metrics.exposition()
    return web.Response(body=body, headers={"Content-Type": content_type})


def create_operator_application() -> web.Application:
    application = web.Application()
    application.router.add_get("/metrics", show)
    return application
