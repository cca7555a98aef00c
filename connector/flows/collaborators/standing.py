"""Whether a caller who was let in a while ago still is: a body may take its time, and so may a site's proof.

Between the look at the token and a write the store may be reconnected, deleted or its token revoked; each write
that outlives the request asks again, inside its own transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from connector.domain.errors import Forbidden, Unauthorised
from connector.domain.ids import StoreId
from connector.domain.store import Store
from connector.store import stores, tokens
from connector.store.database import Transaction
from connector.store.tokens import TokenRow


def invalid_token() -> Unauthorised:
    return Unauthorised("auth.invalidToken", "The store token is missing or not valid (any more).")


@dataclass(frozen=True)
class Authenticated:
    store: Store
    token: TokenRow

    def require_current(self) -> None:
        """Raises Forbidden. A token that was replaced may have been replaced because it leaked: what it opens
        until its end must not outlast it."""
        if not self.token.is_current:
            raise Forbidden(
                "auth.previousToken",
                "This token was replaced; rotate, move and delete take the current one.",
            )


async def present(connection: Transaction, store_id: StoreId, *, locked: bool = False) -> Store:
    """The store as it is now. Raises Unauthorised when it is gone, or leaving."""
    store = await stores.get(connection, store_id, locked=locked)
    if store is None or store.leaving_until is not None:
        raise invalid_token()
    return store


async def standing(
    connection: Transaction,
    caller: Authenticated,
    now: datetime,
    *,
    current: bool = False,
    locked: bool = False,
) -> Store:
    """The same, if the caller's token still opens it; `current`: and was not replaced meanwhile.

    Raises Unauthorised, Forbidden.
    """
    token = await tokens.find(connection, caller.token.token_hash, now)
    if token is None:
        raise invalid_token()
    store = await present(connection, token.store_id, locked=locked)
    if current:
        Authenticated(store, token).require_current()
    return store
