"""One run: the shop comes up, is looked at, is played with, is judged; and all of it is gone at the end."""

from __future__ import annotations

import asyncio
import tempfile
import time
import traceback
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from scripts.store import certificate, control, report, rounds
from scripts.store.browser import Visitors, visitors
from scripts.store.database import database
from scripts.store.layout import Layout, Wanted
from scripts.store.plays import Play
from scripts.store.scene import Scene
from scripts.store.screens.login import log_in
from scripts.store.service import service
from scripts.store.site import Site
from scripts.store.tale import Tale
from scripts.store.watch import Watch
from scripts.store.webserver import webserver
from scripts.story.processes import free_port

_EVIDENCE = Path("build") / "test-store"


class Failed(Exception):
    """A play failed, or a log says something; the message is for whoever has to mend it."""


@dataclass
class Run:
    wanted: Wanted
    console: Console
    out: Path | None
    keep: bool

    async def play(self, wanted_plays: Sequence[Play]) -> None:
        async with AsyncExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="alter-store-"))
            layout = Layout(Path(folder))
            layout.make()
            scene = await self._set(stack, layout)
            watch = await self._before(scene)
            try:
                await self._play(scene, [each for each in wanted_plays if not each.ends_it])
                looked = await self._look(scene, watch)
                await self._play(scene, [each for each in wanted_plays if each.ends_it])
                figures = await self._judge(scene, watch, looked)
            except Exception as fault:
                self.console.print(f"[red]{escape(traceback.format_exc(limit=-6))}[/]")
                await self._stay(scene)
                raise Failed(await _evidence(scene, fault)) from fault
            if self.out is not None:
                page = report.write(self.out, self.wanted, scene.tale, figures)
                self.console.print(f"\nWritten to {page}")
            await self._stay(scene)

    async def _set(self, stack: AsyncExitStack, layout: Layout) -> Scene:
        """Everything that runs beside the shop, and the shop."""
        began = time.monotonic()
        if self.wanted.https:
            await certificate.make(layout.certificate)
        shop_database = await stack.enter_async_context(database(layout))
        site = Site(self.wanted, layout, shop_database, free_port())
        connector = await stack.enter_async_context(service(layout))
        await site.install()
        await stack.enter_async_context(webserver(layout, site.port))
        people: Visitors = await stack.enter_async_context(visitors())
        scene = Scene(site, connector, people, await people.arrive(), self._tale(layout))
        await connector.command("plugin", "build", "--dev", "--output", str(scene.plugin_zip))
        scene.tale.open("shop", "A shop comes up, without the plugin")
        scene.tale.tell(f"It stands after {time.monotonic() - began:.0f} s.")
        return scene

    def _tale(self, layout: Layout) -> Tale:
        """With pictures where they are wanted; shops that are set up otherwise look the same."""
        if self.out is None or self.wanted.oddities:
            return Tale(self.console, None)
        layout.pictures.mkdir()
        return Tale(self.console, layout.pictures)

    async def _before(self, scene: Scene) -> Watch:
        """A plugin that does nothing comes and goes, and all pages: what is said until then is usual."""
        site, page = scene.site, scene.owner
        await log_in(page, site)
        await control.come_and_go(page, site)
        addresses = rounds.pages(site)
        await rounds.look(page, [f"{site.siteurl}/wp-cron.php", *addresses])
        watch = Watch(site.layout.debug_log, site.layout.calls, scene.service.connector)
        watch.settle()
        scene.tale.tell(
            "A plugin that does nothing comes and goes, and "
            f"{len(addresses)} pages of shop and admin are looked at: "
            f"{len(watch.usual)} kinds of complaints in the debug log are usual here."
        )
        return watch

    async def _play(self, scene: Scene, wanted_plays: Sequence[Play]) -> None:
        for each in wanted_plays:
            scene.tale.open(each.name, each.title)
            await each.play(scene)

    async def _look(self, scene: Scene, watch: Watch) -> dict[str, Any]:
        """Looks at all pages once more, ours among them. Returns how many."""
        scene.tale.open("silence", "All pages are looked at again")
        page = await scene.visitors.arrive()
        await log_in(page, scene.site)
        ours = await rounds.own_pages(page, scene.site)
        addresses = [*rounds.pages(scene.site), *ours]
        watch.silence = (await rounds.look(page, addresses),)
        scene.tale.tell(
            f"{len(addresses)} pages of shop and admin are looked at, {len(ours)} screens of ours among them."
        )
        return {
            "pages looked at with the plugin": len(addresses),
            "of them screens of ours": len(ours),
        }

    async def _judge(self, scene: Scene, watch: Watch, looked: dict[str, Any]) -> dict[str, Any]:
        """Reads what the logs have to say."""
        scene.tale.open("logs", "The logs are read")
        naming_us, new, unasked = watch.naming_us(), watch.new(), watch.unasked()
        figures = {
            report.NAMING_US: len(naming_us),
            report.NEW: len(new),
            **{f"calls {how}": number for how, number in watch.figures().items()},
            "errors of our scripts": len(scene.visitors.complaints),
            **looked,
            "requests to /v1 by the connector's own log": await scene.service.requests(),
        }
        for name, value in figures.items():
            self.console.print(f"  {value:>6}  {name}")
        wrong = [*naming_us, *new, *scene.visitors.complaints, *map(str, unasked)]
        if wrong:
            raise Failed("\n".join(wrong))
        scene.tale.tell("No complaint that is ours, no call that nobody asked for.")
        return figures

    async def _stay(self, scene: Scene) -> None:
        if not self.keep:
            return
        site = scene.site
        self.console.print(
            f"\nStays up until Ctrl-C.\n  shop   {site.home}\n  admin  {site.admin()}  owner / {site.password}\n"
            f"  logs   {site.layout.logs}\n  connector {scene.service.connector}, sandbox {scene.service.sandbox}"
        )
        await asyncio.Event().wait()


async def _evidence(scene: Scene, fault: Exception) -> str:
    """Keeps what is gone in a moment: the owner's screen and the logs. Returns the message for the end."""
    _EVIDENCE.mkdir(parents=True, exist_ok=True)
    for log in scene.site.layout.logs.iterdir():
        (_EVIDENCE / log.name).write_bytes(log.read_bytes())
    for number, context in enumerate(scene.visitors.browser.contexts):
        for page in context.pages:
            await page.screenshot(path=_EVIDENCE / f"screen-{number}.png")
    chapter = scene.tale.chapters[-1].name
    return (
        f"{chapter}: {escape(str(fault))}\nThe logs and screens of that moment are in {_EVIDENCE}."
    )
