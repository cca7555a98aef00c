"""What a run counted, as a table and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Figures:
    """`repeated` by kind: writes that said what Alter held already. `refused_by_limits`: 429s that the sandbox
    itself had to give."""

    seed: int
    database: str
    processes: str
    database_restarts: Mapping[str, int]
    minutes: float
    stores: int
    changes: int
    events: int
    unknown: int
    unknown_kept: int
    deeds: Mapping[str, int]
    kills: Mapping[str, int]
    points_not_met: Sequence[str]
    slowest_restart: float
    faults: Mapping[str, int]
    requests: int
    calls: Mapping[str, int]
    bindings_sent: int
    repeated: Mapping[str, int]
    throttled: int
    refused_by_limits: int
    errors_logged: int
    drained_in: float
    lost: int
    differences: Sequence[str]

    @property
    def holds(self) -> bool:
        return not self.differences

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "holds": self.holds}


def show(figures: Figures, console: Console) -> None:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="cyan", no_wrap=True)
    table.add_column()
    for name, value in _rows(figures):
        table.add_row(name, value)
    console.print(table)


def _rows(figures: Figures) -> list[tuple[str, str]]:
    return [
        ("seed", str(figures.seed)),
        (
            "minutes",
            f"{figures.minutes:g} on {figures.database}, {figures.stores} stores, {figures.processes}",
        ),
        ("changes", f"{figures.changes:,} of bindings accepted"),
        ("events", f"{figures.events:,} of orders accepted"),
        ("unknown", f"{figures.unknown:,} changes without an answer, {figures.unknown_kept} kept"),
        ("deeds", _counted(figures.deeds)),
        ("kills", f"{sum(figures.kills.values())}: {_counted(figures.kills)}"),
        ("database", _counted(figures.database_restarts) or "not restarted"),
        ("points not met", ", ".join(figures.points_not_met) or "none"),
        ("restart", f"slowest {figures.slowest_restart:.1f} s"),
        ("faults", f"{sum(figures.faults.values()):,}: {_counted(figures.faults)}"),
        ("requests", f"{figures.requests:,} of the connector's to Alter"),
        ("calls", f"{_counted(figures.calls)} (reached Alter)"),
        ("bindings sent", f"{figures.bindings_sent:,}"),
        ("repeated", _counted(figures.repeated) or "nothing"),
        ("throttled", f"{figures.throttled} times a store waited for its share of the limits"),
        ("over a limit", str(figures.refused_by_limits)),
        ("errors logged", str(figures.errors_logged)),
        ("drained in", f"{figures.drained_in:.0f} s"),
        ("lost", str(figures.lost)),
    ]


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {counts[name]:,}" for name in sorted(counts, key=str))
