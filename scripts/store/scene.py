"""What a play has at hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Page

from scripts.store.browser import Visitors
from scripts.store.service import Service
from scripts.store.site import Site
from scripts.store.tale import Tale


@dataclass
class Scene:
    """`owner` is logged in as the shop's administrator."""

    site: Site
    service: Service
    visitors: Visitors
    owner: Page
    tale: Tale

    @property
    def plugin_zip(self) -> Path:
        """Built by `plugin build --dev`: it carries the connector's address."""
        return self.site.layout.root / "alter-connector.zip"
