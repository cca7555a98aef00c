"""`POST /public-api/v1/wp-connect/exchange` through the gateway: the caller made its own PKCE pair.

The answer has Alter's shape, with the store id and a store token where Alter's credential would be. A caller
here showed Alter a code and us nothing, so an existing store takes its current token.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from connector.alter.client import AlterClient, Credential
from connector.alter.errors import AlterError, AlterRefused
from connector.alter.wire import ExchangeAnswer
from connector.domain import ids
from connector.domain.errors import Unavailable
from connector.domain.secrets import Secret
from connector.domain.store import PluginFacts
from connector.flows.collaborators.credential_check import Checked, CredentialCheck
from connector.flows.collaborators.site_address import parse_store_url
from connector.flows.connect.admission import Admission, Admitted
from connector.flows.connect.settlement import Granted, Settlement
from connector.flows.connect.start import refuse_other_site
from connector.flows.gateway.relay import Passed, unanswered
from connector.store.database import Database
from wp_bridge.site_url import SiteUrl


@dataclass(frozen=True)
class ExchangeRequest:
    code: Secret
    unverified_store_url: str
    verifier: Secret
    enrolment_code: Secret | None = None
    token: Secret | None = None


@dataclass(frozen=True)
class ExchangedStore:
    """What stands in for Alter's credential."""

    store_id: str
    store_token: Secret
    storefront_id: int


@dataclass(frozen=True)
class ExchangeThroughGateway:
    database: Database
    admission: Admission
    alter: AlterClient
    check: CredentialCheck
    settlement: Settlement
    allow_private: bool

    async def __call__(self, request: ExchangeRequest) -> ExchangedStore | Passed:
        """Alter's refusal passes. Raises what start and complete raise; the code is sent once."""
        site = parse_store_url(request.unverified_store_url, allow_private=self.allow_private)
        async with self.database.read() as connection:
            admitted = await self.admission.check(
                connection, token=request.token, code=request.enrolment_code
            )
            await refuse_other_site(connection, admitted, site)
        try:
            granted = await self.alter.exchange(
                code=request.code,
                store_url=site.store_url,
                site_origin=site.site_origin,
                verifier=request.verifier,
            )
        except AlterRefused as refusal:
            return Passed(refusal.status, dict(refusal.headers), refusal.body)
        except AlterError as error:
            raise unanswered(error) from error
        return await self._settled(site, admitted, granted)

    async def _settled(
        self, site: SiteUrl, admitted: Admitted, granted: ExchangeAnswer
    ) -> ExchangedStore:
        checked = await self._checked(granted)
        storefront_id = granted.storefront_id or (checked.storefront_id if checked else None)
        if storefront_id is None:
            raise Unavailable(
                "connector.upstreamUnavailable",
                "Alter named no storefront; start again.",
                retry_after=5.0,
            )
        answer = await self.settlement.settle(
            Granted(
                site=site,
                plugin=PluginFacts(),
                access_key=granted.access_key,
                access_token=granted.access_token,
                storefront_id=storefront_id,
                checked=checked,
                through_alter=False,
                share_storefront=False,
                token_hash=admitted.token_hash,
                enrolment_id=admitted.enrolment_id,
            ),
            None,
        )
        found = json.loads(answer)
        return ExchangedStore(found["storeId"], Secret(found["storeToken"]), storefront_id)

    async def _checked(self, granted: ExchangeAnswer) -> Checked | None:
        account = "check-" + ids.digest(Secret(granted.access_key))[:16]
        try:
            return await self.check.ask(
                Credential(account, granted.access_key, granted.access_token)
            )
        except AlterError:
            return None
