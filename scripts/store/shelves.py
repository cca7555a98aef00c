"""What shoppers come for: products with designs, pages that show them, the shop's dress, and the cache before it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from scripts.store import jobs
from scripts.store.scene import Scene
from scripts.store.screens import connecting
from scripts.store.site import Site

SIZES = {"394": {"pa_size": "s"}, "395": {"pa_size": "m"}, "396": {"pa_size": "l"}}
"""What an owner would write to the T-shirt's sizes at Alter: each is one of this shop's."""


@dataclass(frozen=True)
class Shelves:
    """Ids of products: `own` is only sold customised, `free` also as it is, `seen` has viewer and configurator,
    `plain` has no design, `sized` has variations (`sizes`, by size). `urls` by product, `pages` by name: addresses.
    """

    own: int
    free: int
    seen: int
    plain: int
    sized: int
    sizes: dict[str, int]
    urls: dict[str, str]
    pages: dict[str, str]


async def filled(scene: Scene) -> Shelves:
    """The same each time; the shop is connected then, and every design is live."""
    await connecting.make_sure(scene)
    shelves = Shelves(**json.loads(await scene.site.php("shoppers")))
    await jobs.done(scene)
    return shelves


@dataclass(frozen=True)
class Dress:
    """`theme` is a slug, or "-" for the block theme that WordPress came with."""

    theme: str
    kind: str

    @property
    def words(self) -> str:
        theme = "WordPress' own block theme" if self.theme == "-" else self.theme.capitalize()
        return f"{theme}, {self.kind} cart and checkout"


def dresses(site: Site) -> list[Dress]:
    """All that this run has: each theme with blocks and without."""
    themes = ["-", *([site.classic_theme] if site.classic_theme else [])]
    return [Dress(theme, kind) for theme in themes for kind in ("block", "classic")]


async def wear(site: Site, dress: Dress) -> None:
    await site.php("dress", dress.theme, dress.kind)
    empty(site)


async def undress(site: Site) -> None:
    """As WordPress and WooCommerce set it up."""
    await wear(site, Dress("-", "block"))


@contextmanager
def cached(site: Site) -> Iterator[None]:
    """The web server keeps whole pages meanwhile, for visitors without a cart."""
    empty(site)
    site.layout.cached.touch()
    try:
        yield
    finally:
        site.layout.cached.unlink()
        empty(site)


def empty(site: Site) -> None:
    """What a plugin of the host does when the owner changes the looks of the shop."""
    for folder in site.layout.page_cache.glob("*"):
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def strict(site: Site) -> Iterator[None]:
    """A security policy that allows no frames of other sites."""
    site.layout.policy.touch()
    try:
        yield
    finally:
        site.layout.policy.unlink()
