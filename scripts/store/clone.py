"""The shop once more at another address, as hosts make staging sites: all copied, addresses rewritten."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from scripts.store.daemons import program, run
from scripts.store.layout import Layout
from scripts.store.site import Site
from scripts.store.webserver import webserver
from scripts.story.processes import free_port

_NAME = "clone"


@asynccontextmanager
async def clone(site: Site) -> AsyncIterator[Site]:
    """The copy with its own web server, PHP and logs. Of the plugin's data nothing is touched."""
    layout = Layout(site.layout.root / _NAME)
    layout.root.mkdir()
    layout.make()
    made = replace(site, layout=layout, database=await site.database.copy(_NAME), port=free_port())
    await run([program("cp"), "-a", f"{site.layout.web}/.", str(layout.web)])
    shutil.copytree(site.layout.php, layout.php)
    if site.layout.certificate.exists():
        shutil.copyfile(site.layout.certificate, layout.certificate)
    _configure(site, made)
    for name, address in (("home", made.home), ("siteurl", made.siteurl)):
        await made.database.query(
            f"UPDATE shop_options SET option_value = '{address}' WHERE option_name = '{name}'"  # noqa: S608
        )
    async with webserver(layout, made.port):
        yield made


def _configure(site: Site, made: Site) -> None:
    config = made.folder / "wp-config.php"
    text = config.read_text()
    for before, after in (
        (f"'DB_NAME', '{site.database.name}'", f"'DB_NAME', '{made.database.name}'"),
        (str(site.layout.debug_log), str(made.layout.debug_log)),
    ):
        assert before in text, before
        text = text.replace(before, after)
    config.write_text(text)
