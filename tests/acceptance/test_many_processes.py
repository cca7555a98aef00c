"""Two connectors on one PostgreSQL: what is done through one is seen through the other within a second."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from connector.alter.endpoint import LimitClass
from connector.alter.errors import AlterBusy
from connector.domain.priority import Priority
from connector.store.database import DatabaseError
from tests.acceptance.browser import Browser
from tests.stage.stage import ConnectedStore, Stage, Staging, item, staged
from tests.stage.waiting import until


@dataclass
class Two:
    """Two processes' worth of connectors; only `one` has a worker. `far` is `store` through the other."""

    one: Stage
    other: Stage
    store: ConnectedStore

    @property
    def far(self) -> ConnectedStore:
        return self.other.as_store(self.store.answer)


@pytest.fixture
def only_postgres(engine: str) -> None:
    if engine != "postgres":
        pytest.skip("SQLite takes one process")


@pytest.fixture
async def two(
    only_postgres: None, staging: Staging, tmp_path: Path, database_url: str
) -> AsyncIterator[Two]:
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(staging())
        other = await stack.enter_async_context(
            staged(tmp_path, database_url, worker=False, sandbox=one.sandbox)
        )
        yield Two(one, other, await one.connect())


async def soon(look: Callable[[], Awaitable[bool]]) -> None:
    """Within a second."""
    async with asyncio.timeout(1.0):
        await until(look)


def last_key(stage: Stage) -> str:
    return stage.sandbox.calls_to("GET", "/auth/check")[-1].headers["x-alter-access-key"]


async def test_a_binding_put_through_one_is_sent_by_the_other(two: Two) -> None:
    """Whoever waits for Alter's answer has it before the next look of its own: the notice rings."""
    async with asyncio.timeout(5):
        put = await two.far.put_bindings(item("wc_1"))
    assert put.json["bindings"][0]["sync"]["state"] == "synced"
    listed = (await two.store.get("/v1/bindings")).json["items"]
    assert [each["externalProductId"] for each in listed] == ["wc_1"]


async def test_a_deactivation_through_one_hides_what_the_other_has_kept(two: Two) -> None:
    binding = (await two.store.put_bindings(item("wc_1"))).json["bindings"][0]
    browser = Browser.on(two.other, two.far)
    token = str((await browser.session()).json["token"])
    assert (await browser.bootstrap(token)).status == 200
    assert (await browser.bootstrap(token)).headers["X-Connector-Cache"] == "hit"
    done = await two.store.post(f"/v1/bindings/{binding['bindingId']}/deactivate")
    assert done.status == 200

    async def hidden() -> bool:
        again = await browser.bootstrap(token)
        gone = (await browser.session()).status == 404
        return gone and again.headers.get("X-Connector-Cache") != "hit"

    await soon(hidden)


async def test_a_token_revoked_through_one_opens_nothing_through_the_other(two: Two) -> None:
    assert (await two.far.get("/v1/store")).status == 200
    rotated = await two.store.post(
        "/v1/store/token",
        {"revokePrevious": True},
        headers={"X-Connector-Site": two.store.origin},
    )
    assert rotated.status == 200

    async def shut() -> bool:
        return (await two.far.get("/v1/store")).status == 401

    await soon(shut)


async def test_a_credential_replaced_through_one_is_used_by_the_other(two: Two) -> None:
    assert (await two.far.post("/v1/store/check")).status == 200
    before = last_key(two.one)
    await two.one.connect(headers=dict(two.store.headers))

    async def used() -> bool:
        assert (await two.far.post("/v1/store/check")).status == 200
        return last_key(two.one) != before

    await soon(used)


async def test_the_limits_are_shared(two: Two) -> None:
    """Slots of one are not had by the other."""
    budgets = [stage.connector.adapters.budget for stage in (two.one, two.other)]

    async def asked(number: int) -> bool:
        try:
            slot = await budgets[number % 2].acquire(
                two.store.id, LimitClass.AUTH_CHECK, Priority.SHOPPER, deadline=0.1
            )
        except AlterBusy:
            return False
        slot.release()
        return True

    granted = sum(await asyncio.gather(*(asked(number) for number in range(100))))
    assert 50 <= granted <= 60


async def test_limits_of_clients_are_divided(two: Two) -> None:
    """Twenty sessions a minute for one client, whichever process it comes to."""
    await two.store.put_bindings(item("wc_1"))

    async def counted() -> bool:
        return two.one.connector.census.serving == 2

    await soon(counted)
    browsers = [Browser.on(two.one, two.store), Browser.on(two.other, two.far)]
    answers = [(await browsers[number % 2].session()).status for number in range(30)]
    assert answers.count(201) == 20
    assert set(answers) == {201, 429}


async def test_a_second_process_on_sqlite_is_refused_with_the_reason(
    engine: str, stage: Stage, tmp_path: Path, database_url: str
) -> None:
    if engine != "sqlite":
        pytest.skip("PostgreSQL takes as many as there are")
    with pytest.raises(DatabaseError, match=r"one writer.*PostgreSQL"):
        async with staged(tmp_path, database_url, sandbox=stage.sandbox):
            pass
