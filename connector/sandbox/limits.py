"""The documented rate limits (alter-public-api.txt, "Errors and rate limits").

The document states neither the key nor the kind of window. Here the window slides, which is the
stricter reading: whoever stays below a sliding limit stays below a fixed one. A refused call is not
counted again.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from connector.sandbox.clock import Clock

WINDOW = 60.0

DOCUMENTED = {
    "global": 600,
    "authCheck": 60,
    "read": 300,
    "write": 120,
    "catalogue": 180,
    "fonts": 300,
    "exchange": 30,
}

# Order writes, embed sessions and bindings stand on one line of the table: they share one window.
CLASSES: tuple[tuple[str, str, str], ...] = (
    ("GET", r"/auth/check", "authCheck"),
    ("POST", r"/customer-orders/batch", "read"),
    ("GET", r"/(customer-orders|products)(/.*)?", "read"),
    ("(PATCH|DELETE)", r"/customer-orders/.*", "write"),
    ("POST", r"/embed/session", "write"),
    ("(POST|PATCH)", r"/runtime-bindings/.*", "write"),
    ("GET", r"/(assets|design-imports)(/.*)?", "catalogue"),
    ("GET", r"/fonts", "fonts"),
    ("POST", r"/wp-connect/exchange", "exchange"),
)


def limit_class(method: str, path: str) -> str | None:
    """`path` is below the base URL; None where only the global limit counts."""
    for methods, pattern, name in CLASSES:
        if re.fullmatch(methods, method) and re.fullmatch(pattern, path):
            return name
    return None


@dataclass
class Limiter:
    clock: Clock
    refusals: Counter[str] = field(default_factory=Counter)
    _hits: dict[tuple[str, str], deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def admit(self, key: str, limits: Iterable[tuple[str, int]]) -> int | None:
        """Counts the call in every named window, or in none and returns the seconds to wait."""
        now = self.clock.monotonic()
        windows = [(name, self._window(name, key, now), limit) for name, limit in limits]
        for name, hits, limit in windows:
            if len(hits) >= limit:
                self.refusals[name] += 1
                return max(1, math.ceil(hits[len(hits) - limit] + WINDOW - now))
        for _, hits, _ in windows:
            hits.append(now)
        return None

    @property
    def refused(self) -> int:
        return self.refusals.total()

    def _window(self, name: str, key: str, now: float) -> deque[float]:
        hits = self._hits[name, key]
        while hits and hits[0] <= now - WINDOW:
            hits.popleft()
        return hits


def scaled(name: str, scale: float) -> tuple[str, int]:
    return name, max(1, math.floor(DOCUMENTED[name] * scale))
