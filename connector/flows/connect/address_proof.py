"""The address proof: the connector asks the site, over a guarded connection, for an HMAC only it can make.

Tried by the worker after each `complete` (and inside one when an address is contested). Nobody waits for it
who is alone on an address: a site behind a firewall stays connected, unproved.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import structlog

from connector.domain.clock import Clock
from connector.domain.connection import Connection
from connector.flows.collaborators.connection_secrets import ConnectionSecrets
from connector.flows.collaborators.site_challenge import SiteChallenge
from connector.store import connections, locks, stores
from connector.store.database import Database, Transaction

log = structlog.get_logger(__name__)

TRY_AGAIN_AFTER = (timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=5))
_A_TURN = 20
_TRY_WITHIN = timedelta(minutes=2)
"""More than a turn of sites that do not answer takes."""
_AT_ONCE = 5


@dataclass(frozen=True)
class AddressProver:
    site: SiteChallenge
    secrets: ConnectionSecrets

    async def proves(self, attempt: Connection) -> bool:
        """Whether the site answers a fresh challenge with the right HMAC. Never raises for a silent site."""
        key = self.secrets.connect_secret(attempt)
        answer = await self.site.proof(attempt.store_url, attempt.plugin.rest_url, key)
        if answer.fault is not None:
            log.info("address_proof_unreachable", connection=attempt.id, reason=answer.fault.code)
        return answer.matches


@dataclass(frozen=True)
class ProveAddresses:
    """A job of the worker: every attempt whose proof is due, a few side by side, so that sites which answer
    slowly or never do not hold up the others."""

    database: Database
    prover: AddressProver
    clock: Clock

    async def __call__(self) -> None:
        async with self.database.read() as connection:
            # Asked each second: a look costs the database's writer nothing.
            waiting = await connections.proofs_due(connection, self.clock.now(), 1)
        if not waiting:
            return
        async with self.database.write() as connection:
            now = self.clock.now()
            due = await connections.take_proofs(connection, now, now + _TRY_WITHIN, _A_TURN)
        places = asyncio.Semaphore(_AT_ONCE)
        tries = [self._try(attempt, places) for attempt in due]
        # All are heard before a fault of one is told: it must not keep the others from their turn.
        for fault in await asyncio.gather(*tries, return_exceptions=True):
            if fault is not None:
                raise fault

    async def _try(self, attempt: Connection, places: asyncio.Semaphore) -> None:
        async with places:
            proved = await self.prover.proves(attempt)
            async with self.database.write() as connection:
                await self._record(connection, attempt, proved=proved)

    async def _record(self, connection: Transaction, attempt: Connection, *, proved: bool) -> None:
        store = None
        if attempt.store_id is not None:
            store = await stores.get(connection, attempt.store_id)
        if store is None or store.store_url != attempt.store_url:
            # Moved or gone meanwhile: the proof was for another address.
            await connections.next_proof(connection, attempt.id, None)
            return
        await locks.hold_connect(connection, store.address)
        tries, now = attempt.proof_attempts, self.clock.now()
        again = None if proved or tries >= len(TRY_AGAIN_AFTER) else now + TRY_AGAIN_AFTER[tries]
        if not await connections.next_proof(connection, attempt.id, again) or not proved:
            return
        rivals = await stores.at_address(connection, store.address)
        if not any(rival.address_proved for rival in rivals):
            await stores.set_proved(connection, store.id, proved=True)
            log.info("address_proved", store=store.id)
