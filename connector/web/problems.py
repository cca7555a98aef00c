"""The one table from error to answer, in the two shapes this service speaks.

`/v1` and `/storefront` answer `application/problem+json` (RFC 9457); the gateway answers in Alter's shapes, so
that an existing integration reads our refusals like Alter's own.
"""

from __future__ import annotations

import math
from http import HTTPStatus
from typing import Any

from aiohttp import web

from connector.domain import errors
from connector.domain.answers import to_json
from connector.domain.errors import Failure

STATUS: dict[type[Failure], int] = {
    errors.Unreadable: 400,
    errors.Unauthorised: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Gone: 410,
    errors.TooLarge: 413,
    errors.WrongType: 415,
    errors.Invalid: 422,
    errors.UpgradeRequired: 426,
    errors.PreconditionRequired: 428,
    errors.RateLimited: 429,
    errors.BadUpstream: 502,
    errors.Unavailable: 503,
}
UPSTREAM_FAILURES = (
    *("store.needsReconnect", "alter.refused", "alter.unauthorised"),
    *("alter.busy", "alter.unavailable", "alter.unreachable"),
)
"""Of every route that asks Alter before it answers."""

_PLAIN_IN_GATEWAY = {401: "Unauthorized", 429: "Too Many Requests"}
_SHORTEST_WAIT = 1

PROBLEM = "application/problem+json"


class Unexpected(Failure):
    """A fault of ours: people learn only the request id, the log has the rest."""


STATUS[Unexpected] = 500


def status_of(failure: Failure) -> int:
    """Of its kind: what only the database says is an Unavailable like any other."""
    return next(STATUS[kind] for kind in type(failure).__mro__ if kind in STATUS)


def problem(failure: Failure, request_id: str) -> web.Response:
    status = status_of(failure)
    body: dict[str, Any] = {
        "type": f"urn:alter-connector:problem:{failure.code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": failure.detail,
        "code": failure.code,
        "requestId": request_id,
    }
    if failure.errors:
        body["errors"] = [vars(fault) for fault in failure.errors]
    if failure.upstream is not None:
        body["upstreamCode"] = failure.upstream.code
        body["upstreamStatus"] = failure.upstream.status
    body |= failure.extra
    return web.Response(
        status=status,
        body=to_json(body),
        content_type=PROBLEM,
        headers=_headers(failure, status),
    )


def alter_shaped(failure: Failure) -> web.Response:
    """401 and 429 as Alter's middleware says them, all else as its controllers do."""
    status = status_of(failure)
    if is_plain_in_gateway(status):
        body = {"error": _PLAIN_IN_GATEWAY[status]}
    else:
        body = {"code": gateway_code(failure.code)}
    return web.Response(
        status=status,
        body=to_json(body),
        content_type="application/json",
        headers=_headers(failure, status),
    )


def is_plain_in_gateway(status: int) -> bool:
    return status in _PLAIN_IN_GATEWAY


def gateway_code(code: str) -> str:
    return code if code.startswith("connector.") else f"connector.{code}"


def _headers(failure: Failure, status: int) -> dict[str, str]:
    headers = {"Cache-Control": "no-store"}
    if status in (429, 503) or failure.retry_after is not None:
        wait = failure.retry_after if failure.retry_after is not None else _SHORTEST_WAIT
        headers["Retry-After"] = str(max(_SHORTEST_WAIT, math.ceil(wait)))
    return headers
