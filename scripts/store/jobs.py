"""The shop's jobs: Action Scheduler, woken by WP-Cron over HTTP, as visitors wake it in a real shop."""

from __future__ import annotations

import asyncio
import time

from scripts.store import web
from scripts.store.scene import Scene
from scripts.store.site import Site

_OPEN = """\
SELECT COUNT(*) FROM shop_alter_connector_bindings WHERE state IN ('queued', 'sending', 'pending')"""
_UNTOLD = """\
SELECT COUNT(*) FROM shop_alter_connector_order_events WHERE state IN ('queued', 'sending', 'pending')"""
_PATIENCE = 300.0
_ROUNDS = 12


class Unsent(AssertionError):
    """Something of the mirror is still under way after all patience."""


async def open_rows(scene: Scene) -> int:
    """How many rows of the mirror are under way."""
    return int((await scene.site.database.query(_OPEN))[0][0])


async def visited(scene: Scene) -> float:
    """People look at the shop every few seconds, until nothing is under way. Returns how long that took.

    Nothing is hurried: WP-Cron starts when it is due, a minute after the last time at the earliest.
    """
    began = time.monotonic()
    async with web.caller() as session:
        while await open_rows(scene) > 0:
            if time.monotonic() - began > _PATIENCE:
                raise Unsent(f"{await open_rows(scene)} rows after {_PATIENCE:.0f} s")
            async with session.get(f"{scene.site.home}/") as answer:
                await answer.read()
            await asyncio.sleep(3)
    return time.monotonic() - began


async def done(scene: Scene) -> None:
    """The same, without the minutes in between: each round lets 90 seconds pass, then calls wp-cron.php."""
    for _ in range(_ROUNDS):
        await once(scene.site)
        if await open_rows(scene) == 0:
            return
        await asyncio.sleep(0.5)
    raise Unsent(f"{await open_rows(scene)} rows after {_ROUNDS} rounds of the job")


async def told(scene: Scene) -> None:
    """All that happened to orders has been told to Alter, and their pictures have been copied."""
    for _ in range(_ROUNDS):
        await once(scene.site)
        left = int((await scene.site.database.query(_UNTOLD))[0][0])
        if left == 0:
            return
        await asyncio.sleep(0.5)
    raise Unsent(f"{left} rows about orders after {_ROUNDS} rounds of the job")


async def once(site: Site) -> None:
    """One round, whatever comes of it."""
    lock = (await site.php("hurry")).strip()
    address = f"{site.siteurl}/wp-cron.php?doing_wp_cron={lock}"
    async with web.caller() as session, session.get(address) as answer:
        await answer.read()
