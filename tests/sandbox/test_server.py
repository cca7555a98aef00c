from __future__ import annotations

import asyncio

import aiohttp
import pytest

from connector.sandbox.server import Sandbox, serve
from connector.sandbox.world import World

from .callers import Caller, binding


async def test_calls_are_recorded_with_body_and_without_secrets(
    api: Caller, sandbox: Sandbox
) -> None:
    await api.sync(binding(7))
    (call,) = sandbox.calls_to("POST", "/runtime-bindings/sync-from-wordpress")
    assert (call.status, call.body["bindings"][0]["externalProductId"]) == (200, "wc_7")
    assert call.headers["x-alter-access-key"] == api.credential["x-alter-access-key"]
    assert call.headers["x-alter-access-token"] == "present"
    assert sandbox.calls_to("GET", "/auth/check") == []


async def test_serve_runs_until_cancelled() -> None:
    addresses: asyncio.Queue[str] = asyncio.Queue()
    serving = asyncio.create_task(
        serve(port=0, started=lambda sandbox: addresses.put_nowait(sandbox.url))
    )
    url = await addresses.get()
    async with aiohttp.ClientSession() as session, session.get(url + "/public-api/healthz") as up:
        assert up.status == 200
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving


def test_a_seeded_world_is_the_documents() -> None:
    world = World.seeded()
    first = world.designs[381]
    assert (first.name, first.product_id, len(world.designs)) == ("Men's T-Shirt", 4, 80)
    assert [(each.id, each.user_owner_id) for each in world.storefronts.values()] == [(12, 34)]
    assert len({each.name for each in world.designs.values()}) == 80
