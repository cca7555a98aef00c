"""Versions of the plugin, as WordPress writes and compares them."""

from __future__ import annotations

import re
from typing import NamedTuple, Self

_SHAPE = re.compile(
    r"([0-9]{1,5})(?:\.([0-9]{1,5}))?(?:\.([0-9]{1,5}))?(-[0-9A-Za-z.-]{1,50})?", re.ASCII
)


class PluginVersion(NamedTuple):
    """Compared in order. A pre-release (`1.2.0-beta.1`) counts as its release: testers are not locked out."""

    major: int
    minor: int
    patch: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ValueError for anything but `1`, `1.2`, `1.2.3`, each with an optional `-suffix`."""
        found = _SHAPE.fullmatch(text.strip())
        if found is None:
            raise ValueError("a version looks like 1.2.3")
        return cls(*(int(part or 0) for part in found.groups()[:3]))
