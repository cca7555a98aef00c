"""Alter's limits across processes: a slot is a row, written under its bucket's lock before the call is made.

Never more than the limits: whoever takes a slot sees all that others took before, and a row counts for longer
than its call can last until the answer is written down. It may be less: a process that is killed leaves slots
used for up to three minutes. What ended is written together, a moment later, by no caller that waits for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from connector.alter.endpoint import LimitClass
from connector.alter.ledger import Ask, Cap, Elsewhere, Full, WindowName
from connector.alter.window import SLOT_SECONDS, Use, fits
from connector.domain import ids
from connector.domain.clock import Clock
from connector.domain.priority import Priority
from connector.store import locks, slots
from connector.store.database import Database, Transaction
from connector.store.slots import Counted, Kind, SlotRow

log = structlog.get_logger(__name__)

LONGEST_CALL = timedelta(seconds=130)
"""More than any deadline of a call to Alter, waits for its slot excluded (design imports: 90 s)."""

_SLOT = timedelta(seconds=SLOT_SECONDS)
_GATHER_SECONDS = 0.2
_AFTER_FAULT = 1.0


@dataclass
class _Ended:
    """What is to be written: answered, never sent, and closed windows."""

    answered: list[str] = field(default_factory=list)
    nothing: list[str] = field(default_factory=list)
    closed: list[SlotRow] = field(default_factory=list)
    last_answer: datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.answered or self.nothing or self.closed)


class SharedLedger:
    """Implements `Ledger` of `connector.alter.ledger` on PostgreSQL, for one process."""

    def __init__(self, database: Database, clock: Clock, process_id: str) -> None:
        self._database = database
        self._clock = clock
        self._process_id = process_id
        self._ended = _Ended()
        self._writing: asyncio.Task[None] | None = None
        self._urgent = asyncio.Event()

    async def take(self, ask: Ask, *, waits: float) -> Full | None:
        """In a transaction of its own. Raises Unavailable."""

        async def took(connection: Transaction) -> Full | None:
            return await self.take_within(connection, ask, waits=waits)

        return await self._database.repeated(took)

    async def take_within(
        self, connection: Transaction, ask: Ask, *, waits: float = 0.0
    ) -> Full | None:
        """In the caller's transaction: the slot is had when that commits, and holds the bucket until then."""
        await locks.hold_budget(connection, ask.bucket)
        now = self._clock.now()
        found = await slots.counted(connection, ask.bucket, now, but=ask.id)
        if all(_admits(cap, ask, found) for cap in ask.caps):
            await slots.put(connection, self._row(ask, Kind.USED, now + LONGEST_CALL + _SLOT))
            return None
        if waits > 0 and ask.priority is not Priority.BULK:
            until = now + timedelta(seconds=waits)
            await slots.put(connection, self._row(ask, Kind.WAITING, until))
        others = await slots.of_others(connection, ask.bucket, now, self._process_id)
        return _full(others, now)

    async def remember(
        self, connection: Transaction, bucket: str, priority: Priority, frees_at: datetime
    ) -> None:
        """A write that was counted elsewhere until now: of no process, so that this one learns of it too."""
        name = WindowName("", LimitClass.WRITES)
        ask = Ask(ids.new_slot_id(), bucket, name, (), priority)
        await slots.put(connection, replace(self._row(ask, Kind.USED, frees_at), process_id=""))

    def ended(self, ask_id: str, *, sent: bool) -> None:
        if sent:
            self._ended.answered.append(ask_id)
            self._ended.last_answer = self._clock.now()
        else:
            self._ended.nothing.append(ask_id)
        self._write_soon()

    def closed(self, bucket: str, name: WindowName, seconds: float) -> None:
        until = self._clock.now() + timedelta(seconds=seconds)
        ask = Ask(ids.new_slot_id(), bucket, name, (), Priority.SHOPPER)
        self._ended.closed.append(self._row(ask, Kind.CLOSED, until))
        self._urgent.set()
        self._write_soon()

    async def close(self) -> None:
        """What ended last is written now, if the database is there."""
        self._urgent.set()
        if self._writing is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._writing, timeout=2.0)

    def _row(self, ask: Ask, kind: Kind, until: datetime) -> SlotRow:
        part, limit = ask.name
        return SlotRow(
            ask.id, ask.bucket, part, limit.value, ask.priority, kind, self._process_id, until
        )

    def _write_soon(self) -> None:
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all())

    async def _write_all(self) -> None:
        while self._ended:
            with suppress(TimeoutError):
                async with asyncio.timeout(_GATHER_SECONDS):
                    await self._urgent.wait()
            self._urgent.clear()
            ended, self._ended = self._ended, _Ended()
            try:
                await self._database.repeated(partial(_write, ended))
            except Exception as fault:
                # Until it is written the slots count as used: too long, never too short.
                log.warning("slots_unwritten", why=type(fault).__name__)
                self._keep(ended)
                await asyncio.sleep(_AFTER_FAULT)

    def _keep(self, ended: _Ended) -> None:
        self._ended.answered += ended.answered
        self._ended.nothing += ended.nothing
        self._ended.closed += ended.closed
        self._ended.last_answer = self._ended.last_answer or ended.last_answer


async def _write(ended: _Ended, connection: Transaction) -> None:
    for row in ended.closed:
        await slots.put(connection, row)
    if ended.nothing:
        await slots.delete(connection, ended.nothing)
    if ended.answered and ended.last_answer is not None:
        # All by the last one's answer: a fifth of a second late at most.
        await slots.answered(connection, ended.answered, ended.last_answer + _SLOT)


def _admits(cap: Cap, ask: Ask, found: Sequence[Counted]) -> bool:
    use, ahead = Use(), Use()
    for each in found:
        limit = LimitClass(each.limit_class)
        if each.kind is Kind.CLOSED:
            if cap.name == (each.part, limit):
                return False
        elif not cap.name.counts(each.part, limit):
            continue
        elif each.kind is Kind.USED:
            use.add(each.priority, each.count)
        elif each.priority < ask.priority:
            ahead.add(each.priority, each.count)
    return fits(cap.most, use, ask.priority, ahead, share_bulk=cap.share_bulk)


def _full(others: Sequence[SlotRow], now: datetime) -> Full:
    used, closed = [], []
    for row in others:
        seconds = (row.frees_at - now).total_seconds()
        limit = LimitClass(row.limit_class)
        if row.kind is Kind.CLOSED:
            closed.append((WindowName(row.part, limit), seconds))
        else:
            used.append(Elsewhere(row.part, limit, row.priority, seconds))
    return Full(used, closed)
