"""Several processes' metrics on one page: each sample with the process it came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

LABEL = "process"


class _Merged(Collector):
    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[Metric]:
        return iter(self._metrics)


def merged(expositions: Mapping[str, bytes], alive: Mapping[str, bool]) -> tuple[bytes, str]:
    """By process: what it says, and whether it is there at all. Body and content type for a scraper.

    Nothing is added up: a counter of a process that was restarted begins at 0, which a scraper understands for
    each process and for no sum of them.
    """
    found: dict[str, Metric] = {}
    for process, text in expositions.items():
        for family in text_string_to_metric_families(text.decode()):
            kept = found.setdefault(
                family.name, Metric(family.name, family.documentation, family.type)
            )
            for sample in family.samples:
                labels = {**sample.labels, LABEL: process}
                kept.add_sample(sample.name, labels, sample.value)
    up = Metric(
        "connector_process_up", "1 for each process of `serve --workers` that runs", "gauge"
    )
    for process, is_alive in alive.items():
        up.add_sample(up.name, {LABEL: process}, float(is_alive))
    registry = CollectorRegistry()
    registry.register(_Merged([*found.values(), up]))
    return generate_latest(registry), CONTENT_TYPE_LATEST
