"""What must be true before anything is served, and what a restart has to remember."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from connector.alter.budget import Budget
from connector.alter.endpoint import LimitClass
from connector.domain.clock import Clock
from connector.flows.collaborators.shared_ledger import SharedLedger
from connector.store import data_keys, key_checks, locks, spends
from connector.store.database import Database
from connector.vault.keyring import KeyRing

_WINDOW = timedelta(seconds=61)


class KeyDoesNotFit(Exception):
    """The master key file is not the one this database was sealed with; the message says what to do."""


def must_fit(ring: KeyRing, checks: Mapping[str, bytes], *, sealed: bool) -> None:
    """Raises KeyDoesNotFit. A key of the ring without a check value is nobody's fault: `init` and `keys add`
    register it, and until it is promoted nothing is sealed under it."""
    for key_id, value in checks.items():
        if key_id not in ring.ids:
            raise KeyDoesNotFit(
                f"the key file lacks master key {key_id}, which this database was sealed "
                "with: restore the key file that belongs to it"
            )
        if not hmac.compare_digest(ring.check_value(key_id), value):
            raise KeyDoesNotFit(
                f"master key {key_id} in the key file is not the one this database was "
                "sealed with: restore the right key file"
            )
    if sealed and not checks:
        raise KeyDoesNotFit("the database holds sealed values but no key check: restore a backup")


@dataclass(frozen=True)
class CheckKeys:
    database: Database
    ring: KeyRing
    clock: Clock

    async def __call__(self) -> None:
        """Compares every key of the ring with its check value; raises KeyDoesNotFit.

        A fresh database (nothing sealed, no checks) takes the ring as its own.
        """
        async with self.database.read() as connection:
            checks = await key_checks.all_checks(connection)
            sealed = await data_keys.any_exists(connection)
        must_fit(self.ring, checks, sealed=sealed)

    async def register(self) -> None:
        """Writes check values for keys the database has not seen yet (`init`); none for a key that is being
        retired."""
        async with self.database.write() as connection:
            await locks.hold_keys(connection)
            known = await key_checks.created(connection)
            for key_id in self.ring.ids:
                if key_id not in known:
                    value = self.ring.check_value(key_id)
                    await key_checks.insert(connection, key_id, value, self.clock.now())


@dataclass(frozen=True)
class RestoreBudget:
    database: Database
    budget: Budget
    clock: Clock
    ledger: SharedLedger | None = None

    async def __call__(self) -> None:
        """Counts the writes of the last minute; calls cut off by a kill as if answered now.

        With a ledger that has them already, all but those from before there was one (another engine, an
        earlier version)."""
        if self.ledger is not None:
            return await self._hand_over(self.ledger)
        now = self.clock.now()
        async with self.database.write() as connection:
            await spends.close_open(connection, now)
            recent = await spends.recent(connection, now - _WINDOW)
        for spend in recent:
            age = (now - (spend.answered_at or now)).total_seconds()
            self.budget.restore(spend.account, LimitClass.WRITES, spend.priority, max(0.0, age))
        return None

    async def _hand_over(self, ledger: SharedLedger) -> None:
        now = self.clock.now()
        async with self.database.write() as connection:
            await spends.close_open(connection, now)
            for spend in await spends.taken_out(connection):
                frees_at = (spend.answered_at or now) + _WINDOW
                bucket = self.budget.bucket_of(spend.account)
                await ledger.remember(connection, bucket, spend.priority, frees_at)
