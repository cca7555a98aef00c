"""What shoppers, their browsers, and people who only look like shoppers try: the shop stays true."""

from __future__ import annotations

from scripts.store import shelves
from scripts.store.forged import orders, payloads, plain, tickets
from scripts.store.scene import Scene

TITLE = "Forged, stale and hostile: what the shop takes and what it refuses"
NEEDS: tuple[str, ...] = ("install",)


async def play(scene: Scene) -> None:
    things = await shelves.filled(scene)
    try:
        await plain.play(scene, things)
        await orders.play(scene, things)
        await tickets.play(scene, things)
        await payloads.play(scene, things)
    finally:
        await scene.service.turn(toolPage={}, variants={})
