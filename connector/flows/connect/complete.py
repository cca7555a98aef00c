"""`POST /v1/connect/complete`: the owner came back with a code; exchange it once, whatever happens.

The order of checks: known attempt (404), right proof (403), an answer or an end already recorded, expiry
(410), then one UPDATE that decides who sends the code. A lost upstream answer ends the attempt: the code may
be spent, so it is never sent twice. Only when it surely was not sent may the same proof come again.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from dataclasses import dataclass

import structlog

from connector.alter.client import AlterClient, Credential
from connector.alter.errors import AlterBusy, AlterError, AlterRefused
from connector.domain import ids
from connector.domain.clock import Clock
from connector.domain.connection import EXCHANGE_LOST_AFTER, Connection, Phase
from connector.domain.errors import (
    BadUpstream,
    Conflict,
    Failure,
    Forbidden,
    Gone,
    Invalid,
    NotFound,
    Upstream,
)
from connector.domain.secrets import Secret
from connector.flows.collaborators.connection_secrets import ConnectionSecrets
from connector.flows.collaborators.credential_check import Checked, CredentialCheck
from connector.flows.connect.settlement import Granted, Settlement, storefront_shared
from connector.store import connections
from connector.store.database import Database
from wp_bridge.site_url import SiteUrl

log = structlog.get_logger(__name__)

_PATIENCE = 25.0  # seconds that a second caller waits for the first one's exchange
_LOOK_EVERY = 0.1
_UNSENT_PAUSE = 5.0  # seconds to name when no connection to Alter came about


@dataclass(frozen=True)
class CompleteRequest:
    unverified_connection_id: str
    unverified_connect_secret: Secret
    unverified_state: Secret
    code: Secret
    share_storefront: bool = False


@dataclass(frozen=True)
class CompleteConnect:
    database: Database
    secrets: ConnectionSecrets
    alter: AlterClient
    check: CredentialCheck
    settlement: Settlement
    clock: Clock
    allow_private: bool

    async def __call__(self, request: CompleteRequest) -> bytes:
        """The answer as JSON bytes, the same for every repeat.

        Raises NotFound `connect.unknown`, Forbidden `connect.proofMismatch`, Gone `connect.expired` and
        `connect.used`, Invalid `connect.rejected`, BadUpstream `connect.upstreamUnavailable`, Conflict
        `connect.storeTaken` and `connect.storefrontShared`.
        """
        give_up = self.clock.monotonic() + _PATIENCE
        while True:
            attempt = await self._verified(request)
            if attempt.phase is Phase.DONE:
                return self._recorded_answer(attempt)
            if attempt.phase is Phase.REFUSED:
                raise _recorded_failure(attempt)
            if await self._claims(attempt, request):
                return await self._finish(attempt, request)
            if self._is_cut_off(attempt):
                raise await self._refuse(attempt, _lost())
            if self.clock.monotonic() > give_up:
                raise _lost()
            await asyncio.sleep(_LOOK_EVERY)

    async def _verified(self, request: CompleteRequest) -> Connection:
        async with self.database.read() as connection:
            attempt = await connections.get(connection, request.unverified_connection_id)
        if attempt is None:
            raise NotFound("connect.unknown", "There is no such connection; start again.")
        # An attempt whose secret is erased is over: what the state alone opens is how it ended.
        secret_fits = (
            attempt.sealed_connect_secret is None
            or self.secrets.connect_secret(attempt) == request.unverified_connect_secret
        )
        state_fits = hmac.compare_digest(attempt.state_hash, ids.digest(request.unverified_state))
        code_fits = attempt.code_hash is None or hmac.compare_digest(
            attempt.code_hash, ids.digest(request.code)
        )
        if not (secret_fits and state_fits and code_fits):
            raise Forbidden(
                "connect.proofMismatch",
                "connectSecret, state and code do not belong to this connection.",
            )
        return attempt

    async def _claims(self, attempt: Connection, request: CompleteRequest) -> bool:
        """Whether this call, and no other, goes on to the exchange or past it."""
        now = self.clock.now()
        if attempt.phase is Phase.EXCHANGING:
            return False
        if attempt.expires_at <= now:
            raise Gone("connect.expired", "The connection was not completed in time; start again.")
        async with self.database.write() as connection:
            if attempt.phase is Phase.AWAITING_SHARE:
                if not request.share_storefront:
                    raise storefront_shared((attempt.failure or {}).get("storeUrl", ""))
                return await connections.reclaim(connection, attempt.id, now)
            return await connections.claim(connection, attempt, ids.digest(request.code), now)

    async def _finish(self, attempt: Connection, request: CompleteRequest) -> bytes:
        log.debug("connect_claimed", connection=attempt.id)
        try:
            granted = await self._granted(attempt, request)
            log.debug("connect_exchanged", connection=attempt.id)
            answer = await self._settle(attempt, granted)
            log.debug("connect_settled", connection=attempt.id)
            return answer
        except Conflict as conflict:
            if conflict.code == "connect.storefrontShared":
                raise
            raise await self._refuse(attempt, conflict) from conflict
        except AlterError as unsent:
            raise await self._put_back(attempt, request, unsent) from unsent
        except Failure as failure:
            raise await self._refuse(attempt, failure) from failure

    async def _granted(self, attempt: Connection, request: CompleteRequest) -> Granted:
        site = SiteUrl.parse(attempt.store_url, allow_private=self.allow_private)
        if attempt.phase is Phase.AWAITING_SHARE:
            kept = json.loads(self.secrets.exchange(attempt))
            key, token, storefront = (
                kept["accessKey"],
                Secret(kept["accessToken"]),
                int(kept["storefrontId"]),
            )
        else:
            key, token, storefront = await self._exchange(attempt, request, site)
        checked = await self._checked(attempt, key, token)
        return Granted(
            site=site,
            plugin=attempt.plugin,
            access_key=key,
            access_token=token,
            storefront_id=storefront,
            checked=checked,
            through_alter=True,
            share_storefront=request.share_storefront,
            token_hash=attempt.reconnect_token_hash,
            enrolment_id=attempt.enrolment_id,
        )

    async def _exchange(
        self, attempt: Connection, request: CompleteRequest, site: SiteUrl
    ) -> tuple[str, Secret, int]:
        """Raises AlterError only when the code was surely not sent."""
        try:
            granted = await self.alter.exchange(
                code=request.code,
                store_url=site.store_url,
                site_origin=site.site_origin,
                verifier=self.secrets.verifier(attempt),
            )
        except AlterRefused as refusal:
            if refusal.rate_limited or refusal.server_fault:
                raise _lost() from refusal
            raise _rejected(refusal) from refusal
        except AlterError as error:
            if error.nothing_sent:
                raise
            raise _lost() from error
        if granted.storefront_id is None:
            raise _lost()
        return granted.access_key, granted.access_token, granted.storefront_id

    async def _checked(self, attempt: Connection, key: str, token: Secret) -> Checked | None:
        """A fresh credential that Alter does not know is useless; one it cannot check now is kept."""
        try:
            return await self.check.ask(Credential(attempt.id, key, token))
        except AlterRefused as refusal:
            if refusal.unauthorized:
                raise _rejected(refusal) from refusal
        except AlterError:
            pass
        return None

    async def _settle(self, attempt: Connection, granted: Granted) -> bytes:
        try:
            return await self.settlement.settle(granted, attempt)
        except Conflict as conflict:
            if conflict.code == "connect.storefrontShared":
                await self._keep_for_sharing(attempt, granted, conflict)
            raise

    async def _keep_for_sharing(
        self, attempt: Connection, granted: Granted, conflict: Conflict
    ) -> None:
        """The code is spent: without this the owner who answers "share" had to approve all over again."""
        kept = json.dumps(
            {
                "accessKey": granted.access_key,
                "accessToken": granted.access_token.reveal(),
                "storefrontId": granted.storefront_id,
            }
        )
        sealed = self.secrets.seal(attempt.id, attempt.data_key, "sealed_exchange", kept.encode())
        async with self.database.write() as connection:
            await connections.await_share(connection, attempt.id, sealed, conflict.extra)

    async def _refuse(self, attempt: Connection, failure: Failure) -> Failure:
        """Records the end, so that a repeat hears the same and the code is never sent again."""
        upstream = failure.upstream
        record = {
            "kind": type(failure).__name__,
            "code": failure.code,
            "detail": failure.detail,
            "upstream": None if upstream is None else [upstream.status, upstream.code],
        }
        async with self.database.write() as connection:
            await connections.refuse(connection, attempt.id, record)
        return failure

    async def _put_back(
        self, attempt: Connection, request: CompleteRequest, unsent: AlterError
    ) -> Failure:
        """The attempt is as it was before: its code is still good, and may be sent later."""
        async with self.database.write() as connection:
            await connections.put_back(connection, attempt, ids.digest(request.code))
        return BadUpstream(
            "connect.upstreamUnavailable",
            "Alter cannot be asked at the moment; nothing was sent. Try again shortly.",
            retry_after=unsent.retry_after if isinstance(unsent, AlterBusy) else _UNSENT_PAUSE,
        )

    def _recorded_answer(self, attempt: Connection) -> bytes:
        lives = attempt.answer_until is not None and attempt.answer_until > self.clock.now()
        if attempt.sealed_answer is None or not lives:
            raise Gone("connect.used", "This connection was completed; its answer is erased.")
        return self.secrets.answer(attempt)

    def _is_cut_off(self, attempt: Connection) -> bool:
        claimed = attempt.claimed_at
        return (
            attempt.phase is Phase.EXCHANGING
            and claimed is not None
            and claimed + EXCHANGE_LOST_AFTER < self.clock.now()
        )


_KINDS: dict[str, type[Failure]] = {
    kind.__name__: kind for kind in (BadUpstream, Conflict, Forbidden, Invalid)
}


def _recorded_failure(attempt: Connection) -> Failure:
    record = attempt.failure or {}
    upstream = record.get("upstream")
    kind = _KINDS.get(record.get("kind", ""), BadUpstream)
    return kind(
        record.get("code", "connect.upstreamUnavailable"),
        record.get("detail", "The connection did not come about; start again."),
        upstream=None if upstream is None else Upstream(*upstream),
    )


def _rejected(refusal: AlterRefused) -> Invalid:
    return Invalid(
        "connect.rejected",
        "Alter did not accept the code: it may be expired or used. Start again.",
        upstream=Upstream(refusal.status, refusal.code),
    )


def _lost() -> BadUpstream:
    return BadUpstream(
        "connect.upstreamUnavailable",
        "Alter did not answer the exchange, and the code may be spent. Start again.",
    )
