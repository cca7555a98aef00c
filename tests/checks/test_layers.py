"""The layers of `.importlinter`: kept, and complete."""

from __future__ import annotations

import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# What has no code of its own to place: data files.
NO_MODULES = {"wp_bridge": {"plugin"}, "connector": set[str]()}


def test_every_import_contract_is_kept() -> None:
    """A line imports only lines below it; the doors (SQL, cryptography, sandbox) stay shut."""
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("package", ["connector", "wp_bridge"])
def test_every_part_stands_in_a_layer(package: str) -> None:
    """A new top-level module is placed on purpose, or this test names it."""
    parts = {
        path.stem
        for path in (ROOT / package).iterdir()
        if (path.is_dir() or path.suffix == ".py")
        and path.name not in ("__init__.py", "__pycache__")
    }
    assert parts - NO_MODULES[package] == _layered(package)


def _layered(package: str) -> set[str]:
    config = ConfigParser()
    config.read(ROOT / ".importlinter")
    lines = " ".join(config[section]["layers"] for section in config if "layers" in config[section])
    names = lines.replace("|", " ").replace(":", " ").split()
    return {name.split(".")[1] for name in names if name.startswith(f"{package}.")}
