"""What kinds of files a local design may have, told by their first bytes and never by their name.

A shop's web server runs what it takes for PHP and sends what it takes for HTML, SVG or JavaScript as a page of the
shop. So nothing that could be either becomes a file there: what is stored is a list of kinds that no server and no
browser runs, and the extension follows from the bytes. Names that outsiders chose are not used at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

HEAD = 4096
"""As many bytes as `sniffed` looks at."""


@dataclass(frozen=True)
class Media:
    """`media_type` is what we call it; `served` what web servers may call it as well."""

    extension: str
    media_type: str
    served: tuple[str, ...] = ()


_ALLOWED = (
    Media("png", "image/png"),
    Media("jpg", "image/jpeg", ("image/jpg",)),
    Media("webp", "image/webp"),
    Media("gif", "image/gif"),
    Media("avif", "image/avif"),
    Media("hdr", "image/vnd.radiance", ("image/x-hdr",)),
    Media("ktx2", "image/ktx2"),
    Media("mp4", "video/mp4"),
    Media("glb", "model/gltf-binary"),
    Media("gltf", "model/gltf+json", ("application/json",)),
    Media("bin", "application/octet-stream", ("application/gltf-buffer",)),
    Media("json", "application/json", ("text/json",)),
    Media("woff", "font/woff", ("application/font-woff", "application/x-font-woff")),
    Media("woff2", "font/woff2", ("application/font-woff2",)),
    Media("ttf", "font/ttf", ("font/sfnt", "application/x-font-ttf", "application/font-sfnt")),
    Media(
        "otf", "font/otf", ("font/sfnt", "application/x-font-otf", "application/vnd.ms-opentype")
    ),
)
BY_EXTENSION: Mapping[str, Media] = {each.extension: each for each in _ALLOWED}

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"glTF\x02\x00\x00\x00", "glb"),
    (b"\xabKTX 20\xbb\r\n\x1a\n", "ktx2"),
    (b"#?RADIANCE", "hdr"),
    (b"#?RGBE", "hdr"),
    (b"wOFF", "woff"),
    (b"wOF2", "woff2"),
    (b"\x00\x01\x00\x00", "ttf"),
    (b"true\x00", "ttf"),
    (b"OTTO", "otf"),
)
_BRANDS: Mapping[bytes, str] = {
    b"avif": "avif",
    b"avis": "avif",
    b"isom": "mp4",
    b"iso2": "mp4",
    b"iso4": "mp4",
    b"iso5": "mp4",
    b"iso6": "mp4",
    b"mp41": "mp4",
    b"mp42": "mp4",
    b"avc1": "mp4",
    b"M4V ": "mp4",
}
_SPACE = b" \t\r\n"
_BOM = b"\xef\xbb\xbf"
_RUNS = re.compile(rb"<\?(php|=)|<(!doctype|html|script|svg|head|body|iframe)\b", re.IGNORECASE)
_PROGRAMS = (b"#!", b"MZ", b"\x7fELF", b"PK\x03\x04", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_BUFFERS = frozenset({"application/octet-stream", "application/gltf-buffer"})


def sniffed(head: bytes, *, declared: str = "", name: str = "") -> Media | None:
    """The kind of a file by its first bytes; None for all that is not on the list.

    `declared` and `name` are what its sender says of it. They choose between kinds that look alike (glTF is JSON),
    and vouch for a model's buffer, which looks like nothing; they admit nothing that looks like text or a program.
    """
    for magic, extension in _MAGIC:
        if head.startswith(magic):
            return BY_EXTENSION[extension]
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return BY_EXTENSION["webp"]
    if head[4:8] == b"ftyp":
        brand = _BRANDS.get(head[8:12])
        return None if brand is None else BY_EXTENSION[brand]
    if _looks_like_json(head):
        is_model = declared.lower() == "model/gltf+json" or name.lower().endswith(".gltf")
        return BY_EXTENSION["gltf" if is_model else "json"]
    says_buffer = declared.lower() in _BUFFERS or name.lower().endswith(".bin")
    return BY_EXTENSION["bin"] if says_buffer and _is_plain_data(head) else None


def forbidden_kind(head: bytes) -> str:
    """What a file that `sniffed` does not know looks like, in a word for its owner."""
    start = head.removeprefix(_BOM).lstrip(_SPACE).lower()
    if b"<?php" in head.lower() or start.startswith(b"<?="):
        return "PHP"
    if b"<svg" in start:
        return "SVG"
    if start.startswith((b"<!doctype", b"<html", b"<head", b"<body", b"<script")):
        return "HTML"
    if start.startswith(_PROGRAMS) or head.startswith(_PROGRAMS):
        return "a program or an archive"
    return "an unknown kind of file"


def _looks_like_json(head: bytes) -> bool:
    return head.removeprefix(_BOM).lstrip(_SPACE)[:1] in (b"{", b"[")


def _is_plain_data(head: bytes) -> bool:
    """Not markup, not a script, not a program: bytes that hold a NUL or a high bit, as numbers do."""
    if _RUNS.search(head) or head.startswith(_PROGRAMS):
        return False
    return any(byte == 0 or byte > 0x7E for byte in head)
