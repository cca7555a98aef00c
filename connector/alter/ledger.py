"""What a budget shared by several processes asks and hears: plain words between it and whoever keeps the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from connector.alter.endpoint import LimitClass
from connector.domain.priority import Priority


class WindowName(NamedTuple):
    """One window of a limiter key. The part "" has no part of GLOBAL to itself: all calls count there."""

    part: str
    limit: LimitClass

    def counts(self, part: str, limit: LimitClass) -> bool:
        """Whether a call of that part and class uses this window."""
        if self.limit is LimitClass.GLOBAL:
            return self.part in ("", part)
        return (self.part, self.limit) == (part, limit)


@dataclass(frozen=True)
class Cap:
    """A window and how many slots it has; `share_bulk`: bulk work leaves some of them to the others."""

    name: WindowName
    most: int
    share_bulk: bool


@dataclass(frozen=True)
class Ask:
    """One slot of `name`, and of every other window that counts such a call; `id` is the row's."""

    id: str
    bucket: str
    name: WindowName
    caps: Sequence[Cap]
    priority: Priority


@dataclass(frozen=True)
class Elsewhere:
    """A slot that another process uses, for so many seconds at least."""

    part: str
    limit: LimitClass
    priority: Priority
    seconds: float


@dataclass(frozen=True)
class Full:
    """Not now: what others use, and which windows are closed for how many seconds."""

    used: Sequence[Elsewhere]
    closed: Sequence[tuple[WindowName, float]]


class Ledger(Protocol):
    """Decides across processes. `ended` and `closed` are written soon, and may be called from anywhere."""

    async def take(self, ask: Ask, *, waits: float) -> Full | None:
        """None: the slot is ours. Else those who go later are kept from it for `waits` seconds."""

    def ended(self, ask_id: str, *, sent: bool) -> None:
        """The call has its answer, or nothing was sent, or nobody waits for the slot any more."""

    def closed(self, bucket: str, name: WindowName, seconds: float) -> None:
        """Alter has said 429."""
