"""Alter's answers on their way out: status and body as they are, headers by an allow-list."""

from __future__ import annotations

from aiohttp import web

from connector.flows.gateway.relay import Passed

CACHE = "X-Connector-Cache"
CACHE_SAYS = "`hit`, `miss`, or `stale` while Alter is silent."

RELAY_FAILURES = (
    *("connector.needsReconnect", "connector.budget", "connector.upstreamUnavailable"),
)
"""What we say ourselves where Alter's answer passes."""

_PASSED_HEADERS = frozenset({"content-type", "retry-after", "content-language"})


def passed_answer(passed: Passed) -> web.Response:
    headers = {
        name: value for name, value in passed.headers.items() if name.lower() in _PASSED_HEADERS
    }
    headers["Cache-Control"] = "no-store"
    return web.Response(status=passed.status, body=passed.body, headers=headers)
