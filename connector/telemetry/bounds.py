"""What may stand in a label: a few words that we chose, whatever comes from outside."""

from __future__ import annotations

OTHER = "other"

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def method(name: str) -> str:
    """A server reads any word there."""
    return name if name in _METHODS else OTHER


class FirstSeen:
    """The first `most` values as they are, all later ones as `other`.

    Alter documents hardly any of its codes, so no list of ours would show what it really says; and what it says may
    quote what it was sent.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: set[str] = set()

    def __call__(self, value: str) -> str:
        if value in self._known:
            return value
        if len(self._known) >= self._most:
            return OTHER
        self._known.add(value)
        return value
