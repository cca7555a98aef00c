"""`POST /v1/store/move`: the shop has a new address, and proves it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog

from connector.domain.clock import Clock
from connector.domain.errors import Conflict
from connector.domain.secrets import Secret
from connector.domain.store import Store, with_origin
from connector.domain.window import SlidingWindow
from connector.flows.collaborators.site_address import parse_store_url, store_taken
from connector.flows.collaborators.site_challenge import SiteAnswer, SiteChallenge
from connector.flows.collaborators.standing import Authenticated, present, standing
from connector.flows.collaborators.store_description import StoreDescription
from connector.flows.collaborators.store_secrets import StoreSecrets
from connector.flows.collaborators.store_shape import StoreShape
from connector.flows.stores.probe import take_attempt
from connector.store import locks, stores
from connector.store.database import Database
from wp_bridge.site_url import SiteUrl

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class MoveStore:
    database: Database
    site: SiteChallenge
    secrets: StoreSecrets
    description: StoreDescription
    attempts: SlidingWindow
    clock: Clock
    allow_private: bool

    async def __call__(self, caller: Authenticated, unverified_store_url: str) -> StoreShape:
        """The store at its new address, proved. The proof is fetched between two looks at the database.

        Raises Invalid, Forbidden for a token that was replaced, RateLimited, Conflict `store.moveUnproved`
        when the site does not answer the proof, `connect.storeTaken` when another store proved the address.
        """
        caller.require_current()
        site = parse_store_url(unverified_store_url, allow_private=self.allow_private)
        take_attempt(self.attempts, caller.store.id, self.clock)
        answer = await self._proof(caller.store, site)
        if not answer.matches:
            reason = "mismatch" if answer.fault is None else answer.fault.code
            raise _unproved(site, reason)
        async with self.database.write() as connection:
            await locks.hold_addresses(connection, caller.store.address, site.address)
            store = await standing(connection, caller, self.clock.now(), current=True, locked=True)
            if self._key(store) != self._key(caller.store):
                # Reconnected while the site was asked: what it proved is the connection before.
                raise _unproved(site, "mismatch")
            others = await stores.at_address(connection, site.address)
            if any(other.address_proved and other.id != store.id for other in others):
                raise store_taken()
            await stores.update(connection, _at(store, site))
        log.info("store_moved", store=store.id)
        async with self.database.read() as connection:
            return await self.description.of(connection, await present(connection, store.id))

    def _key(self, store: Store) -> Secret:
        """What the site proves itself with: the connect secret. A store connected by hand never had one: there
        the ticket secret says the same."""
        return self.secrets.connect_secret(store) or self.secrets.ticket_secret(store)

    async def _proof(self, store: Store, site: SiteUrl) -> SiteAnswer:
        ask = self.site.probe if store.sealed_connect_secret is None else self.site.proof
        return await ask(site.store_url, None, self._key(store))


def _at(store: Store, site: SiteUrl) -> Store:
    """What the plugin said of its addresses was about the old site."""
    return replace(
        store,
        store_url=site.store_url,
        site_origin=site.site_origin,
        address=site.address,
        address_proved=True,
        origins=with_origin(store.origins, store.site_origin, site.site_origin),
        asset_origins=tuple(
            dict.fromkeys(
                site.site_origin if origin == store.site_origin else origin
                for origin in store.asset_origins
            )
        ),
        plugin=replace(store.plugin, rest_url=None, admin_url=None, uploads_url=None),
    )


def _unproved(site: SiteUrl, reason: str) -> Conflict:
    return Conflict(
        "store.moveUnproved",
        f"{site.store_url} did not prove that it is this shop ({reason}). Make it reachable from "
        "the connector, or connect again from the new address.",
        extra={"storeUrl": site.store_url, "reason": reason},
    )
