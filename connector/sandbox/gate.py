"""What every call passes before a handler: recording, refusals as JSON, faults, rate limits."""

from __future__ import annotations

from aiohttp import web
from aiohttp.typedefs import Handler

from connector.sandbox.auth import identify
from connector.sandbox.calls import API_PREFIX, NO_ANSWER, CallRecord, kept_body, kept_headers
from connector.sandbox.limits import limit_class, scaled
from connector.sandbox.mishaps import is_whole, suffer
from connector.sandbox.refusal import Refused, too_many
from connector.sandbox.scene import SCENE

CONTROL_PREFIX = "/sandbox"
STATUS_CODES = {404: "route.notFound", 405: "route.methodNotAllowed", 413: "request.tooLarge"}


@web.middleware
async def record(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Control calls are not recorded: they are the observer's, not the observed's."""
    if request.path.startswith(CONTROL_PREFIX):
        return await handler(request)
    scene = request.app[SCENE]
    started = scene.clock.monotonic()
    calls, raw, status = scene.calls, b"", NO_ANSWER
    try:
        raw = await request.read()
        answer = await handler(request)
        status = answer.status if is_whole(answer) else NO_ANSWER
        return answer
    except web.HTTPRequestEntityTooLarge as error:
        status = error.status
        return web.json_response({"code": STATUS_CODES[status]}, status=status)
    except web.HTTPException as error:
        status = error.status
        raise
    finally:
        resource = request.match_info.route.resource
        kept = CallRecord(
            method=request.method,
            path=request.path,
            query=request.query_string,
            status=status,
            headers=kept_headers(request.headers),
            body=kept_body(raw),
            at=started,
            seconds=scene.clock.monotonic() - started,
        )
        calls.add(kept, resource.canonical if resource else "(unknown)")


@web.middleware
async def refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except Refused as refusal:
        return refusal.answer()
    except web.HTTPException as error:
        if error.status not in STATUS_CODES:
            raise
        return web.json_response({"code": STATUS_CODES[error.status]}, status=error.status)


@web.middleware
async def faults(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Faults strike before the limits are counted: a broken proxy stands in front of Alter's."""
    if request.path.startswith(CONTROL_PREFIX):
        return await handler(request)
    for fault in request.app[SCENE].knobs.faults:
        if fault.strikes(request.method, request.path):
            return await suffer(fault, request, handler)
    return await handler(request)


@web.middleware
async def limits(request: web.Request, handler: Handler) -> web.StreamResponse:
    scene = request.app[SCENE]
    knobs = scene.knobs
    limited = knobs.limits_enabled and request.path.startswith("/public-api/")
    if not limited or request.method == "OPTIONS":
        return await handler(request)
    name = limit_class(request.method, request.path.removeprefix(API_PREFIX))
    windows = [scaled(each, knobs.limit_scale) for each in ("global", name) if each]
    wait = scene.limiter.admit(_limit_key(request), windows)
    if wait is not None:
        raise too_many(wait if knobs.retry_after else None)
    return await handler(request)


def _limit_key(request: web.Request) -> str:
    """A call without a valid credential counts against its address: a made-up key buys nothing."""
    if request.app[SCENE].knobs.limit_key == "credential":
        credential = identify(request)
        if credential is not None:
            return credential.access_key
    return request.remote or ""
