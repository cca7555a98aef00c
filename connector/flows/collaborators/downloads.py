"""How many files are on their way: each holds two connections for as long as its caller reads.

Without a bound a hundred callers who read a byte a second would take every socket of the process.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from connector.domain.errors import RateLimited

MOST = 200
MOST_OF_ONE = 16
_AGAIN = 2.0


class Downloads:
    def __init__(self, *, most: int = MOST, most_of_one: int = MOST_OF_ONE) -> None:
        self._most = most
        self._most_of_one = most_of_one
        self._running: Counter[str] = Counter()

    @contextmanager
    def counted(self, caller: str) -> Iterator[None]:
        """`caller` is a store or a client. Raises RateLimited `connector.downloads`."""
        full = self._running.total() >= self._most
        if full or self._running[caller] >= self._most_of_one:
            raise RateLimited(
                "connector.downloads", "Too many files are on their way.", retry_after=_AGAIN
            )
        self._running[caller] += 1
        try:
            yield
        finally:
            self._running[caller] -= 1
            if not self._running[caller]:
                del self._running[caller]
