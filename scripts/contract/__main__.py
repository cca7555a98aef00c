"""`scripts/contract-check`: a served connector is asked all that its own document says, and much that it does not."""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.benchmarks.scene import SHOP, Scene, staged
from scripts.contract import config, hooks
from scripts.contract.known import prepared

_MANY = "100000/min"
_LIMITS = ("CONNECT", "PLUGIN", "STOREFRONT_CLIENT", "STOREFRONT_PRODUCT", "STOREFRONT_STORE")
# Limits are tested elsewhere; here every second answer would be one.
_SETTINGS = {f"CONNECTOR_{name}_LIMIT": _MANY for name in _LIMITS} | {"ALTER_LIMIT_SCALE": "1000"}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/contract-check", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.0, help="of asking (default 2)")
    parser.add_argument("--seed", type=int, help="default: a new one, which is printed")
    parser.add_argument("--keep", type=Path, help="a new folder that keeps logs and the report")
    parser.add_argument("more", nargs="*", help="after --: what schemathesis takes")
    found = parser.parse_args()
    if not 0 < found.minutes <= 24 * 60:
        parser.error("--minutes takes more than 0 and at most 1440")
    if found.keep is not None and found.keep.exists():
        parser.error(f"--keep takes a folder that does not exist yet, and {found.keep} does")
    return found


async def _asked(scene: Scene, folder: Path, arguments: argparse.Namespace, seed: int) -> int:
    """Schemathesis' exit code: 0 when it found nothing."""
    known = await prepared(scene)
    file = folder / "schemathesis.toml"
    file.write_text(config.written(scene, known, hooks.__name__), encoding="utf-8")
    command = [
        *("st", "--config-file", str(file), "run", f"{scene.connector}/openapi.json"),
        *("--seed", str(seed), "--max-time", str(round(arguments.minutes * 60))),
        *("--continue-on-failure", "--max-failures", "200", "--generation-database", "none"),
        *("--report", "ndjson", "--report-ndjson-path", str(folder / "report.ndjson")),
        *("--no-color", *arguments.more),
    ]
    environment = os.environ | {
        hooks.SANDBOX: scene.sandbox,
        hooks.CONNECTOR: scene.connector,
        hooks.ORIGIN: SHOP,
        hooks.TOKEN: scene.bearer["Authorization"].removeprefix("Bearer "),
    }
    process = await asyncio.create_subprocess_exec(*command, env=environment)
    return await process.wait()


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True)
        yield keep.absolute()
        return
    with tempfile.TemporaryDirectory(prefix="contract-") as made:
        yield Path(made)


async def _run(arguments: argparse.Namespace, seed: int) -> int:
    scale = ["--limit-scale", "1000", "--knob", "fingerprintLimit=null"]
    with _folder(arguments.keep) as folder:
        async with staged(folder, sandbox_arguments=scale, **_SETTINGS) as scene:
            return await _asked(scene, folder, arguments, seed)


def main() -> int:
    arguments = _arguments()
    # Settings of the machine's user must not change what is asked.
    for name in [name for name in os.environ if name.startswith(("CONNECTOR_", "ALTER_"))]:
        del os.environ[name]
    seed = secrets.randbelow(2**31) if arguments.seed is None else arguments.seed
    print(f"seed {seed}, {arguments.minutes:g} minutes …", flush=True)
    code = asyncio.run(_run(arguments, seed))
    print(f"seed {seed}: {'nothing found' if code == 0 else 'see above'}")
    return code


if __name__ == "__main__":
    sys.exit(main())
