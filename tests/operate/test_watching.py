"""Dashboard and alerts speak of metrics that exist, and every alert has its section."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.operate.places import OPERATE
from tests.stage.scraping import scrape
from tests.stage.stage import ConnectedStore, Stage, item

DASHBOARD = json.loads((OPERATE / "grafana" / "alter-connector.json").read_text("utf-8"))
RULES_FILE = OPERATE / "prometheus" / "alerts.yml"
RULES = [
    rule
    for group in yaml.safe_load(RULES_FILE.read_text("utf-8"))["groups"]
    for rule in group["rules"]
]
ALERTS = (OPERATE / "alerts.md").read_text("utf-8")
SECTIONS = re.findall(r"^## (\w+)$", ALERTS, re.MULTILINE)

_METRIC = re.compile(r"\b(?:connector|process)_[a-z_]+\b|\bup\b")
_MADE_BY_PROMETHEUS = {"up"}


def panels() -> Iterator[dict[str, Any]]:
    return (panel for panel in DASHBOARD["panels"] if panel["type"] != "row")


def expressions() -> Iterator[str]:
    for panel in panels():
        yield from (target["expr"] for target in panel["targets"])
    for variable in DASHBOARD["templating"]["list"]:
        if variable["type"] == "query":
            yield variable["definition"]
    yield from (rule["expr"] for rule in RULES)


def named(expression: str) -> set[str]:
    """Metrics, without what stands in braces or behind `by`: labels."""
    bare = re.sub(r"\{[^}]*\}|\b(?:by|on) \([^)]*\)", "", expression)
    return set(_METRIC.findall(bare)) - _MADE_BY_PROMETHEUS


def labels_of(expression: str) -> set[str]:
    in_braces = " ".join(re.findall(r"\{([^}]*)\}", expression))
    return set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", in_braces))


async def test_every_metric_that_is_asked_for_exists(stage: Stage, store: ConnectedStore) -> None:
    """With the labels it is asked by; some samples come with the first event of their kind, so families count."""
    await store.put_bindings(item("wc_1"))
    found = await scrape(stage.connector)
    suffixes = ("", "_total", "_bucket", "_count", "_sum")
    known = {family + suffix for family in found.families for suffix in suffixes}
    asked = {name for expression in expressions() for name in named(expression)}
    assert len(asked) > 20
    assert asked - known == set()
    labels = {
        label for name in found.names for labels, _ in found.samples(name) for label in labels
    }
    labels |= {"job", "instance", "code", "cache", "outcome", "result"}
    assert {each for expression in expressions() for each in labels_of(expression)} <= labels


def test_the_dashboard_is_what_grafana_imports() -> None:
    """No source is named: it is chosen when it is imported."""
    assert DASHBOARD["uid"] == "alter-connector"
    assert DASHBOARD["id"] is None
    assert DASHBOARD["schemaVersion"] >= 36
    assert DASHBOARD["title"]
    source, *others = DASHBOARD["templating"]["list"]
    assert (source["name"], source["type"], source["query"]) == (
        "datasource",
        "datasource",
        "prometheus",
    )
    assert [each["name"] for each in others] == ["job", "instance"]
    chosen = {"type": "prometheus", "uid": "${datasource}"}
    assert all(each["datasource"] == chosen for each in others)
    for panel in panels():
        assert panel["title"]
        assert panel["description"]
        assert panel["type"] in {"timeseries", "stat"}
        assert panel["datasource"] == chosen
        assert panel["targets"]
        assert all(target["datasource"] == chosen for target in panel["targets"])
        assert len({target["refId"] for target in panel["targets"]}) == len(panel["targets"])
        assert panel["fieldConfig"]["defaults"]["unit"]


def test_panels_lie_beside_each_other_and_have_ids_of_their_own() -> None:
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(set(ids)) == len(ids)
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert at["x"] + at["w"] <= 24
        assert not taken & cells
        taken |= cells


def test_what_all_processes_say_alike_is_never_added_up() -> None:
    """From the database: three processes would make three stores of one."""
    same = (
        r"connector_(?:backlog|backlog_oldest_seconds|stores|local_designs|data_keys|processes)\{"
    )
    for expression in expressions():
        if re.search(same, expression):
            assert re.search(rf"max(?: by \([a-z_]+\))? ?\({same}", expression), expression


def test_every_alert_has_its_section_and_every_section_its_alert() -> None:
    assert sorted(rule["alert"] for rule in RULES) == sorted(SECTIONS)
    for rule in RULES:
        anchor = f"docs/operate/alerts.md#{rule['alert'].lower()}"
        assert rule["annotations"]["runbook_url"] == anchor
        assert rule["annotations"]["summary"]
        assert rule["labels"]["severity"] in {"critical", "warning", "info"}


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_says_what_it_means_where_to_look_and_what_to_do(section: str) -> None:
    text = ALERTS.split(f"## {section}\n")[1].split("\n## ")[0]
    assert [word for word in ("**Means.**", "**Look.**", "**Do.**") if word not in text] == []


def test_panels_that_the_alerts_speak_of_exist() -> None:
    titles = {panel["title"] for panel in panels()}
    spoken = set(re.findall(r"\*([A-Z][^*]+)\*(?!\*)", ALERTS.replace("**", "")))
    unknown = {each for each in spoken if each not in titles} - {"Status > Targets"}
    assert {each for each in unknown if "WooCommerce" not in each} <= {"Time Alter takes"}


def promtool() -> str:
    found = shutil.which("promtool")
    if found is None:
        pytest.skip("no promtool on this machine (Debian: apt-get install prometheus)")
    return found


def test_prometheus_reads_the_rules() -> None:
    done = subprocess.run(
        [promtool(), "check", "rules", RULES_FILE], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()


def test_alerts_fire_when_they_should_and_not_before() -> None:
    """Series made up, evaluated by Prometheus itself."""
    made_up = OPERATE.parents[1] / "tests" / "operate" / "alerts_test.yml"
    done = subprocess.run([promtool(), "test", "rules", made_up], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()


def test_prometheus_reads_the_scrape_configuration() -> None:
    """With the rules beside it, as it names them."""
    file = OPERATE / "prometheus" / "scrape.yml"
    done = subprocess.run([promtool(), "check", "config", file], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()
