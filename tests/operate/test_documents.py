"""The operator's pages lead where they say and name what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from connector.cli.verbs import _VERBS
from tests.checks.test_documents import variables
from tests.operate.places import OPERATE, ROOT

PAGES = sorted(OPERATE.glob("*.md"))


def anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize(
    "page", [*PAGES, ROOT / "docs" / "OPERATOR.md"], ids=lambda page: page.name
)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text("utf-8")):
        if target.startswith("http"):
            continue
        name, _, anchor = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_name_commands_and_settings_that_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    verbs = re.findall(r"(?:alter-connector|`connector) (?!process)([a-z]+)", text)
    assert [verb for verb in verbs if verb not in _VERBS] == []
    of_compose = {"CONNECTOR_HOST", "CONNECTOR_UPSTREAM"}
    settings = set(re.findall(r"\b(?:CONNECTOR|ALTER)_[A-Z_]*[A-Z]\b", text)) - of_compose
    assert {each for each in settings if each not in variables()} <= {"CONNECTOR_KEEP"}


def test_every_page_is_in_the_index() -> None:
    index = (OPERATE / "README.md").read_text("utf-8")
    files = [path for path in OPERATE.rglob("*") if path.is_file() and path.name != "README.md"]
    assert [
        str(path.relative_to(OPERATE))
        for path in files
        if f"({path.relative_to(OPERATE)})" not in index
    ] == []
