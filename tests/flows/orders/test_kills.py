"""Killed between any two steps, an order ends at Alter as it is in the shop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

import pytest

from connector.domain.answers import to_json
from connector.domain.sync import LEASE
from connector.flows.collaborators.bell import Bell
from connector.flows.orders.take import TakeOrderEvent
from connector.sandbox.faults import Fault
from connector.sandbox.knobs import Knobs
from connector.sandbox.orders import Order
from connector.store import stores
from connector.web.v1.orders import EventBody
from tests.acceptance.ordering import ORDER, event, line, placed, shown, tell
from tests.flows.orders.playing import CutOff, Killed, run_all, runner
from tests.stage.stage import ConnectedStore, Stage
from tests.stage.waiting import struck

pytestmark = pytest.mark.slow

Staging = Callable[..., AbstractAsyncContextManager[Stage]]


@pytest.fixture
async def stage(staging: Staging) -> AsyncIterator[Stage]:
    async with staging(worker=False, knobs=Knobs(limits_enabled=False), limit_scale=50) as opened:
        yield opened


@dataclass(frozen=True)
class Story:
    """Events of one order; what Alter must hold in the end. `before` is sent and settled first."""

    events: tuple[tuple[str, str, int], ...]
    status: str
    quantity: int
    deleted: bool = False
    before: tuple[tuple[str, str, int], ...] = ()
    after_kill: tuple[tuple[str, str, int], ...] = ()


STORIES = {
    "paid": Story((("created", "processing", 3),), "paid", 3),
    "refunded in part": Story(
        (("refunded", "completed", 2),), "completed", 2, before=(("created", "processing", 3),)
    ),
    "refunded whole": Story(
        (("refunded", "processing", 0),), "cancelled", 3, before=(("created", "processing", 3),)
    ),
    "deleted": Story(
        (("deleted", "trash", 3),), "paid", 3, deleted=True, before=(("created", "processing", 3),)
    ),
    "deleted at once": Story((("deleted", "trash", 3),), "shopping_cart", 1, deleted=True),
    "changed its mind": Story(
        (("updated", "completed", 4),),
        "cancelled",
        4,
        before=(("created", "processing", 4),),
        after_kill=(("cancelled", "cancelled", 4),),
    ),
    "went back": Story(
        (("updated", "completed", 5),),
        "paid",
        3,
        before=(("created", "processing", 3),),
        after_kill=(("updated", "processing", 3),),
    ),
}


@dataclass
class Player:
    """Tells one WooCommerce order's events, counting its sequence."""

    store: ConnectedStore
    order: Order
    order_id: int
    sequence: int = 0

    async def tell(self, events: tuple[tuple[str, str, int], ...]) -> None:
        for kind, status, quantity in events:
            self.sequence += 1
            lines = line(self.order, quantity)
            await tell(self.store, self.sequence, status, lines, kind=kind, orderId=self.order_id)


async def _commits(stage: Stage, player: Player, story: Story) -> int:
    """How many commits the sending of the story takes when nobody disturbs it."""
    database = CutOff(stage.database.url)
    await player.tell(story.events)
    await run_all(runner(stage, database))
    await database.close()
    return database.count


def _player(stage: Stage, store: ConnectedStore, number: int) -> Player:
    return Player(store, placed(stage), ORDER + number)


@pytest.mark.parametrize("name", STORIES)
async def test_a_kill_at_any_commit_changes_nothing_in_the_end(stage: Stage, name: str) -> None:
    """Before each commit and after it; the state is the shop's, and one call at most went out twice."""
    story, store = STORIES[name], await stage.connect()
    first = _player(stage, store, 0)
    await first.tell(story.before)
    await stage.work()
    commits = await _commits(stage, first, story)
    await first.tell(story.after_kill)
    await stage.work()
    assert commits >= 4
    undisturbed = first.order.counts.total()
    number = 0
    for cut in range(commits):
        for committed in (False, True):
            number += 1
            player = _player(stage, store, number)
            await player.tell(story.before)
            await stage.work()
            await player.tell(story.events)
            await _killed(stage, cut, committed=committed)
            await player.tell(story.after_kill)
            stage.clock.shift(LEASE.total_seconds() + 1)
            await stage.work()
            await _is_as_told(player, story)
            assert player.order.counts.total() <= undisturbed + 1
    assert (await store.get("/v1/store")).json["state"] == "connected"


async def _killed(stage: Stage, cut: int, *, committed: bool) -> None:
    database = CutOff(stage.database.url, cut, committed=committed)
    with pytest.raises(Killed):
        await run_all(runner(stage, database), f"killed-{cut}")
    await database.close()


async def _is_as_told(player: Player, story: Story) -> None:
    order = player.order
    assert order.deleted is story.deleted
    if not story.deleted:
        assert (order.status, *order.quantities.values()) == (story.status, story.quantity)
    found = await shown(player.store, order, player.order_id)
    assert found["sync"]["state"] == "synced"
    if not story.after_kill:
        assert found["confirmed"]["deleted"] is story.deleted


