"""Reading back what the sandbox draws, so that a file is more than its first bytes."""

from __future__ import annotations

import json
import struct
import zlib
from typing import Any

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def png_size(data: bytes) -> tuple[int, int]:
    """Width and height; every checksum and the amount of pixels are verified on the way."""
    assert data.startswith(SIGNATURE)
    chunks, position = [], len(SIGNATURE)
    while position < len(data):
        (length,) = struct.unpack_from(">I", data, position)
        name = data[position + 4 : position + 8]
        body = data[position + 8 : position + 8 + length]
        (checksum,) = struct.unpack_from(">I", data, position + 8 + length)
        assert checksum == zlib.crc32(name + body)
        chunks.append((name, body))
        position += 12 + length
    assert [name for name, _ in chunks] == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    width, height, depth, colour_type = struct.unpack_from(">IIBB", chunks[0][1])
    assert (depth, colour_type) == (8, 3)
    pixels = zlib.decompress(chunks[2][1])
    assert len(pixels) == height * (1 + width)
    assert max(pixels) < len(chunks[1][1]) // 3
    return width, height


def webp_size(data: bytes) -> tuple[int, int]:
    assert (data[:4], data[8:16]) == (b"RIFF", b"WEBPVP8L")
    assert struct.unpack_from("<I", data, 4)[0] == len(data) - 8
    assert data[20] == 0x2F
    (bits,) = struct.unpack_from("<I", data, 21)
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


def glb_parts(data: bytes) -> tuple[dict[str, Any], bytes]:
    """The two chunks of a binary glTF file; its lengths must add up."""
    magic, version, total = struct.unpack_from("<4sII", data)
    assert (magic, version, total) == (b"glTF", 2, len(data))
    length, kind = struct.unpack_from("<I4s", data, 12)
    assert kind == b"JSON"
    described: dict[str, Any] = json.loads(data[20 : 20 + length])
    rest = 20 + length
    binary_length, kind = struct.unpack_from("<I4s", data, rest)
    assert kind == b"BIN\0"
    binary = data[rest + 8 :]
    assert len(binary) == binary_length == described["buffers"][0]["byteLength"]
    for view in described["bufferViews"]:
        assert view.get("byteOffset", 0) + view["byteLength"] <= binary_length
    return described, binary
