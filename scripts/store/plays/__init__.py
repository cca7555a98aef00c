"""Plays: each a module with TITLE, NEEDS (plays that come before it) and `play`, which fails by raising.

`ORDER` is the order of a whole run. A play leaves the shop in a state that the next ones can live with.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

from scripts.store.scene import Scene

ORDER = (
    "install",
    "connect",
    "probe",
    "map",
    "designs",
    "bulk",
    "csv",
    "rest",
    "bindings",
    "shop",
    "forms",
    "orders",
    "price",
    "outage",
    "refusals",
    "policy",
    "relay",
    "weight",
    "trash",
    "service_down",
    "clone",
    "lost",
    "update",
    "disconnect",
    "storefront",
    "uninstall",
)
SHOPPERS = "shoppers"
"""Stands for all plays that are about shoppers."""
_SHOPPERS = (
    "shop",
    "forms",
    "orders",
    "price",
    "outage",
    "refusals",
    "policy",
    "relay",
    "weight",
)
_ENDS = frozenset({"uninstall"})
"""Played when everything has been looked at: nothing of the plugin is left then."""


@dataclass(frozen=True)
class Play:
    name: str
    title: str
    needs: tuple[str, ...]
    play: Callable[[Scene], Awaitable[None]]

    @property
    def ends_it(self) -> bool:
        return self.name in _ENDS


def chosen(names: Sequence[str]) -> list[Play]:
    """The plays of these names, with what they need before them; all for none. In the order of a whole run."""
    wanted = set[str]()
    waiting = list(names or ORDER)
    if SHOPPERS in waiting:
        waiting = [name for name in waiting if name != SHOPPERS] + list(_SHOPPERS)
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted.add(name)
            waiting += _load(name).needs
    return [_load(name) for name in ORDER if name in wanted]


def _load(name: str) -> Play:
    module = import_module(f"{__name__}.{name}")
    return Play(name, module.TITLE, module.NEEDS, module.play)
