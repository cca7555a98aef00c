"""The results as a page: `store-test.md`, from what each run left beside its pictures."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scripts.store.layout import Wanted
from scripts.store.tale import Tale

_ABOUT = """\
# The plugin in real stores

Written by `scripts/test-store … --out docs`; not by hand. Each section is one run: a WordPress with WooCommerce on
MariaDB, nginx and php-fpm, a connector on a random port, the sandbox of Alter, and a headless Chromium that does what
an owner does. The site holds no file but WordPress' own, WooCommerce and the plugin: nothing opens private hosts or
odd ports for the plugin. A run fails on any line of the debug log that names our files or never came before the
plugin was there, on any call to the connector that somebody who did not ask for it had to wait for, and on any error
of our scripts.
"""


def write(folder: Path, wanted: Wanted, tale: Tale, figures: dict[str, Any]) -> Path:
    """Keeps this run's results and writes the page anew from those of all runs."""
    pictures = folder / "store-test"
    pictures.mkdir(parents=True, exist_ok=True)
    result = {
        "wordpress": wanted.wordpress_version,
        "woocommerce": wanted.woocommerce_version,
        "oddities": wanted.oddities,
        "on": datetime.now(UTC).date().isoformat(),
        "figures": figures,
        "chapters": tale.as_json(),
    }
    (pictures / f"{wanted.name}.json").write_text(json.dumps(result, indent=2) + "\n")
    page = folder / "store-test.md"
    runs = [json.loads(file.read_text()) for file in sorted(pictures.glob("*.json"), reverse=True)]
    page.write_text("\n".join([_ABOUT, *map(_section, runs)]))
    return page


def _section(run: dict[str, Any]) -> str:
    odd = f" ({', '.join(run['oddities'])})" if run["oddities"] else ""
    lines = [
        f"## WordPress {run['wordpress']}, WooCommerce {run['woocommerce']}{odd}",
        "",
        f"On {run['on']}.",
        "",
    ]
    lines += ["| figure | |", "|---|---|"]
    lines += [f"| {name} | {value} |" for name, value in run["figures"].items()]
    for chapter in run["chapters"]:
        lines += ["", f"### {chapter['title']}", ""]
        lines += [f"1. {sentence['text']}" for sentence in chapter["sentences"]]
        lines += ["", *_pictures(chapter)] if chapter["pictures"] else []
    return "\n".join([*lines, ""])


def _pictures(chapter: dict[str, Any]) -> list[str]:
    """Wide and narrow side by side, small; a click shows them whole."""
    return [
        f'<a href="store-test/{file}"><img src="store-test/{file}" height="260" alt="{_alt(chapter, file)}"></a>'
        for file in chapter["pictures"]
    ]


def _alt(chapter: dict[str, Any], file: str) -> str:
    name, width = file.removesuffix(".jpg").rsplit("-", 1)
    return f"{name.split(chapter['name'] + '-', 1)[-1]} at {width} pixels"


def drop_pictures(folder: Path, wanted: Wanted) -> None:
    """Those of an earlier run of the same shop; a play may have lost its name since."""
    for file in (folder / "store-test").glob(f"{wanted.name}-*.jpg"):
        file.unlink()
