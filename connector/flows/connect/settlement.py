"""What comes after Alter said yes: whose store it is, and everything written in one transaction.

The address proof is fetched between two looks at the database, never inside a transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from connector.domain import ids
from connector.domain.answers import to_json
from connector.domain.clock import Clock
from connector.domain.connection import ANSWER_LIFETIME, Connection
from connector.domain.enrolment import EnrolmentPolicy
from connector.domain.errors import Conflict, Forbidden
from connector.domain.ids import StoreId, StoreToken, TicketSecret
from connector.domain.ownership import (
    Claimant,
    CreateStore,
    Proof,
    ProveFirst,
    Reconnect,
    Taken,
    decide,
    free_prefix,
)
from connector.domain.secrets import Secret
from connector.domain.store import (
    DEFAULT_ORDER_STATUS_MAP,
    PluginFacts,
    Store,
    StoreState,
    with_origin,
)
from connector.flows.collaborators.connection_secrets import ConnectionSecrets
from connector.flows.collaborators.credential_check import Checked
from connector.flows.collaborators.site_address import store_taken
from connector.flows.collaborators.store_description import StoreDescription
from connector.flows.collaborators.store_secrets import StoreSecrets
from connector.flows.collaborators.store_shape import ConnectedShape
from connector.flows.connect.address_proof import AddressProver
from connector.flows.connect.admission import enrolment_required, still_current
from connector.store import (
    alter_orders,
    bindings,
    claims,
    connections,
    data_keys,
    destruction,
    enrolments,
    leaving_bindings,
    locks,
    order_states,
    sessions,
    stores,
    sync_states,
    tokens,
)
from connector.store.database import Database, Transaction
from wp_bridge.site_url import SiteUrl

TOKEN_OVERLAP = timedelta(hours=24)


@dataclass(frozen=True)
class Granted:
    """A credential Alter gave, what auth/check said of it, and the site it is for."""

    site: SiteUrl
    plugin: PluginFacts
    access_key: str
    access_token: Secret
    storefront_id: int
    checked: Checked | None
    through_alter: bool
    share_storefront: bool
    token_hash: str | None
    enrolment_id: str | None


@dataclass(frozen=True)
class Settlement:
    database: Database
    secrets: StoreSecrets
    connection_secrets: ConnectionSecrets
    description: StoreDescription
    prover: AddressProver
    enrolment: EnrolmentPolicy
    clock: Clock

    async def settle(self, granted: Granted, attempt: Connection | None) -> bytes:
        """The answer, as the bytes that were sealed. `attempt` is None for credentials made by hand.

        Raises Conflict `connect.storeTaken` or `connect.storefrontShared`, Forbidden
        `connect.enrolmentRequired` or `connect.enrolmentInvalid`; then nothing was written.
        """
        proved: bool | None = None
        while True:
            async with self.database.write() as connection:
                await locks.hold_connect(
                    connection, granted.site.address, storefront_id=granted.storefront_id
                )
                at_address = await stores.at_address(connection, granted.site.address)
                token_store = await still_current(connection, granted.token_hash, self.clock)
                claimant = Claimant(
                    granted.storefront_id, token_store, granted.through_alter, proved
                )
                verdict = decide(claimant, at_address)
                if isinstance(verdict, Taken):
                    raise store_taken()
                if not isinstance(verdict, ProveFirst):
                    # Another store may have proved the address while this one's proof was fetched.
                    proves = bool(proved) and not any(each.address_proved for each in at_address)
                    return await self._write(connection, granted, attempt, verdict, proves=proves)
            proved = attempt is not None and await self.prover.proves(attempt)

    async def _write(
        self,
        connection: Transaction,
        granted: Granted,
        attempt: Connection | None,
        verdict: CreateStore | Reconnect,
        *,
        proves: bool,
    ) -> bytes:
        known = verdict.store if isinstance(verdict, Reconnect) else None
        others = await self._sharing(connection, granted, known)
        if isinstance(verdict, Reconnect):
            store, ticket_secret = await self._reconnect(connection, granted, verdict, others)
        else:
            store, ticket_secret = await self._create(connection, granted, others)
        store = await self._keep_connect_secret(connection, store, attempt)
        if proves:
            await stores.set_proved(connection, store.id, proved=True)
            store = replace(store, address_proved=True)
        token = ids.new_store_token()
        await tokens.insert(connection, store.id, ids.digest(token), self.clock.now())
        answer = await self._answer(connection, store, token, ticket_secret)
        if attempt is None:
            await connections.erase_answers(connection, store.id)
        else:
            await self._finish(connection, attempt, store, answer)
        return answer

    async def _keep_connect_secret(
        self, connection: Transaction, store: Store, attempt: Connection | None
    ) -> Store:
        """What the site will prove a new address with. Credentials made by hand bring none; who showed the
        token keeps the one there was (`_reconnect` has erased any other)."""
        if attempt is None or attempt.sealed_connect_secret is None:
            return store
        key = self.connection_secrets.connect_secret(attempt)
        sealed = self.secrets.seal_connect_secret(store.id, store.data_key, key)
        await stores.change(connection, store.id, sealed_connect_secret=sealed)
        return replace(store, sealed_connect_secret=sealed)

    async def _adopt(
        self, connection: Transaction, granted: Granted, leaving: Sequence[Store], store: Store
    ) -> None:
        """The same shop again, approved for the same Alter storefront, before all was undone: what is still
        to be sent goes on under the new credential, and cannot cross what the owner maps now."""
        if not granted.through_alter:
            return
        same = [left.id for left in leaving if left.address == store.address]
        await locks.hold_work(connection, store.storefront_id, *same)
        for left in same:
            await sync_states.inherit_lease(connection, left, store.id)
            await leaving_bindings.hand_over(connection, left, store.id)
            await claims.hand_over(connection, left, store.id)
            await alter_orders.hand_over(connection, left, store.id)
            await order_states.ensure(connection, store.id)
            await destruction.destroy(connection, left)

    async def _sharing(
        self, connection: Transaction, granted: Granted, known: Store | None
    ) -> Sequence[Store]:
        """Other stores here on the same Alter storefront; refused unless the owner agreed to share."""
        if known is not None and known.storefront_id == granted.storefront_id:
            return ()
        found = await stores.of_storefront(connection, granted.storefront_id)
        others = [store for store in found if known is None or store.id != known.id]
        if others and not granted.share_storefront:
            raise storefront_shared(others[0].store_url)
        return others

    async def _create(
        self, connection: Transaction, granted: Granted, others: Sequence[Store]
    ) -> tuple[Store, TicketSecret]:
        await self._use_enrolment(connection, granted)
        leaving = await stores.leaving(connection, granted.storefront_id)
        now = self.clock.now()
        store_id = ids.new_store_id()
        data_key = self.secrets.new_data_key(store_id)
        ticket_secret = ids.new_ticket_secret()
        store = Store(
            id=store_id,
            store_url=granted.site.store_url,
            site_origin=granted.site.site_origin,
            address=granted.site.address,
            address_proved=False,
            origins=(granted.site.site_origin,),
            asset_origins=(),
            storefront_id=granted.storefront_id,
            storefront_key=ids.new_storefront_key(),
            external_id_prefix=_prefix(granted, others, leaving),
            state=StoreState.CONNECTED,
            connected_at=now,
            credential_version=1,
            order_status_map=dict(DEFAULT_ORDER_STATUS_MAP),
            plugin=granted.plugin,
            epoch=0,
            data_key=data_key,
            sealed_ticket_secret=self.secrets.seal_ticket_secret(store_id, data_key, ticket_secret),
            **self._credential(store_id, data_key, granted),
        )
        await data_keys.insert(connection, store_id, data_key, now)
        await stores.insert(connection, store)
        await sync_states.insert(connection, store_id)
        await self._adopt(connection, granted, leaving, store)
        return store, ticket_secret

    async def _reconnect(
        self,
        connection: Transaction,
        granted: Granted,
        verdict: Reconnect,
        others: Sequence[Store],
    ) -> tuple[Store, TicketSecret]:
        """Whoever did not show the token may not be who connected the store before: it keeps its id, key
        and bindings, but no secret and no origin that the one before knows or has added."""
        known, now = verdict.store, self.clock.now()
        by_token = verdict.proof is Proof.TOKEN
        ticket_secret = self.secrets.ticket_secret(known) if by_token else ids.new_ticket_secret()
        own = granted.site.site_origin
        store = replace(
            known,
            store_url=granted.site.store_url,
            site_origin=own,
            origins=with_origin(known.origins, known.site_origin, own) if by_token else (own,),
            asset_origins=known.asset_origins if by_token else (),
            sealed_ticket_secret=self.secrets.seal_ticket_secret(
                known.id, known.data_key, ticket_secret
            ),
            state=StoreState.CONNECTED,
            connected_at=now,
            storefront_id=granted.storefront_id,
            credential_version=known.credential_version + 1,
            plugin=granted.plugin,
            sealed_connect_secret=known.sealed_connect_secret if by_token else None,
            **self._credential(known.id, known.data_key, granted),
        )
        if known.storefront_id != granted.storefront_id:
            leaving = await stores.leaving(connection, granted.storefront_id)
            taken = {other.external_id_prefix for other in (*others, *leaving)}
            store = replace(store, external_id_prefix=free_prefix(taken))
            await locks.hold_bindings(connection, known.id)
            await bindings.reset_for_new_storefront(connection, known.id, now)
            await sessions.forget_store(connection, known.id)
        await stores.update(connection, store)
        await sync_states.wake(connection, known.id)
        await locks.hold_tokens(connection, known.id)
        if by_token:
            await tokens.retire(connection, known.id, now + TOKEN_OVERLAP)
        else:
            await tokens.revoke_all(connection, known.id)
        return store, ticket_secret

    def _credential(self, store_id: StoreId, data_key: bytes, granted: Granted) -> dict[str, Any]:
        checked = granted.checked
        return {
            "sealed_credential": self.secrets.seal_credential(
                store_id, data_key, granted.access_key, granted.access_token
            ),
            "credential_checked_at": checked.at if checked else None,
            "scopes": checked.scopes if checked else (),
            "plan": checked.plan if checked else None,
        }

    async def _use_enrolment(self, connection: Transaction, granted: Granted) -> None:
        if granted.enrolment_id is None:
            if self.enrolment == "code":
                # It came in by a store's token, and would now make another store.
                raise enrolment_required()
            return
        if not await enrolments.use(connection, granted.enrolment_id, self.clock.now()):
            raise Forbidden(
                "connect.enrolmentInvalid",
                "This enrolment code was used up meanwhile; ask for a new one.",
            )

    async def _answer(
        self,
        connection: Transaction,
        store: Store,
        token: StoreToken,
        ticket_secret: TicketSecret,
    ) -> bytes:
        answer: ConnectedShape = {
            "storeId": store.id,
            "storeToken": token.reveal(),
            "storefrontKey": store.storefront_key,
            "ticketSecret": ticket_secret.reveal(),
            "store": await self.description.of(connection, store),
        }
        return to_json(answer)

    async def _finish(
        self, connection: Transaction, attempt: Connection, store: Store, answer: bytes
    ) -> None:
        now = self.clock.now()
        await connections.finish(
            connection,
            attempt.id,
            store_id=store.id,
            sealed_answer=self.connection_secrets.seal(
                attempt.id, attempt.data_key, "sealed_answer", answer
            ),
            answer_until=now + ANSWER_LIFETIME,
            proof_due_at=None if store.address_proved else now,
        )


def storefront_shared(store_url: str) -> Conflict:
    return Conflict(
        "connect.storefrontShared",
        "Another store here uses this Alter storefront. To share it, complete again with "
        "shareStorefront: true; this store then gets product ids of its own.",
        extra={"storeUrl": store_url},
    )


def _prefix(granted: Granted, others: Sequence[Store], leaving: Sequence[Store]) -> str:
    """Ids of a store that leaves are still being undone: only the same shop may take them up again."""
    again = [
        left for left in leaving if granted.through_alter and left.address == granted.site.address
    ]
    if again:
        return again[0].external_id_prefix
    return free_prefix({other.external_id_prefix for other in (*others, *leaving)})
