"""Trying again, giving up, and what a lost answer means; slots and breaker kept straight throughout."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

import pytest
from aiohttp import web

from connector.alter.breaker import Breaker
from connector.alter.budget import SLOT_SECONDS, Budget, Limits
from connector.alter.client import AlterClient, upstream_session
from connector.alter.endpoints import DOCUMENTED_LIMITS, LimitClass, endpoint
from connector.alter.errors import AlterBusy, AlterRefused, AlterUnreachable, BreakerOpen
from connector.alter.wire import SessionRequest
from connector.domain.clock import SystemClock
from connector.domain.priority import Priority

from .holes import deaf_port
from .upstream import CREDENTIAL, TOKEN, Door, Handler, Upstream, door, says

SESSION = SessionRequest("https://shop.example", runtime_binding_id=42)
ONE_READ = Limits({**DOCUMENTED_LIMITS, LimitClass.READS: 1})


def wait(at: Door, limit: LimitClass = LimitClass.READS) -> float:
    return at.budget.wait_for("store-1", limit, Priority.SHOPPER)


async def orders(at: Door, deadline: float = 10.0) -> None:
    await at.client.call(endpoint("list_orders"), credential=CREDENTIAL, deadline=deadline)


def resets() -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    return answer


def hangs(seconds: float = 30.0) -> Handler:
    async def answer(_request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(seconds)
        return web.Response()

    return answer


def free_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port: int = unused.getsockname()[1]
        return port


@asynccontextmanager
async def unserved(port: int, connect_seconds: float = 3.0) -> AsyncIterator[Door]:
    """A client before a port where nobody answers."""
    clock = SystemClock()
    budget, breaker = Budget(ONE_READ, clock, Random(1)), Breaker(clock, Random(2))
    async with upstream_session(connect_seconds=connect_seconds) as session:
        base_url = f"http://127.0.0.1:{port}/public-api/v1"
        client = AlterClient(session, base_url, budget, breaker, clock, Random(3))
        yield Door(client, Upstream(), budget, breaker)


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_what_passes_by_itself_is_tried_again(status: int) -> None:
    async with door(says(status), says(status), says(body={"order": {}})) as at:
        await orders(at)
        assert len(at.upstream.asked) == 3


async def test_a_third_failure_is_the_last() -> None:
    async with door(says(503)) as at:
        with pytest.raises(AlterRefused):
            await orders(at)
        assert len(at.upstream.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 429, 500, 501])
async def test_what_does_not_pass_is_not_tried_again(status: int) -> None:
    async with door(says(status)) as at:
        with pytest.raises(AlterRefused):
            await orders(at)
        assert len(at.upstream.asked) == 1


async def test_a_session_is_never_asked_for_twice() -> None:
    for answer in (says(503), resets()):
        async with door(answer) as at:
            with pytest.raises((AlterRefused, AlterUnreachable)):
                await at.client.embed_session(CREDENTIAL, SESSION, fingerprint=None)
            assert len(at.upstream.asked) == 1


async def test_a_named_wait_past_the_deadline_ends_the_tries() -> None:
    async with door(says(503, headers={"Retry-After": "20"})) as at:
        with pytest.raises(AlterRefused) as caught:
            await orders(at, deadline=5.0)
        assert caught.value.retry_after == 20.0
        assert len(at.upstream.asked) == 1


async def test_every_try_pays_for_its_own_slot() -> None:
    async with door(says(503), says(), limits=ONE_READ) as at:
        with pytest.raises(AlterRefused, match="503"):
            await orders(at)
        assert len(at.upstream.asked) == 1
        assert wait(at) > SLOT_SECONDS - 5


async def test_a_reset_after_sending_leaves_the_outcome_unknown() -> None:
    async with door(resets()) as at:
        with pytest.raises(AlterUnreachable) as caught:
            await at.client.embed_session(CREDENTIAL, SESSION, fingerprint=None)
        assert caught.value.outcome_unknown
        assert caught.value.__context__ is None
        assert TOKEN not in repr(caught.value)


async def test_a_slow_answer_leaves_the_outcome_unknown_and_the_slot_spent() -> None:
    async with door(hangs(2.0), limits=ONE_READ) as at:
        with pytest.raises(AlterUnreachable) as caught:
            await orders(at, deadline=0.3)
        assert (caught.value.outcome_unknown, caught.value.reason) == (True, "timeout")
        assert wait(at) > SLOT_SECONDS - 5


async def test_a_slow_body_counts_as_slow_too() -> None:
    async def half(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        await answer.write(b"{")
        await asyncio.sleep(2.0)
        return answer

    async with door(half) as at:
        with pytest.raises(AlterUnreachable) as caught:
            await orders(at, deadline=0.3)
        assert caught.value.outcome_unknown


async def test_a_refused_connection_sent_nothing_and_gives_its_slot_back() -> None:
    async with unserved(free_port()) as lonely:
        with pytest.raises(AlterUnreachable) as caught:
            await orders(lonely)
        assert not caught.value.outcome_unknown
        assert wait(lonely) == 0.0


async def test_a_connection_that_times_out_sent_nothing() -> None:
    with deaf_port() as port:
        async with unserved(port, connect_seconds=0.2) as lonely:
            with pytest.raises(AlterUnreachable) as caught:
                await lonely.client.embed_session(CREDENTIAL, SESSION, fingerprint=None)
            assert not caught.value.outcome_unknown
            assert wait(lonely, LimitClass.WRITES) == 0.0


async def test_cancelling_keeps_the_slot_spent_and_tells_the_breaker_nothing() -> None:
    arrived = asyncio.Event()

    async def hang(_request: web.Request) -> web.StreamResponse:
        arrived.set()
        await asyncio.sleep(2.0)
        return web.Response()

    async with door(hang, limits=ONE_READ) as at:
        task = asyncio.create_task(orders(at))
        await arrived.wait()
        assert wait(at) == pytest.approx(SLOT_SECONDS, abs=0.5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.sleep(0.02)
        assert SLOT_SECONDS - 1 < wait(at) < SLOT_SECONDS  # in flight it would stand still
        assert at.breaker.state == "closed"


async def test_a_given_slot_stays_the_callers() -> None:
    async with door(says(body={"order": {}}), limits=ONE_READ) as at:
        slot = at.budget.try_acquire("store-1", LimitClass.READS, Priority.BULK)
        assert slot is not None
        row = endpoint("list_orders")
        await at.client.call(row, credential=CREDENTIAL, slot=slot)
        slot.cancel()
        assert wait(at) == 0.0


async def test_one_routes_500_does_not_open_the_breaker_for_all() -> None:
    """Any store could provoke it with a body of its own."""
    async with door(says(500)) as at:
        for _ in range(8):
            with pytest.raises(AlterRefused):
                await orders(at)
        assert at.breaker.state == "closed"


async def test_the_breaker_opens_and_then_nothing_is_sent() -> None:
    async with door(says(503)) as at:
        for _ in range(5):
            with pytest.raises(AlterRefused):
                await at.client.call(endpoint("list_orders"), credential=CREDENTIAL, tries=1)
        with pytest.raises(BreakerOpen) as caught:
            await orders(at)
        assert caught.value.retry_after > 0
        assert len(at.upstream.asked) == 5
        at.upstream.answers[:] = [says(body={})]
        at.breaker.probe_now()
        await orders(at)
        assert at.breaker.state == "closed"


async def test_a_breaker_opening_between_tries_keeps_the_real_error() -> None:
    async with door(says(503)) as at:
        with pytest.raises(AlterRefused):
            await orders(at)
        with pytest.raises(AlterRefused, match="503"):
            await orders(at)
        assert len(at.upstream.asked) == 5


async def test_4xx_say_that_alter_is_well() -> None:
    async with door(says(404)) as at:
        for _ in range(9):
            with pytest.raises(AlterRefused):
                await orders(at)
        assert at.breaker.state == "closed"


async def test_no_time_left_sends_nothing() -> None:
    async with door(says()) as at:
        with pytest.raises(AlterBusy):
            await orders(at, deadline=0.0)
        assert at.upstream.asked == []
        assert wait(at) == 0.0
