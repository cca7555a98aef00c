"""From a store token to its store."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from connector.domain import ids
from connector.domain.clock import Clock
from connector.domain.ids import looks_like_store_token
from connector.domain.secrets import Secret
from connector.flows.collaborators.standing import Authenticated, invalid_token
from connector.store import stores, tokens
from connector.store.database import Database


@dataclass(frozen=True)
class AuthenticateStore:
    database: Database
    clock: Clock

    async def __call__(self, unverified_token: Secret) -> Authenticated:
        """Raises Unauthorised. A mistyped token is recognised by its checksum without a look-up.

        The look-up is by SHA-256 of 256 random bits, so its timing tells nothing useful; the comparison
        is constant-time all the same. A token's first use is written down: until then its predecessor may
        rotate again, since the answer that carried it may have been lost.
        """
        if not looks_like_store_token(unverified_token.reveal()):
            raise invalid_token()
        token_hash = ids.digest(unverified_token)
        async with self.database.read() as connection:
            found = await tokens.find(connection, token_hash, self.clock.now())
            if found is None or not hmac.compare_digest(found.token_hash, token_hash):
                raise invalid_token()
            store = await stores.get(connection, found.store_id)
        if store is None or store.leaving_until is not None:
            raise invalid_token()
        if found.used_at is None:
            async with self.database.write() as connection:
                await tokens.mark_used(connection, token_hash, self.clock.now())
        return Authenticated(store, found)
