"""The files of a hosted design: deterministic, small, and for every tenth design one large model.

Which kinds there are is documented only for the thumbnail, `design-mockup`.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

from connector.sandbox.content import Blob, Content, json_blob, model
from connector.sandbox.pictures import png, product_colour, webp
from connector.sandbox.records import Design

MOCKUP = "design-mockup"
LARGE_EVERY = 10
PIXELS = {"small": 128, "medium": 512, "big": 1024}
EXTRA_MOCKUP = re.compile(r"mockup-([1-9][0-9]?)-(small|medium|big)\.webp")


@dataclass(frozen=True, slots=True)
class DesignFile:
    id: str
    kind: str
    file_name: str
    mime: str
    content: Content


def has_large_file(design_id: int) -> bool:
    return design_id % LARGE_EVERY == 0


def files_of(design: Design, large_bytes: int) -> tuple[DesignFile, ...]:
    """In a fixed order, the thumbnail first."""
    size = large_bytes if has_large_file(design.id) else None
    return _files(design.id, design.name, design.kind, design.product_id, size)


@lru_cache(maxsize=4)
def extra_files(design_id: int, count: int, size: int) -> tuple[DesignFile, ...]:
    """Models of one size, each with bytes of its own."""
    names = [f"extra-{number:04}" for number in range(count)]
    return tuple(
        DesignFile(
            _file_id(design_id, name),
            "extra",
            f"{name}.glb",
            "model/gltf-binary",
            model(f"{design_id}/{name}", "#888888", size),
        )
        for name in names
    )


def thumbnail_id(design: Design) -> str:
    return _file_id(design.id, MOCKUP)


def stored_file(design: Design, file_name: str, large_bytes: int) -> DesignFile | None:
    """Also the additional mockups, which are drawn when they are asked for."""
    extra = EXTRA_MOCKUP.fullmatch(file_name)
    if extra is None:
        found = (each for each in files_of(design, large_bytes) if each.file_name == file_name)
        return next(found, None)
    number, size = int(extra[1]), extra[2]
    drawn = Blob(webp(design.kind, product_colour(design.id + number), PIXELS[size]))
    kind = f"{MOCKUP}-{number}-{size}"
    return DesignFile(_file_id(design.id, kind), kind, file_name, "image/webp", drawn)


def storage_key(user_owner_id: int, design: Design, file_name: str) -> str:
    """As in the document's example: user_34/381/design/mockup-large.webp."""
    return f"user_{user_owner_id}/{design.id}/design/{file_name}"


@lru_cache(maxsize=128)
def _files(
    design_id: int, name: str, kind: str, product_id: int, large: int | None
) -> tuple[DesignFile, ...]:
    colour = product_colour(product_id)
    layers = {
        "designId": design_id,
        "title": name,
        "productId": product_id,
        "layers": [
            {"id": 1, "type": "fill", "color": colour},
            {"id": 2, "type": "image", "file": "texture.png", "x": 0, "y": 0, "scale": 1},
            {"id": 3, "type": "text", "text": "Zażółć", "font": "Inter", "size": 48},
        ],
    }
    made: tuple[tuple[str, str, str, Content], ...] = (
        (MOCKUP, "mockup-large.webp", "image/webp", Blob(webp(kind, colour, 512))),
        ("preview", "preview.png", "image/png", Blob(png(kind, colour, 512))),
        ("model", "model.glb", "model/gltf-binary", model(f"design-{design_id}", colour, large)),
        ("design", "design.json", "application/json", json_blob(layers)),
        ("texture", "texture.png", "image/png", Blob(png("box", product_colour(design_id), 256))),
    )
    return tuple(
        DesignFile(_file_id(design_id, each), each, file_name, mime, content)
        for each, file_name, mime, content in made
    )


def _file_id(design_id: int, kind: str) -> str:
    """Hexadecimal, as the example's 7df7…"""
    return hashlib.sha256(f"{design_id}/{kind}".encode()).hexdigest()[:32]
