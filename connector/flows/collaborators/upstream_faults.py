"""From what went wrong at Alter to what our callers hear (design, "Errors are decided here")."""

from __future__ import annotations

from connector.alter.errors import (
    AlterBusy,
    AlterError,
    AlterRefused,
    BreakerOpen,
)
from connector.domain.errors import (
    BadUpstream,
    Conflict,
    Failure,
    Unavailable,
    Upstream,
)

_WAIT_WHEN_DOWN = 5.0


def needs_reconnect() -> Conflict:
    return Conflict(
        "store.needsReconnect",
        "Alter no longer accepts this store's credential. Connect the store again.",
    )


def as_failure(error: AlterError) -> Failure:
    """One cause, one action. A 401 reaches this only after the probe found the credential alive."""
    if isinstance(error, BreakerOpen):
        return _unreachable(error.retry_after)
    if isinstance(error, AlterBusy):
        return Unavailable(
            "alter.busy",
            "Alter's limit for this store is used up for the moment; try again shortly.",
            retry_after=error.retry_after,
        )
    if not isinstance(error, AlterRefused):
        return _unreachable(_WAIT_WHEN_DOWN)
    upstream = Upstream(error.status, error.code)
    if error.rate_limited or error.server_fault:
        return Unavailable(
            "alter.unavailable",
            "Alter cannot take this at the moment; try again shortly.",
            retry_after=error.retry_after or _WAIT_WHEN_DOWN,
            upstream=upstream,
        )
    if error.unauthorized:
        return BadUpstream(
            "alter.unauthorised", "Alter refused the credential once; try again.", upstream=upstream
        )
    return Conflict(
        "alter.refused",
        f"Alter refused this: {error.code or error.detail or error.status}.",
        upstream=upstream,
    )


def _unreachable(retry_after: float) -> Unavailable:
    return Unavailable(
        "alter.unreachable", "Alter did not answer; try again shortly.", retry_after=retry_after
    )