@pytest.mark.parametrize("committed", [False, True])
async def test_a_kill_while_an_event_is_taken(stage: Stage, committed: bool) -> None:
    """Not answered, so the shop tells it again: one link, one change, whichever side of the commit."""
    connected, order = await stage.connect(), placed(stage)
    body = event(1, "processing", line(order, 2))
    database = CutOff(stage.database.url, 0, committed=committed)
    async with stage.database.read() as connection:
        (store,) = await stores.listed(connection)
    take = TakeOrderEvent(database, Bell(), stage.clock)
    with pytest.raises(Killed):
        await take(store, EventBody.model_validate_json(to_json(body)).event_of())
    await database.close()
    again = await connected.post("/v1/orders/events", body)
    assert again.json["jobs"] == (0 if committed else 1)
    await stage.work()
    assert (order.status, *order.quantities.values()) == ("paid", 2)
    assert order.counts["status"] == order.counts["quantity"] == 1


@pytest.mark.parametrize("path", ["/quantity/all$", "/status$", r"/customer-orders/\d+$"])
@pytest.mark.parametrize("deed", ["answer_lost", "reset", "truncate"])
async def test_a_lost_answer_is_asked_for_again(stage: Stage, path: str, deed: str) -> None:
    """Done or not, the second call leaves what the first one should have left."""
    store, order = await stage.connect(), placed(stage)
    stage.sandbox.knobs.faults.append(Fault.model_validate({"path": path, deed: True}))
    await tell(store, 1, "processing", line(order, 2))
    for _ in range(3):
        await stage.work()
        stage.clock.shift(30)
    assert (order.status, *order.quantities.values()) == ("paid", 2)
    assert (await shown(store, order))["sync"]["state"] == "synced"


@pytest.mark.parametrize("path", ["/quantity/all$", "/status$", r"/customer-orders/\d+$"])
@pytest.mark.parametrize(
    "answer", [{"html": "<h1>Welcome</h1>"}, {"body": {"success": False}}, {"body": []}]
)
async def test_a_200_that_is_not_alters_confirms_nothing(
    stage: Stage, path: str, answer: dict[str, object]
) -> None:
    """A page of some proxy between us, or a refusal said with 200: nothing was done, so it is said again."""
    store, order = await stage.connect(), placed(stage)
    fault = Fault.model_validate({"path": path, "status": 200, **answer})
    stage.sandbox.knobs.faults.append(fault)
    await tell(store, 1, "processing", line(order, 2))
    for _ in range(3):
        await stage.work()
        stage.clock.shift(30)
    assert fault.fired == 1
    assert (order.status, *order.quantities.values()) == ("paid", 2)
    assert (await shown(store, order))["sync"]["state"] == "synced"


async def test_an_event_during_the_call_goes_out_after_it(stage: Stage) -> None:
    """The answer to the older version does not confirm the newer one."""
    store, order = await stage.connect(), placed(stage)
    slow = Fault(path="/status$", delay=30)
    stage.sandbox.knobs.faults.append(slow)
    await tell(store, 1, "processing", line(order, 2))
    working = asyncio.create_task(stage.work())
    await struck(slow)
    await tell(store, 2, "completed", line(order, 1))
    slow.delay = 0
    await working
    await stage.work()
    assert (order.status, *order.quantities.values()) == ("completed", 1)
    assert [change.value for change in order.history if change.kind == "status"] == [
        "paid",
        "completed",
    ]


async def test_a_lost_answer_and_a_step_back(stage: Stage) -> None:
    """What Alter may have done is not believed undone: going back to the confirmed status is sent."""
    store, order = await stage.connect(), placed(stage)
    await tell(store, 1, "processing", line(order, 1))
    await stage.work()
    stage.sandbox.knobs.faults.append(Fault(path="/status$", answer_lost=True))
    await tell(store, 2, "completed", line(order, 1))
    await stage.work()
    assert order.status == "completed"
    assert (await shown(store, order))["confirmed"]["status"] is None
    await tell(store, 3, "processing", line(order, 1))
    await stage.work()
    assert order.status == "paid"


async def test_a_deletion_whose_answer_was_lost_is_done(stage: Stage) -> None:
    """The second DELETE meets 404, which is what was wanted; restoring it in between is shown."""
    store, order, other = await stage.connect(), placed(stage), placed(stage)
    lost = Fault(method="DELETE", answer_lost=True, times=None)
    stage.sandbox.knobs.faults.append(lost)
    for each, number in ((order, 1), (other, 2)):
        await tell(store, 1, "processing", line(each, 1), orderId=number)
    await stage.work()
    for number in (1, 2):
        await tell(store, 2, "trash", kind="deleted", orderId=number)
    await stage.work()
    stage.sandbox.knobs.faults.remove(lost)
    await tell(store, 3, "processing", kind="restored", orderId=2)
    stage.clock.shift(30)
    await stage.work()
    assert (await shown(store, order, 1))["confirmed"]["deleted"] is True
    gone = await shown(store, other, 2)
    assert (gone["sync"]["state"], gone["sync"]["code"]) == ("failed", "orders.unknownAtAlter")
