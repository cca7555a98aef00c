"""Embed sessions: for browsers (`/storefront/…/session`) and for stores that relay (`/v1/sessions`).

The order of checks: who asks and from where, how often, with what ticket, for which live binding; only then is
Alter asked. The fingerprint sent upstream is a keyed hash of the client that changes daily and per store, so it
separates clients for Alter's limiter and identifies nobody.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Literal

from connector.alter.client import AlterClient
from connector.alter.errors import AlterError, AlterRefused
from connector.alter.wire import EmbedSession, SessionRequest
from connector.domain import ids
from connector.domain.binding import Binding, BindingStatus, RuntimeType
from connector.domain.clock import Clock
from connector.domain.errors import (
    Conflict,
    Failure,
    Forbidden,
    NotFound,
    RateLimited,
    Unauthorised,
    Upstream,
)
from connector.domain.facts import IframeAddresses
from connector.domain.priority import Priority
from connector.domain.product_ids import parent_of
from connector.domain.secrets import Secret
from connector.domain.session import EmbedSessionRow
from connector.domain.store import Store, StoreState
from connector.domain.window import SlidingWindow
from connector.flows.collaborators.bootstrap_cache import BootstrapSource
from connector.flows.collaborators.credential_check import CredentialCheck
from connector.flows.collaborators.foreign import visible_order
from connector.flows.collaborators.purse import Purse
from connector.flows.collaborators.store_secrets import StoreSecrets
from connector.flows.collaborators.upstream_faults import as_failure, needs_reconnect
from connector.flows.storefront.products import store_of_key
from connector.store import bindings, sessions, stores
from connector.store.database import Database, Transaction
from connector.telemetry import metrics
from connector.vault.sealing import Vault
from wp_bridge import tickets
from wp_bridge.errors import TicketInvalid
from wp_bridge.tickets import Ticket

DEADLINE = 10.0
_HIDDEN = (BindingStatus.INACTIVE, BindingStatus.DRAFT)
_ORDER_ID = re.compile(r"[1-9][0-9]{0,15}")


@dataclass(frozen=True)
class SessionWish:
    """What a browser or a relaying store asks for. `client` is an address or a keyed hash of the visitor."""

    external_product_id: str
    runtime_type: RuntimeType
    unverified_origin: str | None
    client: str | None
    unverified_ticket: Secret | None = None


@dataclass(frozen=True)
class IssuedSession:
    token: Secret
    expires_in: int
    runtime_type: RuntimeType
    iframe_url: str
    app_origin: str
    session_ref: str
    cart_key: str | None
    origin: str


@dataclass(frozen=True)
class IssueSession:
    database: Database
    alter: AlterClient
    secrets: StoreSecrets
    check: CredentialCheck
    vault: Vault
    addresses: IframeAddresses
    bootstraps: BootstrapSource
    clients: SlidingWindow
    anonymous: SlidingWindow
    purse: Purse
    clock: Clock

    async def store_of(self, key: str) -> Store:
        """Raises NotFound `storefront.unknownKey`."""
        async with self.database.read() as connection:
            return await store_of_key(connection, key)

    def admit(self, store: Store, unverified_origin: str | None, client: str) -> None:
        """Whose page is it and how often does it ask: before a browser's body is read.

        Raises Forbidden, RateLimited.
        """
        _allowed_origin(store, unverified_origin)
        self._count_client(store, client)

    async def for_browser(self, store: Store, wish: SessionWish) -> IssuedSession:
        """After `admit`. Raises NotFound, Forbidden, Unauthorised (a ticket is needed), Unavailable."""
        origin = _allowed_origin(store, wish.unverified_origin)
        ticket = self._ticket(store, wish)
        return await self._issue(store, wish, origin, ticket, anonymous=ticket is None)

    async def for_store(self, store: Store, wish: SessionWish) -> IssuedSession:
        """The store vouches for its visitor; only the visitor's own limit applies."""
        origin = _allowed_origin(store, wish.unverified_origin)
        if wish.client is not None:
            self._count_client(store, wish.client)
        return await self._issue(store, wish, origin, self._ticket(store, wish))

    def _count_client(self, store: Store, client: str) -> None:
        wait = self.clients.take(f"{store.id} {client}", self.clock.monotonic())
        if wait is not None:
            raise RateLimited(
                "storefront.tooManySessions",
                "Too many sessions from this client; try again shortly.",
                retry_after=wait,
            )

    def _count_anonymous(self, store: Store) -> None:
        if self.anonymous.take(store.id, self.clock.monotonic()) is not None:
            raise Unauthorised(
                "storefront.ticketRequired",
                "This storefront is busy: ask the shop for a ticket and send it along.",
            )

    def _ticket(self, store: Store, wish: SessionWish) -> Ticket | None:
        if wish.unverified_ticket is None:
            return None
        secret = self.secrets.ticket_secret(store)
        try:
            ticket = tickets.verify(
                wish.unverified_ticket.reveal(),
                [secret.reveal()],
                now=self.clock.now().timestamp(),
            )
        except TicketInvalid as fault:
            raise _ticket_invalid() from fault
        if ticket.external_product_id != wish.external_product_id:
            raise _ticket_invalid()
        if ticket.order_id is not None and not _opens_order(wish, ticket.order_id):
            raise _ticket_invalid()
        return ticket

    async def _issue(
        self,
        store: Store,
        wish: SessionWish,
        origin: str,
        ticket: Ticket | None,
        *,
        anonymous: bool = False,
    ) -> IssuedSession:
        if store.state is StoreState.NEEDS_RECONNECT:
            raise needs_reconnect()
        binding = await self._live_binding(store, wish)
        if anonymous:
            self._count_anonymous(
                store
            )  # After the look-up: misses must not bring the shop to tickets.
        cart_key = _cart_key(wish, ticket)
        ticket = await self._visible(store, ticket)
        request = _request(binding, wish, origin, ticket, cart_key)
        granted = await self._ask(store, wish, origin, request)
        row = self._row(store, wish, origin, binding, granted)
        # Alter has counted the token already: it is not given up for a connection that ended.
        await self.database.repeated(partial(self._remember, row))
        metrics.session_issued()
        self.bootstraps.fetch_ahead(granted.token, row, store.epoch)
        return IssuedSession(
            token=granted.token,
            expires_in=granted.expires_in,
            runtime_type=wish.runtime_type,
            iframe_url=self._iframe(binding, _order_id(ticket)),
            app_origin=self.addresses.app_origin,
            session_ref=row.session_ref,
            cart_key=cart_key,
            origin=origin,
        )

    async def _remember(self, row: EmbedSessionRow, connection: Transaction) -> None:
        current = await stores.get(connection, row.store_id)
        if current is None or current.leaving_until is not None:
            # Deleted while Alter was asked: the session would open nothing here.
            raise NotFound("storefront.unknownKey", "There is no such storefront here.")
        await sessions.insert(connection, row)
        await self.purse.record(connection, row.store_id, Priority.SHOPPER)

    async def _live_binding(self, store: Store, wish: SessionWish) -> Binding:
        """The product's own binding; for an unbound variation its parent's.

        One that was switched off, or is a draft, is bound: its parent must not show what its owner hides. One
        that only waits for Alter leaves the parent's in place meanwhile.
        """
        parent = parent_of(wish.external_product_id)
        wanted = [wish.external_product_id, *([parent] if parent else [])]
        async with self.database.read() as connection:
            rows = await bindings.by_products(connection, store.id, wanted)
        of_type = {
            row.desired.external_product_id: row
            for row in rows
            if row.desired.runtime_type is wish.runtime_type
        }
        for product in wanted:
            row = of_type.get(product)
            if row is not None and row.is_live:
                return row
            if row is not None and row.desired.status in _HIDDEN:
                break
        raise NotFound(
            "storefront.noActiveBinding", "This product has no active binding of that type."
        )

    async def _visible(self, store: Store, ticket: Ticket | None) -> Ticket | None:
        """A shop signs its own tickets: one for another store's order opens what never was."""
        order_id = _order_id(ticket)
        if ticket is None or order_id is None:
            return ticket
        visible = await visible_order(self.database, store, order_id)
        return replace(ticket, order_id=str(visible))

    async def _ask(
        self, store: Store, wish: SessionWish, origin: str, request: SessionRequest
    ) -> EmbedSession:
        fingerprint = None if wish.client is None else self._fingerprint(store, wish.client)
        try:
            return await self.alter.embed_session(
                self.secrets.credential(store),
                request,
                fingerprint=fingerprint,
                priority=Priority.SHOPPER,
                deadline=DEADLINE,
            )
        except AlterRefused as refusal:
            if refusal.unauthorized and await self.check.confirm_loss(store):
                raise needs_reconnect() from refusal
            raise _refused(refusal, origin) from refusal
        except AlterError as error:
            raise as_failure(error) from error

    def _fingerprint(self, store: Store, client: str) -> str:
        day = self.clock.now().date().isoformat()
        key = self.vault.subkey(f"fingerprint {store.id} {day}")
        return hmac.new(key, client.encode(), hashlib.sha256).hexdigest()[:32]

    def _row(
        self,
        store: Store,
        wish: SessionWish,
        origin: str,
        binding: Binding,
        granted: EmbedSession,
    ) -> EmbedSessionRow:
        now = self.clock.now()
        return EmbedSessionRow(
            token_hash=ids.digest(granted.token),
            store_id=store.id,
            session_ref=ids.new_session_ref(),
            runtime_type=wish.runtime_type,
            runtime_binding_id=binding.runtime_binding_id,
            external_product_id=binding.desired.external_product_id,
            origin=origin,
            issued_at=now,
            expires_at=now + timedelta(seconds=granted.expires_in),
        )

    def _iframe(self, binding: Binding, order_id: int | None) -> str:
        if order_id is None:
            return self.addresses.of_binding(binding)
        return self.addresses.of_order(binding.design_id, order_id)


