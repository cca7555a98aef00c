"""What a scraper reads on the operator's port."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.parser import text_string_to_metric_families

from connector.app import Connector
from connector.web.operator import create_operator_application

Labels = Mapping[str, str]


@dataclass(frozen=True)
class Scraped:
    text: str

    def samples(self, name: str) -> list[tuple[Labels, float]]:
        return [
            (sample.labels, sample.value)
            for family in text_string_to_metric_families(self.text)
            for sample in family.samples
            if sample.name == name
        ]

    def value(self, name: str, **labels: str) -> float:
        """The sum over all samples that have these labels; 0.0 without any."""
        return sum(value for found, value in self.samples(name) if labels.items() <= found.items())

    @property
    def families(self) -> Mapping[str, str]:
        """Help texts by name."""
        return {
            family.name: family.documentation
            for family in text_string_to_metric_families(self.text)
        }

    @property
    def names(self) -> set[str]:
        """Of all samples, as a query would name them."""
        return {
            sample.name
            for family in text_string_to_metric_families(self.text)
            for sample in family.samples
        }


async def scrape(connector: Connector) -> Scraped:
    application = create_operator_application(connector.measure)
    async with TestClient(TestServer(application)) as client:
        answer = await client.get("/metrics")
        assert answer.status == 200
        return Scraped(await answer.text())
