"""The application behind a listening socket, and what hears who does not speak HTTP.

The library answers a request that it cannot frame before any middleware sees it: with a piece of what was sent, and
a traceback in the log that holds the same piece and the caller's address. A token may be in it. So it is answered
here, and says neither.
"""

from __future__ import annotations

import secrets

import structlog
from aiohttp import web

from connector.domain.errors import Unreadable
from connector.web.problems import problem

log = structlog.get_logger(__name__)


class Runner(web.AppRunner):
    """`stop_within`: seconds for what is in flight. Compressed bodies are refused unread, so nothing unpacks
    what still arrives of them."""

    def __init__(self, application: web.Application, stop_within: float) -> None:
        super().__init__(
            application, access_log=None, shutdown_timeout=stop_within, auto_decompress=False
        )

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return _Server(made.request_handler, request_factory=made.request_factory, **made._kwargs)


class _Server(web.Server):
    def __call__(self) -> web.RequestHandler:
        return _Connection(self, loop=self._loop, **self._kwargs)


class _Connection(web.RequestHandler):
    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Closes the connection: where the next request begins is anybody's guess."""
        if status >= 500 or request.writer.output_size > 0:
            return super().handle_error(request, status, exc, message)
        request_id = secrets.token_hex(12)
        log.info("unreadable_request", why=type(exc).__name__, request_id=request_id)
        response = problem(
            Unreadable("request.unreadable", "This is not HTTP/1.1 as it is written down."),
            request_id,
        )
        response.headers["X-Request-Id"] = request_id
        response.force_close()
        return response
