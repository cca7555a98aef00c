"""The plugin as it lies beside this code: which of its files go out, and what its header says.

The header of the main file is the one truth about the plugin's version: what the service calls the latest, what it
answers to plugins that are too old, and what WordPress sees in the zip are all read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from wp_bridge.errors import PluginNotBuildable

FOLDER = Path(__file__).parents[1] / "plugin"
SLUG = "alter-connector"
MAIN_FILE = f"{SLUG}.php"
README = "readme.txt"
DELIVERY_FILE = "delivery.php"
"""Written into zips. One that lies in the folder is a developer's, and must reach nobody else."""

_NEEDED = (MAIN_FILE, README, "LICENSE")
_SHIPPED = frozenset(
    {".php", ".js", ".css", ".svg", ".png", ".json", ".xml", ".txt", ".pot", ".po", ".mo"}
)
# WordPress reads no more than this of a file for its headers.
_HEADER_BYTES = 8192


@dataclass(frozen=True)
class PluginSource:
    """`files`: what goes out, by its path inside the plugin's folder."""

    files: Mapping[str, bytes]

    @classmethod
    def read(cls, folder: Path = FOLDER) -> PluginSource:
        """Raises PluginNotBuildable for an installation without the plugin, or with half of it."""
        try:
            files = {
                path.relative_to(folder).as_posix(): path.read_bytes() for path in _shipped(folder)
            }
        except OSError as fault:
            raise _broken(f"{fault.filename} cannot be read ({fault.strerror})") from fault
        missing = [name for name in _NEEDED if name not in files]
        if missing:
            raise _broken(f"{folder} lacks {', '.join(missing)}")
        return cls(files)

    def header(self, name: str) -> str:
        """A header of the main file, as WordPress finds it. Raises PluginNotBuildable."""
        return header_of(self.files[MAIN_FILE], name)

    @property
    def version(self) -> str:
        return self.header("Version")


def header_of(text: bytes, name: str) -> str:
    """Raises PluginNotBuildable where the header is missing: WordPress would show a plugin without it."""
    start = text[:_HEADER_BYTES].decode("utf-8", "replace")
    found = re.search(rf"^[ \t/*#@]*{re.escape(name)}:(.*)$", start, re.MULTILINE | re.IGNORECASE)
    value = found[1].strip() if found else ""
    if not value:
        raise _broken(f"the plugin has no header {name!r}")
    return value


def latest_version(folder: Path = FOLDER) -> str:
    """The version of the plugin that is delivered here, of which only the main file is read. Raises
    PluginNotBuildable."""
    try:
        return header_of((folder / MAIN_FILE).read_bytes(), "Version")
    except OSError as fault:
        raise _broken(f"{fault.filename} cannot be read ({fault.strerror})") from fault


def _shipped(folder: Path) -> Iterator[Path]:
    """By name, so that what an editor or a system drops into a checkout does not reach a shop; never through a
    link, which may lead anywhere."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        is_hidden = any(part.startswith(".") for part in inside.parts)
        is_known = path.suffix in _SHIPPED or inside.as_posix() == "LICENSE"
        if is_hidden or not is_known or inside.as_posix() == DELIVERY_FILE:
            continue
        if path.is_file() and not path.is_symlink():
            yield path


def _broken(reason: str) -> PluginNotBuildable:
    return PluginNotBuildable(
        f"{reason}: this installation is incomplete, install the connector again"
    )
