"""`POST /v1/cart/claims`: an Alter order becomes a line of one visitor's cart, and nobody else's.

What the session allows is read first, then Alter is asked, then one transaction decides. Nothing is held between
them, so a kill leaves either no claim or a whole one, and the same key gets the same claim again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connector.alter import wire
from connector.domain import ids
from connector.domain.claim import (
    Claim,
    ClaimedLine,
    ClaimWish,
    Frame,
    Holder,
    OrderFacts,
    Verdict,
    frame_of,
    judged,
)
from connector.domain.clock import Clock
from connector.domain.errors import Conflict, Invalid, NotFound
from connector.domain.ids import ClaimId
from connector.domain.product_ids import parent_of
from connector.domain.store import Store, StoreState
from connector.flows.cart.orders import CartOrders, facts
from connector.flows.collaborators.designs import Designs
from connector.flows.collaborators.foreign import NEVER_ISSUED
from connector.flows.collaborators.thumbnails import Thumbnails
from connector.flows.collaborators.upstream_faults import needs_reconnect
from connector.store import alter_orders, bindings, claims, locks, sessions, stores
from connector.store.database import Database, Transaction


@dataclass(frozen=True)
class ClaimedOrder:
    claim_id: ClaimId
    alter_order_id: int
    lines: Sequence[ClaimedLine]
    design_name: str | None
    thumbnail_url: str | None


@dataclass(frozen=True)
class ClaimOrder:
    database: Database
    orders: CartOrders
    clock: Clock
    designs: Designs
    thumbnails: Thumbnails

    async def __call__(self, store: Store, wish: ClaimWish) -> ClaimedOrder:
        """Raises NotFound, Conflict, Invalid (see `_refuse`), Unavailable while Alter cannot be asked."""
        if store.state is StoreState.NEEDS_RECONNECT:
            raise needs_reconnect()
        frame = await self._frame(store, wish)
        number = wish.alter_order_id
        if number is None:
            number = await self._only_one(store, wish, frame)
        holders = await self._holders(store, wish, [number])
        if frame is None and holders.get(number) is not Holder.CALLER:
            raise _session_unknown()
        # A foreign number is asked for as one that never was, so that both take as long and fail alike.
        order = await self.orders.one(store, NEVER_ISSUED if number not in holders else number)
        if order is None or order.id != number or number not in holders:
            raise _unknown()
        _refuse(judged(facts(order), frame, holders[number]))
        claim = await self._settled(store, wish, facts(order), frame)
        return ClaimedOrder(
            claim.id,
            order.id,
            [_line(item) for item in order.product_items],
            order.design_name,
            await self._thumbnail(store, order),
        )

    async def _frame(self, store: Store, wish: ClaimWish) -> Frame | None:
        parent = parent_of(wish.external_product_id)
        products = [wish.external_product_id, *([parent] if parent else [])]
        async with self.database.read() as connection:
            session = await sessions.by_ref(connection, store.id, wish.session_ref)
            rows = await bindings.by_products(connection, store.id, products)
        return frame_of(session, rows, wish)

    async def _only_one(self, store: Store, wish: ClaimWish, frame: Frame | None) -> int:
        """The number of the one order that this call can mean.

        The caller's own claims count if they came with this session: the call may be a repeat whose answer was
        lost, and a second order must then not be taken in the first one's stead.
        """
        if frame is None:
            raise _session_unknown()
        made = await self.orders.made(store, frame)
        numbers = [order.id for order in made.orders]
        holders = await self._holders(store, wish, numbers, of_session=True)
        possible = [
            order.id
            for order in made.orders
            if holders.get(order.id) in (Holder.NOBODY, Holder.CALLER)
            and judged(order, frame, Holder.NOBODY) is Verdict.GRANTED
        ]
        if len(possible) > 1 or not made.complete:
            raise Conflict(
                "claim.severalOrders",
                "More than one order can be meant: send alterOrderId, or claim with a new session.",
            )
        if not possible:
            raise _unknown()
        return possible[0]

    async def _holders(
        self, store: Store, wish: ClaimWish, numbers: Sequence[int], *, of_session: bool = False
    ) -> Mapping[int, Holder]:
        async with self.database.read() as connection:
            return await self._held(connection, store, wish, numbers, of_session=of_session)

    async def _held(
        self,
        connection: Transaction,
        store: Store,
        wish: ClaimWish,
        numbers: Sequence[int],
        *,
        of_session: bool = False,
    ) -> Mapping[int, Holder]:
        """By number; those that follow an order of another store are left out, and are not there.

        An order that follows one of this store's orders, and is not claimed, was bought before.
        """
        links = await alter_orders.by_ids(connection, store.storefront_id, numbers)
        rows = await claims.by_orders(connection, store.storefront_id, numbers)
        found = dict.fromkeys(numbers, Holder.NOBODY)
        found |= {link.alter_order_id: Holder.SAME_STORE for link in links}
        for row in rows:
            holder = Holder.SAME_STORE if row.store_id == store.id else Holder.OTHER_STORE
            in_session = not of_session or row.session_ref == wish.session_ref
            if in_session and row.is_again(self._claim(store, wish, row.alter_order_id)):
                holder = Holder.CALLER
            found[row.alter_order_id] = holder
        foreign = {link.alter_order_id for link in links if link.store_id != store.id}
        return {number: holder for number, holder in found.items() if number not in foreign}

    async def _settled(
        self, store: Store, wish: ClaimWish, order: OrderFacts, frame: Frame | None
    ) -> Claim:
        """Looked at again under the lock of the storefront's orders: an event or another claim may have come."""
        async with self.database.write() as connection:
            await locks.hold_orders(connection, store.storefront_id)
            current = await stores.get(connection, store.id)
            if current is None or current.storefront_id != store.storefront_id:
                raise _unknown()
            holders = await self._held(connection, store, wish, [order.id])
            if order.id not in holders:
                raise _unknown()
            _refuse(judged(order, frame, holders[order.id]))
            wanted = self._claim(store, wish, order.id)
            found = await claims.take(connection, wanted)
        # The lock lets nobody in between; were it forgotten somewhere, the unique constraint still decides.
        _refuse(Verdict.GRANTED if found.is_again(wanted) else Verdict.TAKEN)
        return found

    def _claim(self, store: Store, wish: ClaimWish, number: int) -> Claim:
        return Claim(
            id=ids.new_claim_id(),
            store_id=store.id,
            storefront_id=store.storefront_id,
            alter_order_id=number,
            claim_key_hash=ids.digest(wish.claim_key),
            session_ref=wish.session_ref,
            external_product_id=wish.external_product_id,
            runtime_type=wish.runtime_type,
            claimed_at=self.clock.now(),
        )

    async def _thumbnail(self, store: Store, order: wire.CustomerOrder) -> str | None:
        """Of the design: Alter names no picture of what the shopper made of it."""
        return self.thumbnails.url(store, await self.designs.picture(store, order.customizer_id))


def _line(item: wire.OrderItem) -> ClaimedLine:
    return ClaimedLine(
        order_detail_id=item.id,
        options=item.options,
        variant=item.variant,
        quantity=item.quantity,
        unit_price=item.unit_price.value,
        currency=item.unit_price.currency,
    )


def _refuse(verdict: Verdict) -> None:
    match verdict:
        case Verdict.GRANTED:
            return
        case Verdict.UNKNOWN:
            raise _unknown()
        case Verdict.WRONG_DESIGN:
            raise Invalid(
                "claim.wrongDesign",
                "This order is of another design than the product opens now; "
                "open the product again and add it to the cart anew.",
            )
        case Verdict.LOCKED:
            raise Conflict("claim.locked", "This order is no longer one of a cart: it was bought.")
        case Verdict.TAKEN:
            raise Conflict(
                "claim.taken", "This order lies in another cart, or for another product."
            )


def _unknown() -> NotFound:
    return NotFound(
        "claim.orderUnknown",
        "No such order was made in this session; press the customizer's button again.",
    )


def _session_unknown() -> NotFound:
    return NotFound(
        "claim.sessionUnknown",
        "This store opened no such session for this product and runtime type, or it is over for days: "
        "send the sessionRef of the session that the order was made in.",
    )
