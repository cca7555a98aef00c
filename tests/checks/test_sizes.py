"""Files and functions stay small enough to be read at a sitting; what does not is named."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).parents[2]


def _sources() -> list[Path]:
    found = [*ROOT.glob("connector/**/*.py"), *ROOT.glob("wp_bridge/**/*.py")]
    return sorted([*found, *ROOT.glob("scripts/*.py")])


def _file_lengths() -> dict[str, int]:
    return {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines())
        for path in _sources()
        if path.name != "__init__.py" or path.stat().st_size > 200
    }


def _function_lengths() -> dict[str, int]:
    found = {}
    for path in _sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                where = f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
                found[where] = (node.end_lineno or node.lineno) - node.lineno + 1
    return found


def _check(lengths: Mapping[str, int], *, most: int, p90: int, middle: int) -> None:
    largest = sorted(lengths.items(), key=lambda pair: -pair[1])
    offenders = [f"{length:5} {name}" for name, length in largest if length > most]
    assert not offenders, f"longer than {most} lines:\n" + "\n".join(offenders)
    tenth = "\n".join(f"{length:5} {name}" for name, length in largest[: len(largest) // 10])
    ninetieth = quantiles(lengths.values(), n=10)[8]
    assert ninetieth <= p90, f"the 90th percentile is {ninetieth}, at most {p90}:\n{tenth}"
    assert median(lengths.values()) <= middle, f"the median is {median(lengths.values())}"


def test_files_are_short() -> None:
    """At most 450 lines, nine of ten at most 300, half of them at most 120."""
    _check(_file_lengths(), most=450, p90=300, middle=120)


def test_functions_are_short() -> None:
    """At most 70 lines, nine of ten at most 35, half of them at most 10. Migrations are lists, not code."""
    lengths = {name: n for name, n in _function_lengths().items() if "/versions/" not in name}
    _check(lengths, most=70, p90=35, middle=10)


def test_files_of_the_plugin_are_short() -> None:
    """At most 300 lines, doc blocks included, which WordPress asks for everywhere."""
    plugin = ROOT / "wp_bridge" / "plugin"
    lengths = {
        str(path.relative_to(plugin)): len(path.read_text().splitlines())
        for path in [*plugin.rglob("*.php"), *plugin.rglob("*.js"), *plugin.rglob("*.css")]
    }
    assert [f"{length} {name}" for name, length in lengths.items() if length > 300] == []
