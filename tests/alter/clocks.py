"""Time turned by hand, and an event loop whose sleeping costs nothing."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")

START = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


class ManualClock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds - 1000.0)

    def monotonic(self) -> float:
        return self.seconds

    def turn(self, seconds: float) -> None:
        self.seconds += seconds


class _SkippingSelector(selectors.DefaultSelector):
    """Where the loop would sleep, the clock jumps."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__()
        self._clock = clock
        self.naps = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is not None and timeout > 0:
            self.naps += 1
            self._clock.turn(timeout)
        return super().select(0)


class SkippingLoop(asyncio.SelectorEventLoop):
    """A loop on a `ManualClock`; `naps` counts how often it would have slept."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self._skipping = _SkippingSelector(clock)
        super().__init__(self._skipping)

    def time(self) -> float:
        return self._clock.monotonic()

    @property
    def naps(self) -> int:
        return self._skipping.naps


def skipping(clock: ManualClock, main: Coroutine[Any, Any, T]) -> T:
    """Run `main` to its end on a loop whose sleeping turns `clock`."""
    with asyncio.Runner(loop_factory=lambda: SkippingLoop(clock)) as runner:
        return runner.run(main)
