"""How long to wait before trying again: pure functions, randomness handed in.

Full jitter (a uniform draw below an exponential ceiling) where we choose the wait; add-only jitter where
the other side named it, so that nobody comes back early and not all come back at once.
"""

from __future__ import annotations

from random import Random


def full_jitter(attempt: int, *, base: float, cap: float, random: Random) -> float:
    """Seconds to wait after the `attempt`-th failure (counted from 1): uniform in [0, min(cap, base * 2^(n-1))]."""
    ceiling = min(cap, base * 2.0 ** (min(attempt, 32) - 1))
    return random.uniform(0.0, ceiling)


def backoff(attempt: int, *, base: float, cap: float, random: Random) -> float:
    """Like `full_jitter` with a floor of half the ceiling, for pauses that must really pause."""
    ceiling = min(cap, base * 2.0 ** (min(attempt, 32) - 1))
    return random.uniform(ceiling / 2, ceiling)


def after_server_wait(seconds: float, *, random: Random) -> float:
    """The server's own wait, lengthened by up to a tenth (at most 5 s), never shortened."""
    return seconds + random.uniform(0.0, min(5.0, max(seconds, 1.0) * 0.1))
