"""`scripts/prove`: nothing that was accepted is lost, whatever breaks. See docs/RELIABILITY.md."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import secrets
import sys
from pathlib import Path

from rich.console import Console

from scripts.proof.figures import Figures, show
from scripts.proof.run import Wanted, prove

_SHOWN = 20


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/prove", description=__doc__)
    parser.add_argument(
        "--minutes", type=float, default=2.0, help="of faults and kills (default 2)"
    )
    parser.add_argument("--seed", type=int, help="default: a new one, which is printed")
    parser.add_argument(
        "--database",
        default="sqlite",
        help="sqlite (default; a set of processes starts a PostgreSQL of its own), or the "
        "postgresql:// address of an empty database",
    )
    parser.add_argument(
        "--serve", type=int, default=1, help="`serve` processes on one database (default 1)"
    )
    parser.add_argument("--work", type=int, default=0, help="`work` processes beside them")
    parser.add_argument(
        "--restart-database", action="store_true", help="restart PostgreSQL, too (its own server)"
    )
    parser.add_argument("--keep", type=Path, help="a new folder that keeps data and logs")
    parser.add_argument("--json", action="store_true", help="the figures as one JSON object")
    found = parser.parse_args()
    if not 0 < found.minutes <= 24 * 60:
        parser.error("--minutes takes more than 0 and at most 1440")
    if found.database != "sqlite" and not found.database.startswith("postgresql://"):
        parser.error("--database takes sqlite or postgresql://user@host/database")
    if not 1 <= found.serve <= 16 or not 0 <= found.work <= 16:
        parser.error("--serve takes 1 to 16, --work 0 to 16")
    if found.restart_database and (found.database != "sqlite" or found.serve + found.work == 1):
        parser.error("--restart-database takes a set of processes, which brings its own PostgreSQL")
    if found.keep is not None and found.keep.exists():
        parser.error(f"--keep takes a folder that does not exist yet, and {found.keep} does")
    return found


def main() -> int:
    arguments = _arguments()
    # Settings of the machine's user must not change the proof.
    for name in [name for name in os.environ if name.startswith(("CONNECTOR_", "ALTER_"))]:
        del os.environ[name]
    seed = secrets.randbelow(2**31) if arguments.seed is None else arguments.seed
    folder = None if arguments.keep is None else arguments.keep.absolute()
    if folder is not None:
        folder.mkdir(parents=True)
    database = None if arguments.database == "sqlite" else arguments.database
    console = Console(stderr=arguments.json, highlight=False, soft_wrap=True)
    console.print(f"seed {seed}, {arguments.minutes:g} minutes of faults and kills …")
    try:
        wanted = Wanted(
            arguments.minutes,
            seed,
            database,
            folder,
            arguments.serve,
            arguments.work,
            arguments.restart_database,
        )
        figures = asyncio.run(prove(wanted))
    except ExceptionGroup as fault:
        for each in fault.exceptions:
            console.print(f"[bold red]{type(each).__name__}[/]: {each}")
        console.print(f"seed {seed}")
        raise
    return _told(figures, console, as_json=arguments.json)


def _told(figures: Figures, console: Console, *, as_json: bool) -> int:
    if as_json:
        print(json.dumps(figures.as_json(), indent=2))
    else:
        show(figures, console)
    if figures.holds:
        console.print("\n[bold green]Nothing lost, nothing said that was not asked for.[/]")
        return 0
    console.print(f"\n[bold red]{len(figures.differences)} differences[/], seed {figures.seed}:")
    for difference in figures.differences[:_SHOWN]:
        console.print(f"  {difference}", markup=False)
    return 1


if __name__ == "__main__":
    sys.exit(main())
