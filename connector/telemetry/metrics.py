"""What happened in this process since it started. No label ever carries a store, an address or a path parameter.

Counters begin at 0 with each start and are each process's own: sum their rates.
"""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import Counter, Histogram

from connector.telemetry import bounds
from connector.telemetry.registry import registry

_requests = Counter(
    "connector_requests",
    "Answers by class of route, method and status",
    ("route_class", "method", "status"),
    registry=registry,
)
_request_seconds = Histogram(
    "connector_request_seconds",
    "Time to answer, streamed bodies included, by class of route and method",
    ("route_class", "method"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=registry,
)
_alter_seconds = Histogram(
    "connector_alter_seconds",
    "Time of a request to Alter by limit class and outcome (ok, refused, rate_limited, failed, unreachable)",
    ("limit_class", "outcome"),
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 3.5, 5, 10),
    registry=registry,
)
_alter_refusals = Counter(
    "connector_alter_refusals",
    "Answers of Alter that were not 2xx, by its code; 'status_…' where it named none, 'other' beyond the first 60",
    ("code",),
    registry=registry,
)
_sync_calls = Counter(
    "connector_sync_calls", "Sync calls to Alter by outcome", ("outcome",), registry=registry
)
_sync_batch = Histogram(
    "connector_sync_batch_bindings",
    "Bindings in one sync call",
    buckets=(1, 2, 5, 10, 25, 50, 100, 250, 500),
    registry=registry,
)
_refused = Counter(
    "connector_bindings_refused", "Bindings Alter refused for good", registry=registry
)
_order_calls = Counter(
    "connector_order_calls", "Order calls to Alter by outcome", ("outcome",), registry=registry
)
_buried = Counter(
    "connector_orders_buried", "Alter orders given up until replayed", registry=registry
)
_sessions = Counter("connector_embed_sessions", "Embed sessions issued", registry=registry)
_cache = Counter(
    "connector_cache_answers",
    "Answers by cache (bootstrap, answers) and result (hit, miss, stale)",
    ("cache", "result"),
    registry=registry,
)

_code = bounds.FirstSeen(60)


def request_answered(route_class: str, method: str, status: int, seconds: float) -> None:
    """`route_class` comes from a registered route, never from a path."""
    method = bounds.method(method)
    _requests.labels(route_class, method, str(status)).inc()
    _request_seconds.labels(route_class, method).observe(seconds)


def alter_expected(limit_classes: Iterable[str]) -> None:
    """Alter's 429 is counted from 0: a series that begins with 1 never seems to have risen."""
    for name in limit_classes:
        _alter_seconds.labels(name, "rate_limited")


def alter_answered(limit_class: str, outcome: str, seconds: float) -> None:
    _alter_seconds.labels(limit_class, outcome).observe(seconds)


def alter_refused(status: int, code: str | None) -> None:
    _alter_refusals.labels(_code(code or f"status_{status}")).inc()


def sync_call(outcome: str, bindings: int) -> None:
    _sync_calls.labels(outcome).inc()
    _sync_batch.observe(bindings)


def bindings_refused(count: int) -> None:
    _refused.inc(count)


def order_call(outcome: str) -> None:
    _order_calls.labels(outcome).inc()


def order_buried() -> None:
    _buried.inc()


def session_issued() -> None:
    _sessions.inc()


def cache_answered(cache: str, result: str) -> None:
    _cache.labels(cache, result).inc()
