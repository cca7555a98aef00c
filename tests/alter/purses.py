"""Budgets small enough to be overrun by a handful of calls."""

from __future__ import annotations

from random import Random

from connector.alter.budget import Budget, Limits
from connector.alter.endpoints import LimitClass

from .clocks import ManualClock

TINY = Limits(
    {
        LimitClass.AUTH_CHECK: 2,
        LimitClass.READS: 5,
        LimitClass.WRITES: 4,
        LimitClass.ASSETS: 3,
        LimitClass.FONTS: 3,
        LimitClass.EXCHANGE: 1,
        LimitClass.GLOBAL: 7,
    }
)


def budget(clock: ManualClock, limits: Limits | None = None) -> Budget:
    return Budget(limits or Limits.documented(), clock, Random(4))
