"""`POST /public-api/v1/embed/session` through the gateway: the caller's own request, a token we can follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from connector.alter import wire
from connector.alter.errors import AlterMalformed
from connector.domain import ids
from connector.domain.binding import RuntimeType
from connector.domain.clock import Clock
from connector.domain.errors import Forbidden, Unreadable
from connector.domain.priority import Priority
from connector.domain.session import EmbedSessionRow
from connector.domain.store import Store
from connector.flows.collaborators.foreign import visible_id, visible_order
from connector.flows.collaborators.purse import Purse
from connector.flows.collaborators.standing import present
from connector.flows.gateway.relay import Passed, Relay
from connector.store import sessions
from connector.store.database import Database, Transaction
from connector.telemetry import metrics

FIELDS = ("runtimeBindingId", "tool", "origin", "designId", "orderId", "cartKey", "cartMode")
"""What the document shows; anything else is left out of the rebuilt request."""

_NUMBERS = ("runtimeBindingId", "designId", "orderId")


@dataclass(frozen=True)
class GatewaySession:
    database: Database
    relay: Relay
    purse: Purse
    clock: Clock

    async def __call__(
        self, store: Store, body: Mapping[str, Any], fingerprint: str | None
    ) -> Passed:
        """Raises Forbidden for an origin that is not the store's or none at all, Unreadable for odd ids."""
        origin = body.get("origin")
        if not isinstance(origin, str) or not store.allows_origin(origin):
            raise Forbidden("connector.originNotAllowed", "The origin is not one of this store's.")
        rebuilt = await self._rebuilt(store, body)
        headers = {} if fingerprint is None else {"x-alter-client-fingerprint": fingerprint}
        passed = await self.relay(
            store, "embed_session", body=rebuilt, headers=headers, priority=Priority.SHOPPER
        )
        if passed.is_success:
            await self._remember(store, origin, passed)
        return passed

    async def _rebuilt(self, store: Store, body: Mapping[str, Any]) -> dict[str, Any]:
        rebuilt = {name: body[name] for name in FIELDS if name in body}
        ids_sent = {name: _number(body, name) for name in _NUMBERS}
        binding, order = ids_sent["runtimeBindingId"], ids_sent["orderId"]
        if binding is not None:
            rebuilt["runtimeBindingId"] = await visible_id(self.database, store, binding)
        if order is not None:
            rebuilt["orderId"] = await visible_order(self.database, store, order)
        return rebuilt

    async def _remember(self, store: Store, origin: str, passed: Passed) -> None:
        """Without the row the bootstrap of this token would be refused here."""
        try:
            granted = wire.read(wire.EmbedSession, passed.body, endpoint="embed_session")
        except AlterMalformed:
            return
        now = self.clock.now()
        row = EmbedSessionRow(
            token_hash=ids.digest(granted.token),
            store_id=store.id,
            session_ref=ids.new_session_ref(),
            runtime_type=_runtime(granted.runtime_type),
            runtime_binding_id=granted.runtime_binding_id,
            external_product_id=None,
            origin=origin,
            issued_at=now,
            expires_at=now + timedelta(seconds=granted.expires_in),
        )

        async def remembered(connection: Transaction) -> None:
            await present(connection, store.id)
            await sessions.insert(connection, row)
            await self.purse.record(connection, store.id, Priority.SHOPPER)

        await self.database.repeated(remembered)
        metrics.session_issued()


def _number(body: Mapping[str, Any], name: str) -> int | None:
    """Raises Unreadable for `42.0` or "42": Alter might read it as the id that was not looked up here."""
    value = body.get(name)
    if value is None:
        return None
    if type(value) is int and value > 0:
        return value
    code = f"connector.invalid{name[0].upper()}{name[1:]}"
    raise Unreadable(code, f"{name} takes a positive whole number.")


def _runtime(text: str | None) -> RuntimeType | None:
    try:
        return None if text is None else RuntimeType(text)
    except ValueError:
        return None
