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

_DEADLINE = 10.0
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
        try:
            answer = await self.alter.call(
                endpoint(name),
                credential=self.secrets.credential(store),
                path=path,
                query=query,
                body=body,
                headers=headers,
                priority=priority,
                deadline=_DEADLINE,
            )
        except AlterRefused as refusal:
            return await self._refused(store, refusal)
        except AlterError as error:
            raise unanswered(error) from error
        return passed(answer)

    async def _refused(self, store: Store, refusal: AlterRefused) -> Passed:
        if refusal.unauthorized:
            if await self.check.confirm_loss(store):
                raise dead_credential()
            raise unanswered(refusal)
        headers = dict(refusal.headers)
        if refusal.rate_limited and refusal.retry_after is not None:
            headers["Retry-After"] = str(round(refusal.retry_after))
        return Passed(refusal.status, headers, refusal.body)


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
