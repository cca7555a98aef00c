"""`scripts/bench scale`: growing, in figures of this machine. Needs PostgreSQL's binaries.

scripts/bench scale [processes] [claims] [routes] [--stores 1000] [--bindings 200000]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path

from scripts.benchmarks.scale import claims, processes, routes

_PARTS = ("claims", "processes", "routes")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench scale", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(_PARTS)} (default: all)")
    parser.add_argument("--stores", type=int, default=1000)
    parser.add_argument("--bindings", type=int, default=200_000)
    parser.add_argument(
        "--pause", type=float, default=0.5, help="seconds of each client between two calls"
    )
    parser.add_argument(
        "--workers", type=int, default=1, help="processes of `serve` that answer the routes"
    )
    found = parser.parse_args()
    unknown = set(found.parts) - set(_PARTS)
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    return found


async def main() -> int:
    arguments = _arguments()
    # Settings of the machine's user must not change what is measured.
    for name in [name for name in os.environ if name.startswith(("CONNECTOR_", "ALTER_"))]:
        del os.environ[name]
    found: dict[str, object] = {"load": {"before": os.getloadavg()}, "cores": os.cpu_count()}
    for part in arguments.parts or _PARTS:
        with tempfile.TemporaryDirectory(prefix="alter-bench-") as name:
            if part == "claims":
                found[part] = await claims.measure()
            elif part == "processes":
                found[part] = await processes.measure(Path(name))
            else:
                found[part] = await routes.measure(
                    Path(name),
                    stores=arguments.stores,
                    bindings=arguments.bindings,
                    pause=arguments.pause,
                    workers=arguments.workers,
                )
    found["load"] = {**found["load"], "after": os.getloadavg()}  # type: ignore[dict-item]
    print(json.dumps(found, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
