"""`POST /v1/connect/start`: make the secrets of an attempt and the address the owner is sent to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode, urlsplit, urlunsplit

from connector.domain import ids
from connector.domain.clock import Clock
from connector.domain.connection import LIFETIME, Connection, Phase
from connector.domain.errors import Conflict, RateLimited
from connector.domain.ids import ConnectionId, ConnectSecret
from connector.domain.secrets import Secret
from connector.domain.store import PluginFacts
from connector.flows.collaborators.connection_secrets import ConnectionSecrets
from connector.flows.collaborators.site_address import invalid_address, parse_store_url
from connector.flows.connect.admission import Admission, Admitted
from connector.store import connections, stores
from connector.store.database import Database, Transaction
from wp_bridge.errors import InvalidSiteUrl
from wp_bridge.protocol import challenge_s256
from wp_bridge.site_url import SiteUrl, parse_return_url


@dataclass(frozen=True)
class ConnectPage:
    """Alter's page and its parameter names: undocumented upstream, so settings."""

    url: str
    parameter_names: Mapping[str, str]

    def address(self, values: Mapping[str, str]) -> str:
        parts = urlsplit(self.url)
        ours = urlencode([(self.parameter_names.get(name, name), values[name]) for name in values])
        query = "&".join(filter(None, (parts.query, ours)))
        return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


@dataclass(frozen=True)
class StartRequest:
    unverified_store_url: str
    unverified_return_url: str
    plugin: PluginFacts
    enrolment_code: Secret | None = None
    token: Secret | None = None


@dataclass(frozen=True)
class Started:
    connection_id: ConnectionId
    connect_secret: ConnectSecret
    state: Secret
    authorize_url: str
    expires_at: datetime


@dataclass(frozen=True)
class StartConnect:
    database: Database
    secrets: ConnectionSecrets
    admission: Admission
    page: ConnectPage
    clock: Clock
    allow_private: bool
    most_open: int
    """Attempts that wait for their owner, in the whole service: each is a row anybody can make."""

    async def __call__(self, request: StartRequest) -> Started:
        """Raises Invalid (each bad address named), Unauthorised, Forbidden, Conflict (another site's token),
        RateLimited `connect.tooMany` while very many attempts are open."""
        site, return_url = self._addresses(request)
        async with self.database.read() as connection:
            admitted = await self.admission.check(
                connection, token=request.token, code=request.enrolment_code
            )
            await refuse_other_site(connection, admitted, site)
        return await self._begin(request, site, return_url, admitted)

    async def _begin(
        self, request: StartRequest, site: SiteUrl, return_url: str, admitted: Admitted
    ) -> Started:
        now = self.clock.now()
        connection_id = ids.new_connection_id()
        connect_secret, state, verifier = (
            ids.new_connect_secret(),
            ids.new_state(),
            ids.new_verifier(),
        )
        key = self.secrets.new_data_key(connection_id)
        attempt = Connection(
            id=connection_id,
            phase=Phase.STARTED,
            store_url=site.store_url,
            return_url=return_url,
            plugin=request.plugin,
            state_hash=ids.digest(state),
            data_key=key,
            sealed_connect_secret=self.secrets.seal(
                connection_id, key, "sealed_connect_secret", connect_secret.reveal().encode()
            ),
            sealed_verifier=self.secrets.seal(
                connection_id, key, "sealed_verifier", verifier.reveal().encode()
            ),
            reconnect_store_id=admitted.token_store,
            reconnect_token_hash=admitted.token_hash,
            enrolment_id=admitted.enrolment_id,
            created_at=now,
            expires_at=now + LIFETIME,
        )
        async with self.database.write() as connection:
            count, first_expires = await connections.open_until(connection, now)
            if count >= self.most_open and first_expires is not None:
                raise RateLimited(
                    "connect.tooMany",
                    "Too many connects are under way here; try again shortly.",
                    retry_after=(first_expires - now).total_seconds(),
                )
            await connections.insert(connection, attempt)
        address = self.page.address(
            {
                "store_url": site.store_url,
                "site_origin": site.site_origin,
                "redirect_uri": return_url,
                "state": state.reveal(),
                "code_challenge": challenge_s256(verifier.reveal()),
                "code_challenge_method": "S256",
            }
        )
        return Started(connection_id, connect_secret, state, address, attempt.expires_at)

    def _addresses(self, request: StartRequest) -> tuple[SiteUrl, str]:
        site = parse_store_url(request.unverified_store_url, allow_private=self.allow_private)
        try:
            return site, parse_return_url(request.unverified_return_url, site)
        except InvalidSiteUrl as fault:
            raise invalid_address("returnUrl", fault) from fault


async def refuse_other_site(connection: Transaction, admitted: Admitted, site: SiteUrl) -> None:
    """A copy of a site carries the original's token; it must not take the original's place with it."""
    if admitted.token_store is None:
        return
    store = await stores.get(connection, admitted.token_store)
    if store is not None and store.address != site.address:
        raise Conflict(
            "store.siteMoved",
            "This token belongs to another address. Move the store, or connect without the token.",
            extra={"storeUrl": store.store_url, "seen": site.store_url},
        )
