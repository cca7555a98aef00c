"""The plugin as it might have been before: today's files under a lower version, packed as `plugin build` packs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from wp_bridge.delivery.package import served
from wp_bridge.delivery.source import MAIN_FILE, PluginSource

VERSION = "0.0.9"


def write(file: Path, address: str) -> str:
    """Writes the older zip for the connector at `address`. Returns today's version."""
    source = PluginSource.read()
    today, main = source.version, source.files[MAIN_FILE].decode()
    # The header, which WordPress reads, and the constant, which the plugin sends.
    assert main.count(today) == 2, main.count(today)
    files = {**source.files, MAIN_FILE: main.replace(today, VERSION).encode()}
    file.write_bytes(served(replace(source, files=files), address))
    return today
