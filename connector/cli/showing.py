"""What an answer looks like: tables and bars for people, JSON for scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from connector.domain.answers import to_json

json_option = click.option("--json", "as_json", is_flag=True, help="Plain JSON on stdout.")

_WIDTH_OF_A_PIPE = 200
"""Columns when nobody looks: wide enough that no id is cut."""


def show_json(value: Any) -> None:
    click.echo(to_json(value))


def show_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str) -> None:
    """The first column is what other verbs take, and is never cut; `empty` stands for no rows."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, name in enumerate(columns):
        table.add_column(name, no_wrap=number == 0, overflow="fold")
    for row in rows:
        table.add_row(*(as_text(value) for value in row))
    if table.row_count:
        _console().print(table)
    else:
        click.echo(empty)


def show_facts(facts: Iterable[tuple[str, object]]) -> None:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in facts:
        grid.add_row(name, as_text(value))
    _console().print(grid)


@contextmanager
def counting(what: str, *, hidden: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar with rate and remaining time, where somebody looks at stderr. It is told what is done and how much
    there is."""
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
        console=console,
        disable=hidden or not console.is_terminal,
    )
    with bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("-" if speed is None else f"{speed:,.0f}/s")


def as_text(value: object, style: str = "") -> Text:
    """As plain text: what shops say of themselves must not paint or steer the operator's terminal."""
    if isinstance(value, Text):
        return value
    if value is None or value == "":
        return Text("-", style="dim")
    if isinstance(value, bool):
        return Text("yes" if value else "no", style=style)
    if isinstance(value, datetime):
        return Text(f"{value:%Y-%m-%d %H:%M} UTC", style=style)
    if isinstance(value, list | tuple):
        value = ", ".join(str(each) for each in value) or "-"
    shown = "".join(
        each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in str(value)
    )
    return Text(shown, style=style)


def _console() -> Console:
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = _WIDTH_OF_A_PIPE
    return console
