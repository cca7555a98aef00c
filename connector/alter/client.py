"""Calls to the Alter Public API: one way in for every flow, whatever the endpoint.

`call` serves every row of the table; the named methods read and write what the documents describe.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from random import Random
from typing import Unpack

import aiohttp

from connector.alter import transport, wire
from connector.alter.attempts import NOBODY, TRIES, Attempts, Watch
from connector.alter.breaker import Breaker
from connector.alter.budget import Budget, Slot
from connector.alter.endpoint import Endpoint
from connector.alter.endpoints import endpoint as row
from connector.alter.outgoing import Credential, Parts, prepare
from connector.alter.transport import Answer, Download, upstream_session
from connector.domain.clock import Clock
from connector.domain.priority import Priority
from connector.domain.secrets import Secret

__all__ = ["AlterClient", "Answer", "Credential", "Download", "upstream_session"]

DEADLINE = 10.0


class AlterClient:
    """All calls of one process to one Alter. Holds no credential; the session belongs to the caller.

    Every method raises AlterUnreachable, AlterBusy (BreakerOpen), AlterRefused or AlterMalformed, and
    ValueError when asked for what the table does not document. `deadline` is in seconds, waits, retries
    and all. `base_url` is `…/public-api/v1`.
    """

    def __init__(  # noqa: PLR0917 - the composition root names its parts in this order
        self,
        session: aiohttp.ClientSession,
        base_url: str,
        budget: Budget,
        breaker: Breaker,
        clock: Clock,
        random: Random,
        watch: Watch = NOBODY,
    ) -> None:
        self._session = session
        self._base_url = base_url.rstrip("/")
        self._attempts = Attempts(budget, breaker, clock, random, watch)

    async def call(
        self,
        endpoint: Endpoint,
        *,
        priority: Priority = Priority.OWNER,
        deadline: float = DEADLINE,
        slot: Slot | None = None,
        tries: int = TRIES,
        **parts: Unpack[Parts],
    ) -> Answer:
        """A 2xx answer, read to the end; everything else raises.

        `tries` counts all sendings, where the table says idempotent. `parts` are credential, embed_token,
        path, query, body, headers, secrets (see `Parts`). `slot` pays for the first try and stays the
        caller's to release.
        """
        outgoing = prepare(self._base_url, endpoint, **parts)
        send = partial(transport.fetch, self._session, outgoing)
        return await self._attempts.run(outgoing, send, priority, deadline, slot=slot, tries=tries)

    @asynccontextmanager
    async def stream(
        self,
        endpoint: Endpoint,
        *,
        priority: Priority = Priority.OWNER,
        deadline: float = DEADLINE,
        **parts: Unpack[Parts],
    ) -> AsyncIterator[Download]:
        """A 2xx answer whose body comes in pieces and has no cap; `deadline` is for its headers."""
        outgoing = prepare(self._base_url, endpoint, **parts)
        send = partial(transport.open_file, self._session, outgoing)
        found = await self._attempts.run(outgoing, send, priority, deadline)
        assert isinstance(found, Download)  # an Answer is not 2xx here, and has been raised
        try:
            yield found
        finally:
            found.close()

    async def auth_check(
        self,
        credential: Credential,
        *,
        priority: Priority = Priority.OWNER,
        deadline: float = DEADLINE,
    ) -> wire.AuthCheck:
        """GET /auth/check."""
        answer = await self.call(
            row("auth_check"), credential=credential, priority=priority, deadline=deadline
        )
        return wire.read(wire.AuthCheck, answer.body, endpoint="auth_check")

    async def exchange(
        self,
        *,
        code: Secret,
        store_url: str,
        site_origin: str,
        verifier: Secret,
        deadline: float = DEADLINE,
    ) -> wire.ExchangeAnswer:
        """POST /wp-connect/exchange, sent once: with outcome unknown the code must count as spent."""
        body = {
            "code": code.reveal(),
            "storeUrl": store_url,
            "siteOrigin": site_origin,
            "codeVerifier": verifier.reveal(),
        }
        answer = await self.call(
            row("exchange"), body=body, deadline=deadline, secrets=(code, verifier)
        )
        return wire.read(wire.ExchangeAnswer, answer.body, endpoint="exchange")

    async def sync_bindings(
        self,
        credential: Credential,
        bindings: Sequence[wire.SyncBinding],
        *,
        priority: Priority = Priority.BULK,
        deadline: float = DEADLINE,
        slot: Slot | None = None,
        tries: int = TRIES,
    ) -> list[wire.RuntimeBinding]:
        """POST /runtime-bindings/sync-from-wordpress, an upsert of whole rows.

        The worker sends once (`tries=1`): its own rows say when to send again.
        """
        answer = await self.call(
            row("sync_bindings"),
            credential=credential,
            body=wire.sync_body(bindings),
            priority=priority,
            deadline=deadline,
            slot=slot,
            tries=tries,
        )
        return wire.read(wire.SyncAnswer, answer.body, endpoint="sync_bindings").runtime_bindings

    async def patch_binding(
        self,
        credential: Credential,
        binding_id: int,
        changes: Mapping[str, object],
        *,
        priority: Priority = Priority.OWNER,
        deadline: float = DEADLINE,
        slot: Slot | None = None,
    ) -> Answer:
        """PATCH /runtime-bindings/:id with `changes` in Alter's spelling; its answer is undocumented."""
        return await self.call(
            row("patch_binding"),
            credential=credential,
            path={"id": str(binding_id)},
            body=dict(changes),
            priority=priority,
            deadline=deadline,
            slot=slot,
        )

    async def activate_binding(
        self,
        credential: Credential,
        binding_id: int,
        *,
        priority: Priority = Priority.OWNER,
        deadline: float = DEADLINE,
    ) -> Answer:
        """POST /runtime-bindings/:id/activate; its answer is undocumented."""
        return await self._switch("activate_binding", credential, binding_id, priority, deadline)

    async def deactivate_binding(
        self,
        credential: Credential,
        binding_id: int,
        *,
        priority: Priority = Priority.OWNER,
        deadline: float = DEADLINE,
    ) -> Answer:
        """POST /runtime-bindings/:id/deactivate; its answer is undocumented."""
        return await self._switch("deactivate_binding", credential, binding_id, priority, deadline)

    async def embed_session(
        self,
        credential: Credential,
        request: wire.SessionRequest,
        *,
        fingerprint: str | None,
        priority: Priority = Priority.SHOPPER,
        deadline: float = DEADLINE,
    ) -> wire.EmbedSession:
        """POST /embed/session, sent once: each one counts against the plan's monthly tokens."""
        headers = {} if fingerprint is None else {"x-alter-client-fingerprint": fingerprint}
        answer = await self.call(
            row("embed_session"),
            credential=credential,
            body=request.to_wire(),
            headers=headers,
            priority=priority,
            deadline=deadline,
        )
        return wire.read(wire.EmbedSession, answer.body, endpoint="embed_session")

    async def bootstrap(self, token: Secret, *, deadline: float = DEADLINE) -> Answer:
        """GET /runtime/bootstrap with an embed token; `wire.Bootstrap` reads the body."""
        return await self.call(
            row("runtime_bootstrap"),
            embed_token=token,
            priority=Priority.SHOPPER,
            deadline=deadline,
        )

    async def _switch(
        self,
        name: str,
        credential: Credential,
        binding_id: int,
        priority: Priority,
        deadline: float,
    ) -> Answer:
        return await self.call(
            row(name),
            credential=credential,
            path={"id": str(binding_id)},
            priority=priority,
            deadline=deadline,
        )
