"""The asset catalogue's items (alter-public-api.txt, "Asset catalog").

The document shows one item of type `products` with eight files and names the roles preview_small,
preview_medium and preview_big; everything else is made after that pattern. Files are made when asked for.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial

from connector.sandbox.catalogue import PRODUCTS
from connector.sandbox.content import Blob, Content, json_blob, model
from connector.sandbox.design_files import PIXELS
from connector.sandbox.options import KINDS
from connector.sandbox.pictures import png, product_colour

PNG = "image/png"


@dataclass(frozen=True, slots=True)
class AssetFile:
    role: str
    file_name: str
    mime: str
    make: Callable[[], Content]


@dataclass(frozen=True, slots=True)
class Asset:
    type: str
    id: str
    title: str
    slug: str
    description: str
    files: tuple[AssetFile, ...]
    metadata: Mapping[str, object] = field(default_factory=dict)
    product_id: int | None = None
    storefront_id: int | None = None
    """None: everybody's; "including storefront-scoped graphics" are one storefront's."""

    def file(self, role: str) -> AssetFile | None:
        return next((each for each in self.files if each.role == role), None)


@lru_cache(maxsize=1)
def every_asset() -> dict[str, tuple[Asset, ...]]:
    """By type: the six the document lists, and no other."""
    return {
        "products": tuple(_products()),
        "backgrounds": tuple(_backgrounds()),
        "environments": tuple(_environments()),
        "image_library": tuple(_graphics()),
        "design_templates": tuple(_templates()),
        "mockups": tuple(_mockups()),
    }


def _products() -> Iterator[Asset]:
    for title, product_id, kind in PRODUCTS:
        slug, colour = f"product-{product_id}", product_colour(product_id)
        material = {"product": product_id, "baseColor": colour, "roughness": 0.8, "metalness": 0}
        shape = partial(model, slug, colour)
        files = (
            *_previews(slug, kind, colour),
            AssetFile("model", f"{slug}.glb", "model/gltf-binary", shape),
            _json("material", slug, material),
            _picture("texture_color", slug, "box", colour, 256),
            _picture("texture_normal", slug, "box", "#8080ff", 256),
            _picture("texture_roughness", slug, "box", "#9a9a9a", 256),
        )
        metadata = {
            "productCategoryId": KINDS[kind].category_id,
            "productModelCount": 1,
            "isDedicated": False,
        }
        described = f"Base product {product_id}"
        yield Asset("products", str(product_id), title, slug, described, files, metadata)


def _backgrounds() -> Iterator[Asset]:
    for number, title in enumerate(("Studio", "Oak table", "Concrete wall"), 1):
        slug = f"background-{number}"
        files = (*_scene(slug, number), _picture("image", slug, "box", product_colour(number), 512))
        described = f"Static background {number}"
        yield Asset("backgrounds", str(number), title, slug, described, files)


def _environments() -> Iterator[Asset]:
    for number, title in enumerate(("Soft light", "Sunset"), 1):
        slug = f"environment-{number}"
        light = AssetFile("map", f"{slug}.hdr", "image/vnd.radiance", partial(_radiance, number))
        described = f"Environment map {number}"
        yield Asset(
            "environments", str(number), title, slug, described, (*_scene(slug, number), light)
        )


def _graphics() -> Iterator[Asset]:
    titles = ("Star", "Bear", "Wave", "Shop logo")
    for number, title in enumerate(titles, 1):
        slug = f"graphic-{number}"
        files = (*_scene(slug, number), _picture("image", slug, "mug", product_colour(number), 512))
        own = 12 if title == "Shop logo" else None
        yield Asset("image_library", str(number), title, slug, "Graphic", files, storefront_id=own)


def _templates() -> Iterator[Asset]:
    for number, (title, product_id, kind) in enumerate(PRODUCTS[:4], 1):
        slug = f"template-{number}"
        layers = {"layers": [{"type": "text", "text": "Your name", "font": "Inter"}]}
        files = (
            *_previews(slug, kind, product_colour(product_id + 1)),
            _json("layers", slug, layers),
            _picture("layer_1", slug, "cap", product_colour(number), 256),
        )
        yield Asset(
            "design_templates",
            str(number),
            f"Template for {title}",
            slug,
            "Design template",
            files,
            {"productId": product_id},
            product_id=product_id,
        )


def _mockups() -> Iterator[Asset]:
    for number, (title, product_id, kind) in enumerate(PRODUCTS[:6], 1):
        slug = f"mockup-{number}"
        files = (
            *_previews(slug, kind, product_colour(product_id + 2)),
            _picture("background", slug, "box", product_colour(number), 512),
            _picture("overlay", slug, kind, "#20242f", 512),
        )
        yield Asset(
            "mockups",
            str(number),
            f"Mockup of {title}",
            slug,
            "Mockup generator asset",
            files,
            {"productId": product_id},
            product_id=product_id,
        )


def _scene(slug: str, number: int) -> Iterator[AssetFile]:
    return _previews(slug, "box", product_colour(number))


def _previews(slug: str, kind: str, colour: str) -> Iterator[AssetFile]:
    for size in ("big", "medium", "small"):
        yield _picture(f"preview_{size}", slug, kind, colour, PIXELS[size])


def _picture(role: str, slug: str, kind: str, colour: str, size: int) -> AssetFile:
    return AssetFile(role, _name(slug, role, "png"), PNG, partial(_drawn, kind, colour, size))


def _drawn(kind: str, colour: str, size: int) -> Content:
    return Blob(png(kind, colour, size))


def _json(role: str, slug: str, value: object) -> AssetFile:
    return AssetFile(role, _name(slug, role, "json"), "application/json", partial(json_blob, value))


def _name(slug: str, role: str, suffix: str) -> str:
    """product-4-preview-small.png, as in the example."""
    return f"{slug}-{role.replace('_', '-')}.{suffix}"


def _radiance(number: int) -> Content:
    """A Radiance picture of four by two: so narrow that it may go without run lengths."""
    sky, ground = (200, 210, 255, 128), (120 + 20 * number, 100, 80, 128)
    pixels = b"".join(struct.pack("4B", *pixel) for pixel in (*[sky] * 4, *[ground] * 4))
    return Blob(b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 2 +X 4\n" + pixels)
