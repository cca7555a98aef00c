"""Which request meets which fault: chosen by seed, number of the request, and what the request is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

SYNC = "/runtime-bindings/sync-from-wordpress"
ORDERS = "/customer-orders/"


class Deed(StrEnum):
    RESET_BEFORE = "reset before"
    RESET_AFTER = "answer lost"
    TRUNCATE = "answer cut"
    DELAY = "delay"
    HTML_200 = "200 with HTML"
    HTML_502 = "502 with HTML"
    SERVER_ERROR = "500 or 503"
    GATEWAY_TIMEOUT = "504, yet done"
    RATE_LIMITED = "429"
    PAUSING = "401, 403, 404, 408"
    REFUSED = "409 or 422 for one item"
    OUTAGE = "outage"


@dataclass(frozen=True)
class Fault:
    """`status` and `retry_after` are for what the proxy answers itself."""

    deed: Deed
    seconds: float = 0.0
    status: int = 0
    retry_after: int | None = None


_ANYWHERE: Sequence[tuple[Deed, int]] = (
    (Deed.RESET_BEFORE, 3),
    (Deed.RESET_AFTER, 5),
    (Deed.TRUNCATE, 3),
    (Deed.DELAY, 5),
    (Deed.HTML_200, 2),
    (Deed.HTML_502, 2),
    (Deed.SERVER_ERROR, 2),
    (Deed.GATEWAY_TIMEOUT, 3),
    (Deed.RATE_LIMITED, 1),
)
_LONGEST_DELAY = 2.5
"""Seconds. Shorter than the lease: what a dead process sent must not arrive after what its successor sends."""

# A definite refusal is believed, and should be. These statuses are none, where they are listed: the store or
# the step waits. A 404 for an order would be one, and a second 401 disconnects.
_PAUSES_SYNC = (401, 403, 404, 408)
_PAUSES_ORDERS = (401, 403, 408)

_OUTAGE_EVERY = 45.0
_OUTAGE_LASTS = 4.0


@dataclass(frozen=True)
class Schedule:
    seed: int
    rate: float = 0.22

    def fault(self, number: int, path: str, at: float) -> Fault | None:
        """For the `number`-th request, `at` seconds after the beginning."""
        if at % _OUTAGE_EVERY > _OUTAGE_EVERY - _OUTAGE_LASTS:
            return Fault(Deed.OUTAGE)
        random = Random(f"{self.seed}/{number}")  # noqa: S311 - a seed has to repeat it
        if random.random() >= self.rate:
            return None
        pausing = self._pausing(path)
        kinds = [*_ANYWHERE, *([(Deed.PAUSING, 3)] if pausing else [])]
        deed = random.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])[0]
        return self._made(deed, random, pausing)

    def refusal(self, product: str, marker: int) -> int | None:
        """A status for good, by the version of the item: it stays until faults end."""
        random = Random(f"{self.seed}/{product}/{marker}")  # noqa: S311 - a seed has to repeat it
        return random.choice((409, 422)) if random.random() < 0.5 else None

    def _pausing(self, path: str) -> Sequence[int]:
        if path.endswith(SYNC):
            return _PAUSES_SYNC
        return _PAUSES_ORDERS if ORDERS in path else ()

    def _made(self, deed: Deed, random: Random, pausing: Sequence[int]) -> Fault:
        match deed:
            case Deed.DELAY:
                return Fault(deed, seconds=random.uniform(0.1, _LONGEST_DELAY))
            case Deed.SERVER_ERROR:
                return Fault(
                    deed,
                    status=random.choice((500, 503)),
                    retry_after=random.choice((None, 1, 2)),
                )
            case Deed.RATE_LIMITED:
                return Fault(deed, status=429, retry_after=random.randint(1, 3))
            case Deed.PAUSING:
                return Fault(deed, status=random.choice(pausing))
        return Fault(deed)
