"""Which errors of PostgreSQL pass by themselves: the same transaction, begun again, may well succeed."""

from __future__ import annotations

import sqlalchemy as sa
import structlog

from connector.domain.errors import Unavailable

log = structlog.get_logger(__name__)

_PASSING = frozenset(
    {
        "40001",  # serialization failure
        "40P01",  # deadlock: the other one was let go
        "55P03",  # lock timeout
        "57014",  # statement timeout
        "57P01",  # the server is being stopped
        "57P02",
        "57P03",  # the server is starting
        "53300",  # more connections than it takes
        "25P03",  # idle in a transaction for too long: this process was held up
        "25P04",
    }
)
_CONNECTION = "08"

RETRY_AFTER = 2.0


class DatabaseAway(Unavailable):
    """The database broke off or cannot be reached. Nothing of the transaction is known to be kept, nor lost: a
    connection may end while it commits."""

    def __init__(self) -> None:
        super().__init__(
            "service.database",
            "The database does not answer at the moment; try again shortly.",
            retry_after=RETRY_AFTER,
        )


def away(fault: BaseException) -> DatabaseAway:
    """The first line of what the driver said goes to the log: callers are not told."""
    reason = getattr(fault, "orig", None) or fault
    said = str(reason).partition("\n")[0][:200]
    log.warning("database_away", why=f"{type(reason).__name__}: {said}")
    return DatabaseAway()


def passes(fault: BaseException) -> bool:
    if isinstance(fault, sa.exc.DBAPIError):
        return fault.connection_invalidated or _is_passing(fault.orig)
    # The driver's own, from connecting: nothing wraps those.
    return isinstance(fault, OSError) or _is_passing(fault)


def _is_passing(fault: BaseException | None) -> bool:
    state = str(getattr(fault, "sqlstate", None) or "")
    closed = type(fault).__name__ == "InterfaceError" and "closed" in str(fault)
    return state in _PASSING or state.startswith(_CONNECTION) or closed
