"""Secrets as types: what is secret cannot be printed by accident.

A `Secret` shows nothing in `repr`, `str`, f-strings, logs or tracebacks, refuses to be pickled, and is
compared in constant time. Every living secret is known to `live_values`, which the log pipeline uses to
redact by value whatever reached a message by another way.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from typing import NoReturn
from weakref import WeakSet

# Shorter values would turn ordinary words in log lines into dots.
SHORTEST_REDACTED = 8

_living: WeakSet[Secret] = WeakSet()


class Secret:
    """A text that must not be shown; `reveal()` marks each place that needs it in clear."""

    __slots__ = ("__weakref__", "_value")

    def __init__(self, value: str) -> None:
        self._value = value
        _living.add(self)

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"

    __str__ = __repr__

    def __format__(self, _spec: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(as_bytes(self._value), as_bytes(other._value))

    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        return bool(self._value)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret does not travel by pickle")


def as_bytes(text: str) -> bytes:
    """UTF-8, and never an error: bytes of a header that are none reach us as lone surrogates."""
    return text.encode(errors="surrogatepass")


def live_values() -> Iterator[str]:
    """The values of all living secrets that are long enough to be redacted by value."""
    for secret in list(_living):
        if len(secret.reveal()) >= SHORTEST_REDACTED:
            yield secret.reveal()
