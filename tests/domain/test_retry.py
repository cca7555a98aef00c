"""Waits between tries: bounded, spread, and never shorter than the other side asked for."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.retry import after_server_wait, backoff, full_jitter

ATTEMPTS = st.integers(1, 10_000)
SEEDS = st.integers(0, 2**32)


@given(ATTEMPTS, SEEDS)
def test_full_jitter_stays_below_a_doubling_ceiling(attempt: int, seed: int) -> None:
    """And the cap is one, however many attempts there were."""
    wait = full_jitter(attempt, base=0.5, cap=60.0, random=Random(seed))
    assert 0.0 <= wait <= min(60.0, 0.5 * 2.0 ** min(attempt - 1, 40))


@given(ATTEMPTS, SEEDS)
def test_backoff_really_pauses(attempt: int, seed: int) -> None:
    """At least half of the ceiling."""
    ceiling = min(300.0, 2.0 * 2.0 ** min(attempt - 1, 40))
    wait = backoff(attempt, base=2.0, cap=300.0, random=Random(seed))
    assert ceiling / 2 <= wait <= ceiling


@given(st.floats(0, 3600), SEEDS)
def test_a_servers_wait_is_only_lengthened(seconds: float, seed: int) -> None:
    """By a tenth, at most 5 s, so that not all come back at once."""
    wait = after_server_wait(seconds, random=Random(seed))
    assert seconds <= wait <= seconds + min(5.0, max(seconds, 1.0) * 0.1)


@pytest.mark.parametrize("wait", [full_jitter, backoff])
def test_draws_are_spread(wait: object) -> None:
    """A thousand stores do not come back in the same second."""
    random = Random(1)
    draw = full_jitter if wait is full_jitter else backoff
    draws = {round(draw(10, base=2.0, cap=300.0, random=random)) for _ in range(500)}
    assert len(draws) > 100
