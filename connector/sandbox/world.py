"""Everything the sandbox remembers. One process, one event loop: no locks."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

from connector.sandbox import catalogue
from connector.sandbox.clock import Clock
from connector.sandbox.orders import Change, Item, Order, lines_of
from connector.sandbox.plan import Plan
from connector.sandbox.records import (
    Binding,
    Credential,
    Design,
    Handoff,
    IssuedCredential,
    IssuedSession,
    Storefront,
)

# alter-public-api.txt names these scopes; a connected plugin is assumed to be granted all of them.
CONNECT_SCOPES = (
    "orders:read",
    "orders:write",
    "products:read",
    "embed:session:create",
    "files:read",
)
REMEMBERED_SESSIONS = 10_000
# The document's order example.
EXAMPLE_ORDER_ID = 123
EXAMPLE_ORDERED_AT = datetime(2026, 5, 28, 10, 15, tzinfo=UTC)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def binding_ids() -> count[int]:
    """The document's example binding is 42, so the first one here is, too."""
    return count(42)


def design_ids() -> count[int]:
    return count(catalogue.FIRST_DESIGN_ID)


def credential_ids() -> count[int]:
    return count(56)


def order_ids() -> count[int]:
    return count(EXAMPLE_ORDER_ID)


def order_line_ids() -> count[int]:
    return count(987)


