"""What happened, told while it happens: chapters of sentences, with pictures at two widths."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Locator, Page
from rich.console import Console

from scripts.store.browser import NARROW, WIDE
from scripts.store.daemons import program, run

_PALETTE = Path(__file__).parent / "php" / "palette.php"


class DoesNotFit(AssertionError):
    """A screen of ours that has to be pushed aside to be read on a phone."""


@dataclass
class Sentence:
    text: str
    seconds: float


@dataclass
class Chapter:
    name: str
    title: str
    sentences: list[Sentence] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)


@dataclass
class Tale:
    """`pictures` is the folder for screenshots; None takes none."""

    console: Console
    pictures: Path | None
    chapters: list[Chapter] = field(default_factory=list)
    _began: float = field(default_factory=time.monotonic)

    def open(self, name: str, title: str) -> None:
        self.chapters.append(Chapter(name, title))
        self.console.print(f"\n[bold cyan]{name}[/]  {title}")
        self._began = time.monotonic()

    def tell(self, sentence: str) -> None:
        """What has just been done and seen; after it, not before."""
        now = time.monotonic()
        self.chapters[-1].sentences.append(Sentence(sentence, now - self._began))
        self.console.print(f"  {now - self._began:5.1f} s  {sentence}")
        self._began = now

    async def show(
        self, page: Page, name: str, *, ours: bool = True, around: Locator | None = None
    ) -> None:
        """Pictures of a page at 1280 and 390 pixels, with `around` in their middle where it is long.

        A screen of ours has to fit the narrow one.
        """
        if self.pictures is None:
            return
        for size in (WIDE, NARROW):
            await page.set_viewport_size(size)  # type: ignore[arg-type]
            await page.wait_for_timeout(250)
            if around is not None:
                await around.evaluate("part => part.scrollIntoView({ block: 'center' })")
            file = f"{self.chapters[-1].name}-{name}-{size['width']}.png"
            await page.screenshot(path=self.pictures / file, animations="disabled")
            await run([program("php"), str(_PALETTE), str(self.pictures / file)])
            self.chapters[-1].pictures.append(file)
        beyond = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        await page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        self._began = time.monotonic()
        if ours and beyond > 1:
            raise DoesNotFit(f"{name} is {beyond} pixels wider than a phone of {NARROW['width']}")

    def as_json(self) -> list[dict[str, Any]]:
        return [asdict(chapter) for chapter in self.chapters]
