"""Around every request: its id, its log line, its metrics, and errors turned into answers."""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import HttpVersion10, HttpVersion11, web

from connector.domain.errors import Failure, NotFound, TooLarge, Unavailable, Unreadable
from connector.telemetry import metrics
from connector.web.problems import STATUS, Unexpected, alter_shaped, problem

log = structlog.get_logger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

REQUEST_ID: web.RequestKey[str] = web.RequestKey("request_id", str)

# Sane: short, printable, and nothing that a log viewer or a header parser could act on.
_SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_GATEWAY = "/public-api/"
_UNKNOWN = "(unknown)"
_READS = frozenset({"GET", "HEAD"})
_READ_AGAIN = (0.1, 0.5)
"""Seconds before each."""
_SURFACES = ("/v1/", "/public-api/", "/storefront/")


@web.middleware
async def observed(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Outermost: the id, the time, one log line with the route's template and never the raw path."""
    started = time.perf_counter()
    with structlog.contextvars.bound_contextvars(request_id=_id_of(request)):
        response = await handler(request)
        seconds = time.perf_counter() - started
        route = _route(request)
        metrics.request_answered(route_class(route), request.method, response.status, seconds)
        log.info(
            "request",
            method=request.method,
            route=route,
            status=response.status,
            ms=round(seconds * 1000, 1),
        )
    return response


async def identified(request: web.Request, response: web.StreamResponse) -> None:
    """On every answer before its headers leave: streamed ones, and those that no middleware saw."""
    response.headers["X-Request-Id"] = _id_of(request)


async def expected(request: web.Request) -> web.StreamResponse | None:
    """`Expect: 100-continue` gets its 100; any other expectation is refused. Runs before the middlewares."""
    if request.version < HttpVersion11:
        return None
    if request.headers.get("Expect", "").lower() != "100-continue":
        return await observed(request, _refuse_expectation)
    await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    request.writer.output_size = 0  # the answer itself has not begun
    return None


@web.middleware
async def asked_again(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A read that met the end of a database connection is made again, once or twice: it leaves nothing behind.

    What changes something is not, here: whether it was kept before the connection ended nobody knows, so its
    caller hears 503 and may say it again.
    """
    for pause in _READ_AGAIN if request.method in _READS else ():
        try:
            return await handler(request)
        except Unavailable as away:
            if away.code != "service.database" or request.writer.output_size > 0:
                raise
        await asyncio.sleep(pause)
    return await handler(request)


@web.middleware
async def errors_answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Failures and aiohttp's own refusals become answers of the surface that was asked."""
    try:
        _refuse_odd_path(request)
        return await handler(request)
    except Failure as failure:
        return rendered(request, failure)
    except web.HTTPException as refusal:
        return _refused(request, refusal)
    except Exception:
        log.exception("unexpected", method=request.method, route=_route(request))
        return rendered(
            request,
            Unexpected("connector.unexpected", "Something went wrong here. The log has this id."),
        )


def rendered(request: web.Request, failure: Failure) -> web.Response:
    if request.path.startswith(_GATEWAY):
        return alter_shaped(failure)
    return problem(failure, _id_of(request))


def _id_of(request: web.Request) -> str:
    """The caller's if it is sane, else one made with the first look at it."""
    found = request.get(REQUEST_ID)
    if found is None:
        given = request.headers.get("X-Request-Id", "")
        found = given if _SANE_ID.fullmatch(given) else secrets.token_hex(12)
        request[REQUEST_ID] = found
    return found


def _refuse_odd_path(request: web.Request) -> None:
    """No id of ours holds control characters, and the database need not meet them (NUL).

    A whole address as the target names a host beside `Host`, a fragment never leaves a browser, and HTTP/0.9 has
    no headers: what stands in front of us may have read each of them in another way. Raises Unreadable, NotFound.
    """
    target = request.raw_path
    if not target.startswith("/") or "#" in target or request.version < HttpVersion10:
        raise Unreadable("request.target", "Ask for a path, in HTTP/1.1.")
    if not all(value.isprintable() for value in request.match_info.values()):
        raise NotFound("route.unknown", "There is nothing at this address.")


class MethodNotAllowed(Failure):
    """The path exists, not with this method."""


class ExpectationFailed(Failure):
    """An `Expect` header that nobody here can live up to."""


STATUS[MethodNotAllowed] = 405
STATUS[ExpectationFailed] = 417


async def _refuse_expectation(request: web.Request) -> web.Response:
    return rendered(
        request, ExpectationFailed("request.expectation", "The only expectation is 100-continue.")
    )


def _refused(request: web.Request, refusal: web.HTTPException) -> web.Response:
    if isinstance(refusal, web.HTTPMethodNotAllowed):
        allowed = ", ".join(sorted(refusal.allowed_methods))
        failure: Failure = MethodNotAllowed("route.methodNotAllowed", f"Allowed here: {allowed}.")
        response = rendered(request, failure)
        response.headers["Allow"] = allowed
        return response
    if isinstance(refusal, web.HTTPRequestEntityTooLarge):
        return rendered(request, TooLarge("request.tooLarge", "The body is too large."))
    if isinstance(refusal, web.HTTPNotFound):
        return rendered(request, NotFound("route.unknown", "There is nothing at this address."))
    if refusal.status < 400:
        return refusal
    return rendered(request, Unreadable("request.unreadable", "The request cannot be read."))


def route_class(route: str) -> str:
    """Of a route's template, for metrics: its surface and what it is about, such as `v1/bindings`. What no route
    was found for is one class, whatever path was asked for."""
    if route == _UNKNOWN:
        return "unknown"
    surface, *words = [word for word in route.split("/") if word and not word.startswith("{")]
    if surface == "public-api":
        surface = "gateway"
    if words and words[0] == "v1":
        words = words[1:]
    return f"{surface}/{words[0]}" if words else surface


def _route(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else _UNKNOWN
