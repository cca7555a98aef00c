"""The layout of a *stored* zip from what is known before: names, sizes, CRC-32. Pure; nothing is read here.

Models and pictures hardly shrink, so nothing is compressed. Then every byte's place follows from the list of
entries: the zip has a length, an ETag and byte ranges without ever being built, and sending it costs reading the
files once. The same entries make the same bytes on every machine.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

# Before 1980 a zip has no dates: 2 January 1980, 00:00, in the format's own form.
_DOS_TIME, _DOS_DATE = 0, (0 << 9) | (1 << 5) | 2
_VERSION = 20
_UNIX = 3 << 8
_FILE = 0o100644 << 16
_STORED = 0
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")

MOST_ENTRIES = 65_535 - 1
MOST_BYTES = 2**32 - 2
"""Beyond these a zip needs the 64-bit form, which not every PHP reads."""

_NAME = re.compile(r"[a-z0-9]{1,80}\.[a-z0-9]{1,8}", re.ASCII)


@dataclass(frozen=True)
class Entry:
    """A file as it lies in the zip's root."""

    name: str
    size: int
    crc32: int


@dataclass(frozen=True)
class Slice:
    """Bytes `start` to `end` (exclusive) of the file that becomes the entry `name`."""

    name: str
    start: int
    end: int


Segment = bytes | Slice


@dataclass(frozen=True)
class _Placed:
    segment: Segment
    start: int
    end: int


class Bundle:
    """A zip that can be read from anywhere to anywhere."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Raises ValueError for names that are none of ours, doubled ones, and more than a zip holds."""
        _check(entries)
        self._placed = tuple(_placed(entries))
        self.size = self._placed[-1].end
        if self.size > MOST_BYTES:
            raise ValueError("larger than a zip without 64-bit fields")

    def segments(self, start: int, end: int) -> Iterator[Segment]:
        """What lies between two offsets (`end` exclusive), in order."""
        for placed in self._placed:
            if placed.end <= start:
                continue
            if placed.start >= end:
                return
            first = max(start, placed.start) - placed.start
            last = min(end, placed.end) - placed.start
            segment = placed.segment
            if isinstance(segment, bytes):
                yield segment[first:last]
            else:
                yield Slice(segment.name, segment.start + first, segment.start + last)


def _check(entries: Sequence[Entry]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise ValueError(f"more than {MOST_ENTRIES} entries")
    if len({entry.name for entry in entries}) != len(entries):
        raise ValueError("two entries of one name")
    for entry in entries:
        if not _NAME.fullmatch(entry.name):
            raise ValueError("an entry's name is not one of ours")
        if not 0 <= entry.size <= MOST_BYTES or not 0 <= entry.crc32 < 2**32:
            raise ValueError("an entry's size or checksum is none")


def _placed(entries: Sequence[Entry]) -> Iterator[_Placed]:
    segments: list[Segment] = []
    for entry in entries:
        segments.append(_local_header(entry))
        if entry.size:
            segments.append(Slice(entry.name, 0, entry.size))
    lengths = [len(each) if isinstance(each, bytes) else each.end for each in segments]
    starts = list(accumulate(lengths, initial=0))
    offsets = [
        start for start, each in zip(starts, segments, strict=False) if isinstance(each, bytes)
    ]
    if starts[-1] > MOST_BYTES:
        raise ValueError("larger than a zip without 64-bit fields")
    for segment, start, length in zip(segments, starts, lengths, strict=False):
        yield _Placed(segment, start, start + length)
    directory = _directory(entries, offsets, starts[-1])
    yield _Placed(directory, starts[-1], starts[-1] + len(directory))


def _local_header(entry: Entry) -> bytes:
    name = entry.name.encode()
    facts = (_STORED, _DOS_TIME, _DOS_DATE, entry.crc32, entry.size, entry.size, len(name), 0)
    return _LOCAL.pack(b"PK\x03\x04", _VERSION, 0, *facts) + name


def _directory(entries: Sequence[Entry], offsets: Sequence[int], start: int) -> bytes:
    written = bytearray()
    for entry, offset in zip(entries, offsets, strict=True):
        name = entry.name.encode()
        facts = (_STORED, _DOS_TIME, _DOS_DATE, entry.crc32, entry.size, entry.size, len(name))
        head = (b"PK\x01\x02", _UNIX | _VERSION, _VERSION, 0)
        written += _CENTRAL.pack(*head, *facts, 0, 0, 0, 0, _FILE, offset) + name
    size, count = len(written), len(entries)
    return bytes(written) + _END.pack(b"PK\x05\x06", 0, 0, count, count, size, start, 0)
