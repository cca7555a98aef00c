"""One turn of the sync: the store that waited longest, one batch, and what became of each row.

Everything that must survive a kill is a row: the claim and the spend are committed before the call, the
outcome after it. A turn cut off anywhere in between is repeated whole, which upstream sees as the same upsert.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta

import structlog

from connector.alter import wire
from connector.alter.errors import AlterError
from connector.domain.binding import Binding
from connector.domain.binding_change import (
    BATCH_FILLS_FOR,
    Refused,
    confirmed,
    delayed,
    is_reassigned,
    refused,
)
from connector.domain.clock import Clock
from connector.domain.ids import StoreId
from connector.domain.plan import is_about_plan
from connector.domain.priority import Priority
from connector.domain.splitting import Answered, Split
from connector.domain.store import Store
from connector.domain.sync import Pause, SyncStatus
from connector.flows.collaborators.bell import Bell
from connector.flows.collaborators.credential_check import CredentialCheck
from connector.flows.collaborators.lease import Leases
from connector.flows.collaborators.purse import Paid
from connector.flows.collaborators.store_secrets import StoreSecrets
from connector.flows.sync.batch_size import BatchSizes
from connector.flows.sync.sending import (
    Accepted,
    BatchSender,
    Outcome,
    Paused,
    RefusedPart,
    TooLargePart,
)
from connector.flows.sync.wire_form import confirmations
from connector.store import bindings, locks, reassignments, stores, sync_states
from connector.store.database import Database, Transaction
from connector.telemetry import metrics

log = structlog.get_logger(__name__)

PLAN_HOLDS_FOR = timedelta(seconds=5)
"""After a check: not asked again for each row that the plan refuses."""

UNCONFIRMED_TRIES = 5
"""How often a row may be missing from Alter's answer before it is shown as failed."""


_TOO_LARGE_ALONE = Answered(413, "sync.tooLarge", "Alter takes no binding of this size.")


@dataclass(frozen=True)
class _Turn:
    store: Store
    rows: Sequence[Binding]
    status: SyncStatus
    priority: Priority
    paid: Paid


@dataclass
class _Progress:
    calls: int = 0
    settled: int = 0
    giant_found: bool = False
    """One row alone was too large: the size of the batch was not at fault."""
    plan_doubted: bool = False
    """Alter refused a row for what the plan, as it is known here, allows."""


