"""Bytes to hand out: some lie in memory, the large ones are made while they are sent."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

PIECE = 64 * 1024
STAMP = 8
DESCRIBED = 1_024


class Content(Hashable, Protocol):
    """The same bytes whenever they are asked for."""

    @property
    def size(self) -> int: ...

    def read(self, start: int, end: int) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Blob:
    body: bytes

    @property
    def size(self) -> int:
        return len(self.body)

    def read(self, start: int, end: int) -> bytes:
        return self.body[start:end]


@dataclass(frozen=True, slots=True)
class Model:
    """A binary glTF file: a cube and, up to `size`, a buffer view of noise that nothing draws."""

    seed: str
    head: bytes = field(repr=False)
    size: int

    def read(self, start: int, end: int) -> bytes:
        end = min(end, self.size)
        begun = self.head[start:end]
        first = max(start, len(self.head)) - len(self.head)
        return begun + noise(self.seed, first, max(first, end - len(self.head)))


def noise(seed: str, start: int, end: int) -> bytes:
    """Numbered pieces of one random text: made as fast as memory is copied, and of no use to a compressor."""
    if start >= end:
        return b""
    base = _noise_base(seed)
    first, last = start // PIECE, (end - 1) // PIECE
    whole = b"".join(each.to_bytes(STAMP, "big") + base for each in range(first, last + 1))
    return whole[start - first * PIECE : end - first * PIECE]


@lru_cache(maxsize=32)
def _noise_base(seed: str) -> bytes:
    return hashlib.shake_128(seed.encode()).digest(PIECE - STAMP)


def pieces(content: Content, start: int, end: int, length: int = PIECE) -> Iterator[bytes]:
    for position in range(start, end, length):
        yield content.read(position, min(position + length, end))


@lru_cache(maxsize=128)
def sha256_of(content: Content) -> str:
    """Reads large content once, which takes a second or so: not for the event loop."""
    digest = hashlib.sha256()
    for piece in pieces(content, 0, content.size, 1024 * 1024):
        digest.update(piece)
    return digest.hexdigest()


def json_blob(value: object) -> Blob:
    return Blob(json.dumps(value, ensure_ascii=False, indent=1).encode())


# A cube's corners and, by threes, the corners of its triangles.
_CORNERS = struct.pack(
    "<24f", *(side for x in (-1, 1) for y in (-1, 1) for z in (-1, 1) for side in (x, y, z))
)
_TRIANGLES = struct.pack(
    "<36H",
    *(0, 1, 3, 0, 3, 2, 4, 6, 7, 4, 7, 5, 0, 4, 5, 0, 5, 1),
    *(2, 3, 7, 2, 7, 6, 0, 2, 6, 0, 6, 4, 1, 5, 7, 1, 7, 3),
)


def model(seed: str, colour: str, size: int | None = None) -> Model:
    """`size`: of the whole file, a multiple of four; None: as small as a cube can be."""
    least = len(_model_head(colour, 0))
    filling = 0 if size is None else max(0, size - least)
    return Model(seed, _model_head(colour, filling), least + filling)


def _model_head(colour: str, filling: int) -> bytes:
    text = json.dumps(_described(colour, filling), separators=(",", ":")).encode()
    # Of one length whatever the numbers are; glTF pads its JSON with spaces.
    described = text.ljust(DESCRIBED)
    binary = _CORNERS + _TRIANGLES
    total = 12 + 8 + len(described) + 8 + len(binary) + filling
    return b"".join(
        (
            struct.pack("<4sII", b"glTF", 2, total),
            struct.pack("<I4s", len(described), b"JSON"),
            described,
            struct.pack("<I4s", len(binary) + filling, b"BIN\0"),
            binary,
        )
    )


def _described(colour: str, filling: int) -> dict[str, Any]:
    rgb = [value / 255 for value in bytes.fromhex(colour.removeprefix("#"))]
    cube = len(_CORNERS) + len(_TRIANGLES)
    views = [
        {"buffer": 0, "byteLength": len(_CORNERS), "target": 34962},
        {"buffer": 0, "byteOffset": len(_CORNERS), "byteLength": len(_TRIANGLES), "target": 34963},
    ]
    if filling:
        views.append({"buffer": 0, "byteOffset": cube, "byteLength": filling})
    corners = {"type": "VEC3", "min": [-1, -1, -1], "max": [1, 1, 1]}
    return {
        "asset": {"version": "2.0", "generator": "Alter sandbox"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1, "material": 0}]}],
        "materials": [{"pbrMetallicRoughness": {"baseColorFactor": [*rgb, 1]}}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": 8, **corners},
            {"bufferView": 1, "componentType": 5123, "count": 36, "type": "SCALAR"},
        ],
        "bufferViews": views,
        "buffers": [{"byteLength": cube + filling}],
    }
