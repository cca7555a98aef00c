"""Which keys came by already, in eight bytes each: a stream of a million items has no set of a million texts."""

from __future__ import annotations

from array import array
from hashlib import blake2b

MOST = 2_000_000
"""Beyond this nothing more is remembered, so that a stream without end has an end in memory (32 MiB)."""

_SEGMENTS = 256
_FIRST_SLOTS = 16
_FREE = 0


class SeenKeys:
    """64-bit hashes. Two keys in a million meet by chance once in 37 million streams."""

    def __init__(self, *, most: int = MOST) -> None:
        self._most = most
        self._count = 0
        # Many small tables: one large one would hold up everybody for a second when it grows.
        self._segments = [_Segment() for _ in range(_SEGMENTS)]

    def add(self, key: tuple[str, str]) -> bool:
        """Whether the key was seen before; always False once more than `most` were."""
        value = _hashed(key)
        segment = self._segments[value % _SEGMENTS]
        if segment.holds(value):
            return True
        if self._count < self._most:
            segment.add(value)
            self._count += 1
        return False


class _Segment:
    """Open addressing, at most half full."""

    def __init__(self) -> None:
        self._count = 0
        self._slots = _free_slots(_FIRST_SLOTS)

    def holds(self, value: int) -> bool:
        return self._slots[self._slot_of(value)] != _FREE

    def add(self, value: int) -> None:
        self._slots[self._slot_of(value)] = value
        self._count += 1
        if self._count * 2 > len(self._slots):
            self._grow()

    def _slot_of(self, value: int) -> int:
        """Where the value is, or the free place where it would be."""
        mask = len(self._slots) - 1
        slot = (value // _SEGMENTS) & mask
        while self._slots[slot] not in (_FREE, value):
            slot = (slot + 1) & mask
        return slot

    def _grow(self) -> None:
        old, self._slots = self._slots, _free_slots(len(self._slots) * 2)
        for value in old:
            if value != _FREE:
                self._slots[self._slot_of(value)] = value


def _hashed(key: tuple[str, str]) -> int:
    """Never zero, which marks a free place. A NUL cannot be in either part of a key."""
    digest = blake2b("\0".join(key).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") or 1


def _free_slots(count: int) -> array[int]:
    return array("Q", bytes(8 * count))
