"""Kept answers while a new one takes its time. On a clock that is turned by hand."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from connector.alter.errors import AlterUnreachable
from connector.flows.collaborators.answer_cache import (
    PATIENCE,
    AnswerCache,
    CacheKey,
    KeptAnswer,
    OutageAnswer,
)
from tests.alter.clocks import ManualClock, skipping

FRESH = timedelta(seconds=60)
KEY = CacheKey("shared", "GET /fonts?")


class Slow:
    """A fetch that takes so many seconds and brings its number, or an outage."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock, self.calls, self.seconds, self.fails = clock, 0, 0.0, False

    async def __call__(self) -> KeptAnswer:
        self.calls += 1
        number = self.calls
        await asyncio.sleep(self.seconds)
        if self.fails:
            raise OutageAnswer(AlterUnreachable("silence", outcome_unknown=True))
        return KeptAnswer.of("application/json", b"%d" % number, None, self.clock.now())


def test_where_an_older_answer_could_serve_nobody_waits_long() -> None:
    """Stale after a moment; the fetch goes on, and its answer is the next one's."""
    clock = ManualClock()

    async def main() -> None:
        cache, fetch = AnswerCache(clock, most_bytes=100_000, largest=100), Slow(clock)
        assert (await cache.get(KEY, FRESH, fetch))[1] == "miss"
        clock.turn(61)
        fetch.seconds = 3.0
        started = clock.monotonic()
        kept, how = await cache.get(KEY, FRESH, fetch)
        assert (kept.body, how) == (b"1", "stale")
        assert clock.monotonic() - started == pytest.approx(PATIENCE, abs=0.01)
        await asyncio.sleep(2.0)
        kept, how = await cache.get(KEY, FRESH, fetch)
        assert (kept.body, how, fetch.calls) == (b"2", "hit", 2)

    skipping(clock, main())


def test_without_an_older_answer_the_fetch_is_waited_for() -> None:
    """Its own deadline ends it. An answer past its day as a stand-in is none."""
    clock = ManualClock()

    async def main() -> None:
        cache, fetch = AnswerCache(clock, most_bytes=100_000, largest=100), Slow(clock)
        fetch.seconds = 3.0
        assert (await cache.get(KEY, FRESH, fetch))[1] == "miss"
        clock.turn(25 * 3600)
        assert (await cache.get(KEY, FRESH, fetch))[0].body == b"2"
        clock.turn(25 * 3600)
        fetch.fails = True
        with pytest.raises(OutageAnswer):
            await cache.get(KEY, FRESH, fetch)

    skipping(clock, main())


def test_a_slow_outage_is_told_to_nobody_who_has_an_answer() -> None:
    """The failure of a fetch that nobody waits for any more is looked at, and forgotten."""
    clock = ManualClock()

    async def main() -> None:
        cache, fetch = AnswerCache(clock, most_bytes=100_000, largest=100), Slow(clock)
        await cache.get(KEY, FRESH, fetch)
        clock.turn(61)
        fetch.seconds, fetch.fails = 3.0, True
        for _ in range(3):
            assert (await cache.get(KEY, FRESH, fetch))[1] == "stale"
            await asyncio.sleep(2.0)

    skipping(clock, main())