def _allowed_origin(store: Store, unverified_origin: str | None) -> str:
    """A missing or `null` origin is nobody's: sandboxed frames and non-browsers do not get sessions here."""
    if unverified_origin is None or not store.allows_origin(unverified_origin):
        raise Forbidden(
            "storefront.originNotAllowed",
            "This storefront does not belong to the page's origin.",
        )
    return unverified_origin


def _ticket_invalid() -> Forbidden:
    return Forbidden(
        "storefront.ticketInvalid",
        "The ticket is wrong, expired or for something else; ask the shop for a new one.",
    )


def _opens_order(wish: SessionWish, order_id: str) -> bool:
    """Only the customizer opens orders, and Alter numbers them."""
    return wish.runtime_type is RuntimeType.CUSTOMIZER and _ORDER_ID.fullmatch(order_id) is not None


def _cart_mode(ticket: Ticket | None) -> Literal["view", "edit"]:
    """A new design is edited; an existing order only when the ticket says so."""
    if ticket is not None and ticket.mode is not None:
        return ticket.mode
    return "view" if _order_id(ticket) is not None else "edit"


def _order_id(ticket: Ticket | None) -> int | None:
    return None if ticket is None or ticket.order_id is None else int(ticket.order_id)


def _cart_key(wish: SessionWish, ticket: Ticket | None) -> str | None:
    if wish.runtime_type is not RuntimeType.CUSTOMIZER:
        return None
    if ticket is not None and ticket.cart_key is not None:
        return ticket.cart_key
    return ids.new_cart_key()


def _request(
    binding: Binding,
    wish: SessionWish,
    origin: str,
    ticket: Ticket | None,
    cart_key: str | None,
) -> SessionRequest:
    mode: Literal["view", "edit"] | None = None
    if cart_key is not None:
        mode = _cart_mode(ticket)
    order_id = _order_id(ticket)
    if order_id is not None:
        return SessionRequest(
            origin=origin,
            tool=wish.runtime_type.value,
            order_id=order_id,
            cart_key=cart_key,
            cart_mode=mode,
        )
    return SessionRequest(
        origin=origin,
        runtime_binding_id=binding.runtime_binding_id,
        cart_key=cart_key,
        cart_mode=mode,
    )


def _refused(refusal: AlterRefused, origin: str) -> Failure:
    if not refusal.forbidden:
        return as_failure(refusal)
    return Conflict(
        "session.refusedByAlter",
        f"Alter did not open a session for {origin}. Register this domain in Alter's panel "
        "(E-commerce Settings > Integration), and see that the plan includes this tool.",
        upstream=Upstream(refusal.status, refusal.code),
    )
