"""`POST /v1/store/token`, `…/storefront-key` and `…/ticket-secret`: new secrets for a store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from connector.domain import ids
from connector.domain.clock import Clock
from connector.domain.ids import StoreToken, TicketSecret
from connector.flows.collaborators.standing import Authenticated, standing
from connector.flows.collaborators.store_secrets import StoreSecrets
from connector.store import connections, locks, stores, tokens
from connector.store.database import Database, Transaction
from connector.store.tokens import TokenRow

log = structlog.get_logger(__name__)

OVERLAP = timedelta(hours=24)


@dataclass(frozen=True)
class RotatedToken:
    """`previous_valid_until` is None when no other token opens anything."""

    token: StoreToken
    previous_valid_until: datetime | None


@dataclass(frozen=True)
class RotateSecrets:
    database: Database
    secrets: StoreSecrets
    clock: Clock

    async def token(self, caller: Authenticated, *, revoke_previous: bool) -> RotatedToken:
        """Raises Forbidden for a token that was replaced, unless no successor of it was ever used: then its
        answer may have been lost, and the shop would be locked out. Answers kept for a repeated `complete`
        are erased: they carry an older token."""
        store_id, now = caller.store.id, self.clock.now()
        token = ids.new_store_token()
        async with self.database.write() as connection:
            await locks.hold_tokens(connection, store_id)
            await standing(connection, caller, now)
            used = await tokens.find(connection, caller.token.token_hash, now)
            assert used is not None, "it stands"
            if not used.is_current and await tokens.has_used_successor(connection, used):
                Authenticated(caller.store, used).require_current()
            await connections.erase_answers(connection, store_id)
            until = await self._end_previous(connection, used, now, revoke=revoke_previous)
            await tokens.insert(connection, store_id, ids.digest(token), now)
        await self.database.checkpoint()
        log.info("token_rotated", store=store_id, revoked=revoke_previous)
        return RotatedToken(token, until)

    async def storefront_key(self, caller: Authenticated) -> str:
        """The old key opens nothing from now on: pages that carry it have to be rendered again."""
        caller.require_current()
        key = ids.new_storefront_key()
        async with self.database.write() as connection:
            await standing(connection, caller, self.clock.now(), current=True)
            await connections.erase_answers(connection, caller.store.id)
            await stores.change(connection, caller.store.id, storefront_key=key)
        await self.database.checkpoint()
        log.info("storefront_key_rotated", store=caller.store.id)
        return key

    async def ticket_secret(self, caller: Authenticated) -> TicketSecret:
        """Tickets under the old one, at most 15 minutes old, are refused from now on."""
        caller.require_current()
        store = caller.store
        fresh = ids.new_ticket_secret()
        sealed = self.secrets.seal_ticket_secret(store.id, store.data_key, fresh)
        async with self.database.write() as connection:
            await standing(connection, caller, self.clock.now(), current=True)
            await connections.erase_answers(connection, store.id)
            await stores.change(connection, store.id, sealed_ticket_secret=sealed)
        await self.database.checkpoint()
        log.info("ticket_secret_rotated", store=store.id)
        return fresh

    async def _end_previous(
        self, connection: Transaction, used: TokenRow, now: datetime, *, revoke: bool
    ) -> datetime | None:
        if revoke:
            await tokens.revoke_all(connection, used.store_id)
            return None
        await tokens.retire(connection, used.store_id, now + OVERLAP)
        return used.valid_until or now + OVERLAP
