"""How things stand: of this process, asked at each scrape, and of the database, told by whoever measured it.

What comes from the database is the same in every process, and says so: take the largest, never the sum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from prometheus_client import Gauge
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from connector.telemetry.registry import registry

_SAME = "From the database, the same in every process: "

_breaker = Gauge(
    "connector_breaker_open", "1 while this process leaves Alter alone", registry=registry
)
_up = Gauge(
    "connector_database_up",
    "1 if the database answered when it was last measured",
    registry=registry,
)
_measured = Gauge(
    "connector_database_measured_timestamp_seconds",
    "When what comes from the database was last measured, since 1970",
    registry=registry,
)
_backlog = Gauge(
    "connector_backlog",
    _SAME
    + "what is still to be brought to Alter or fetched from it (bindings, orders, local designs)",
    ("kind",),
    registry=registry,
)
_oldest = Gauge(
    "connector_backlog_oldest_seconds",
    _SAME + "how long the oldest of the backlog has waited; 0 without one",
    ("kind",),
    registry=registry,
)
_designs = Gauge(
    "connector_local_designs", _SAME + "local designs by state", ("state",), registry=registry
)
_stores = Gauge("connector_stores", _SAME + "stores by state", ("state",), registry=registry)
_data_keys = Gauge(
    "connector_data_keys",
    _SAME + "data keys, one for each store and connect attempt, by the master key they are under",
    ("key_id",),
    registry=registry,
)
_processes = Gauge(
    "connector_processes", _SAME + "processes seen lately, by verb", ("verb",), registry=registry
)


@dataclass(frozen=True)
class Backlog:
    count: int
    oldest_seconds: float


@dataclass(frozen=True)
class Levels:
    """Of the database. Every word here is one of ours."""

    backlog: Mapping[str, Backlog]
    designs: Mapping[str, int]
    stores: Mapping[str, int]
    data_keys: Mapping[str, int]
    processes: Mapping[str, int]


@dataclass(frozen=True)
class BudgetLevel:
    """Of one limit class: slots in use and who waits, over all stores; `fullest` of the store that has least left."""

    used: int
    waiting: int
    fullest: float


def measured(levels: Levels, at: float) -> None:
    """`at`: seconds since 1970."""
    _up.set(1)
    _measured.set(at)
    for kind, backlog in levels.backlog.items():
        _backlog.labels(kind).set(backlog.count)
        _oldest.labels(kind).set(backlog.oldest_seconds)
    for gauge, counts in (
        (_designs, levels.designs),
        (_stores, levels.stores),
        (_data_keys, levels.data_keys),
        (_processes, levels.processes),
    ):
        gauge.clear()  # a key that was retired has no last value
        for label, count in counts.items():
            gauge.labels(label).set(count)


def unmeasured() -> None:
    """What was measured before stays, with its time."""
    _up.set(0)


def watch_breaker(is_open: Callable[[], bool]) -> None:
    """Asked at each scrape."""
    _breaker.set_function(lambda: 1.0 if is_open() else 0.0)


def watch_budget(look: Callable[[], Mapping[str, BudgetLevel]]) -> None:
    """Asked at each scrape, once for all."""
    _budget.look = look


class _Budget(Collector):
    """Of this process; where several share the limits, with what it heard of the others."""

    look: Callable[[], Mapping[str, BudgetLevel]] = staticmethod(dict)

    def collect(self) -> Iterable[Metric]:
        used = GaugeMetricFamily(
            "connector_budget_used",
            "Calls of the last minute that Alter still counts, over all stores",
            labels=("limit_class",),
        )
        waiting = GaugeMetricFamily(
            "connector_budget_waiting",
            "Calls of this process that wait for a free slot",
            labels=("limit_class",),
        )
        fullest = GaugeMetricFamily(
            "connector_budget_fullest_ratio",
            "How much of the limit the store uses that has least of it left, 0 to 1",
            labels=("limit_class",),
        )
        for name, level in self.look().items():
            used.add_metric((name,), level.used)
            waiting.add_metric((name,), level.waiting)
            fullest.add_metric((name,), level.fullest)
        return used, waiting, fullest


_budget = _Budget()
registry.register(_budget)
