"""What the operator's `/metrics` shows. No label ever carries a store, an address or a path parameter."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

registry = CollectorRegistry()

_requests = Counter(
    "connector_requests", "Answers by surface and status", ("surface", "status"), registry=registry
)
_seconds = Histogram(
    "connector_request_seconds", "Time to answer by surface", ("surface",), registry=registry
)
_sync_calls = Counter(
    "connector_sync_calls", "Sync calls to Alter by outcome", ("outcome",), registry=registry
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
_bootstraps = Counter(
    "connector_bootstraps", "Bootstraps answered by cache result", ("cache",), registry=registry
)
_breaker = Gauge("connector_breaker_open", "1 while Alter is left alone", registry=registry)


def request_answered(surface: str, status: int, seconds: float) -> None:
    _requests.labels(surface, str(status)).inc()
    _seconds.labels(surface).observe(seconds)


def sync_call(outcome: str) -> None:
    _sync_calls.labels(outcome).inc()


def bindings_refused(count: int) -> None:
    _refused.inc(count)


def order_call(outcome: str) -> None:
    _order_calls.labels(outcome).inc()


def order_buried() -> None:
    _buried.inc()


def session_issued() -> None:
    _sessions.inc()


def bootstrap_answered(cache: str) -> None:
    _bootstraps.labels(cache).inc()


def watch_breaker(is_open: Callable[[], bool]) -> None:
    """Asked at each scrape."""
    _breaker.set_function(lambda: 1.0 if is_open() else 0.0)


def exposition() -> tuple[bytes, str]:
    """Body and content type for a scraper."""
    return generate_latest(registry), CONTENT_TYPE_LATEST
