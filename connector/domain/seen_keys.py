"""Which keys came by already, in eight bytes each: a stream of a million items has no set of a million texts."""

from __future__ import annotations

from array import array
from hashlib import blake2b

MOST = 2_000_000
"""Beyond this nothing more is remembered, so that a stream without end has an end in memory (32 MiB)."""

_FIRST_SLOTS = 1 << 10
_FREE = 0


class SeenKeys:
    """Open addressing over 64-bit hashes. Two keys in a million meet by chance once in 37 million streams."""

    def __init__(self, *, most: int = MOST) -> None:
        self._most = most
        self._count = 0
        self._slots = _free_slots(_FIRST_SLOTS)

    def add(self, key: tuple[str, str]) -> bool:
        """Whether the key was seen before; always False once more than `most` were."""
        value = _hashed(key)
        slot = self._slot_of(value)
        if self._slots[slot] != _FREE:
            return True
        if self._count >= self._most:
            return False
        self._slots[slot] = value
        self._count += 1
        if self._count * 2 > len(self._slots):
            self._grow()
        return False

    def _slot_of(self, value: int) -> int:
        """Where the value is, or the free place where it would be."""
        mask = len(self._slots) - 1
        slot = value & mask
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