@dataclass(frozen=True)
class RunSync:
    database: Database
    leases: Leases
    sender: BatchSender
    secrets: StoreSecrets
    check: CredentialCheck
    settled: Bell
    clock: Clock
    sizes: BatchSizes

    async def __call__(self, owner: str) -> bool:
        """Whether there was something due. Never raises for what Alter answers."""
        turn = await self._claim(owner)
        if turn is None:
            return False
        if isinstance(turn, _Turn):
            await self._run(turn, owner)
        return True

    async def due_in(self) -> float | None:
        """Seconds until something can be claimed (0.0: now), or None when nothing waits at all."""
        async with self.database.read() as connection:
            due = await sync_states.next_due(connection)
        return None if due is None else max(0.0, (due - self.clock.now()).total_seconds())

    async def _claim(self, owner: str) -> _Turn | StoreId | None:
        """The claim, the batch and the spend in one transaction; a StoreId: claimed, but it has to wait."""
        now = self.clock.now()
        with ExitStack() as unless_committed:
            async with self.database.write() as connection:
                store_id = await sync_states.claim_next(connection, owner, now)
                if store_id is None:
                    return None
                store = await stores.get(connection, store_id)
                assert store is not None, "a lease without a store: foreign keys are off"
                status = await sync_states.get(connection, store_id)
                rows = await bindings.due(
                    connection, store_id, by=now + BATCH_FILLS_FOR, limit=self.sizes.of(status)
                )
                await sync_states.set_in_flight(connection, store_id, len(rows))
                clicked = any(row.urgent for row in rows)
                priority = Priority.OWNER if clicked else Priority.BULK
                paid = await self.sender.pay(connection, store_id, priority)
                if isinstance(paid, Paused):
                    await self._pause(connection, store_id, owner, paid, status.pauses)
                    return store_id
                unless_committed.enter_context(paid.given_back_on_failure())
        log.debug("sync_claimed", store=store.id, rows=len(rows))
        return _Turn(store, rows, status, priority, paid)

    async def _run(self, turn: _Turn, owner: str) -> None:
        progress = _Progress()
        outcome: Outcome | None = None
        try:
            async with self.leases.kept(turn.store.id, owner):
                outcome = await self._send(turn, turn.rows, turn.paid, progress)
                if isinstance(outcome, RefusedPart):
                    outcome = await self._split(turn, outcome.answer, progress)
                    if outcome is not None:
                        self.sizes.narrow(turn.store.id, len(turn.rows))
                if outcome is None or isinstance(outcome, Accepted):
                    self.sizes.widen(turn.store.id)
                if isinstance(outcome, Paused) and outcome.pause is Pause.UNAUTHORISED:
                    await self.check.confirm_loss(turn.store)
                if progress.plan_doubted or _doubts_plan(outcome):
                    await self._ask_for_plan(turn.store)
        except Exception:
            outcome = self.sender.stumbled(turn.status.pauses)
            raise
        finally:
            await self._close(turn, owner, outcome, progress)
            self.settled.ring()

    async def _send(
        self, turn: _Turn, rows: Sequence[Binding], paid: Paid, progress: _Progress
    ) -> Outcome:
        with paid.slot:
            outcome = await self.sender.send(
                self.secrets.credential(turn.store),
                rows,
                paid,
                priority=turn.priority,
                pauses=turn.status.pauses,
            )
        progress.calls += 1
        log.debug("sync_answered", store=turn.store.id, outcome=type(outcome).__name__)
        metrics.sync_call(type(outcome).__name__, len(rows))
        if isinstance(outcome, Accepted):
            await self._confirm(turn.store, rows, outcome.answer, progress)
        if isinstance(outcome, TooLargePart) and len(rows) == 1:
            progress.giant_found = True
            return RefusedPart(_TOO_LARGE_ALONE)
        return outcome

    async def _split(self, turn: _Turn, answer: Answered, progress: _Progress) -> Outcome | None:
        """Halves until the bad rows stand alone; ends early when the store has to pause."""
        # What shares a design lies together, so that halves tell designs apart.
        rows = sorted(turn.rows, key=lambda row: row.desired.design_id or 0)
        split = Split(rows, answer, _shared)
        await self._refuse(turn.store, split.verdicts(), progress)
        while (part := split.next()) is not None:
            paid = await self.sender.pay_again(turn.store.id, turn.priority)
            if isinstance(paid, Paused):
                return paid
            outcome = await self._send(turn, part, paid, progress)
            if isinstance(outcome, Accepted):
                split.accepted()
            elif isinstance(outcome, RefusedPart):
                split.refused(outcome.answer)
            else:
                return outcome
            await self._refuse(turn.store, split.verdicts(), progress)
        return None

    async def _ask_for_plan(self, store: Store) -> None:
        """Alter is believed: what it refused stays refused, and limits are counted by what it says now."""
        checked = store.credential_checked_at
        if checked is not None and self.clock.now() - checked < PLAN_HOLDS_FOR:
            return
        try:
            await self.check.refresh(store)
        except AlterError as fault:
            log.info("plan_unknown", store=store.id, why=type(fault).__name__)

    async def _confirm(
        self,
        store: Store,
        sent: Sequence[Binding],
        answer: Sequence[wire.RuntimeBinding],
        progress: _Progress,
    ) -> None:
        """Exactly the versions that were sent; a row the answer passes over goes out again."""
        known, now = confirmations(answer), self.clock.now()

        def settle(row: Binding, version: Binding) -> Binding:
            found = known.get(version.desired.key)
            if found is not None:
                return confirmed(row, version, found, now)
            missing = Refused(200, "sync.notConfirmed", "Alter's answer did not name this binding.")
            if row.attempts + 1 >= UNCONFIRMED_TRIES:
                return refused(row, version, missing, now)
            return delayed(row, version, now + timedelta(seconds=2**row.attempts), missing)

        await self._write(store, sent, settle)
        progress.settled += len(sent)

    async def _refuse(
        self, store: Store, verdicts: Sequence[tuple[Binding, Answered]], progress: _Progress
    ) -> None:
        if not verdicts:
            return
        answers = {row.id: _refusal(answer) for row, answer in verdicts}
        progress.plan_doubted |= any(_is_about_plan(answer) for _, answer in verdicts)
        now = self.clock.now()
        await self._write(
            store,
            [row for row, _ in verdicts],
            lambda row, version: refused(row, version, answers[row.id], now),
        )
        progress.settled += len(verdicts)
        metrics.bindings_refused(len(verdicts))

    async def _write(
        self,
        store: Store,
        sent: Sequence[Binding],
        settle: Callable[[Binding, Binding], Binding],
    ) -> None:
        """Reads the rows as they are now: the shop may have changed its mind during the call."""
        versions = {row.id: row for row in sent}
        async with self.database.write() as connection:
            await locks.hold_bindings(connection, store.id)
            store_now = await stores.get(connection, store.id)
            if store_now is None or store_now.storefront_id != store.storefront_id:
                return  # Reconnected elsewhere meanwhile: another storefront's answer says nothing.
            current = await bindings.by_ids(connection, store.id, list(versions))
            settled = [settle(row, versions[row.id]) for row in current]
            await bindings.update_many(connection, settled)
            count = sum(map(is_reassigned, current, settled))
            month = self.clock.now().strftime("%Y-%m")
            await reassignments.add(connection, store.id, month, count)
            await stores.bump_epoch(connection, store.id)
        log.debug("sync_written", store=store.id, rows=len(current))
        self.settled.ring()

    async def _close(
        self, turn: _Turn, owner: str, outcome: Outcome | None, progress: _Progress
    ) -> None:
        """The lease ends with what the turn came to; also when it was cancelled."""
        async with self.database.write() as connection:
            if isinstance(outcome, Paused):
                await self._delay(connection, turn, outcome)
                await self._pause(connection, turn.store.id, owner, outcome, turn.status.pauses)
                return
            await sync_states.release(
                connection,
                turn.store.id,
                owner,
                not_before=None,
                pause=None,
                pauses=0,
                batch_size=self._next_size(turn, outcome, progress),
                last_finished_at=self.clock.now(),
                last_calls=progress.calls,
                last_bindings=progress.settled,
            )
        log.debug("sync_closed", store=turn.store.id, calls=progress.calls)

    def _next_size(self, turn: _Turn, outcome: Outcome | None, progress: _Progress) -> int | None:
        """413 halves the size for good, unless in the end a single row turns out to be too large."""
        if progress.giant_found:
            return None
        if isinstance(outcome, TooLargePart):
            return max(1, len(turn.rows) // 2)
        return turn.status.batch_size

    async def _delay(self, connection: Transaction, turn: _Turn, outcome: Paused) -> None:
        """Shows on each row why it waits; the pause itself is the store's."""
        if outcome.answer is None or not outcome.counts:
            return
        answer = _refusal(outcome.answer)
        await locks.hold_bindings(connection, turn.store.id)
        sent = {row.id: row for row in turn.rows}
        current = await bindings.by_ids(connection, turn.store.id, list(sent))
        waiting = [
            delayed(row, sent[row.id], row.due_at, answer)
            for row in current
            if row.due_at is not None
        ]
        await bindings.update_many(connection, waiting)

    async def _pause(
        self,
        connection: Transaction,
        store_id: StoreId,
        owner: str,
        outcome: Paused,
        pauses: int,
    ) -> None:
        await sync_states.release(
            connection,
            store_id,
            owner,
            not_before=outcome.until,
            pause=outcome.pause.value,
            pauses=pauses + 1 if outcome.counts else pauses,
        )
        log.info("sync_paused", store=store_id, why=outcome.pause.value, until=outcome.until)


def _shared(row: Binding, answer: Answered) -> Hashable:
    """A refusal that speaks of a design speaks of that design: another storefront's, say, or a deleted one."""
    is_of_design = answer.code is not None and "design" in answer.code.casefold()
    return (row.desired.design_id, row.desired.external_design) if is_of_design else None


def _refusal(answer: Answered) -> Refused:
    return Refused(answer.status, answer.code, answer.detail, answer.last_answer)


def _is_about_plan(answer: Answered) -> bool:
    return is_about_plan(answer.status, answer.code)


def _doubts_plan(outcome: Outcome | None) -> bool:
    """A batch refused with 403 pauses the store: its plan may have ended."""
    answer = outcome.answer if isinstance(outcome, Paused) else None
    return answer is not None and _is_about_plan(answer)
