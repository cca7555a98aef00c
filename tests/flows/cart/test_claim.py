"""The claim's flow by itself: killed at its one commit, overtaken before it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import pytest

from connector.domain.binding import RuntimeType
from connector.domain.claim import ClaimWish
from connector.domain.errors import Failure, NotFound
from connector.domain.secrets import Secret
from connector.domain.store import Store
from connector.flows.cart.claim import ClaimOrder
from connector.sandbox.faults import Fault
from connector.sandbox.orders import Order
from connector.store import stores
from tests.acceptance.carting import Visitor, visiting
from tests.acceptance.ordering import line, tell
from tests.flows.orders.playing import CutOff, Killed
from tests.stage.stage import Stage, Staging
from tests.stage.waiting import struck
from tests.web.everything import dumped


@pytest.fixture
async def stage(staging: Staging) -> AsyncIterator[Stage]:
    async with staging(worker=False) as opened:
        yield opened


@pytest.fixture
async def visitor(stage: Stage) -> Visitor:
    return await visiting(stage, await stage.connect())


async def store_of(visitor: Visitor) -> Store:
    async with visitor.stage.database.read() as connection:
        (found,) = [s for s in await stores.listed(connection) if s.id == visitor.store.id]
        return found


def wish(visitor: Visitor, number: int) -> ClaimWish:
    key = Secret(visitor.key)
    return ClaimWish("wc_1", RuntimeType.CUSTOMIZER, number, visitor.ref, key)


def flow(stage: Stage) -> ClaimOrder:
    return stage.connector.flows.claim_order


@pytest.mark.parametrize("committed", [False, True])
async def test_a_kill_leaves_no_claim_or_a_whole_one(
    stage: Stage, visitor: Visitor, committed: bool
) -> None:
    """Not answered, so the shop claims again: one row, whichever side of the commit."""
    order = await visitor.presses()
    database = CutOff(stage.database.url, 0, committed=committed)
    with pytest.raises(Killed):
        await replace(flow(stage), database=database)(
            await store_of(visitor), wish(visitor, order.id)
        )
    await database.close()
    before = (await dumped(stage.database))["claims"]
    assert len(before) == int(committed)
    answer = await visitor.claims(order)
    assert answer.status == 201
    if committed:
        assert answer.json["claimId"] in before[0]
        other = await visitor.another().claims(order)
        assert (other.status, other.code) == (409, "claim.taken")


async def test_what_happens_while_alter_is_asked_is_seen(stage: Stage, visitor: Visitor) -> None:
    """Another store's event, another storefront: looked at again at the end."""
    other = await stage.connect("http://second.localhost", share=True)
    linked, late = await visitor.presses(), await visitor.presses()
    store = await store_of(visitor)

    async def meanwhile(order: Order, happens: Callable[[], Awaitable[object]]) -> Failure:
        slow = Fault(path=f"/customer-orders/{order.id}$", delay=30)
        stage.sandbox.knobs.faults.append(slow)
        claiming = asyncio.create_task(flow(stage)(store, wish(visitor, order.id)))
        await struck(slow)
        await happens()
        slow.delay = 0
        with pytest.raises(Failure) as found:
            await claiming
        return found.value

    async def event() -> None:
        await tell(other, 1, "pending", line(linked, 1))

    async def move() -> None:
        elsewhere = stage.sandbox.world.add_storefront()
        await stage.connect(storefront_id=elsewhere.id, headers=dict(visitor.store.headers))

    told = [await meanwhile(linked, event), await meanwhile(late, move)]
    assert [(type(each), each.code) for each in told] == [(NotFound, "claim.orderUnknown")] * 2
