"""One at a time per store, and no store in front of another."""

from __future__ import annotations

import asyncio

import pytest

from connector.domain.errors import RateLimited
from connector.domain.ids import StoreId
from connector.flows.collaborators.turns import Turns

ONE, TWO = StoreId("st_one"), StoreId("st_two")


async def test_a_stores_calls_follow_each_other_and_others_do_not_wait() -> None:
    """The second of one store waits; another store's goes at once."""
    turns, order = Turns(most_waiting=5), list[str]()
    leave = asyncio.Event()

    async def stay(store: StoreId, name: str, until: asyncio.Event | None = None) -> None:
        async with turns.taken(store):
            order.append(name)
            if until is not None:
                await until.wait()

    first = asyncio.create_task(stay(ONE, "first", leave))
    await asyncio.sleep(0)
    second = asyncio.create_task(stay(ONE, "second"))
    await stay(TWO, "other")
    assert order == ["first", "other"]
    leave.set()
    await asyncio.gather(first, second)
    assert order == ["first", "other", "second"]


async def test_a_long_line_is_refused_and_forgotten_when_it_is_gone() -> None:
    """One inside, one waiting, the next is told to come back; afterwards nothing is held."""
    turns, leave = Turns(most_waiting=1), asyncio.Event()

    async def stay() -> None:
        async with turns.taken(ONE):
            await leave.wait()

    tasks = [asyncio.create_task(stay()) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(RateLimited) as refused:
        await stay()
    assert refused.value.retry_after
    leave.set()
    await asyncio.gather(*tasks)
    assert (turns._locks, dict(turns._present)) == ({}, {})