@dataclass
class World:
    storefronts: dict[int, Storefront] = field(default_factory=dict)
    credentials: dict[str, Credential] = field(default_factory=dict)
    designs: dict[int, Design] = field(default_factory=dict)
    orders: dict[int, Order] = field(default_factory=dict)
    handoffs: dict[str, Handoff] = field(default_factory=dict)
    sessions: deque[IssuedSession] = field(
        default_factory=lambda: deque(maxlen=REMEMBERED_SESSIONS)
    )
    embed_tokens: Counter[tuple[int, str]] = field(default_factory=Counter)
    reassignments: Counter[tuple[int, str]] = field(default_factory=Counter)
    clock: Clock = field(default_factory=Clock)
    """Set to the scene's, so that orders are dated by the clock a test moves."""
    _bindings: dict[int, dict[tuple[str, str], Binding]] = field(default_factory=dict)
    _binding_keys: dict[int, tuple[int, tuple[str, str]]] = field(default_factory=dict)
    _local_designs: dict[tuple[int, str], int] = field(default_factory=dict)
    _design_ids: count[int] = field(default_factory=design_ids)
    _binding_ids: count[int] = field(default_factory=binding_ids)
    _credential_ids: count[int] = field(default_factory=credential_ids)
    _order_ids: count[int] = field(default_factory=order_ids)
    _order_line_ids: count[int] = field(default_factory=order_line_ids)

    @classmethod
    def seeded(cls, designs: int = 80) -> World:
        """The documents' world: storefront 12 of owner 34 on the Business plan, order 123."""
        world = cls()
        world.add_storefront(designs=designs, storefront_id=12, user_owner_id=34)
        if designs:
            world.place_order(
                catalogue.FIRST_DESIGN_ID, items=[Item(quantity=3)], at=EXAMPLE_ORDERED_AT
            )
        return world

    def add_storefront(
        self,
        *,
        designs: int = 10,
        name: str = "Main storefront",
        plan: Plan | None = None,
        storefront_id: int | None = None,
        user_owner_id: int = 34,
    ) -> Storefront:
        number = storefront_id or max(self.storefronts, default=11) + 1
        storefront = Storefront(number, user_owner_id, name, plan or Plan())
        self.storefronts[number] = storefront
        for design in catalogue.designs(number, designs, self._design_ids):
            self.put_design(design)
        return storefront

    def next_design_id(self) -> int:
        return next(self._design_ids)

    def issue_credential(
        self,
        storefront_id: int,
        scopes: Iterable[str] = CONNECT_SCOPES,
        *,
        access_key: str | None = None,
        access_token: str | None = None,
    ) -> IssuedCredential:
        key = access_key or "ak_" + secrets.token_hex(12)
        token = access_token or "at_" + secrets.token_urlsafe(32)
        number = next(self._credential_ids)
        self.credentials[key] = Credential(number, storefront_id, key, sha256(token), tuple(scopes))
        return IssuedCredential(number, storefront_id, key, token)

    def credential(self, access_key: str, access_token: str) -> Credential | None:
        found = self.credentials.get(access_key)
        if found is None or found.revoked:
            return None
        return found if hmac.compare_digest(found.token_sha256, sha256(access_token)) else None

    def design_of(self, storefront_id: int, design_id: int) -> Design | None:
        design = self.designs.get(design_id)
        return design if design and design.storefront_id == storefront_id else None

    def local_design(self, storefront_id: int, key: str) -> Design | None:
        """Designs whose files lie at the store are told apart by the store's own key."""
        design_id = self._local_designs.get((storefront_id, key))
        return None if design_id is None else self.designs[design_id]

    def put_design(self, design: Design) -> None:
        self.designs[design.id] = design
        if design.local:
            self._local_designs[design.storefront_id, design.local.key] = design.id

    def place_order(
        self,
        design_id: int,
        *,
        items: Iterable[Item] = (Item(),),
        status: str = "shopping_cart",
        session_jti: str | None = None,
        runtime_binding_id: int | None = None,
        cart_key: str | None = None,
        text: str | None = None,
        at: datetime | None = None,
    ) -> Order:
        """What Alter does when the shopper presses Add to cart; raises UnknownOption before it does."""
        design, now = self.designs[design_id], at or self.clock.now()
        lines = lines_of(design, items, self._order_line_ids, now)
        order = Order(
            id=next(self._order_ids),
            storefront_id=design.storefront_id,
            design=design,
            created_at=now,
            status=status,
            lines=lines,
            history=[Change("created", now, status)],
            text=text,
            session_jti=session_jti,
            runtime_binding_id=runtime_binding_id,
            cart_key=cart_key,
        )
        self.orders[order.id] = order
        return order

    def edit_order(self, order: Order, items: Iterable[Item], text: str | None) -> None:
        """The shopper reopened it in the customizer and pressed the button again."""
        now = self.clock.now()
        order.edit(lines_of(order.design, items, self._order_line_ids, now), text, now)

    def order_of(self, storefront_id: int, order_id: int) -> Order | None:
        """None for another storefront's and for a deleted order, as for one that never was."""
        order = self.orders.get(order_id)
        if order is None or order.deleted or order.storefront_id != storefront_id:
            return None
        return order

    def next_binding_id(self) -> int:
        return next(self._binding_ids)

    def bindings_of(self, storefront_id: int) -> dict[tuple[str, str], Binding]:
        return self._bindings.setdefault(storefront_id, {})

    def binding(self, storefront_id: int, binding_id: int) -> Binding | None:
        """None for another storefront's binding as for one that never existed."""
        owner, key = self._binding_keys.get(binding_id, (0, ("", "")))
        return self.bindings_of(storefront_id).get(key) if owner == storefront_id else None

    def put_binding(self, binding: Binding) -> None:
        _, old_key = self._binding_keys.get(binding.id, (0, binding.key))
        bindings = self.bindings_of(binding.storefront_id)
        if old_key != binding.key:
            bindings.pop(old_key, None)
        bindings[binding.key] = binding
        self._binding_keys[binding.id] = (binding.storefront_id, binding.key)

    def drop_binding(self, binding: Binding) -> None:
        """As if it had never been: what no route of Alter's does, and what may happen all the same."""
        self.bindings_of(binding.storefront_id).pop(binding.key, None)
        self._binding_keys.pop(binding.id, None)

    @property
    def bindings(self) -> list[Binding]:
        every = (binding for of in self._bindings.values() for binding in of.values())
        return sorted(every, key=lambda binding: binding.id)
