"""The one registry, what every scrape shows of this process, and the page that is made of it."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Gauge, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

registry = CollectorRegistry()

# Memory, processor time and open files of this process, where the system tells.
ProcessCollector(registry=registry)

_build = Gauge(
    "connector_build_info",
    "Always 1; version of the service, of Python, and of the schema it needs",
    ("version", "python", "schema"),
    registry=registry,
)


def built(version: str, python: str, schema: str) -> None:
    _build.labels(version, python, schema).set(1)


def exposition() -> tuple[bytes, str]:
    """Body and content type for a scraper."""
    return generate_latest(registry), CONTENT_TYPE_LATEST
