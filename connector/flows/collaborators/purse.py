"""Paying for calls to Alter so that no kill and no other process makes them more than its limits.

With a ledger (PostgreSQL) each slot is a row already. Without one the budget lives in this process alone, and
only writes, which a worker makes many of, are written down for the next start.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from connector.alter.budget import Budget, Slot
from connector.alter.endpoint import LimitClass
from connector.domain.clock import Clock
from connector.domain.priority import Priority
from connector.flows.collaborators.shared_ledger import SharedLedger
from connector.store import spends
from connector.store.database import Database, Transaction


@dataclass(frozen=True)
class Paid:
    """A slot of the budget and, if there is one, the row that remembers it across a kill."""

    slot: Slot
    spend_id: str | None = None

    @contextmanager
    def given_back_on_failure(self) -> Iterator[None]:
        """For as long as nothing is sent: a slot nobody releases would be lost for good."""
        try:
            yield
        except BaseException:
            self.slot.cancel()
            raise


@dataclass(frozen=True)
class Purse:
    budget: Budget
    clock: Clock
    ledger: SharedLedger | None = None

    async def pay(
        self, connection: Transaction, account: str, limit: LimitClass, priority: Priority
    ) -> Paid | float:
        """A slot now, committed with the caller's transaction, before anything is sent; or seconds to wait.

        Whoever does not get to commit cancels the slot.
        """
        take = None if self.ledger is None else partial(self.ledger.take_within, connection)
        slot = await self.budget.spend(account, limit, priority, take)
        if isinstance(slot, float):
            return max(slot, 0.05)
        if self.ledger is not None or limit is not LimitClass.WRITES:
            return Paid(slot)
        paid = Paid(slot, secrets.token_hex(16))
        with paid.given_back_on_failure():
            await spends.begin(connection, str(paid.spend_id), account, priority, self.clock.now())
        return paid

    async def answered(self, connection: Transaction, paid: Paid) -> None:
        if paid.spend_id is not None:
            await spends.answered(connection, paid.spend_id, self.clock.now())

    async def settle(self, database: Database, paid: Paid) -> None:
        """`answered` in a transaction of its own, if there is something to write."""
        if paid.spend_id is not None:
            async with database.write() as connection:
                await self.answered(connection, paid)

    async def record(self, connection: Transaction, account: str, priority: Priority) -> None:
        """A write that was paid for by the client itself, with what it brought."""
        if self.ledger is None:
            await spends.record(
                connection, secrets.token_hex(16), account, priority, self.clock.now()
            )
