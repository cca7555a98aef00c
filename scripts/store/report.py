"""The results as a page: `store-test.md`, from what each run left in a folder of its own beside it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scripts.store.layout import Wanted
from scripts.store.tale import Tale
from scripts.store.watch import UNASKED

NAMING_US = "lines of the debug log that name our files"
NEW = "lines of the debug log that came only with the plugin"
_COUNTS = (NAMING_US, NEW, f"calls {UNASKED}")

_ABOUT = """\
# The plugin in real stores

Written by `scripts/test-store … --out docs`; not by hand. A run is a WordPress with WooCommerce on MariaDB, nginx and
php-fpm, a connector on a random port, the sandbox of Alter, and a headless Chromium that does what an owner does. The
site holds no file but WordPress' own, WooCommerce and the plugin: nothing opens private hosts or odd ports for the
plugin. A run fails when a play does, on any line of the debug log that names our files or never came before the
plugin was there, on any call to the connector that made somebody wait who did not ask for it, and on any error of our
scripts; a run that fails leaves no trace on this page.
"""
_LEGEND = """\
A number says how many things a play has done and seen; they stand below, each as a sentence.
"""

Result = dict[str, Any]


def write(folder: Path, wanted: Wanted, tale: Tale, figures: dict[str, Any]) -> Path:
    """Keeps this run's results in place of an earlier run's of the same shop, and writes the page anew from all."""
    kept = folder / "store-test" / wanted.name
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    if tale.pictures is not None:
        shutil.copytree(tale.pictures, kept, dirs_exist_ok=True)
    result = {
        "name": wanted.name,
        "wordpress": wanted.wordpress_version,
        "woocommerce": wanted.woocommerce_version,
        "oddities": wanted.oddities,
        "part": wanted.part,
        "on": datetime.now(UTC).date().isoformat(),
        "figures": figures,
        "chapters": tale.as_json(),
    }
    (kept / "result.json").write_text(json.dumps(result, indent=2) + "\n")
    page = folder / "store-test.md"
    page.write_text(_page(_results(kept.parent)))
    return page


def _results(folder: Path) -> list[Result]:
    """The newest WordPress first, parts after the whole, shops that are set up otherwise after the usual one."""
    runs = [json.loads(file.read_text()) for file in folder.glob("*/result.json")]
    return sorted(runs, key=_rank, reverse=True)


def _rank(run: Result) -> tuple[list[int], bool, int]:
    version = [int(number) for number in re.findall(r"\d+", run["wordpress"])]
    return version, not run.get("part"), -len(run["oddities"])


def _page(runs: Sequence[Result]) -> str:
    return "\n".join([_ABOUT, _overview(runs), _LEGEND, *map(_section, runs)])


def _overview(runs: Sequence[Result]) -> str:
    """A column a run: what was counted, and how much each play has seen."""
    # By titles: a play may bear the name of what comes before all plays.
    titles = dict.fromkeys(chapter["title"] for run in runs[::-1] for chapter in run["chapters"])
    seen = [
        {chapter["title"]: len(chapter["sentences"]) for chapter in run["chapters"]} for run in runs
    ]
    rows = [["", *map(_shop, runs)], ["---", *["---:" for _ in runs]]]
    rows += [[f"**{name}**", *(f"**{run['figures'][name]}**" for run in runs)] for name in _COUNTS]
    rows += [
        [title, *(str(numbers.get(title, "not played")) for numbers in seen)] for title in titles
    ]
    return "\n".join([*map(_row, rows), ""])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _shop(run: Result) -> str:
    more = [*run["oddities"], *([f"only {run['part']}"] if run.get("part") else [])]
    return ", ".join([f"WordPress {run['wordpress']}, WooCommerce {run['woocommerce']}", *more])


def _section(run: Result) -> str:
    lines = [f"## {_shop(run)}", "", f"On {run['on']}.", "", "| figure | |", "|---|---:|"]
    lines += [_row([name, str(value)]) for name, value in run["figures"].items()]
    for chapter in run["chapters"]:
        lines += ["", f"### {chapter['title']}", ""]
        lines += [f"1. {sentence['text']}" for sentence in chapter["sentences"]]
        pictures = [_picture(f"store-test/{run['name']}/{file}") for file in chapter["pictures"]]
        lines += ["", *pictures] if pictures else []
    return "\n".join([*lines, ""])


def _picture(file: str) -> str:
    """Small, so that wide and narrow stand side by side; a click shows it whole."""
    name, width = Path(file).stem.rsplit("-", 1)
    words = name.replace("-", " ")
    return f'<a href="{file}"><img src="{file}" height="260" alt="{words} at {width} pixels"></a>'
