"""Who may create a store: anyone (`open`), or who holds an enrolment code (`code`)."""

from __future__ import annotations

from dataclasses import dataclass

from connector.domain import ids
from connector.domain.clock import Clock
from connector.domain.enrolment import EnrolmentPolicy
from connector.domain.errors import Forbidden, Unauthorised
from connector.domain.ids import StoreId
from connector.domain.secrets import Secret
from connector.store import enrolments, tokens
from connector.store.database import Transaction


@dataclass(frozen=True)
class Admitted:
    """What the caller showed: an existing store's token, an enrolment code, or (policy open) nothing."""

    token_store: StoreId | None = None
    token_hash: str | None = None
    enrolment_id: str | None = None


@dataclass(frozen=True)
class Admission:
    policy: EnrolmentPolicy
    clock: Clock

    async def check(
        self, connection: Transaction, *, token: Secret | None, code: Secret | None
    ) -> Admitted:
        """Raises Unauthorised for a token that opens nothing, Forbidden without a usable code."""
        now = self.clock.now()
        if token is not None:
            found = await tokens.find(connection, ids.digest(token), now)
            if found is None or not found.is_current:
                raise Unauthorised("auth.invalidToken", "The store token is not valid (any more).")
            return Admitted(token_store=found.store_id, token_hash=found.token_hash)
        if self.policy == "open":
            return Admitted()
        if code is None:
            raise enrolment_required()
        enrolment = await enrolments.by_code(connection, ids.digest(code))
        if enrolment is None or not enrolment.is_usable(now):
            raise Forbidden(
                "connect.enrolmentInvalid",
                "This enrolment code is unknown, used, revoked or expired; ask for a new one.",
            )
        return Admitted(enrolment_id=enrolment.id)


def enrolment_required() -> Forbidden:
    return Forbidden(
        "connect.enrolmentRequired",
        "Send the enrolment code you were given in X-Connector-Enrolment.",
    )


async def still_current(
    connection: Transaction, token_hash: str | None, clock: Clock
) -> StoreId | None:
    """The store whose current token opened the attempt, if it still is the current one."""
    if token_hash is None:
        return None
    found = await tokens.find(connection, token_hash, clock.now())
    return found.store_id if found is not None and found.is_current else None
