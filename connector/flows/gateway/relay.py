"""Sending a rebuilt request with the store's credential, and judging what came back.

Alter's answers pass as they are, refusals included. What we say ourselves (`connector.…`) is: the credential
is dead, Alter is down, our own budget is used up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connector.alter.client import AlterClient, Answer
from connector.alter.endpoints import endpoint
from connector.alter.errors import AlterBusy, AlterError, AlterRefused, BreakerOpen
from connector.domain.errors import Conflict, Failure, RateLimited, Unavailable
from connector.domain.priority import Priority
from connector.domain.store import Store, StoreState
from connector.flows.collaborators.credential_check import CredentialCheck
from connector.flows.collaborators.store_secrets import StoreSecrets

READS_WITHIN = 3.5
"""Seconds for a read: slot, retries and the probe after a 401. In an outage callers hear 503 within 4 s."""
_WRITES_WITHIN = 10.0
"""A write whose outcome is unknown costs its caller more than waiting."""
_WAIT_WHEN_DOWN = 5.0


@dataclass(frozen=True)
class Passed:
    """An answer of Alter's, whatever its status."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


@dataclass(frozen=True)
class Relay:
    alter: AlterClient
    secrets: StoreSecrets
    check: CredentialCheck

    async def __call__(
        self,
        store: Store,
        name: str,
        *,
        path: Mapping[str, str] | None = None,
        query: Sequence[tuple[str, str]] = (),
        body: Any | None = None,
        headers: Mapping[str, str] | None = None,
        priority: Priority = Priority.OWNER,
    ) -> Passed:
        """`name` is the row of the endpoint table. Raises Conflict, RateLimited, Unavailable."""
        if store.state is StoreState.NEEDS_RECONNECT:
            raise dead_credential()
        row = endpoint(name)
        within = READS_WITHIN if row.is_read else _WRITES_WITHIN
        ends = self.check.clock.monotonic() + within
        try:
            answer = await self.alter.call(
                row,
                credential=self.secrets.credential(store),
                path=path,
                query=query,
                body=body,
                headers=headers,
                priority=priority,
                deadline=within,
            )
        except AlterRefused as refusal:
            return await self._refused(store, refusal, ends)
        except AlterError as error:
            raise unanswered(error) from error
        return passed(answer)

    async def _refused(self, store: Store, refusal: AlterRefused, ends: float) -> Passed:
        if refusal.unauthorized:
            raise await judged(self.check, store, refusal, ends)
        headers = dict(refusal.headers)
        if refusal.rate_limited and refusal.retry_after is not None:
            headers["Retry-After"] = str(round(refusal.retry_after))
        return Passed(refusal.status, headers, refusal.body)


async def judged(
    check: CredentialCheck, store: Store, refusal: AlterRefused, ends: float
) -> Failure:
    """What a 401 means: the probe says so, in the time that is left until `ends` (monotonic)."""
    left = max(0.0, ends - check.clock.monotonic())
    return (
        dead_credential() if await check.confirm_loss(store, within=left) else unanswered(refusal)
    )


def passed(answer: Answer) -> Passed:
    return Passed(answer.status, dict(answer.headers), answer.body)


def dead_credential() -> Conflict:
    return Conflict("connector.needsReconnect", "Alter no longer accepts this store's credential.")


def unanswered(error: AlterError) -> Failure:
    if isinstance(error, AlterBusy) and not isinstance(error, BreakerOpen):
        return RateLimited("connector.budget", "Too Many Requests", retry_after=error.retry_after)
    wait = error.retry_after if isinstance(error, BreakerOpen) else _WAIT_WHEN_DOWN
    return Unavailable(
        "connector.upstreamUnavailable", "Alter does not answer at the moment.", retry_after=wait
    )
