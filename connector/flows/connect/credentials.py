"""`POST /v1/connect/credentials`: for credentials that the owner made by hand in Alter's panel."""

from __future__ import annotations

from dataclasses import dataclass

from connector.alter.client import Credential
from connector.alter.errors import AlterError, AlterRefused
from connector.domain import ids
from connector.domain.errors import Invalid, Upstream
from connector.domain.secrets import Secret
from connector.domain.store import PluginFacts
from connector.flows.collaborators.credential_check import Checked, CredentialCheck
from connector.flows.collaborators.site_address import parse_store_url
from connector.flows.collaborators.upstream_faults import as_failure
from connector.flows.connect.admission import Admission
from connector.flows.connect.settlement import Granted, Settlement
from connector.flows.connect.start import refuse_other_site
from connector.store.database import Database


@dataclass(frozen=True)
class CredentialsRequest:
    unverified_store_url: str
    access_key: str
    access_token: Secret
    plugin: PluginFacts
    enrolment_code: Secret | None = None
    token: Secret | None = None
    share_storefront: bool = False


@dataclass(frozen=True)
class ConnectWithCredentials:
    database: Database
    admission: Admission
    check: CredentialCheck
    settlement: Settlement
    allow_private: bool

    async def __call__(self, request: CredentialsRequest) -> bytes:
        """The same answer as `complete`.

        Raises Invalid `connect.credentialsRejected`, and what start and complete raise.
        """
        site = parse_store_url(request.unverified_store_url, allow_private=self.allow_private)
        async with self.database.read() as connection:
            admitted = await self.admission.check(
                connection, token=request.token, code=request.enrolment_code
            )
            await refuse_other_site(connection, admitted, site)
        checked = await self._checked(request)
        if checked.storefront_id is None:
            raise Invalid(
                "connect.credentialsRejected",
                "Alter accepted the credential but did not name its storefront.",
            )
        granted = Granted(
            site=site,
            plugin=request.plugin,
            access_key=request.access_key,
            access_token=request.access_token,
            storefront_id=checked.storefront_id,
            checked=checked,
            through_alter=False,
            share_storefront=request.share_storefront,
            token_hash=admitted.token_hash,
            enrolment_id=admitted.enrolment_id,
        )
        return await self.settlement.settle(granted, None)

    async def _checked(self, request: CredentialsRequest) -> Checked:
        # Counted apart from stores: guesses must not use up anyone's limit.
        account = "check-" + ids.digest(Secret(request.access_key))[:16]
        try:
            return await self.check.ask(
                Credential(account, request.access_key, request.access_token)
            )
        except AlterRefused as refusal:
            if refusal.rate_limited or refusal.server_fault:
                raise as_failure(refusal) from refusal
            raise Invalid(
                "connect.credentialsRejected",
                "Alter does not accept this access key and token.",
                upstream=Upstream(refusal.status, refusal.code),
            ) from refusal
        except AlterError as error:
            raise as_failure(error) from error
