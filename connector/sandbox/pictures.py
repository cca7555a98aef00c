"""Real images, drawn here: PNG (ISO/IEC 15948) with a palette, WebP (RFC 9649) in two colours."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

from connector.sandbox.silhouettes import runs

Rgb = tuple[int, int, int]

PRODUCT_COLOURS = ("#4b3df5", "#e4572e", "#2a9d74", "#f2c14e", "#20242f", "#3d8bd4", "#b5487f")
BACKGROUND_TOP: Rgb = (250, 250, 254)
BACKGROUND_BOTTOM: Rgb = (214, 218, 238)
SHADES = 64
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PALETTE_COLOURS = 3


def product_colour(number: int) -> str:
    return PRODUCT_COLOURS[number % len(PRODUCT_COLOURS)]


@lru_cache(maxsize=256)
def png(kind: str, colour: str, size: int) -> bytes:
    """The product on a soft ground, lit from the left; `size` pixels each way."""
    light = bytes(SHADES + SHADES * column // size for column in range(size))
    lines = []
    for row, stretches in enumerate(runs(kind, size)):
        line = bytearray([SHADES * row // size]) * size
        for start, end in stretches:
            line[start:end] = light[start:end]
        # Every line begins with its filter: 0, none.
        lines.append(b"\0" + line)
    header = struct.pack(">IIBBBBB", size, size, 8, PALETTE_COLOURS, 0, 0, 0)
    return b"".join(
        (
            PNG_SIGNATURE,
            _chunk(b"IHDR", header),
            _chunk(b"PLTE", _palette(_rgb(colour))),
            _chunk(b"IDAT", zlib.compress(b"".join(lines), 6)),
            _chunk(b"IEND", b""),
        )
    )


@lru_cache(maxsize=256)
def webp(kind: str, colour: str, size: int) -> bytes:
    """Lossless and as simple as the format allows: each channel has two values, so each pixel three bits."""
    ground, ink = BACKGROUND_TOP, _rgb(colour)
    bits = _Bits()
    bits.put(size - 1, 14)
    bits.put(size - 1, 14)
    bits.put(0, 1 + 3)  # no alpha, version 0
    bits.put(0, 3)  # no transform, no colour cache, one group of codes
    pixel = 0
    for position, channel in enumerate((1, 0, 2)):  # green, red, blue
        low, high = sorted((ground[channel], ink[channel]))
        # The canonical code gives 0 to the smaller value: where that is the ink's, the ground is a 1.
        pixel |= (ink[channel] == low) << position
        bits.put_code(low, high)
    bits.put_code(255)  # alpha
    bits.put_code(0)  # distances, unused
    bits.put(_pixels(kind, size, pixel), 3 * size * size)
    stream = b"\x2f" + bits.to_bytes()
    padded = stream + b"\0" * (len(stream) % 2)
    body = b"WEBPVP8L" + struct.pack("<I", len(stream)) + padded
    return b"RIFF" + struct.pack("<I", len(body)) + body


class _Bits:
    """A number that grows at its upper end, as WebP orders its bits."""

    def __init__(self) -> None:
        self._number, self._length = 0, 0

    def put(self, value: int, width: int) -> None:
        self._number |= value << self._length
        self._length += width

    def put_code(self, first: int, second: int | None = None) -> None:
        """A "simple code length code" of one or two symbols of eight bits."""
        self.put(1, 1)
        self.put(int(second is not None), 1)
        self.put(1, 1)
        self.put(first, 8)
        if second is not None:
            self.put(second, 8)

    def to_bytes(self) -> bytes:
        return self._number.to_bytes((self._length + 7) // 8, "little")


def _pixels(kind: str, size: int, ground: int) -> int:
    assert size % 8 == 0, "so that a row of three-bit pixels ends with a byte"
    whole_row = ground * (((1 << 3 * size) - 1) // 7)
    rows = []
    for stretches in runs(kind, size):
        row = whole_row
        for start, end in stretches:
            # Inside, every channel has its other value.
            row ^= ((1 << 3 * (end - start)) - 1) << 3 * start
        rows.append(row.to_bytes(3 * size // 8, "little"))
    return int.from_bytes(b"".join(rows), "little")


def _chunk(name: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", checksum)


def _palette(colour: Rgb) -> bytes:
    """First the ground from top to bottom, then the product from its lit to its dark side."""
    ground = [_mixed(BACKGROUND_TOP, BACKGROUND_BOTTOM, each / SHADES) for each in range(SHADES)]
    lit = _mixed(colour, (255, 255, 255), 0.22)
    dark = _mixed(colour, (12, 12, 36), 0.42)
    return bytes(
        value
        for rgb in (*ground, *(_mixed(lit, dark, each / SHADES) for each in range(SHADES)))
        for value in rgb
    )


def _mixed(first: Rgb, second: Rgb, share: float) -> Rgb:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def _rgb(colour: str) -> Rgb:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue
