"""Alter: whether it answers, and whether its clock and ours agree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime

from connector.alter.client import AlterClient
from connector.alter.endpoints import endpoint
from connector.alter.errors import AlterError, AlterRefused
from connector.domain.clock import Clock
from connector.flows.operator.doctor.finding import Finding, doubtful, fine, wrong

_DEADLINE = 5.0
_NOTABLE = 30.0
_TOO_FAR = 120.0
"""Seconds apart. Codes live ten minutes and signed addresses less: past this they fail in odd ways."""


async def findings(alter: AlterClient, address: str, clock: Clock) -> Sequence[Finding]:
    try:
        answer = await alter.call(endpoint("healthz"), deadline=_DEADLINE, tries=1)
    except AlterRefused as refusal:
        return [
            doubtful(
                "alter",
                f"{address} answered {refusal.status} to its health check",
                "see whether ALTER_API_URL is right; if it is, Alter may be down for the moment",
            ),
            *clocks(refusal.headers.get("Date"), clock.now()),
        ]
    except AlterError as fault:
        return [
            wrong(
                "alter",
                f"{address}: {fault}",
                "check ALTER_API_URL, name resolution, and that this machine may call out",
            )
        ]
    return [fine("alter", f"{address} answers"), *clocks(answer.headers.get("Date"), clock.now())]


def clocks(their_date: str | None, now: datetime) -> Sequence[Finding]:
    """Empty when the answer bears no usable date."""
    try:
        theirs = parsedate_to_datetime(their_date or "")
        apart = abs((theirs - now).total_seconds())
    except (ValueError, TypeError):
        return []
    detail = f"{apart:.0f} s from Alter's"
    action = "set this machine's clock (NTP)"
    if apart > _TOO_FAR:
        return [wrong("clock", detail, action)]
    if apart > _NOTABLE:
        return [doubtful("clock", detail, action)]
    return [fine("clock", detail)]
