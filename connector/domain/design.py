"""Alter's designs as an owner picks from them: what is shown of each, which picture, where a page ended."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from connector.domain.binding import RuntimeType

_ID_END = 2**53
_CHECK_DIGITS = 12


class PictureKind(StrEnum):
    """Where at Alter a picture lies. The values travel in thumbnail addresses."""

    IMPORT = "i"
    PROTECTED = "f"
    PRODUCT = "p"


@dataclass(frozen=True)
class Picture:
    """One picture of one design. `name` is a file id, a storage key, or the base product's id."""

    kind: PictureKind
    design_id: int
    name: str


@dataclass(frozen=True)
class Design:
    """`embeddable` are the runtimes that Alter opens it in; `product_id` is Alter's base product."""

    id: int
    name: str
    product_id: int | None
    embeddable: frozenset[RuntimeType]
    picture: Picture | None


@dataclass(frozen=True)
class DesignFilter:
    """An empty tuple narrows nothing; several types find what opens in any of them."""

    search: str | None = None
    runtime_types: tuple[RuntimeType, ...] = ()

    def takes(self, design: Design) -> bool:
        return not self.runtime_types or not design.embeddable.isdisjoint(self.runtime_types)


@dataclass(frozen=True)
class DesignCursor:
    """Where a page ended, newest first: how far Alter's list was read, and the last id shown.

    Alter pages by offset, so a design made meanwhile pushes shown ones onto the next page; the id tells them.
    """

    offset: int
    last_id: int

    def encode(self, wanted: DesignFilter) -> str:
        """Bound to the filter by a checksum: the same place in another list would skip some of it."""
        parts = [self.offset, self.last_id, self._check(wanted)]
        text = json.dumps(parts, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()

    @classmethod
    def decode(cls, text: str, wanted: DesignFilter) -> DesignCursor:
        """Raises ValueError for anything that `encode` did not write for the same filter."""
        try:
            raw = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
            offset, last_id, _ = json.loads(raw)
        except (ValueError, TypeError, RecursionError) as fault:
            raise ValueError("not a cursor of this list") from fault
        if not _is_number(offset) or not _is_number(last_id):
            raise ValueError("not a cursor of this list")
        found = cls(offset, last_id)
        if found.encode(wanted) != text:
            raise ValueError("not a cursor of this list")
        return found

    def _check(self, wanted: DesignFilter) -> str:
        types = sorted(each.value for each in wanted.runtime_types)
        place = json.dumps([self.offset, self.last_id, wanted.search, types])
        return hashlib.sha256(place.encode()).hexdigest()[:_CHECK_DIGITS]


@dataclass(frozen=True)
class DesignPage:
    items: Sequence[Design]
    next_cursor: DesignCursor | None
    total: int


def _is_number(value: object) -> bool:
    return type(value) is int and 0 <= value < _ID_END


def raster_type(body: bytes) -> str | None:
    """The type of a raster image by its first bytes; None for all else, SVG with its scripts included.

    A stored file's declared type is whatever its uploader said.
    """
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if body.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if body.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "image/webp"
    if body[4:12] in (b"ftypavif", b"ftypavis"):
        return "image/avif"
    return None
