"""Two connectors behind PgBouncer in transaction mode: nothing of a session is relied upon."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.acceptance.browser import Browser
from tests.stage.pgbouncer import bouncing
from tests.stage.stage import Stage, item, staged
from tests.stage.waiting import until


@pytest.fixture
def bounced(engine: str, database_url: str) -> Iterator[str]:
    if engine != "postgres":
        pytest.skip("PgBouncer stands before PostgreSQL")
    with bouncing(database_url) as url:
        yield url


@pytest.fixture
async def stages(
    tmp_path: Path, database_url: str, bounced: str
) -> AsyncIterator[tuple[Stage, Stage]]:
    """The first hears the others at the server itself, the second only looks."""
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(
            staged(tmp_path, bounced, database_pgbouncer=True, listen_database_url=database_url)
        )
        other = await stack.enter_async_context(
            staged(
                tmp_path,
                bounced,
                worker=False,
                sandbox=one.sandbox,
                database_pgbouncer=True,
                listen_database_url="off",
            )
        )
        yield one, other


async def test_everything_goes_on_behind_pgbouncer(stages: tuple[Stage, Stage]) -> None:
    """Many transactions at once on few server connections: connects, bindings, sessions, bootstraps, orders of
    writes, and the limits of both."""
    one, other = stages
    store = await one.connect()
    far = other.as_store(store.answer)
    await asyncio.gather(*(far.put_bindings(item(f"wc_{number}")) for number in range(12)))

    async def all_synced() -> bool:
        # Not every one of twelve callers of one store may wait: the list tells, not their answers.
        return bool((await far.get("/v1/sync")).json["synced"] == 12)

    await until(all_synced)
    browsers = [Browser.on(stage, store) for stage in stages]
    sessions = await asyncio.gather(*(browsers[number % 2].session() for number in range(12)))
    assert [answer.status for answer in sessions] == [201] * 12
    tokens = [answer.json["token"] for answer in sessions]
    shown = await asyncio.gather(
        *(browsers[number % 2].bootstrap(token) for number, token in enumerate(tokens))
    )
    assert [answer.status for answer in shown] == [200] * 12
    assert one.sandbox.refused == 0


async def test_what_nobody_hears_is_seen_within_a_second(stages: tuple[Stage, Stage]) -> None:
    """`other` listens to nothing: what was kept is still not shown, and its look finds what is settled."""
    one, other = stages
    store = await one.connect()
    far = other.as_store(store.answer)
    bound = await far.put_bindings(item("wc_1"))
    assert bound.json["bindings"][0]["sync"]["state"] == "synced"
    browser = Browser.on(other, far)
    token = str((await browser.session()).json["token"])
    assert (await browser.bootstrap(token)).status == 200
    binding = bound.json["bindings"][0]["bindingId"]
    assert (await store.post(f"/v1/bindings/{binding}/deactivate")).status == 200
    assert (await browser.session()).status == 404
    assert (await browser.bootstrap(token)).headers.get("X-Connector-Cache") != "hit"
